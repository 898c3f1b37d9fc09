"""Findings in columns and in bundles: what comes back is what was put there."""

import random
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from edits import Editor
from kbaudit.cli.group import cli
from kbaudit.engine.cache import bundles as cache_bundles
from kbaudit.engine.cache import records as cache_records
from kbaudit.engine.cache.bundles import Bundles
from kbaudit.engine.cache.codec import MisfitError, dumped, loaded
from kbaudit.engine.cache.columns import in_columns, of_columns
from kbaudit.engine.cache.records import Records
from kbaudit.engine.cache.results import _Written
from kbaudit.engine.cache.store import Store
from kbaudit.engine.judged import Kept
from kbaudit.engine.reuse.last_run import LastRun
from kbaudit.engine.reuse.results import Name
from kbaudit.engine.reuse.whole import Whole
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


NONE: dict[Name, tuple[Finding, ...]] = {}
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
    """Bundles of few files."""
    monkeypatch.setattr(cache_bundles, "_EACH", 2)


class TestBundles:
    """What is read of them is what was left, whoever was judged again."""

    def test_they_follow_what_is_judged(self, few: None, cache: Path) -> None:
        chance = random.Random(4)
        held: dict[Name, tuple[Finding, ...]] = {}
        last = None
        for step in range(120):
            bundles = Bundles(Records(Store(), "t"))
            assert bundles.last == last
            if bundles.last is None or chance.random() < 0.1:  # files come and go
                paths = [f"{number}.md" for number in range(9) if chance.random() < 0.8]
                last, judged = left(dict.fromkeys(paths, "?")), paths
            else:
                last = bundles.last
                judged = chance.sample(sorted(last.files), min(len(last.files), step % 4))
            for path in judged:
                name = (path, str(chance.randrange(3)))
                held[name] = tuple(finding(path, step) for _ in range(chance.randrange(3)))
                last.files[path], last.readers[path] = name[1], "a\t" * chance.choice((1, 2))
                last.readers[f"\t{path}"] = last.readers["gone.md"] = f"{step}\t"
                last.speaking -= {path}
                last.speaking |= {path} if held[name] else set()
            if last.renewed is not None:
                last.renewed.update(judged, [f"\t{path}" for path in judged], ["gone.md"])
            if chance.random() < 0.3:
                last.whole = replace(last.whole, counted=frozenset(str(step)))
            write(last, held)
            again = Bundles(Records(Store(), "t"))
            assert again.last == last
            assert again.found == {
                name: held[name] if name[0] in last.speaking else () for name in last.files.items()
            }

    def test_only_what_is_another_is_written(self, few: None, cache: Path) -> None:
        files = {f"{number}.md": "1" for number in range(9)}
        write(left(files), {})
        bundles = Bundles(Records(Store(), "t"))
        last = bundles.last
        assert last is not None
        assert bundles.renewed(last, NONE.__getitem__) == {}
        last.renewed = {"3.md"}
        assert len(bundles.renewed(last, NONE.__getitem__)) == 1
        last.whole = replace(last.whole)
        assert len(bundles.renewed(last, NONE.__getitem__)) == 2

    @pytest.mark.parametrize(
        "value", [b"", b"[]", b'[[["a.md"],[],[1],""],0]', b'[[[],[1],[],""],[]]']
    )
    def test_a_damaged_bundle(self, few: None, cache: Path, value: bytes) -> None:
        write(left({"a.md": "1"}), {})
        records = Records(Store(), "t")
        records.write({"*0": value}, records.about, lambda: ("*0", "*whole"))
        assert Bundles(Records(Store(), "t")).last is None

    def test_nothing_is_taken_from_a_run_beside_this_one(
        self, few: None, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another process has written all again, of the same size, while this one ran."""
        write(left({f"{number}.md": "1" for number in range(9)}), {})
        bundles = Bundles(Records(Store(), "t"))
        last = bundles.last
        assert last is not None
        other = left({f"{number}.md": "2" for number in range(9)})
        with monkeypatch.context() as patch:
            patch.setattr(cache_records, "_SMALL", 0)
            write(other, {})
        last.files["3.md"] = "3"
        last.renewed = {"3.md"}
        bundles.records.write(
            bundles.renewed(last, NONE.__getitem__), bundles.about(last), bundles.names
        )
        assert Bundles(Records(Store(), "t")).last == other


def left(files: dict[str, str]) -> LastRun:
    """What a run leaves in which nobody found anything."""
    return LastRun(files, "", Whole((), (), {}, {}, {}, ()), "")


def write(last: LastRun, held: dict[Name, tuple[Finding, ...]]) -> None:
    records = Records(Store(), "t")
    bundles = Bundles(records)
    new = bundles.renewed(last, held.__getitem__)
    records.write(new, bundles.about(last), bundles.names)


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
    last = left({f"{number}.md": "1" for number in range(4)})
    last.speaking = {"0.md"}
    some = (finding("0.md", 1),)
    write(last, {("0.md", "1"): some})
    written = _Written(Records(Store(), "t"))
    assert written.findings(("0.md", "1")) == some
    written["0.md", "1"] = Kept({}, (), (), (), ())
    assert written.findings(("0.md", "1")) == ()
