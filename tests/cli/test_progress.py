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
        "\r\x1b[2Kkbaudit: reading files 1,234\r\x1b[2Kkbaudit: judging 3 of 30\r\x1b[2K"
    )


@pytest.mark.parametrize(("stream", "wanted"), [(io.StringIO(), True), (Terminal(), False)])
def test_nobody_watches(clock: list[float], stream: io.StringIO, wanted: bool) -> None:
    line = ProgressLine(wanted=wanted, stream=stream)
    clock[0] = 9.0
    line("judging", 3, 30)
    line.close()
    assert stream.getvalue() == ""
