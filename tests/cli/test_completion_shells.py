"""Completion as zsh and fish do it, where they are installed."""

import os
import pty
import re
import selectors
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.cli.group import COMMANDS
from kbaudit.rulekit.discovery import all_rules
from support import lay_out

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a shell that says nothing has failed."""

Complete = Callable[[str], list[str]]

# Tells what is offered, and then the end of it. The words are put together by the shell, so that
# the echo of what is typed holds neither.
ZSH = """
PS1= RPS1=
autoload -U compinit && compinit -u -D
eval "$(kbaudit completion zsh)"
compadd() {
    [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]] && { builtin compadd "$@"; return }
    local -a hits
    builtin compadd -O hits "$@"
    (( $#hits )) && print -rl -- "<"$^hits">"
}
probe() { zle complete-word; print -r -- "DO""NE" }
zle -N probe
bindkey '^I' probe
print REA""DY
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Variables of a shell to which `kbaudit` is a command."""
    program = tmp_path / "bin/kbaudit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kbaudit "$@"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(tmp_path),
        "TERM": "dumb",
    }


@pytest.fixture(params=["zsh", "fish"])
def complete(request: pytest.FixtureRequest, home: dict[str, str]) -> Complete:
    """What a shell offers at the end of a line, in the order of names."""
    program = shutil.which(request.param)
    if program is None:
        pytest.skip(f"{request.param} is not installed")
    ask = in_zsh if request.param == "zsh" else in_fish
    return lambda line: sorted(ask(program, line, home))


def in_fish(program: str, line: str, home: dict[str, str]) -> list[str]:
    script = f"kbaudit completion fish | source; complete -C {shlex.quote(line)}"
    done = subprocess.run(
        [program, "--no-config", "-c", script],
        env=home,
        cwd=home["HOME"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [found.partition("\t")[0].rstrip("/") for found in done.stdout.splitlines()]


def in_zsh(program: str, line: str, home: dict[str, str]) -> list[str]:
    """It completes on a terminal only, so that it gets one."""
    setup = Path(home["HOME"]) / "setup"
    setup.write_text(ZSH)
    ours, its = pty.openpty()
    shell = subprocess.Popen(
        [program, "-f", "-i"],
        stdin=its,
        stdout=its,
        stderr=its,
        env=home,
        cwd=home["HOME"],
        start_new_session=True,
    )
    os.close(its)
    try:
        os.write(ours, f"source {shlex.quote(str(setup))}\n".encode())
        until(ours, "READY")
        os.write(ours, f"{line}\t".encode())
        return re.findall(r"<([^<>\r\n]*)>", until(ours, "DONE"))
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def until(terminal: int, word: str) -> str:
    """What is said on a terminal until `word` is."""
    said = ""
    end = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as waiting:  # `select` takes no number above 1023
        waiting.register(terminal, selectors.EVENT_READ)
        while word not in said:
            assert waiting.select(max(0.0, end - time.monotonic())), said
            said += os.read(terminal, 1 << 16).decode()
    return said


def test_commands(complete: Complete) -> None:
    assert complete("kbaudit ") == sorted(COMMANDS)
    assert complete("kbaudit che") == ["check"]


def test_values_of_options(complete: Complete) -> None:
    assert complete("kbaudit check --color a") == ["always", "auto"]


def test_names_of_rules(complete: Complete) -> None:
    expected = [rule.id for rule in all_rules() if rule.id.startswith("dead-")]
    assert complete("kbaudit rules explain dead-") == expected
    assert complete("kbaudit check --select dead-") == expected


def test_several_names_with_commas(complete: Complete) -> None:
    assert complete("kbaudit check --ignore graph,dead-l") == ["graph,dead-link"]


def test_names_of_pages_and_folders(complete: Complete, home: dict[str, str]) -> None:
    lay_out(Path(home["HOME"]) / "wiki", {"workflows/o_r_Walk.md": "x\n"})
    assert complete("kbaudit lock wiki --accept o_r_W") == ["o_r_Walk"]
    assert complete("kbaudit check wi") == ["wiki"]
