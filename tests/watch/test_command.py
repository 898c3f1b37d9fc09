"""The command itself, in a process of its own, over files that really change."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import lay_out

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kb", {"workflows/o_r_A.md": "# o_r_A\n\nSee [it](gone.md).\n"})


@pytest.fixture
def process(kb: Path) -> Iterator[subprocess.Popen[str]]:
    """Watches; whatever happens, it is gone in the end."""
    command = [sys.executable, "-u", "-m", "kbaudit", "check", str(kb), "--watch", "--quiet"]
    with subprocess.Popen(
        [*command, "--select", "dead-file-link"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as running:
        yield running
        running.kill()


def test_it_reports_again_after_a_save_and_ends_with_control_c(
    kb: Path, process: subprocess.Popen[str]
) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    page = kb / "workflows/o_r_A.md"
    first = process.stdout.readline()
    assert first.startswith(f"{page}:3:10 error dead-file-link")
    assert process.stderr.readline() == f"kbaudit: watching {kb}, Ctrl-C ends it\n"
    draft = kb / "workflows/.draft"
    second = ""
    while not second.startswith(f"{page}:4:10"):  # until the watch has begun, nothing is noticed
        draft.write_text("# o_r_A\n\n\nSee [it](gone.md).\n")
        draft.replace(page)
        os.set_blocking(process.stdout.fileno(), False)
        second = process.stdout.readline() or second
    os.set_blocking(process.stdout.fileno(), True)
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate()
    assert process.returncode == 0
    assert "\x1b" not in first + second + rest
    assert "Traceback" not in errors
