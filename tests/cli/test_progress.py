import io

import pytest

from kbaudit.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr("kbaudit.cli.progress.time.monotonic", lambda: now[0])
    return now


def test_only_what_takes_long_is_shown(clock: list[float]) -> None:
    stream = Terminal()
    line = ProgressLine(stream=stream)
    line("reading files", 1, 0)
    clock[0] = 0.9
    line("reading files", 2, 0)
    line.close()
    assert stream.getvalue() == ""
    clock[0] = 1.1
    line("reading files", 1234, 0)
    line("reading files", 1235, 0)
    clock[0] = 2.0
    line("judging", 3, 30)
    line.close()
    assert stream.getvalue() == (
        "\r\x1b[2Kkbaudit: reading files 1,234, 1,122/s\r\x1b[2Kkbaudit: judging 3 of 30\r\x1b[2K"
    )


@pytest.mark.parametrize(("stream", "wanted"), [(io.StringIO(), True), (Terminal(), False)])
def test_nobody_watches(clock: list[float], stream: io.StringIO, wanted: bool) -> None:
    line = ProgressLine(wanted=wanted, stream=stream)
    clock[0] = 9.0
    line("judging", 3, 30)
    line.close()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "done", "total", "shown"),
    [
        (10.0, 500, 2000, "judging 500 of 2,000, 50/s, 0:30 left"),
        (10.0, 5, 2000, "judging 5 of 2,000, 0.5/s, 1.1 h left"),
        (100.0, 50, 100, "judging 50 of 100, 0.5/s, 1:40 left"),
        (10.0, 2000, 2000, "judging 2,000 of 2,000, 200/s"),
        (10.0, 2000, 0, "judging 2,000, 200/s"),
        (10.0, 0, 2000, "judging 0 of 2,000"),
        (0.2, 2000, 9000, "judging 2,000 of 9,000"),
    ],
)
def test_pace(clock: list[float], seconds: float, done: int, total: int, shown: str) -> None:
    stream = Terminal()
    line = ProgressLine(stream=stream)
    line("reading files", 7, 0)
    clock[0] = 5.0
    line("reading files", 7, 0)
    stream.truncate(0)
    stream.seek(0)
    clock[0] = 6.0
    line("judging", 0, total)
    stream.truncate(0)
    stream.seek(0)
    clock[0] += seconds
    line("judging", done, total)
    assert stream.getvalue() == f"\r\x1b[2Kkbaudit: {shown}"
