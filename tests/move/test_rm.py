"""``kbaudit rm``: what goes along, and what is left to decide."""

import subprocess
from pathlib import Path

import pytest

from kbaudit.example import lay_out as lay_out_example
from move.conftest import KB, lay_out, run, tree


def test_what_lists_the_page_goes_along(tmp_path: Path) -> None:
    result = run("rm", "o_r_Cuda", lay_out(tmp_path))
    assert result.exit_code == 0, result.output
    now = tree(tmp_path)
    assert now["_RepoMap_o_r.md"] == KB["_RepoMap_o_r.md"].replace("Env: Cuda; ", "").replace(
        ", Cuda", ""
    ).replace("Env: Cuda", "—")
    assert now["_EnvironmentIndex.md"] == KB["_EnvironmentIndex.md"].replace(
        "| o_r_Cuda | [→](./environments/o_r_Cuda.md) | ✅Impl:o_r_run |\n", ""
    )
    assert now["_ImplementationIndex.md"] == KB["_ImplementationIndex.md"].replace(
        "✅Env:o_r_Cuda, ", ""
    )
    assert "environments/o_r_Cuda.md" not in now
    assert now["implementations/o_r_run.md"] == (
        "# Implementation: o_r_run\n\n* [kernels](<../environments/o_r_Cuda_Kernels.md>)\n\n"
        "Needs [[o_r_Cuda]] and Cuda; o_r_Cuda.\n```\no_r_Cuda = 1\n```\n"
    )
    for path in ("environments/o_r_Cuda_Kernels.md", "_reports/phase3.md"):
        assert now[path] == KB[path]


def test_what_is_left_is_listed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    found = run("rm", "o_r_Cuda", tmp_path).stdout
    assert f"{tmp_path}/environments/o_r_Cuda_Kernels.md:4:24 inheritance\n" in found
    assert f"{tmp_path}/_reports/phase3.md:1:3 report\n" in found
    link = "implementations/o_r_run.md:5:7 error dead-link there is no page `o_r_Cuda`"
    assert found.count("o_r_run.md:5:") == 1
    assert f"as `kbaudit check` will find it:\n  {tmp_path}/{link}\n" in found
    assert f"{tmp_path}/{link}" in run("check", tmp_path).stdout


def test_an_item_with_words_behind_it_goes_as_a_whole(tmp_path: Path) -> None:
    run("rm", "o_r_run", lay_out(tmp_path))
    page = tree(tmp_path)["environments/o_r_Cuda_Kernels.md"]
    assert page.endswith("== Related ==\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("* **[[step::Principle:o_r_P]]** first¶* x¶", "* x¶"),
        ("1. [P](../principles/o_r_P.md)¶2. x¶", "2. x¶"),
        ("* [[step::Principle:o_r_P]]¶  * because¶", None),
        ("* see [[o_r_P]]¶", None),
        ("[[step::Principle:o_r_P]]¶¶Words.¶", None),
        ("|A|B|¶|-|-|¶|**P**|[[o_r_P]]|¶|c|d|¶", "|A|B|¶|-|-|¶|c|d|¶"),
        ("|A|B|C|¶|-|-|-|¶|a|[[o_r_P]]|c|¶", "|A|B|C|¶|-|-|-|¶|a|—|c|¶"),
        ("|A|B|¶|-|-|¶|a|by [[o_r_P]]|¶", None),
        ("{|¶! A !! B¶|-¶| a || [[o_r_P]]¶|-¶| c || d¶|}¶", "{|¶! A !! B¶|-¶| c || d¶|}¶"),
        ("---¶relations:¶  step: [o_r_P, o_r_Q]¶---¶", "---¶relations:¶  step: [o_r_Q]¶---¶"),
        ("---¶relations:¶  step: [o_r_Q, o_r_P]¶---¶", "---¶relations:¶  step: [o_r_Q]¶---¶"),
        (
            "---¶relations:¶  step:¶    - o_r_P¶    - o_r_Q¶---¶",
            "---¶relations:¶  step:¶    - o_r_Q¶---¶",
        ),
        ("---¶relations:¶  step: [o_r_P]¶  x: [o_r_Q]¶---¶", "---¶relations:¶  x: [o_r_Q]¶---¶"),
        ("---¶name: o_r_W¶relations:¶  step: o_r_P¶---¶", "---¶name: o_r_W¶---¶"),
        ("---¶relations: {step: [o_r_P]}¶name: o_r_W¶---¶", "---¶name: o_r_W¶---¶"),
    ],
)
def test_links_in_all_places(tmp_path: Path, before: str, after: str | None) -> None:
    """Line ends are written as ``¶``; without `after` it is for a person, who is told."""
    before = before.replace("¶", "\n")
    files = {
        "_RepoMap_o_r.md": "",
        "workflows/o_r_W.md": before,
        "principles/o_r_P.md": "x\n",
        "principles/o_r_Q.md": "x\n",
    }
    result = run("rm", "o_r_P", lay_out(tmp_path, files))
    assert result.exit_code == 0, result.output
    expected = before if after is None else after.replace("¶", "\n")
    assert tree(tmp_path)["workflows/o_r_W.md"] == expected
    assert ("error dead-link there is no" in result.stdout) == (after is None)


def test_the_section_of_a_long_index_goes_as_a_whole(tmp_path: Path) -> None:
    index = (
        "# Index\n\n## Workflow: A\n\n**File:** [→](./workflows/o_r_A.md)\n\n"
        "### Step 1\n\n| **Principle** | `o_r_P` |\n|---|---|\n\n## Workflow: B\n\n"
        "**File:** [→](./workflows/o_r_B.md)\n\n| # | Principle |\n|---|---|\n| 1 | o_r_P |\n"
    )
    files = {
        "_RepoMap_o_r.md": "",
        "_WorkflowIndex.md": index,
        "workflows/o_r_A.md": "x\n",
        "workflows/o_r_B.md": "x\n",
        "principles/o_r_P.md": "x\n",
    }
    lay_out(tmp_path, files)
    run("rm", "o_r_A", tmp_path)
    assert (
        tree(tmp_path)["_WorkflowIndex.md"]
        == "# Index\n\n" + index[index.index("## Workflow: B") :]
    )
    run("rm", "o_r_P", tmp_path)
    assert "| 1 | — |" in tree(tmp_path)["_WorkflowIndex.md"]


def test_cells_of_other_forms_are_for_a_person(tmp_path: Path) -> None:
    row = "| o_r_W | [→](./workflows/o_r_W.md) | uses ✅Principle:o_r_P a lot |\n"
    files = {
        "_RepoMap_o_r.md": "",
        "_WorkflowIndex.md": f"| Page | File | Connections |\n|---|---|---|\n{row}",
        "workflows/o_r_W.md": "x\n",
        "principles/o_r_P.md": "x\n",
    }
    result = run("rm", "o_r_P", lay_out(tmp_path, files))
    assert tree(tmp_path)["_WorkflowIndex.md"].endswith(row)
    assert "_WorkflowIndex.md:3:" in result.stdout


def test_the_patch_does_what_the_command_does(tmp_path: Path) -> None:
    one, other = lay_out(tmp_path / "one"), lay_out(tmp_path / "other")
    shown = run("rm", "o_r_Cuda", one, "--diff")
    assert tree(one) == dict(KB)
    assert "would be removed" in shown.stderr
    run("rm", "o_r_Cuda", other)
    done = subprocess.run(
        ["git", "apply"], cwd=one, input=shown.stdout, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert tree(one) == tree(other)


def test_what_is_wrong_is_said_and_nothing_changes(tmp_path: Path) -> None:
    lay_out(tmp_path)
    result = run("rm", "o_r_Cudo", tmp_path)
    assert result.exit_code == 2
    assert "did you mean `o_r_Cuda`?" in result.stderr
    (tmp_path / "_EnvironmentIndex.md").chmod(0o444)
    result = run("rm", "o_r_Cuda", tmp_path)
    assert result.exit_code == 2
    assert "nothing was changed: _EnvironmentIndex.md is read-only" in result.stderr
    assert tree(tmp_path) == dict(KB)


def test_every_new_finding_of_the_example_is_listed(tmp_path: Path) -> None:
    example = lay_out_example(tmp_path / "example").wiki
    pages = sorted(p.stem for p in example.rglob("*.md") if p.parent.name.endswith("s"))
    pages = [name for name in pages if name.startswith("acme_jobq_")]
    assert len(pages) == 8
    for number, name in enumerate(pages):
        folder = lay_out(tmp_path / str(number), tree(example))
        before = run("check", folder, "--quiet").stdout
        told = run("rm", name, folder).stdout
        for line in run("check", folder, "--quiet").stdout.splitlines():
            words = line.split(" ", 1)[1].split(";")[0]
            assert words in before or words in told, line
