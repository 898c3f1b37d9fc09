"""Findings in columns and in bundles: what comes back is what was put there."""

import random
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from edits import Editor
from kbaudit.cli.group import cli
from kbaudit.engine import cache_bundles
from kbaudit.engine.cache_bundles import Bundles
from kbaudit.engine.cache_codec import MisfitError, dumped, loaded
from kbaudit.engine.cache_columns import in_columns, of_columns
from kbaudit.engine.cache_records import Records
from kbaudit.engine.cache_results import _Written
from kbaudit.engine.cache_store import Store
from kbaudit.engine.judged import Kept
from kbaudit.engine.results import Name
from kbaudit.example.layout import lay_out
from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.span import Position, Span


def finding(path: str, number: int, *, fix: Fix | None = None) -> Finding:
    place = Position(number + 1, 2)
    related = tuple(Related("see", "b.py", one, one, "abc") for one in range(number % 3))
    tags = ("page",) * (number % 2)
    return Finding(
        "dead-link",
        Level.ERROR,
        path,
        Span(number, number + 9),
        place,
        place,
        "ü\n",
        tags,
        "",
        related,
        fix,
    )


FIX = Fix("put it right", (Edit("a.md", Span(1, 2), "x"), Edit("a.md", Span(4, 4), "")))
SOME = [
    finding("a.md", 0),
    finding("a.md", 1, fix=FIX),
    finding("b.md", 2),
    finding("c.md", 5, fix=Fix("t", (), Safety.HINT, ("one", "two"), "note", "new.md")),
]


class TestColumns:
    @pytest.mark.parametrize("size", range(len(SOME) + 1))
    def test_there_and_back(self, size: int) -> None:
        data = loaded(dumped(in_columns(Finding, SOME[:size])))
        assert of_columns(Finding, data) == SOME[:size]

    @pytest.mark.parametrize("data", [None, 1, [], [1], {}, [[]] * 14, [["a"]] * 14, "x" * 14])
    def test_anything_else_is_refused(self, data: object) -> None:
        with pytest.raises(MisfitError):
            of_columns(Finding, data)

    def test_values_that_do_not_fit_their_column(self) -> None:
        for place in range(len(fields(Finding))):
            data = loaded(dumped(in_columns(Finding, SOME)))
            data[place] = [*data[place][:-1], 2.5]
            with pytest.raises(MisfitError):
                of_columns(Finding, data)
        data = loaded(dumped(in_columns(Finding, SOME)))
        fix = [one.name for one in fields(Finding)].index("fix")
        data[fix][0][0] = True
        with pytest.raises(MisfitError):
            of_columns(Finding, data)

    def test_columns_that_do_not_fit_each_other(self) -> None:
        whole = in_columns(Finding, SOME)

        def leaves(data: list[object], path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
            inner = [(n, one) for n, one in enumerate(data) if isinstance(one, list)]
            if not inner:
                return [path] if data else []
            return [place for n, one in inner for place in leaves(one, (*path, n))]

        places = leaves(whole)
        assert len(places) > 20
        for place in places:
            data = loaded(dumped(whole))
            *way, last = place
            column = data
            for step in way:
                column = column[step]
            column[last] = column[last][:-1]
            with pytest.raises(MisfitError):
                of_columns(Finding, data)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles for few files, and of few."""
    monkeypatch.setattr(cache_bundles, "_MANY", 3)
    monkeypatch.setattr(cache_bundles, "_EACH", 2)


class TestBundles:
    """What is in them is that of the records of files, whoever is judged again."""

    def test_they_follow_what_is_judged(self, few: None, cache: Path) -> None:
        chance = random.Random(4)
        files: dict[str, str] = {}
        held: dict[tuple[str, str], tuple[Finding, ...]] = {}
        for step in range(120):
            judged = set()
            for _ in range(chance.randrange(4)):
                name = (f"{chance.randrange(9)}.md", str(chance.randrange(3)))
                files[name[0]] = name[1]
                found = [finding(name[0], step) for _ in range(chance.randrange(3))]
                held[name] = tuple(found)
                judged.add(name)
            if chance.random() < 0.1 and files:
                files.pop(chance.choice(sorted(files)))
            records = Records(Store(), "t")
            bundles = Bundles(records)
            speaking = {path: one for path, one in files.items() if held[path, one]}
            new = bundles.renewed(speaking, judged, held.__getitem__)
            records.write(new, None, bundles.names)
            for name, found_again in Bundles(Records(Store(), "t")).all().items():
                assert held[name] == found_again
        assert set(Bundles(Records(Store(), "t")).all()) >= set(speaking.items()) - judged

    def test_few_files_are_not_bundled(self, cache: Path) -> None:
        bundles = Bundles(Records(Store(), "t"))
        assert bundles.renewed({"a.md": "1"}, [("a.md", "1")], lambda _: ()) == {}
        assert list(bundles.names()) == []


def shown(*args: str) -> str:
    return CliRunner().invoke(cli, ["check", *args, "--format", "json"]).stdout


def test_warm_is_cold(few: None, cache: Path, tmp_path: Path) -> None:
    example = lay_out(tmp_path / "example")
    chance = random.Random("bundles")
    editor = Editor(example.wiki, example.code, chance)
    edits = [editor.line, editor.line, editor.digit, editor.back, editor.new, editor.gone]
    shown(str(example.wiki))
    pages = sorted(example.wiki.rglob("*.md"))
    for number in range(30):
        if number % 3:
            page = chance.choice([page for page in pages if page.exists()])
            page.write_text(f"{page.read_text('utf-8')}\nWords {number}.\n", "utf-8")
        else:
            chance.choice(edits)()
        assert shown(str(example.wiki)) == shown(str(example.wiki), "--no-cache"), number


def test_pages_are_not_looked_up_one_by_one(
    few: None, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki = lay_out(tmp_path / "example").wiki
    shown(str(wiki))
    page = max(wiki.glob("principles/*.md"), key=lambda path: path.stat().st_size)
    asked: list[Name] = []
    real = _Written._found

    def counted(self: _Written, name: Name) -> tuple[Finding, ...]:
        asked.append(name)
        return real(self, name)

    monkeypatch.setattr(_Written, "_found", counted)
    for words in ("Words.", "More words."):
        page.write_text(f"{page.read_text('utf-8')}\n{words}\n", "utf-8")
        asked.clear()
        assert shown(str(wiki)) == shown(str(wiki), "--no-cache")
        assert {path for path, _ in asked} <= {page.relative_to(wiki).as_posix()}


def test_what_was_judged_since_is_not_that_of_the_bundle(few: None, cache: Path) -> None:
    records = Records(Store(), "t")
    bundles = Bundles(records)
    files = {f"{number}.md": "1" for number in range(4)}
    some = (finding("0.md", 1),)
    records.write(bundles.renewed(files, [], lambda _: some), None, bundles.names)
    written = _Written(Records(Store(), "t"))
    assert written.findings(("0.md", "1")) == some
    written["0.md", "1"] = Kept({}, (), (), (), ())
    assert written.findings(("0.md", "1")) == ()
