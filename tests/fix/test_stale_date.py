"""``stale-date`` with a real repository around the knowledge base."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from target.conftest import Maker

PAGE = "wiki/principles/Landing.md"
OLD = "---\nlast_updated: 2023-11-14\n---\nLegs first.\n"
NEW = OLD.replace("first", "first, softly")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """A page that was changed the day after it was added, with the old date."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    world = Maker(tmp_path / "docs")
    world.commit({PAGE: OLD})
    world.commit({PAGE: NEW})
    return world


def run(command: str, wiki: Path, *options: str) -> Result:
    arguments = [command, str(wiki), "--select", "stale-date", *options]
    return CliRunner().invoke(cli, arguments)


def test_a_date_that_history_contradicts_is_repaired(world: Maker) -> None:
    wiki = world.folder / "wiki"
    commit = world.git("rev-parse", "HEAD")[:10]
    assert run("check", wiki, "--quiet").stdout == (
        f"{wiki}/principles/Landing.md:2:15 warning stale-date the last update is stated as "
        f"2023-11-14, but commit {commit} changed the page on 2023-11-15\n"
    )
    assert run("fix", wiki).exit_code == 0
    assert (world.folder / PAGE).read_text() == NEW.replace("11-14", "11-15")
    assert "Nothing found" in run("check", wiki).stdout
    world.commit({})
    assert "Nothing found" in run("check", wiki).stdout


def test_without_history_it_is_not_checked(world: Maker, tmp_path: Path) -> None:
    wiki = tmp_path / "plain"
    (wiki / "principles").mkdir(parents=True)
    (wiki / "principles/Landing.md").write_text(NEW)
    result = run("check", wiki, "--strict")
    assert result.exit_code == 1
    told = "Not checked: 1 rule (stale-date): the knowledge base is not in a git repository."
    assert told in result.stdout
    (wiki / "principles/Landing.md").write_text("# No date\n")
    assert run("check", wiki, "--strict").exit_code == 0
