"""The lock as written: what is recorded, how the file looks, and when it is current."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from lock.conftest import ENGINE, FILES, PAGE, World

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/lock.schema.json").read_text("utf-8"))


def test_what_is_proven_is_recorded_a_line_for_each(world: World) -> None:
    text = world.make()
    commit = world.code.git("rev-parse", "v1")
    blob = world.code.git("rev-parse", "v1:src/engine.py")
    masked = re.sub(r'"shows": "[0-9a-f]{12}"', '"shows": "…"', text)
    there = f'"blob": "{blob}", "commit": "{commit}", "shows": "…"'
    assert masked.splitlines()[2:] == [
        "version: 1",
        "pages:",
        '  "environments/o_r_Valve.md":',
        f'    - {{"cited": "src/engine.py", "key": "the-valve-opens", "lines": [15, 17], {there}}}',
        '  "implementations/o_r_ignite.md":',
        f'    - {{"cited": "src/engine.py", "key": "file", "lines": [8, 11], {there}}}',
    ]


def test_the_file_is_yaml_that_its_schema_takes(world: World) -> None:
    value = YAML(typ="safe", pure=True).load(world.make("--all"))
    Draft202012Validator(SCHEMA).validate(value)
    assert value["all"] is True


def test_no_line_of_a_page_stands_in_it(world: World) -> None:
    before = world.make()
    path = "environments/o_r_Valve.md"
    world.page(path, "== Overview ==\n", "== Overview ==\n\nMore words.\n\nAnd more.\n")
    assert world.make() == before


def test_the_same_twice(world: World) -> None:
    assert world.make() == world.make()
    world.lock.unlink()
    assert world.make() == world.make()


def test_what_nothing_proves_is_recorded_only_when_asked_for_and_marked(world: World) -> None:
    assert "Loose" not in world.make()
    marked = next(line for line in world.make("--all").splitlines() if "imported" in line)
    assert marked.endswith('"proven": false}')
    assert "Loose" in world.make(), "a lock of all stays one"
    assert "Loose" not in world.make("--proven")


def test_unproven_entries_do_not_make_citations_look_checked(world: World) -> None:
    world.make("--all")
    assert "nothing on the page speaks for or against them" in world.summary()


def test_what_is_true_no_more_keeps_its_base(world: World) -> None:
    world.make()
    first = world.code.git("rev-parse", "v1")
    changed = ENGINE.replace("flame = fuel * 2", "flame = fuel * 3 + 1")
    second = world.code.commit({"src/engine.py": changed})
    lines = world.make().splitlines()
    assert first in next(line for line in lines if '"file"' in line)
    assert second in next(line for line in lines if '"the-valve-opens"' in line)


def test_a_new_commit_with_the_same_file_changes_nothing(world: World) -> None:
    before = world.make()
    world.code.commit({"README": "more"})
    assert world.make() == before
    assert world.run("lock", "--check").exit_code == 0


def test_a_base_that_was_named_is_kept_for_what_is_true_no_more(world: World) -> None:
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    lines = world.make("--base", "v1").splitlines()
    first = world.code.git("rev-parse", "v1")
    assert sum(first in line for line in lines) == 2


class TestCheck:
    def test_current(self, world: World) -> None:
        world.make()
        result = world.run("lock", "--check")
        assert result.exit_code == 0
        assert "is current" in result.stdout

    def test_none_yet(self, world: World) -> None:
        result = world.run("lock", "--check")
        assert result.exit_code == 1
        assert "there is no lock yet" in result.stdout
        assert not world.lock.exists()

    def test_a_citation_more(self, world: World) -> None:
        before = world.make()
        (world.wiki / "implementations/o_r_more.md").write_text(PAGE)
        result = world.run("lock", "--check")
        assert result.exit_code == 1
        assert (
            "kbaudit.lock: implementations/o_r_more.md: `src/engine.py`: "
            "lines 8-11 are not in the lock" in result.stdout
        )
        assert world.lock.read_text() == before

    def test_a_citation_less_is_told_and_dropped(self, world: World) -> None:
        world.make()
        (world.wiki / "environments/o_r_Valve.md").unlink()
        result = world.run("lock", "--check")
        assert result.exit_code == 1
        assert "lines 15-17 are in the lock, and no citation" in result.stdout
        assert "Valve" not in world.make()

    def test_crlf_line_ends_are_no_difference(self, world: World) -> None:
        text = world.make()
        world.lock.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
        assert world.run("lock", "--check").exit_code == 0

    def test_another_order_is_one(self, world: World) -> None:
        lines = world.make().splitlines(keepends=True)
        world.lock.write_text("".join([*lines[:4], *lines[6:], *lines[4:6]]))
        result = world.run("lock", "--check")
        assert result.exit_code == 1
        assert "not in the form that kbaudit writes" in result.stdout


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t])
def test_pages_of_other_line_ends_give_the_same_lock(world: World, change: object) -> None:
    before = world.make()
    assert callable(change)
    for name, text in FILES.items():
        (world.wiki / name).write_bytes(change(text).encode())
    assert world.make() == before
    assert world.check() == []


def test_without_a_target(world: World) -> None:
    from click.testing import CliRunner

    from kbaudit.cli.group import cli

    result = CliRunner().invoke(cli, ["lock", str(world.wiki)])
    assert result.exit_code == 2
    assert "no target" in result.stderr
    assert not world.lock.exists()


def test_a_lock_in_a_folder_that_cannot_be_written_leaves_no_trace(world: World) -> None:
    world.lock.mkdir()
    result = world.run("lock")
    assert result.exit_code == 2
    assert sorted(p.name for p in world.wiki.iterdir()) == sorted(
        ["kbaudit.lock", *{name.split("/")[0] for name in FILES}]
    )


def test_numbers_that_were_changed_do_not_shuffle_lines(world: World) -> None:
    world.page("heuristics/o_r_Loose.md", "2-3`", "2-3`, `src/engine.py:1-2`")
    before = world.make("--all").splitlines()
    world.page("heuristics/o_r_Loose.md", "2-3`", "4-5`")
    after = world.make().splitlines()
    assert [a for a, b in zip(after, before, strict=True) if a != b] == [
        line for line in after if "[4, 5]" in line
    ]


def test_lines_that_nothing_fits_any_more_are_not_recorded_as_true(world: World) -> None:
    """Two lines off is near enough to say that the page was right once, not that it is."""
    world.page("environments/o_r_Valve.md", "15-17", "13-15")
    text = world.make()
    assert "Valve" not in text


def test_equal_citations_are_numbered_and_sorted_by_number(world: World) -> None:
    more = "".join(f"\nSomething is imported in `src/engine.py:{n}-9`, that is all.\n" for n in
                   range(1, 9)) * 2  # fmt: skip
    world.page("heuristics/o_r_Loose.md", "that is all.\n", f"that is all.\n{more}")
    keys = re.findall(r'"something-is-imported-in-that-is-all(?:~(\d+))?"', world.make("--all"))
    assert [int(key or 1) for key in keys] == list(range(1, 18))


def test_the_mode_of_the_file_stays(world: World) -> None:
    world.make()
    world.lock.chmod(0o600)
    world.make()
    assert world.lock.stat().st_mode & 0o777 == 0o600


def test_a_link_out_of_the_knowledge_base_is_not_written(world: World) -> None:
    outside = world.wiki.parent / "elsewhere"
    outside.write_text("version: 1\npages: {}\n")
    world.lock.symlink_to(outside)
    result = world.run("lock")
    assert result.exit_code == 2
    assert "link to a file outside" in result.stderr
    assert outside.read_text() == "version: 1\npages: {}\n"
