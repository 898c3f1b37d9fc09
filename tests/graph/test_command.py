"""``kbaudit graph`` as a user types it."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from kbaudit.example import lay_out
from kbaudit.output import graph_mermaid


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("example")).wiki


def test_a_page_is_named_in_any_way(wiki: Path) -> None:
    whole = run("graph", wiki, "--around", "acme_jobq_Lease_Length").stdout
    assert "Lease_Length" in whole
    for name in ("Lease_Length", "Heuristic:Lease_Length", "heuristics/acme_jobq_Lease_Length.md"):
        assert run("graph", wiki, "--around", name).stdout == whole


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--around", "Lease_Lenght"), "did you mean `Lease_Length`?"),
        (("--around", "Principle:Lease_Length"), "there is no page `Principle:Lease_Length`"),
        (("--around", "xyzzy"), "pages are called as their files"),
        (("--depth", "2"), "--depth says how far from a page: it needs --around NAME"),
        (("--depth", "-1", "--around", "Lease_Length"), "-1"),
        (("--format", "svg"), "svg"),
        (("--output", "."), "is a folder"),
    ],
)
def test_what_is_wrong_is_said(wiki: Path, args: tuple[str, ...], said: str) -> None:
    result = run("graph", wiki, *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_name_of_two_pages(wiki: Path, tmp_path: Path) -> None:
    for folder in ("workflows", "principles"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Both.md").write_text("# x\n")
    result = run("graph", tmp_path, "--around", "Both")
    assert result.exit_code == 2
    assert "2 pages: say `Principle:Both` or `Workflow:Both`" in result.stderr
    assert run("graph", tmp_path, "--around", "Workflow:Both").exit_code == 0


def test_a_file_gets_what_standard_output_would(wiki: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph.mmd"
    result = run("graph", wiki, "--output", path)
    assert result.stdout == f"wrote {path}: 8 pages, 10 edges (1 broken)\n"
    assert path.read_text("utf-8") == run("graph", wiki).stdout


def test_without_graphviz_it_says_how_to_get_it(
    wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("graph", wiki, "--svg", tmp_path / "x.svg")
    assert result.exit_code == 2
    assert "apt install graphviz" in result.stderr
    assert not (tmp_path / "x.svg").exists()


def fake_dot(folder: Path, script: str) -> None:
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_graphviz_makes_is_written(
    wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    fake_dot(tmp_path, 'test "$1" = -Tsvg && head -c 10')
    result = run("graph", wiki, "--svg", tmp_path / "x.svg")
    assert result.stdout == f"wrote {tmp_path}/x.svg: 8 pages, 10 edges (1 broken)\n"
    assert (tmp_path / "x.svg").read_text() == "digraph kb"


def test_when_graphviz_fails_nothing_is_written(
    wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    fake_dot(tmp_path, "cat >/dev/null; echo out of memory >&2; exit 1")
    result = run("graph", wiki, "--svg", tmp_path / "x.svg")
    assert result.exit_code == 2
    assert "Graphviz failed: out of memory" in result.stderr
    assert not (tmp_path / "x.svg").exists()


def test_a_picture_and_a_text_in_one_run(
    wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    fake_dot(tmp_path, "cat")
    result = run("graph", wiki, "--svg", tmp_path / "x.svg", "-o", tmp_path / "x.dot")
    assert result.exit_code == 0
    assert (tmp_path / "x.dot").read_text().startswith("flowchart")


def test_mermaid_that_is_too_large_is_said(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("graph", wiki).stderr == ""
    monkeypatch.setattr(graph_mermaid, "MOST_EDGES", 9)
    assert "take --around, or --format dot" in run("graph", wiki).stderr
    assert run("graph", wiki, "--format", "dot").stderr == ""


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, run("graph", "--help").stdout.splitlines())) <= 80
