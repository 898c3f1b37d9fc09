"""What a change of a file does to the outcome, without waiting for anything."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from kbaudit.engine import watching
from kbaudit.engine.baseline_record import record
from kbaudit.engine.reading import read_pages
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.reuse.results import Results
from kbaudit.engine.watching import outcomes
from kbaudit.model.errors import KbauditError
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from support import PAGE, lay_out

pytestmark = pytest.mark.usefixtures("zz")

Step = Callable[[], object]


def watched(root: Path, *steps: Step) -> list[list[str] | str]:
    """The places of findings at the start and after each of `steps` that showed something."""
    request = Request(root, select=("zz-word",))
    return [seen(found) for found in outcomes(request, done(steps))]


def done(steps: tuple[Step, ...]) -> Iterator[object]:
    for step in steps:
        yield step() or True


def seen(found: Outcome | KbauditError) -> list[str] | str:
    if isinstance(found, KbauditError):
        return str(found)
    return [f"{one.path}:{one.start.line}" for one in found.report.findings]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kb", {"workflows/o_r_A.md": "fine\n"})


def test_a_saved_page_is_read_again(kb: Path) -> None:
    page = kb / "workflows/o_r_A.md"
    assert watched(
        kb, lambda: page.write_text("TODO\n"), lambda: page.write_text("\nTODO\n"),
        lambda: page.write_text("done\n"),
    ) == [[], ["workflows/o_r_A.md:1"], ["workflows/o_r_A.md:2"], []]  # fmt: skip


def test_states_of_before_do_not_stay(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, states = kb / "workflows/o_r_A.md", []
    real = read_pages

    def noted(*args: Any) -> KnowledgeBase:
        read = real(*args)
        states.append(ref(read))
        return read

    monkeypatch.setattr(watching, "read_pages", noted)
    watched(kb, *(partial(page.write_text, f"{number}\n") for number in range(9)))
    assert len(states) == 9
    assert sum(state() is not None for state in states) <= 2


def test_the_baseline_is_heeded(kb: Path) -> None:
    page = kb / "workflows/o_r_A.md"
    page.write_text("TODO\n")
    record(Request(kb, select=("zz-word",)))
    assert watched(
        kb, lambda: page.write_text("TODO\nTODO\n"), (kb / "kbaudit.baseline").unlink
    ) == [[], ["workflows/o_r_A.md:2"], ["workflows/o_r_A.md:1", "workflows/o_r_A.md:2"]]


def test_a_page_that_is_new_renamed_and_deleted(kb: Path) -> None:
    new, other = kb / "workflows/o_r_B.md", kb / "workflows/o_r_C.md"
    assert watched(
        kb, lambda: new.write_text("TODO\n"), lambda: new.rename(other), other.unlink
    ) == [[], ["workflows/o_r_B.md:1"], ["workflows/o_r_C.md:1"], []]


def test_an_editor_that_saves_by_renaming(kb: Path) -> None:
    page, draft = kb / "workflows/o_r_A.md", kb / "workflows/.o_r_A.md.swp"
    assert watched(kb, lambda: draft.write_text("TODO\n"), lambda: draft.replace(page)) == [
        [],
        ["workflows/o_r_A.md:1"],
    ]


def test_what_changes_nothing_shows_nothing(kb: Path) -> None:
    page = kb / "workflows/o_r_A.md"
    assert watched(
        kb, page.touch, lambda: page.write_text("fine\n"), (kb / ".hidden").touch
    ) == [[]]  # fmt: skip


def test_a_configuration_that_changes(kb: Path) -> None:
    page, config = kb / "workflows/o_r_A.md", kb / "kbaudit.yaml"
    found = watched(
        kb,
        lambda: page.write_text("TODO\n"),
        lambda: config.write_text("exclude: [workflows/]\n"),
        lambda: config.write_text("exclude: workflows/\n"),
        lambda: page.write_text("TODO\nTODO\n"),
        config.unlink,
    )
    assert found[:3] == [[], ["workflows/o_r_A.md:1"], []]
    assert all("kbaudit.yaml:1:" in error for error in found[3:5])
    assert found[5:] == [["workflows/o_r_A.md:1", "workflows/o_r_A.md:2"]]


def test_a_schema_that_the_configuration_names(kb: Path) -> None:
    (kb / "workflows/o_r_A.md").write_text("---\ntitle: A\n---\nfine\n")
    (kb / "kbaudit.yaml").write_text("schemas: {Workflow: own.json}\n")
    own, more = kb / "own.json", kb.parent / "more schemas.json"
    own.write_text('{"$ref": "../more%20schemas.json"}')
    more.write_text("{}")
    steps = (
        own.touch,
        lambda: more.write_text('{"required": ["zip"]}'),
        lambda: own.write_text("{}"),
    )
    request = Request(kb, select=("schema-violation",))
    found = [seen(outcome) for outcome in outcomes(request, done(steps))]
    assert found == [[], ["workflows/o_r_A.md:1"], []]


def test_pages_that_are_gone_for_a_while(kb: Path) -> None:
    away = kb.with_name("away")
    found = watched(kb, lambda: kb.rename(away), lambda: away.rename(kb))
    assert found[0] == found[2] == []
    assert "there is no folder" in found[1]


def test_unchanged_files_are_the_same_values(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen_files: list[tuple[KnowledgeBase, KnowledgeBase]] = []

    def remember(one: KnowledgeBase, other: KnowledgeBase) -> bool:
        seen_files.append((one, other))
        return False

    monkeypatch.setattr(watching, "_is_same", remember)
    watched(kb, lambda: (kb / "workflows/o_r_A.md").write_text("TODO\n"))
    ((after, before),) = seen_files
    kept = {file.path for file in after.files if file is before.by_path.get(file.path)}
    assert kept == {"environments/o_r_Cuda.md"}
    assert (kb / "environments/o_r_Cuda.md").read_text() == PAGE


def test_unchanged_files_are_not_judged_again(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    real = Results.keep

    def keep(self: Results, file: File, *more: Any) -> None:
        judged.append(file.path)
        real(self, file, *more)

    monkeypatch.setattr(Results, "keep", keep)
    page = kb / "workflows/o_r_A.md"

    def change() -> None:
        judged.append("")
        page.write_text("TODO\n")

    watched(kb, change)
    assert judged == ["environments/o_r_Cuda.md", "workflows/o_r_A.md", "", "workflows/o_r_A.md"]
