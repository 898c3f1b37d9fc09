"""``kbaudit new``: pages that pass ``check``, in the style of those that are there."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kbaudit.example import lay_out as lay_out_example
from move.conftest import KB, lay_out, run, tree

CLEAN: dict[str, Any] = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "cases/_clean.yaml").read_text("utf-8")
)
NEW = (
    ("Workflow", "Drain", "At_Least_Once", "Retry_With_Backoff"),
    ("principle", "Fairness", "Process_Jobs", "Queue_take"),
    ("Impl", "Queue_put", "At_Least_Once", "Redis_Server"),
    ("Environment", "Docker", "Worker_run"),
    ("Heuristic", "Small_Batches", "Process_Jobs"),
    ("Env", "acme_jobq_Podman"),
)


def new(folder: Path, kind: str, name: str, *near: str) -> str:
    options = [option for page in near for option in ("--with", page)]
    result = run("new", kind, name, folder, *options, "--summary", "It is so. And more.")
    assert result.exit_code == 0, result.output
    return result.stdout


def found(folder: Path) -> list[str]:
    return sorted(run("check", folder, "--quiet").stdout.splitlines())


def words(lines: list[str]) -> list[str]:
    return sorted(line.split(" ", 1)[1] for line in lines)


def test_new_pages_add_no_finding(tmp_path: Path) -> None:
    folder = lay_out_example(tmp_path).wiki
    before = found(folder)
    for kind, name, *near in NEW:
        assert "kbaudit check" not in new(folder, kind, name, *near)
    assert words(found(folder)) == words(before)
    assert "acme_jobq_Lease_Length" not in (folder / "_HeuristicIndex.md").read_text("utf-8")
    index = (folder / "_EnvironmentIndex.md").read_text("utf-8")
    row = "(./environments/acme_jobq_Docker.md) | ✅Impl:acme_jobq_Worker_run | It is so |\n"
    assert f"| acme_jobq_Docker | [→]{row}" in index


def test_what_is_found_on_account_of_it_is_listed(tmp_path: Path) -> None:
    folder = lay_out_example(tmp_path).wiki
    before = found(folder)
    told = new(folder, "Principle", "Alone")
    more = [line for line in found(folder) if line not in before]
    assert {line.split()[2] for line in more} == {"unimplemented-principle", "orphan-principle"}
    assert all(line.partition("; ")[0] in told for line in more)


def test_pages_of_a_clean_knowledge_base(tmp_path: Path) -> None:
    """With a long workflow index, and columns of other names."""
    folder = lay_out(tmp_path, CLEAN["files"])
    assert found(folder) == []
    for kind, name, *near in (
        ("Environment", "Fuel", "Engine_ignite"),
        ("Heuristic", "Slow_Start", "Launch"),
        ("Implementation", "Stage_glue", "Staging", "Python"),
        ("Principle", "Cooling", "Launch", "Engine_ignite"),
    ):
        told = new(folder, kind, name, *near)
        listed = [line.split()[2] for line in told.splitlines() if line.startswith("  ")]
        assert words(found(folder)) == [] or listed, told


def test_a_page_in_yaml_where_most_are(tmp_path: Path) -> None:
    page = (
        "---\ntype: Principle\nname: o_r_{0}\nsources:\n  - kind: Repo\n    title: r\n"
        "    url: https://example.com/o/r\ndomains: [Speed]\nlast_updated: 2025-01-02 00:00 GMT\n"
        "---\n\n# Principle: {0}\n\n## Overview\n"
    )
    files = {"_RepoMap_o_r.md": "# Map\n"}
    files |= {f"principles/o_r_{name}.md": page.format(name) for name in ("A", "B")}
    lay_out(tmp_path, files)
    new(tmp_path, "Principle", "C")
    text = tree(tmp_path)["principles/o_r_C.md"]
    front = YAML(typ="safe").load(text.split("---\n")[1])
    assert front["name"] == "o_r_C"
    assert front["sources"] == [{"kind": "Repo", "title": "r", "url": "https://example.com/o/r"}]
    assert front["domains"] == ["Speed"]
    assert "\n# Principle: C\n\n## Overview\n\n### Description\n\nIt is so. And more.\n" in text
    assert "==" not in text


def test_the_first_page_of_a_type(tmp_path: Path) -> None:
    lay_out(tmp_path)
    new(tmp_path, "Heuristic", "Halve", "run")
    now = tree(tmp_path)
    assert now["_HeuristicIndex.md"].endswith(
        "| [o_r_Halve](./heuristics/o_r_Halve.md) | — | ✅Impl:o_r_run |\n"
    )
    assert "- [[uses_heuristic::Implementation:o_r_run]]" in now["heuristics/o_r_Halve.md"]
    assert "uses_heuristic::Heuristic:o_r_Halve]]" in now["implementations/o_r_run.md"]
    assert "page-not-indexed" not in run("check", tmp_path).stdout


def test_a_relation_goes_where_the_others_are_stated(tmp_path: Path) -> None:
    block = "---\nrelations:\n  implemented_by:\n    - o_r_run\n---\n# P\n"
    files = {**KB, "principles/o_r_P.md": block, "principles/o_r_Q.md": "# Q\n\n## Related\n"}
    lay_out(tmp_path, files)
    new(tmp_path, "Implementation", "walk", "P", "Q")
    new(tmp_path, "Heuristic", "Rest", "P")
    now = tree(tmp_path)
    assert now["principles/o_r_P.md"] == (
        "---\nrelations:\n  implemented_by:\n    - o_r_run\n    - o_r_walk\n"
        "  uses_heuristic:\n    - o_r_Rest\n---\n# P\n"
    )
    link = "[[implemented_by::Implementation:o_r_walk]]"
    assert now["principles/o_r_Q.md"] == f"# Q\n\n## Related\n\n- {link}\n"


def test_a_relation_in_lists_between_brackets(tmp_path: Path) -> None:
    front = "---\nrelations:\n  implemented_by: [o_r_run]\n---\n# P\n"
    braces = "---\nrelations: {implemented_by: [o_r_run]}\n---\n# Q\n\n## Related Pages\n"
    files = {**KB, "principles/o_r_P.md": front, "principles/o_r_Q.md": braces}
    lay_out(tmp_path, files)
    new(tmp_path, "Implementation", "walk", "P", "Q")
    new(tmp_path, "Heuristic", "Rest", "P", "Q")
    now = tree(tmp_path)
    assert now["principles/o_r_P.md"] == (
        "---\nrelations:\n  implemented_by: [o_r_run, o_r_walk]\n  uses_heuristic: [o_r_Rest]\n"
        "---\n# P\n"
    )
    assert "{implemented_by: [o_r_run, o_r_walk]}" in now["principles/o_r_Q.md"]
    assert now["principles/o_r_Q.md"].endswith("\n- [[uses_heuristic::Heuristic:o_r_Rest]]\n")


def test_the_patch_does_what_the_command_does(tmp_path: Path) -> None:
    one, other = lay_out(tmp_path / "one"), lay_out(tmp_path / "other")
    args = ("new", "Environment", "Docker", "--with", "run", "--summary", "x")
    shown = run(*args[:3], one, *args[3:], "--diff")
    assert shown.exit_code == 0, shown.output
    assert tree(one) == dict(KB)
    run(*args[:3], other, *args[3:])
    done = subprocess.run(
        ["git", "apply"], cwd=one, input=shown.stdout, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert tree(one) == tree(other)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("Workflw", "X"), "there is no page type `Workflw`: did you mean `Workflow`?"),
        (("xyz", "X"), "there are Workflow, Principle, Implementation, Environment and Heuristic"),
        (("Environment", "Cuda"), "environments/o_r_Cuda.md is there already"),
        (("Environment", "o_r_cuda"), "environments/o_r_Cuda.md is there already"),
        (("Environment", "X/Y"), "it has `/`"),
        (("Environment", "X.md"), "the name of a page is `o_r_X`"),
        (("Environment", "X Y"), "write `o_r_X_Y`"),
        (("Workflow", "X", "--with", "Cuda"), "no relation connects pages of the types Workflow"),
        (("Workflow", "X", "--with", "Cudo"), "did you mean `Cuda`?"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    result = run("new", *args[:2], lay_out(tmp_path), *args[2:])
    assert result.exit_code == 2
    assert said in result.stderr
    assert tree(tmp_path) == dict(KB)


def test_with_several_scopes_the_name_says_which(tmp_path: Path) -> None:
    files = {f"_RepoMap_{scope}.md": "" for scope in ("a_b", "o_r")}
    files |= {f"workflows/{scope}_W.md": "x\n" for scope in ("a_b", "o_r")}
    lay_out(tmp_path, files)
    result = run("new", "Workflow", "X", tmp_path)
    assert result.exit_code == 2
    assert "begin it with `a_b` or `o_r`" in result.stderr
    assert run("new", "Workflow", "a_b_X", tmp_path).exit_code == 0


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, run("new", "--help").stdout.splitlines())) <= 80
