import io
from collections.abc import Iterator

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

    def subjects() -> Iterator[int]:
        for number in range(3):
            clock[0] += 2.0
            yield number

    with watch.phase("outer"):
        clock[0] += 1.0
        with watch.rule("zz-word"):
            for _ in watch.reading(subjects()):
                clock[0] += 0.5
        with watch.rule("zz-boom"), watch.phase("inner"):
            clock[0] += 4.0
    assert watch.phases == {"outer": 1.0, READING: 6.0, "inner": 4.0}
    assert watch.rules == {"zz-word": 1.5, "zz-boom": 0.0}


def test_what_raises_is_measured_as_well(clock: list[float]) -> None:
    watch = Stopwatch()

    def subjects() -> Iterator[int]:
        yield 1
        clock[0] += 2.0
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), watch.rule("zz-boom"):
        list(watch.reading(subjects()))
    assert watch.phases == {READING: 2.0}
    assert watch.rules == {"zz-boom": 0.0}


def test_the_table(clock: list[float]) -> None:
    watch = Stopwatch()
    with watch.phase("listing files"):
        clock[0] += 1.0
    for name, seconds in (("zz-word", 0.5), ("zz-boom", 2.5), ("zz-a", 0.0), ("zz-b", 0.0)):
        with watch.rule(name):
            clock[0] += seconds
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
