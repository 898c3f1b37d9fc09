import io

import pytest

from kbaudit.engine.stopwatch import READING, Stopwatch
from kbaudit.output.timings import write_timings


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr("kbaudit.engine.stopwatch.time.perf_counter", lambda: now[0])
    return now


def test_every_moment_counts_once(clock: list[float]) -> None:
    watch = Stopwatch()
    with watch.phase("outer"):
        clock[0] += 1.0
        watch.begin()
        with watch.phase(READING):
            clock[0] += 6.0
        clock[0] += 1.5
        watch.end_rule("zz-word")
        watch.begin()
        with watch.phase("inner"):
            clock[0] += 4.0
        watch.end_rule("zz-boom")
    assert watch.phases == {"outer": 1.0, READING: 6.0, "inner": 4.0}
    assert watch.rules == {"zz-word": 1.5, "zz-boom": 0.0}


def test_a_phase_that_raises_is_measured_as_well(clock: list[float]) -> None:
    watch = Stopwatch()

    def fail() -> None:
        clock[0] += 2.0
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), watch.phase(READING):
        fail()
    assert watch.phases == {READING: 2.0}


def test_the_table(clock: list[float]) -> None:
    watch = Stopwatch()
    with watch.phase("listing files"):
        clock[0] += 1.0
    for name, seconds in (("zz-word", 0.5), ("zz-boom", 2.5), ("zz-a", 0.0), ("zz-b", 0.0)):
        watch.begin()
        clock[0] += seconds
        watch.end_rule(name)
    stream = io.StringIO()
    write_timings(watch, 4.25, stream)
    assert stream.getvalue().splitlines() == [
        "",
        "  seconds  share  phase",
        "    1.000    25%  listing files",
        "    3.000    75%  4 rules",
        "    4.000   100%  all of this",
        "    4.250         processor time, with the start of the program",
        "",
        "  seconds  share  rule",
        "    2.500    83%  zz-boom",
        "    0.500    17%  zz-word",
        "    0.000     0%  2 others, less than a millisecond each",
        "What several rules share counts for the first of them that asked for it.",
    ]
