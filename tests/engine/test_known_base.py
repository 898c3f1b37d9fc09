"""A base that is known is taken for the one that would be found only where it is that one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditing import knowledge_base
from kbaudit.cli.group import cli
from kbaudit.engine.reuse.known_base import KnownBase, known_base, recall
from kbaudit.example.layout import lay_out
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import base
from kbaudit.rulekit.base import Base
from kbaudit.rulekit.sources import Sources
from kbaudit.target.memory import MemoryTarget

CODE = "def start(minutes):\n    return minutes * 60 + warm_up_time\n"
TARGET = {
    "v1.0": {"src/pump.py": f"import water\n\n{CODE}"},
    "v2.0": {"src/pump.py": f"import fire\nimport water\n\nDRY = 1\nWET = 2\n\n{CODE}"},
    "v3.0": {"src/pump.py": "# More.\n" + "\n" * 13 + CODE},
}
MAP, PAGE, OTHER = "_RepoMap_acme_pump.md", "workflows/acme_pump_A.md", "workflows/acme_pump_B.md"
INDEX = "_WorkflowIndex.md"
QUOTE = f"From `src/pump.py:3-4`:\n\n```python\n{CODE}```\n"
LINK = "[code](https://github.com/acme/pump/blob/{}/src/pump.py#L3)\n"
KB = {
    MAP: "| Property | Value |\n|---|---|\n| Generated | 2023-11-15 22:30 |\n",
    INDEX: "# Workflows\n\nSee `src/pump.py:1`.\n",
    PAGE: f"# A\n\n{QUOTE}",
    OTHER: f"# B\n\n{LINK.format('v1.0')}\nSee `src/pump.py:1`.\n",
}


def sources_of(
    files: Mapping[str, str], revisions: Mapping[str, Mapping[str, str]] = TARGET, scope: str = ""
) -> Sources:
    target = MemoryTarget(revisions)
    return Sources(knowledge_base(files), target, target.revision(), scope=scope)


def said(found: Base | None) -> object:
    """All of a base that anybody can tell."""
    assert found is not None
    revision = found.revision
    return (revision.commit, revision.asked, found.how, found.quotes, found.true, found.exact)


def held(known: KnownBase | None, earlier: KnowledgeBase, sources: Sources, fresh: Sources) -> bool:
    """Whether the base is taken to hold for the pages of `sources`; then it is the `fresh` one."""
    assert known is not None

    def before(file: File, part: str) -> object:
        return getattr(earlier.by_path[file.path], part)

    assert earlier.by_path.keys() == sources.kb.by_path.keys()
    changed = [one for one in sources.kb.files if earlier.by_path[one.path].digest != one.digest]
    holds = recall(known, sources, changed, before)
    if holds:
        assert said(sources.base) == said(fresh.base)
    return holds


def holds(then: Mapping[str, str], now: Mapping[str, str], scope: str = "") -> bool:
    """Whether the base of the pages of `then` is taken to be that of the pages of `now`."""
    first = sources_of(then, scope=scope)
    _ = first.base
    return held(
        known_base(first), first.kb, sources_of(now, scope=scope), sources_of(now, scope=scope)
    )


def yaml(lines: str) -> str:
    return f"---\n{lines}\n---\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PAGE, f"# A\n\nMore words.\n\n{QUOTE}\nAnd more.\n"),
        (PAGE, f"# A\n\n{QUOTE}\nSee `src/pump.py:2` and [[step::Workflow:acme_pump_B]].\n"),
        (OTHER, f"# B\n\nWords.\n\n{LINK.format('v1.0')}\nSee `src/pump.py:2-4`.\n"),
        (OTHER, f"# B\n\n{LINK.format('v1.0')}\n{LINK.format('main')}"),
        (INDEX, "# Workflows\n\nSee `src/pump.py:2`.\n\n* [A](workflows/acme_pump_A.md)\n"),
    ],
)
def test_words_and_citations_without_quotes_tell_nothing_of_it(path: str, text: str) -> None:
    assert holds(KB, {**KB, path: text})


LOST = QUOTE.replace("minutes * 60 + warm_up_time", "wind.speed(blades) / 2")
BARE = {MAP: "# Map\n", INDEX: "# Workflows\n", PAGE: "# A\n", OTHER: f"# B\n\n{QUOTE}"}
"""Nothing but the target itself speaks for any base."""
CHANGES = {
    "the code that is quoted": (KB, PAGE, f"# A\n\n{LOST}"),
    "the lines of the quote": (KB, PAGE, KB[PAGE].replace(":3-4", ":8-9")),
    "the path of the quote": (KB, PAGE, KB[PAGE].replace("src/pump.py", "src/dump.py")),
    "a page without a quote": (KB, OTHER, f"# B\n\n{QUOTE.replace(':3-4', ':8-9')}"),
    "a quote of an index": (KB, INDEX, KB[INDEX] + QUOTE),
    "a permalink": (BARE, PAGE, f"# A\n\n{LINK.format('v1.0')}"),
    "a permalink of an index": (BARE, INDEX, f"# Workflows\n\n{LINK.format('v1.0')}"),
    "the last update": (BARE, PAGE, f"{yaml('last_updated: 2023-11-15')}# A\n"),
    "a verified revision": (BARE, PAGE, f"{yaml('verified: v1.0')}# A\n"),
    "the time of the map": (BARE, MAP, KB[MAP]),
    "the revision of the map": (BARE, MAP, "| Property | Value |\n|---|---|\n| Tag | v1.0 |\n"),
}


@pytest.mark.parametrize(("before", "path", "text"), CHANGES.values(), ids=CHANGES)
def test_it_is_found_again_after_a_change_of(
    before: Mapping[str, str], path: str, text: str
) -> None:
    after = {**before, path: text}
    assert said(sources_of(before).base) != said(sources_of(after).base)
    assert not holds(before, after)
    assert not holds(after, before)


def test_quotes_behind_those_that_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbaudit.rulekit.base._SAMPLE", 1)
    pages = {**KB, OTHER: f"# B\n\n{QUOTE}"}
    assert holds(pages, {**pages, OTHER: f"# B\n\n{LOST}"})
    assert not holds(pages, {**pages, PAGE: f"# A\n\n{LOST}"})
    lost = {**pages, PAGE: f"# A\n\n{LOST.replace('src/pump', 'src/dump')}"}
    assert not holds(lost, {**lost, OTHER: f"# B\n\n{LOST}"})


def test_another_target() -> None:
    sources = sources_of(KB)
    _ = sources.base
    known = known_base(sources)
    same = sources_of(KB), sources_of(KB)
    assert held(known, sources.kb, *same)
    more = {**TARGET, "v4.0": TARGET["v1.0"]}
    assert not held(known, sources.kb, sources_of(KB, more), sources_of(KB, more))


def test_pages_of_other_scopes_tell_nothing() -> None:
    more = {"_RepoMap_acme_tank.md": "# Map\n", "workflows/acme_tank_A.md": f"# A\n\n{QUOTE}"}
    pages = {**KB, **more, "workflows/Both.md": f"# acme_pump_A\n\n{LINK.format('v1.0')}"}
    for path in ("workflows/acme_tank_A.md", OTHER):
        assert holds(pages, {**pages, path: f"# A\n\n{LINK.format('v1.0')}"}, "acme_pump")
    tank = {**pages, "workflows/acme_tank_A.md": f"# A\n\n{LINK.format('v2.0')}"}
    assert not holds(pages, tank, "acme_tank")
    # What has no scope in its name may be of another one now.
    assert not holds(
        pages,
        {**pages, "workflows/Both.md": f"# acme_tank_A\n\n{LINK.format('v1.0')}"},
        "acme_pump",
    )


def test_nothing_is_known_where_more_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = sources_of(KB)
    assert known_base(sources) is None
    real = base._updated

    def reading(files: tuple[File, ...]) -> Iterator[str]:
        assert all(file.name for file in files if file.text)
        return real(files)

    monkeypatch.setattr(base, "_updated", reading)
    assert sources.base is not None
    assert known_base(sources) is None


def test_a_run_after_an_edit_of_words_does_not_look_for_it(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = lay_out(tmp_path / "example")
    command = ["check", str(example.wiki), "--repo", str(example.code), "--rev", "v2.0"]
    found = []
    real = base.find_base

    def counted(*args: Any) -> Base:
        found.append(args)
        return real(*args)

    monkeypatch.setattr("kbaudit.rulekit.grounds.find_base", counted)

    def shown(*more: str) -> str:
        return CliRunner().invoke(cli, [*command, *more]).stdout

    first = shown()
    page = min((example.wiki / "workflows").glob("*.md"))
    text = page.read_text()
    page.write_text(f"{text}\nMore words.\n")
    assert "base " in first
    assert (shown(), len(found)) == (first, 1)
    page.write_text(f"---\nlast_updated: 2019-01-01\n---\n{text}")
    again = shown()
    assert len(found) == 2
    assert shown("--no-cache") == again
