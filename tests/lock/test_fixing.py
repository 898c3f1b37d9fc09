"""`kbaudit fix --update-lines` and the lock."""

import pytest

from lock.conftest import ENGINE, World

MOVED = "import more\n" * 9 + ENGINE


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_after_a_repair_of_lines_the_lock_is_current(world: World, options: list[str]) -> None:
    world.make(*options)
    world.code.commit({"src/engine.py": MOVED})
    result = world.run("fix", "--update-lines", "--exit-zero")
    assert result.exit_code == 0, result.output
    text = world.lock.read_text()
    assert "[17, 20]" in text
    assert "[24, 26]" in text
    assert world.run("lock", "--check").exit_code == 0
    # The one that nothing proves was only followed: for a person to decide, and still told.
    assert [line.split(" ")[0] for line in world.check()] == ["stale-lines"] * len(options)


def test_a_second_run_changes_nothing(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": MOVED})
    world.run("fix", "--update-lines")
    before = {path: path.read_bytes() for path in world.wiki.rglob("*") if path.is_file()}
    assert world.run("fix", "--update-lines").exit_code == 0
    after = {path: path.read_bytes() for path in world.wiki.rglob("*") if path.is_file()}
    assert after == before


def test_a_patch_has_the_lock_as_well(world: World) -> None:
    text = world.make()
    world.code.commit({"src/engine.py": MOVED})
    result = world.run("fix", "--update-lines", "--diff")
    assert "+++ b/kbaudit.lock" in result.stdout
    assert world.lock.read_text() == text
