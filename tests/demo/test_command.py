"""``kbaudit demo`` as a newcomer runs it."""

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kbaudit.cli.group import cli
from kbaudit.example import FAULTS
from kbaudit.output.clean import width

SOURCE = Path(__file__).parents[2] / "src"


def environ(**more: str) -> dict[str, str]:
    """As little as possible: no home, no locale."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(SOURCE),
        "PYTHONWARNINGS": "error",
        **more,
    }


def kbaudit(folder: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kbaudit", *args],
        capture_output=True,
        cwd=folder,
        env=environ(**env),
        encoding="utf-8",
    )


def pasted(output: str) -> list[str]:
    """The commands that the demo shows: indented by four, continued after a backslash."""
    joined = output.replace("\\\n", " ")
    return re.findall(
        rf"^ {{4}}({re.escape(shlex.quote(sys.executable))} .*)$", joined, re.MULTILINE
    )


def test_it_runs_as_planned_and_every_fault_is_told_of(tmp_path: Path) -> None:
    done = kbaudit(tmp_path, "demo", "here")
    assert (done.returncode, done.stderr) == (0, "")
    for fault in FAULTS:
        assert f" {fault.rule} " in done.stdout
        assert fault.story in done.stdout
        assert f"here/wiki/{fault.path}:" in done.stdout
    assert f"{len(FAULTS)} faults are planted" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here"]


def test_what_was_not_planned_is_said_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kbaudit.example.FAULTS", FAULTS[1:])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["demo", "here"])
    assert ended.value.code == 3
    assert "not what should have been found" in capsys.readouterr().out


def test_in_a_temporary_folder_the_output_names_it(tmp_path: Path) -> None:
    done = kbaudit(tmp_path, "demo", TMPDIR=str(tmp_path))
    assert done.returncode == 0
    (made,) = tmp_path.iterdir()
    assert f"All of it lies in {made} until you delete it." in " ".join(done.stdout.split())


def test_every_command_that_it_shows_can_be_pasted(tmp_path: Path) -> None:
    """Also from a path with a blank, into a shell that knows nothing else."""
    done = kbaudit(tmp_path, "demo", "my demo")
    commands = pasted(done.stdout)
    assert len(commands) == 5
    status = [
        subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environ(), capture_output=True
        ).returncode
        for command in commands
    ]
    assert status == [1, 1, 0, 1, 0]
    assert (tmp_path / "my demo/wiki/kbaudit.yaml").is_file()


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_it_fits(tmp_path: Path, columns: int) -> None:
    lines = on_terminal(tmp_path, columns)
    assert max(map(width, lines)) <= columns
    assert any("^^^" in line for line in lines)


def on_terminal(folder: Path, columns: int) -> list[str]:
    main, side = pty.openpty()
    command = [sys.executable, "-m", "kbaudit", "demo", "d"]
    environment = environ(COLUMNS=str(columns), NO_COLOR="1", TERM="xterm")
    with subprocess.Popen(
        command, stdout=side, stderr=side, cwd=folder, env=environment
    ) as process:
        os.close(side)
        output = b""
        while chunk := _read(main):
            output += chunk
        os.close(main)
    assert process.returncode == 0
    text = output.decode().replace("\r\n", "\n")
    # A path and a command that stand alone on a line stay whole, so that they can be copied.
    return [line for line in text.split("\n") if sys.executable not in line]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_a_folder_with_something_in_it_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").write_text("")
    done = kbaudit(tmp_path, "demo", "mine")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "kbaudit: mine is not empty: name a folder that is empty or not there yet\n"
    )


def test_without_git_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    done = kbaudit(tmp_path, "demo", "made", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kbaudit: git is not installed or not on the PATH")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m kbaudit demo made | head -1"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environ(), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
