"""After a page was renamed, the same is found as before: over all pages of the example."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kbaudit.engine.audit import audit
from kbaudit.engine.lockfile import read_lock
from kbaudit.engine.renaming import rename
from kbaudit.engine.request import Request
from kbaudit.example import lay_out
from kbaudit.model.finding import Finding
from move.conftest import lay_out as write
from move.conftest import run, tree

SCOPE = "acme_jobq_"
PAGES = (
    "workflows/acme_jobq_Process_Jobs.md",
    "principles/acme_jobq_At_Least_Once.md",
    "principles/acme_jobq_Retry_With_Backoff.md",
    "implementations/acme_jobq_Queue_take.md",
    "implementations/acme_jobq_Worker_run.md",
    "environments/acme_jobq_Redis_Server.md",
    "heuristics/acme_jobq_Jitter_Retries.md",
    "heuristics/acme_jobq_Lease_Length.md",
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a failing example smaller takes minutes, and it is short as it comes."""
NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{2,8}(_[A-Za-z0-9.-]{0,8}[A-Za-z0-9]){0,2}", fullmatch=True)


def identity(finding: Finding, names: dict[str, str]) -> tuple[str, str, int, str]:
    path, message = finding.path, finding.message
    for name, stand_in in names.items():
        path = path.replace(f"/{name}.md", f"/{stand_in}.md")
        message = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in, message)
    return finding.rule, path, finding.start.line, message


def found(folder: Path, *names: str) -> Counter[tuple[str, str, int, str]]:
    stand_ins = dict.fromkeys(names, "FULL")
    stand_ins |= {name.removeprefix(SCOPE): "SHORT" for name in names}
    findings = audit(Request(folder)).report.findings
    return Counter(identity(finding, stand_ins) for finding in findings)


@cache
def example(folder: Path) -> dict[str, str]:
    return tree(lay_out(folder).wiki)


@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(page=st.sampled_from(PAGES), short=NAMES)
def test_findings_are_the_same(tmp_path_factory: object, page: str, short: str) -> None:
    import pytest

    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    files = example(tmp_path_factory.getbasetemp() / "example")
    folder = write(tmp_path_factory.mktemp("kb"), files)
    old, new = Path(page).stem, SCOPE + short
    before = found(folder, old, new)
    rename(Request(folder), page, new).move.make()
    assert found(folder, old, new) == before
    rename(Request(folder), new, old).move.make()
    assert tree(folder) == files


def test_the_lock_goes_along(tmp_path: Path) -> None:
    """What is locked stays so: keys are made of the words around a citation, names among them."""
    laid = lay_out(tmp_path / "example")
    against = ("--repo", laid.code, "--rev", "v2.0")
    page = laid.wiki / "implementations/acme_jobq_Queue_take.md"
    text = page.read_text("utf-8")
    words = "\nSee [[acme_jobq_Worker_run]] in `src/jobq/queue.py:39-44`.\n"
    page.write_text(text + words, encoding="utf-8")
    assert run("lock", laid.wiki, *against, "--all").exit_code == 0
    before = read_lock(laid.wiki)
    assert any("worker" in entry.key for entry in before.entries)
    run("rename", "Worker_run", "acme_jobq_Serve", laid.wiki)
    run("rename", "Queue_take", "acme_jobq_Lease", laid.wiki)
    after = read_lock(laid.wiki)
    assert len(after.entries) == len(before.entries)
    assert {entry.page for entry in after.entries} == {
        entry.page.replace("Worker_run", "Serve").replace("Queue_take", "Lease")
        for entry in before.entries
    }
    checked = run("lock", laid.wiki, *against, "--all", "--check")
    assert checked.exit_code == 0, checked.stdout
    run("rm", "Lease", laid.wiki)
    assert {e.page for e in read_lock(laid.wiki).entries} == {
        e.page for e in after.entries if "Lease." not in e.page
    }
