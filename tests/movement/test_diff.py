"""`kbaudit diff A B`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from kbaudit.cli.group import cli
from kbaudit.target.command import GitCommand
from lock.conftest import ENGINE, FILES, World
from target.conftest import Maker

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/movement.schema.json").read_text("utf-8"))
MORE = "import more\n" * 9
SIGNED = "def ignite(fuel, spark):"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """v1; `ignite` edited (v2); all moved down (v3); `Valve` in a file of its own (v4)."""
    wiki = tmp_path / "wiki"
    for name, text in FILES.items():
        path = wiki / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="\n")
    code = Maker(tmp_path / "code")
    code.commit({"src/engine.py": ENGINE, "other.py": "a = 1\n"}, tag="v1")
    code.commit({"other.py": "a = 2\n"})
    edited = ENGINE.replace("fuel * 2", "fuel * 3 + 1")
    code.commit({"src/engine.py": edited}, tag="v2")
    code.commit({"src/engine.py": MORE + edited}, tag="v3")
    head, valve = edited.split("class Valve:")
    signed = head.replace("def ignite(fuel):", SIGNED)
    code.commit({"src/engine.py": MORE + signed, "src/valve.py": f"class Valve:{valve}"}, tag="v4")
    return World(wiki, code)


def diff(world: World, one: str, other: str, *args: str) -> Result:
    base = ["diff", one, other, str(world.wiki), "--repo", str(world.code.folder)]
    return CliRunner().invoke(cli, [*base, *args])


def view(world: World, one: str, other: str) -> Any:
    result = diff(world, one, other, "--format", "json")
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    Draft202012Validator(SCHEMA).validate(value)
    return value


def told(value: Any) -> list[tuple[str, str, str, list[str]]]:
    return [
        (one["kind"], one["what"], one["name"], [c["subject"] for c in one["commits"]])
        for one in value["affected"]
    ]


def test_nothing_moves(world: World) -> None:
    value = view(world, "v1", "v1")
    assert value["affected"] == []
    assert value["commits"] == {"made": 0, "taken_back": 0}
    assert value["summary"]["citation"] == {"total": 3, "affected": 0, "unknown": 0}


def test_code_that_is_edited_and_the_commit_that_did_it(world: World) -> None:
    value = view(world, "v1", "v2")
    assert told(value) == [("citation", "edited", "src/engine.py:8-11", ["change 2"])]
    (one,) = value["affected"]
    assert (one["page"], one["line"]) == ("implementations/o_r_ignite.md", 5)
    assert one["now"]["lines"] == [8, 11]
    assert 0.5 < one["now"]["similarity"] < 1
    assert value["commits"]["made"] == 2


def test_code_that_moves_down_was_moved_by_what_changed_the_file(world: World) -> None:
    value = view(world, "v2", "v3")
    assert told(value) == [
        ("citation", "moved", "src/engine.py:15-17", ["change 3"]),
        ("citation", "moved", "src/engine.py:2-3", ["change 3"]),
        ("citation", "moved", "src/engine.py:8-11", ["change 3"]),
    ]
    assert [one["now"]["lines"] for one in value["affected"]] == [[24, 26], [11, 12], [17, 20]]


def test_code_that_moves_to_another_file(world: World) -> None:
    world.page("environments/o_r_Valve.md", "15-17", "24-26")
    world.page("implementations/o_r_ignite.md", "8-11", "17-20")
    value = view(world, "v3", "v4")
    assert ("citation", "moved", "src/engine.py:24-26", ["change 4"]) in told(value)
    moved = next(one for one in value["affected"] if one["name"].endswith(":24-26"))
    assert moved["now"]["path"] == "src/valve.py"
    assert not any(kind == "quote" for kind, *_ in told(value))


def test_symbols(world: World) -> None:
    broken = [one for one in view(world, "v3", "v4")["affected"] if one["kind"] == "symbol"]
    assert [(one["what"], one["name"]) for one in broken] == [("broken", "ignite")]
    assert "spark" in broken[0]["message"]
    mended = [one for one in view(world, "v4", "v3")["affected"] if one["kind"] == "symbol"]
    assert [one["what"] for one in mended] == ["mended"]


def test_quotes(world: World) -> None:
    text = ENGINE.replace("self.width = wide + 1", "self.width = wide * 7 + 12")
    world.code.commit({"src/engine.py": text}, tag="v5")
    value = view(world, "v1", "v5")
    kinds = [one[:3] for one in told(value)]
    assert ("quote", "changed", "src/engine.py:15-17") in kinds
    assert value["summary"]["quote"] == {"total": 1, "affected": 1, "unknown": 0}


def test_code_that_goes(world: World) -> None:
    head, tail = ENGINE.split("def ignite")[0], ENGINE.split("return flame\n")[1]
    world.code.commit({"src/engine.py": head.rstrip() + tail}, tag="v5")
    gone = [one for one in view(world, "v1", "v5")["affected"] if one["what"] == "gone"]
    assert [one["name"] for one in gone] == ["src/engine.py:8-11"]
    assert gone[0]["now"] is None
    assert gone[0]["commits"][0]["subject"] == "change 5"


def test_back_is_as_good_as_forth(world: World) -> None:
    value = view(world, "v2", "v1")
    assert told(value) == [("citation", "edited", "src/engine.py:8-11", ["change 2"])]
    assert value["commits"] == {"made": 0, "taken_back": 2}


def test_branches(world: World) -> None:
    world.code.git("checkout", "-q", "-b", "side", "v1")
    world.code.commit({"src/engine.py": "import x\n" + ENGINE}, tag="s1")
    value = view(world, "v2", "s1")
    assert value["commits"] == {"made": 1, "taken_back": 2}
    edited = next(one for one in value["affected"] if one["what"] == "edited")
    assert [c["subject"] for c in edited["commits"]] == ["change 2"]


def test_text_is_a_line_for_each_and_a_summary(world: World) -> None:
    result = diff(world, "v1", "v2")
    line, blank, *summary = result.stdout.splitlines()
    assert line.startswith(
        f"{world.wiki}/implementations/o_r_ignite.md:5:28 edited citation "
        "src/engine.py:8-11, in place ("
    )
    assert line.endswith(" change 2")
    assert blank == ""
    assert summary[1] == "2 commits made."
    assert summary[2] == "1 of 3 cited ranges affected: 1 edited."
    assert summary[-1] == "All that is affected is on 1 page."


def test_quiet(world: World) -> None:
    assert len(diff(world, "v1", "v2", "-q").stdout.splitlines()) == 1


@pytest.mark.parametrize(("one", "other"), [("v1", "v99"), ("v99", "v1"), ("", "v1"), ("-x", "v1")])
def test_a_revision_that_there_is_not(world: World, one: str, other: str) -> None:
    result = diff(world, "--", one, other) if one == "-x" else diff(world, one, other)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_without_a_target(world: World) -> None:
    result = CliRunner().invoke(cli, ["diff", "v1", "v2", str(world.wiki)])
    assert result.exit_code == 2


def test_the_lock_plays_no_part(world: World) -> None:
    before = told(view(world, "v1", "v2"))
    world.make(rev="v2")
    assert told(view(world, "v1", "v2")) == before


def test_one_look_at_history_however_many_citations(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []
    real = GitCommand.run

    def counted(self: GitCommand, *arguments: str) -> object:
        calls.append(arguments)
        return real(self, *arguments)

    monkeypatch.setattr(GitCommand, "run", counted)
    view(world, "v1", "v3")
    first = len(calls)
    for name, text in FILES.items():
        for n in range(5):
            (world.wiki / name.replace(".md", f"_{n}.md")).write_text(text)
    calls.clear()
    view(world, "v1", "v3")
    assert len(calls) == first
    assert sum(call[0] == "log" and "--raw" in call for call in calls) == 1
