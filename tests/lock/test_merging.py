"""Locks of two branches, merged by git."""

from kbaudit.engine.lockfile_form import parse_lock
from lock.conftest import ENGINE, PAGE, QUOTED, World
from target.conftest import Maker

NAMES = ("a", "c", "e", "g", "i")


def wiki(world: World) -> Maker:
    """The knowledge base as a repository of its own, with a few pages and their lock."""
    for name in NAMES:
        (world.wiki / f"implementations/o_r_{name}.md").write_text(PAGE)
    world.make()
    made = Maker(world.wiki)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "start")
    return made


def branch(world: World, git: Maker, name: str, *args: str) -> None:
    world.make(*args)
    git.git("add", "-A")
    git.git("commit", "-q", "-m", name)


def test_pages_that_two_branches_add(world: World) -> None:
    git = wiki(world)
    git.git("checkout", "-q", "-b", "one")
    (world.wiki / "implementations/o_r_b.md").write_text(PAGE)
    branch(world, git, "one")
    git.git("checkout", "-q", "main")
    (world.wiki / "implementations/o_r_f.md").write_text(PAGE)
    branch(world, git, "two")
    git.git("merge", "-q", "one", "-m", "merged")
    assert len(parse_lock(world.lock.read_text(), "x").entries) == len(NAMES) + 4
    assert world.run("lock", "--check").exit_code == 0


def test_neighbours_that_two_branches_change(world: World) -> None:
    git = wiki(world)
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    git.git("checkout", "-q", "-b", "one")
    world.page("implementations/o_r_c.md", "8-11", "17-20")
    branch(world, git, "one")
    git.git("checkout", "-q", "main")
    world.page("implementations/o_r_e.md", "8-11", "17-20")
    branch(world, git, "two")
    git.git("merge", "-q", "one", "-m", "merged")
    assert world.lock.read_text().count("[17, 20]") == 2
    assert world.run("lock", "--check").exit_code == 0
    assert len(world.check()) == len(NAMES)


def test_a_page_that_one_branch_removes_beside_one_that_the_other_changes(world: World) -> None:
    git = wiki(world)
    git.git("checkout", "-q", "-b", "one")
    (world.wiki / "implementations/o_r_c.md").unlink()
    branch(world, git, "one")
    git.git("checkout", "-q", "main")
    (world.wiki / "implementations/o_r_e.md").write_text(PAGE + QUOTED.partition("\n")[2])
    branch(world, git, "two")
    git.git("merge", "-q", "one", "-m", "merged")
    assert world.run("lock", "--check").exit_code == 0
