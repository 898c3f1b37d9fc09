"""With however many processes: the same report, and nobody left behind."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

import kbaudit.engine.audit as audit_module
from kbaudit.cli.group import cli
from kbaudit.engine.processes import jobs
from kbaudit.engine.processes.jobs import Crew, Share
from kbaudit.engine.request import Outcome, Request
from kbaudit.model.errors import UsageError
from support import lay_out

HERE = Path(__file__).parent
EDITS = os.environ.get("KBAUDIT_EDITS", "2")

pytestmark = pytest.mark.skipif(
    not hasattr(os, "memfd_create"), reason="no copies of processes on this system"
)


def run(program: str, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", HERE / program, *args],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("base", ["example", "made"])
@pytest.mark.parametrize("how", ["pages", "pages-target", "rules-target"])
def test_one_report(tmp_path: Path, how: str, base: str) -> None:
    fewest, most, times = map(int, run("compare.py", how, base, str(tmp_path), EDITS).split())
    assert fewest > 0, "work was done again by one process"
    assert most == 3
    assert times >= 3 * int(EDITS)


@pytest.mark.parametrize("how", ["killed", "failing", "leaving", "refusing", "unfit"])
def test_who_fails_is_noticed(how: str) -> None:
    assert run("failing.py", how) == "None\nnobody is left\n"


def test_an_interruption_ends_all() -> None:
    assert run("failing.py", "interrupted") == "interrupted\nnobody is left\n"


@pytest.mark.parametrize("wrong", ["0", "-1", "1.5", "two", "", "٣", "1000"])
def test_a_wrong_number(wrong: str) -> None:
    result = CliRunner().invoke(cli, ["check", ".", "--jobs", wrong])
    assert result.exit_code == 2
    assert f"{wrong!r} is neither `auto` nor a number from 1 to 999" in result.stderr


@pytest.mark.parametrize(
    ("given", "variable", "number"),
    [([], None, 0), (["--jobs", "auto"], "3", 0), (["--jobs", "2"], "3", 2), ([], "3", 3)],
)
def test_how_many_are_wanted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    variable: str | None,
    number: int,
) -> None:
    wanted: list[int] = []

    def noted(request: Request) -> Outcome:
        wanted.append(request.jobs)
        raise UsageError("enough")

    monkeypatch.setattr(audit_module, "audit", noted)
    if variable is not None:
        monkeypatch.setenv("KBAUDIT_JOBS", variable)
    CliRunner().invoke(cli, ["check", str(lay_out(tmp_path)), "--no-cache", *given])
    assert wanted == [number]


@pytest.mark.parametrize(
    "command", ["check", "fix --diff", "baseline", "hook", "stats", "report --output r.json"]
)
def test_who_audits_can_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    root = lay_out(tmp_path)
    monkeypatch.chdir(root)
    subprocess.run(["git", "init", "-q", "."], check=True)
    name, *options = command.split()
    result = CliRunner().invoke(cli, [name, ".", *options, "--jobs", "2"])
    assert result.exit_code in (0, 1), result.output


def test_alone_where_there_are_no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    pids = Share(5, lambda _piece, away: (os.getpid(), away), Crew(3)).done()
    assert pids == [(os.getpid(), False)] * 5


def test_alone_where_there_are_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert Crew(3).size == 1


def test_processors_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {3, 5})
    assert jobs.processors() == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(64)))
    assert jobs.processors() == 8
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert jobs.processors() == 1
