"""``kbaudit rename``: what goes along, what stays, and what is refused."""

import stat
import subprocess
from pathlib import Path

import pytest

from kbaudit.engine.renaming import rename
from kbaudit.engine.request import Request
from kbaudit.model.errors import UsageError
from move.conftest import KB, lay_out, run, tree


def test_all_that_names_the_page_goes_along(tmp_path: Path) -> None:
    result = run("rename", "o_r_Cuda", "o_r_GPU", lay_out(tmp_path))
    assert result.exit_code == 0, result.output
    now = tree(tmp_path)
    assert now["_RepoMap_o_r.md"] == KB["_RepoMap_o_r.md"].replace("Cuda", "GPU")
    assert now["_EnvironmentIndex.md"] == KB["_EnvironmentIndex.md"].replace(
        "o_r_Cuda |", "o_r_GPU |"
    ).replace("o_r_Cuda.md", "o_r_GPU.md")
    assert now["_ImplementationIndex.md"] == KB["_ImplementationIndex.md"].replace(
        "o_r_Cuda,", "o_r_GPU,"
    )
    assert "environments/o_r_Cuda.md" not in now
    assert now["environments/o_r_GPU.md"] == (
        "---\nname: o_r_GPU\nrelations:\n  requires_env: [o_r_run]\n---\n"
        "# Environment: GPU\n\nCuda and o_r_Cuda_Kernels and `CudaX`.\n"
    )
    assert "from `o_r_GPU`, plus" in now["environments/o_r_Cuda_Kernels.md"]
    assert now["implementations/o_r_run.md"] == (
        "# Implementation: o_r_run\n\n"
        "* [[requires_env::Environment:o_r_GPU]]\n* [[requires_env::Environment:GPU|GPU]]\n"
        "* [[Environment:o r GPU#x|the card]]\n* [o_r_GPU](../environments/o_r_GPU.md#setup)\n"
        "* [kernels](<../environments/o_r_Cuda_Kernels.md>)\n\n"
        "Needs [[o_r_GPU]] and Cuda; o_r_Cuda.\n"
        "```\no_r_Cuda = 1\n```\n"
    )
    assert now["_reports/phase3.md"] == KB["_reports/phase3.md"].replace(
        "o_r_Cuda |", "o_r_GPU |"
    ).replace("o_r_Cuda.md", "o_r_GPU.md")


def test_places_where_the_full_name_stays_are_told(tmp_path: Path) -> None:
    result = run("rename", "Cuda", "o_r_GPU", lay_out(tmp_path))
    page = f"{tmp_path}/implementations/o_r_run.md"
    assert f"stays in 2 places that are no links:\n  {page}:9:29\n  {page}:11:1\n" in result.stdout


def test_the_patch_does_what_the_command_does(tmp_path: Path) -> None:
    one, other = lay_out(tmp_path / "one"), lay_out(tmp_path / "other")
    shown = run("rename", "o_r_Cuda", "o_r_GPU", one, "--diff")
    assert shown.exit_code == 0
    assert tree(one) == dict(KB)
    assert "would be `o_r_GPU`" in shown.stderr
    run("rename", "o_r_Cuda", "o_r_GPU", other)
    for command in (["git", "apply", "--check"], ["git", "apply"]):
        done = subprocess.run(command, cwd=one, input=shown.stdout, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
    assert tree(one) == tree(other)


def test_there_and_back_leaves_no_trace(tmp_path: Path) -> None:
    lay_out(tmp_path)
    run("rename", "o_r_Cuda", "o_r_GPU", tmp_path)
    run("rename", "o_r_GPU", "o_r_Cuda", tmp_path)
    assert tree(tmp_path) == dict(KB)


def test_bytes_besides_the_name_stay(tmp_path: Path) -> None:
    files = {path: "\ufeff" + text.replace("\n", "\r\n") for path, text in KB.items()}
    run("rename", "o_r_run", "o_r_walk", lay_out(tmp_path, files))
    plain = lay_out(tmp_path / "plain")
    run("rename", "o_r_run", "o_r_walk", plain)
    for path, text in tree(plain).items():
        assert (tmp_path / path).read_bytes().decode() == "\ufeff" + text.replace("\n", "\r\n")


def test_the_mode_goes_along(tmp_path: Path) -> None:
    page = lay_out(tmp_path) / "environments/o_r_Cuda.md"
    page.chmod(0o640)
    run("rename", "o_r_Cuda", "o_r_GPU", tmp_path)
    assert stat.S_IMODE((tmp_path / "environments/o_r_GPU.md").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("o_r_Cudo", "o_r_GPU", "there is no page `o_r_Cudo`: did you mean `o_r_Cuda`?"),
        ("o_r_Cuda", "GPU", "`GPU` lacks the scope: write `o_r_GPU`"),
        ("o_r_Cuda", "o_r_Cuda", "the page is called `o_r_Cuda` already"),
        ("o_r_Cuda", "o_r_Cuda_Kernels", "o_r_Cuda_Kernels.md is there already"),
        ("o_r_Cuda", "o_r_cuda_kernels", "o_r_Cuda_Kernels.md is there already"),
        ("o_r_Cuda", "o_r_GPU/x", "it has `/`: a page lies in the folder of its type"),
        ("o_r_Cuda", "../o_r_GPU", "it has `/`: a page lies in the folder of its type"),
        ("o_r_Cuda", "o_r_GPU.md", "is a file: the name of a page is `o_r_GPU`"),
        ("o_r_Cuda", "o_r_G PU", "has blanks, which names here have not: write `o_r_G_PU`"),
        ("o_r_Cuda", "o_r_G|PU", "it has `|`"),
        ("o_r_Cuda", "o_r_G\nPU", "it has a control sign"),
        ("o_r_Cuda", "Environment:o_r_GPU", "it has `:`"),
        ("o_r_Cuda", "_GPU", "it begins and ends with a letter or a digit"),
        ("o_r_Cuda", "", "is no name of a page"),
        ("o_r_Cuda", "o_r_" + "x" * 200, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    result = run("rename", old, new, lay_out(tmp_path))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout
    assert tree(tmp_path) == dict(KB)


def test_a_name_that_others_would_be_taken_for_is_refused(tmp_path: Path) -> None:
    files = {
        "_RepoMap_o_r.md": "",
        "workflows/o_r_A.md": "[[Both]]\n",
        "principles/o_r_Both.md": "x\n",
        "environments/o_r_E.md": "x\n",
    }
    lay_out(tmp_path, files)
    result = run("rename", "o_r_E", "o_r_Both", tmp_path)
    assert result.exit_code == 2
    assert "workflows/o_r_A.md:1:3 would then name environments/o_r_Both.md" in result.stderr
    assert tree(tmp_path) == files


def test_links_to_the_new_name_that_were_dead_come_alive(tmp_path: Path) -> None:
    files = {
        "_RepoMap_o_r.md": "",
        "workflows/o_r_A.md": "[[step::Principle:o_r_New]] [[step::Principle:o_r_Old]]\n",
        "principles/o_r_Old.md": "x\n",
    }
    assert run("rename", "o_r_Old", "o_r_New", lay_out(tmp_path, files)).exit_code == 0
    assert tree(tmp_path)["workflows/o_r_A.md"].count("o_r_New") == 2


def test_what_cannot_be_written_anew_is_named_and_nothing_changes(tmp_path: Path) -> None:
    page = '---\nrelations:\n  step: ["o_r_\\u004fld"]\n---\n[[step::Principle:o_r_Old]]\n'
    files = {"_RepoMap_o_r.md": "", "workflows/o_r_A.md": page, "principles/o_r_Old.md": "x\n"}
    result = run("rename", "o_r_Old", "o_r_New", lay_out(tmp_path, files))
    assert result.exit_code == 2
    assert "nothing was changed: workflows/o_r_A.md:3:10 names the page" in result.stderr
    assert tree(tmp_path) == files


def test_when_one_file_cannot_be_written_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lay_out(tmp_path) / "implementations/o_r_run.md"
    page.chmod(0o444)
    result = run("rename", "o_r_Cuda", "o_r_GPU", tmp_path)
    assert result.exit_code == 2
    assert "nothing was changed: implementations/o_r_run.md is read-only" in result.stderr
    assert tree(tmp_path) == dict(KB)


def test_when_the_system_refuses_half_way_all_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    lay_out(tmp_path)
    replace = os.replace

    def stubborn(source: Path, target: Path) -> None:
        if Path(source).name == "o_r_Cuda.md":
            raise PermissionError(13, "Permission denied", str(source))
        replace(source, target)

    monkeypatch.setattr(os, "replace", stubborn)
    result = run("rename", "o_r_Cuda", "o_r_GPU", tmp_path)
    assert result.exit_code == 2
    assert "nothing was changed: environments/o_r_Cuda.md cannot be written" in result.stderr
    assert tree(tmp_path) == dict(KB)


def test_a_file_that_somebody_else_changed_meanwhile_is_left(tmp_path: Path) -> None:
    found = rename(Request(lay_out(tmp_path)), "o_r_Cuda", "o_r_GPU")
    (tmp_path / "environments/o_r_Cuda.md").write_text("new words\n")
    with pytest.raises(
        UsageError, match=r"nothing was changed: environments/o_r_Cuda\.md was changed"
    ):
        found.move.make()
    assert tree(tmp_path) == {**KB, "environments/o_r_Cuda.md": "new words\n"}


def test_the_configuration_goes_along(tmp_path: Path) -> None:
    config = (
        "# ours\nexclude: [drafts/]\noverrides:\n"
        '  - paths: ["environments/o_r_Cuda.md", /environments/o_r_Cuda.md] # two\n'
        "    rules: {page: off}\n  - paths: [environments/, o_r_Cuda_Kernels.md]\n"
        "    rules: {link: off}\n"
    )
    lay_out(tmp_path, {**KB, "kbaudit.yaml": config})
    run("rename", "o_r_Cuda", "o_r_GPU", tmp_path)
    assert tree(tmp_path)["kbaudit.yaml"] == config.replace("o_r_Cuda.md", "o_r_GPU.md", 2)


def test_a_link_is_not_renamed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "environments/o_r_Link.md").symlink_to("o_r_Cuda.md")
    result = run("rename", "o_r_Link", "o_r_GPU", tmp_path)
    assert result.exit_code == 2
    assert "is a link to another file" in result.stderr


def test_names_without_a_scope(tmp_path: Path) -> None:
    files = {
        "workflows/Train.md": "# Train\n\n[[step::Principle:Load data]] Load data first.\n",
        "principles/Load data.md": "# Load data\n",
        "notes.md": "[x](principles/Load%20data.md) and [[Load_data]]\n",
    }
    lay_out(tmp_path, files)
    assert run("rename", "Load data", "Read data", tmp_path).exit_code == 0
    assert tree(tmp_path) == {
        "workflows/Train.md": "# Train\n\n[[step::Principle:Read data]] Load data first.\n",
        "principles/Read data.md": "# Read data\n",
        "notes.md": "[x](principles/Read%20data.md) and [[Read data]]\n",
    }


def test_pages_that_a_report_says_were_made(tmp_path: Path) -> None:
    """Their names need no scope: the heading says what they are."""
    table = "## Pages Created\n\n| Source | Page |\n|---|---|\n| `load.py` | load.py.md |\n"
    files = {
        "_RepoMap_o_r.md": "",
        "workflows/o_r_W.md": "x\n",
        "implementations/load.py.md": "x\n",
        "_reports/phase5.md": f"{table}\nThe load.py page.\n",
    }
    lay_out(tmp_path, files)
    before = run("check", tmp_path, "--select", "report").stdout
    run("rename", "load.py", "o_r_load", tmp_path)
    assert "| o_r_load.md |\n\nThe load.py page." in tree(tmp_path)["_reports/phase5.md"]
    assert run("check", tmp_path, "--select", "report").stdout == before


def test_sections_and_step_tables_of_a_long_index(tmp_path: Path) -> None:
    index = (
        "## Workflow: Train\n\n**File:** [→](./workflows/o_r_Train.md)\n\n"
        "| # | Principle |\n|---|---|\n| 1 | Load |\n\n### Step 1: Load\n\n"
        "| Attribute | Value |\n|---|---|\n| **Principle** | `o_r_Load` |\n| **Note** | Load it |\n"
    )
    files = {
        "_RepoMap_o_r.md": "",
        "_WorkflowIndex.md": index,
        "workflows/o_r_Train.md": "x\n",
        "principles/o_r_Load.md": "x\n",
    }
    lay_out(tmp_path, files)
    run("rename", "o_r_Load", "o_r_Read", tmp_path)
    run("rename", "o_r_Train", "o_r_Fit", tmp_path)
    assert tree(tmp_path)["_WorkflowIndex.md"] == (
        index.replace("| 1 | Load |", "| 1 | Read |")
        .replace("`o_r_Load`", "`o_r_Read`")
        .replace("Workflow: Train", "Workflow: Fit")
        .replace("o_r_Train.md", "o_r_Fit.md")
    )


def test_help_fits_eighty_columns() -> None:
    for command in ("rename", "rm"):
        assert max(map(len, run(command, "--help").stdout.splitlines())) <= 80
