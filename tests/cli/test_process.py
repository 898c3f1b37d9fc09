"""The program as a process: what only a real one shows."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from support import lay_out

SOURCE = Path(__file__).parents[2] / "src"
BAD = "<!-- kbaudit: ignore[dead-link] -->\n"


def environ(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "error", **more}


def kbaudit(*args: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kbaudit", *map(str, args)]
    return subprocess.run(command, capture_output=True, env=environ(**env))


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kb", {"workflows/ü中.md": BAD})


def test_the_same_bytes_whatever_surrounds_us(kb: Path) -> None:
    args = ("check", kb, "--select", "invalid-suppression")
    plain = kbaudit(*args)
    assert plain.returncode == 1
    assert plain.stderr == b""
    assert "ü中.md:1:1 warning invalid-suppression".encode() in plain.stdout
    assert b"\r" not in plain.stdout
    for more in (
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
        {"COLUMNS": "20", "TERM": "xterm-256color"},
    ):
        assert kbaudit(*args, **more).stdout == plain.stdout


HEAVY = {"git", "pydantic", "ruamel", "jsonschema", "pathspec", "rapidfuzz", "packaging"}
OF_TARGETS = {
    "kbaudit.rulekit.sources",
    "kbaudit.target.git",
    "kbaudit.target.requirements.collect",
    "kbaudit.target.track.tracker",
}


def loaded(*args: str | Path, **env: str) -> set[str]:
    """The packages that a command imports, and the modules of ours."""
    script = (
        "import sys\nfrom kbaudit.cli.group import cli\n"
        "try:\n    cli(sys.argv[1:])\nexcept SystemExit:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, *map(str, args)]
    done = subprocess.run(command, capture_output=True, env=environ(**env), check=True)
    names = set(done.stderr.decode().splitlines()[-1].split())
    return names | {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["check", "--help"], ["rules", "-h"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    modules = loaded(*args)
    assert "click" in modules
    assert not modules & HEAVY


def test_a_check_loads_only_what_it_needs(kb: Path) -> None:
    modules = loaded("check", kb)
    assert "kbaudit.rules.dead_link" in modules
    assert not modules & (HEAVY | OF_TARGETS)


def test_what_was_found_before_is_shown_without_reading_pages(kb: Path, tmp_path: Path) -> None:
    args = ("check", kb, "--cache-dir", tmp_path / "cache")
    assert "kbaudit.read.file" in loaded(*args)
    modules = loaded(*args)
    assert not modules & {"kbaudit.read.file", "kbaudit.rulekit.discovery", "kbaudit.engine.audit"}


def test_a_configuration_that_was_read_before_is_not_parsed_again(kb: Path, tmp_path: Path) -> None:
    (kb / "kbaudit.yaml").write_text("rules: {missing-section: info}\n")
    args = ("check", kb, "--cache-dir", tmp_path / "cache")
    assert {"pydantic", "ruamel"} <= loaded(*args)
    (kb / "workflows/o_r_A.md").write_text("# A\n")
    modules = loaded(*args)
    assert "kbaudit.rules.dead_link" in modules
    assert not modules & HEAVY


def test_a_reader_that_goes_away(kb: Path) -> None:
    for i in range(3000):
        (kb / f"workflows/o_r_{i}.md").write_text(BAD)
    command = f'{sys.executable} -m kbaudit check "{kb}" --select invalid-suppression | head -1'
    command += "; echo ${PIPESTATUS[0]}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, env=environ())
    assert result.stdout.count(b"\n") == 2
    assert result.stdout.endswith(b"\n1\n")
    assert result.stderr == b""
    closed = f"{sys.executable} -m kbaudit rules | true"
    assert subprocess.run(["bash", "-c", closed], capture_output=True, env=environ()).stderr == b""


def test_standard_output_that_cannot_be_written(kb: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = f'{sys.executable} -m kbaudit check "{kb}" > /dev/full'
    result = subprocess.run(["bash", "-c", command], capture_output=True, env=environ())
    assert result.returncode == 2
    assert result.stderr == b"kbaudit: no space left on device\n"


def on_a_terminal(*args: str, **env: str) -> tuple[int, str]:
    """Run on a pseudo terminal; gives the exit status and what stood on it."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "kbaudit", *args]
    process = subprocess.Popen(
        command, stdout=slave, stderr=slave, stdin=slave, env=environ(TERM="xterm", **env)
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    return process.wait(), seen.decode()


def test_a_terminal_gets_colours_and_frames(kb: Path) -> None:
    args = ("check", str(kb), "--select", "invalid-suppression")
    status, seen = on_a_terminal(*args)
    assert status == 1
    assert "\x1b[33mwarning\x1b[0m" in seen
    assert "\x1b[33m^^^^" in seen
    _, plain = on_a_terminal(*args, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "1 | <!-- kbaudit: ignore[dead-link] -->" in plain


def test_git_hooks_do_not_redirect_us(kb: Path, tmp_path: Path) -> None:
    result = kbaudit("check", kb, GIT_DIR=str(tmp_path), GIT_INDEX_FILE="/nowhere")
    assert result.returncode in (0, 1)
