"""Copies of targets that kbaudit keeps, from the command line."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from support import lay_out

PAGE = (
    "# o_r_Cuda\n\nThe limit, from `src/limits.py:2-3`:\n\n```python\nLIMIT = 7\nOTHER = 8\n```\n"
)


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository in which the quoted lines move by one after v1, and the file goes after v2."""
    folder = tmp_path / "o" / "r"
    (folder / "src").mkdir(parents=True)
    quoted = "LIMIT = 7\nOTHER = 8\n"
    rest = "".join(f"X{i} = {i}\n" for i in range(9))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "uploadpack.allowFilter", "true")
    for tag, name, text in (
        ("v1", "src/limits.py", f"\n{quoted}{rest}"),
        ("v2", "src/limits.py", f"\n\n{quoted}{rest}"),
        ("v3", "src/bounds.py", f"\n\n{quoted}{rest}Y = 1\n"),
    ):
        for old in (folder / "src").iterdir():
            old.unlink()
        (folder / name).write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", tag)
        git(folder, "tag", tag)
    return folder


@pytest.fixture
def kb(tmp_path: Path, clone: Path, cache: Path) -> Path:
    config = f"target:\n  url: file://{clone}\n  rev: v2\n  base: v1\n"
    return lay_out(tmp_path / "kb", {"kbaudit.yaml": config, "environments/o_r_Cuda.md": PAGE})


def git(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        check=True,
        env=environment | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )


def test_check_downloads_nothing_and_says_what_would(kb: Path, cache: Path) -> None:
    result = run("check", kb, "--select", "stale-lines")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "(stale-lines): no target: no clone is at hand; `kbaudit target fetch` gets one" in text
    assert {part.name for part in cache.iterdir() if part.is_dir()} <= {"results"}
    assert run("check", kb, "--select", "stale-lines", "--rev", "v2").exit_code == 2


def test_after_a_fetch_no_server_is_needed(kb: Path, clone: Path) -> None:
    fetched = run("target", "fetch", kb)
    url = f"file://{clone}"
    assert fetched.exit_code == 0
    assert fetched.stdout.startswith(f"{url}: v2, ")
    assert fetched.stderr.splitlines() == [
        f"kbaudit: {url}: downloading the history up to v2, v1, without files",
        f"kbaudit: {url}: downloading 1 file of v2",
        f"kbaudit: {url}: downloading 1 file of v1",
    ]
    against = run("check", kb, "--repo", clone, "--quiet").stdout
    clone.rename(clone.with_name("gone"))
    checked = run("check", kb, "--quiet")
    assert "stale-lines" in checked.stdout
    assert checked.stdout == against
    assert checked.stderr == ""
    assert f"Target: {url} at v2" in run("check", kb).stdout


def test_history_is_at_hand_after_a_fetch(kb: Path, clone: Path) -> None:
    """To know where a missing file went, git compares contents of files that are long gone."""
    assert run("target", "fetch", kb, "--rev", "v3").exit_code == 0
    against = run("check", kb, "--rev", "v3", "--repo", clone, "--quiet").stdout
    clone.rename(clone.with_name("gone"))
    checked = run("check", kb, "--rev", "v3", "--quiet")
    assert "src/bounds.py" in checked.stdout
    assert checked.stdout == against


def test_results_that_are_kept_do_not_outlive_a_fetch(kb: Path, clone: Path) -> None:
    before = run("check", kb, "--quiet")
    assert "stale-lines" not in before.stdout
    run("target", "fetch", kb)
    after = run("check", kb, "--quiet")
    assert "stale-lines" in after.stdout
    run("target", "remove", "--all")
    assert run("check", kb, "--quiet").stdout == before.stdout


def test_a_revision_that_is_not_at_hand(kb: Path) -> None:
    run("target", "fetch", kb)
    result = run("check", kb, "--rev", "v3")
    assert result.exit_code == 2
    assert "has no revision v3" in result.stderr
    assert "`kbaudit target fetch --rev v3` gets it" in result.stderr


def test_a_revision_that_pages_name_is_fetched_as_well(kb: Path, clone: Path) -> None:
    """It lies on a branch of its own, so that it is no part of the history of v2."""
    git(clone, "checkout", "-q", "-b", "side", "v1")
    (clone / "src/limits.py").write_text("LIMIT = 7\nOTHER = 8\n")
    git(clone, "commit", "-q", "-a", "-m", "side")
    git(clone, "tag", "v1-side")
    (kb / "kbaudit.yaml").write_text(f"target: {{url: 'file://{clone}', rev: v2}}\n")
    page = PAGE.replace(":2-3", ":1-2")
    (kb / "environments/o_r_Cuda.md").write_text(f"---\nverified: v1-side\n---\n{page}")
    assert run("target", "fetch", kb).exit_code == 0
    assert "verified at v1-side, say pages" in run("check", kb).stdout


def test_fetch_before_a_check(kb: Path, clone: Path) -> None:
    result = run("check", kb, "--fetch", "--quiet")
    assert result.exit_code == 1
    assert "stale-lines" in result.stdout
    assert "downloading the history" in result.stderr
    again = run("check", kb, "--fetch", "--quiet")
    assert (again.stdout, again.stderr) == (result.stdout, "")


@pytest.mark.parametrize("command", [["lock"], ["pins"], ["fix", "--diff"], ["diff", "v1", "v2"]])
def test_every_command_about_the_target_fetches_when_told_to(kb: Path, command: list[str]) -> None:
    name, *rest = command
    result = run(name, *rest, kb, "--fetch")
    assert result.exit_code in (0, 1)
    assert "downloading the history" in result.stderr
    assert (
        run(name, *rest, kb).stderr == result.stderr.replace(result.stderr, "", 1) or name == "fix"
    )


def test_an_address_can_be_given_instead_of_a_clone(kb: Path, clone: Path) -> None:
    (kb / "kbaudit.yaml").unlink()
    url = f"file://{clone}"
    refused = run("check", kb, "--repo", url, "--rev", "v2")
    assert refused.exit_code == 2
    assert f"{url} is not at hand: `kbaudit target fetch` gets a copy" in refused.stderr
    assert run("target", "fetch", kb, "--repo", url, "--rev", "v2").exit_code == 0
    checked = run("check", kb, "--repo", url, "--rev", "v2", "--base", "v1")
    assert checked.exit_code == 2  # its base was not asked for
    assert "the files of v1" in checked.stderr
    assert run("check", kb, "--repo", url, "--rev", "v2", "--base", "v1", "--fetch").exit_code == 1


def test_nothing_to_fetch(kb: Path, clone: Path) -> None:
    (kb / "kbaudit.yaml").write_text("{}\n")
    result = run("target", "fetch", kb)
    assert result.exit_code == 2
    assert "nothing to fetch: name the repository in `target.url`" in result.stderr
    own = run("target", "fetch", kb, "--repo", clone)
    assert own.stdout == f"{clone}: a clone of yours, nothing to download\n"


@pytest.mark.parametrize(
    "url", ["ext::sh -c 'touch pwned'", "--upload-pack=touch pwned", "ssh://-oProxyCommand=x/y"]
)
def test_a_hostile_address_is_refused(
    kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (kb / "kbaudit.yaml").write_text(json.dumps({"target": {"url": url}}))
    assert run("check", kb, "--select", "stale-lines").exit_code == 0
    result = run("target", "fetch", kb)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "pwned").exists()


def test_no_message_holds_a_password(kb: Path) -> None:
    url = "https://ada:s3cret@127.0.0.1:1/o/r"
    (kb / "kbaudit.yaml").write_text(f"target: {{url: '{url}', rev: v2}}\n")
    for command in ("target fetch", "check", "check --fetch"):
        result = run(*command.split(), kb)
        assert "s3cret" not in result.output
        assert "ada" not in result.output


def test_the_list_and_the_removal(kb: Path, clone: Path, cache: Path) -> None:
    url = f"file://{clone}"
    assert run("target", "list").stdout.startswith("nothing is kept")
    assert run("target", "remove", "--all").stdout == "nothing is kept\n"
    run("target", "fetch", kb)
    first, second = run("target", "list").stdout.splitlines()
    assert first == f"{url}: v1 and v2"
    assert second.endswith(f" kB in {cache}/targets/{next((cache / 'targets').glob('*.git')).name}")
    view = json.loads(run("target", "list", "--format", "json").stdout)
    assert [(one["url"], one["revisions"]) for one in view] == [(url, ["v1", "v2"])]
    wrong = run("target", "remove", "https://example.org/x")
    assert wrong.exit_code == 2
    assert f"no copy of https://example.org/x is kept: there are {url}" in wrong.stderr
    assert run("target", "remove").exit_code == 2
    assert run("target", "remove", url).stdout == f"removed {url}\n"
    assert run("target", "list").stdout.startswith("nothing is kept")


def test_several_scopes_of_one_address(kb: Path, clone: Path) -> None:
    targets = [
        {"scope": scope, "url": f"file://{clone}", "rev": rev, "base": "v1"}
        for scope, rev in (("o_r", "v2"), ("o_s", "v1"))
    ]
    (kb / "kbaudit.yaml").write_text(json.dumps({"scopes": ["o_r", "o_s"], "targets": targets}))
    (kb / "environments/o_s_Gpu.md").write_text(PAGE)
    fetched = run("target", "fetch", kb)
    assert fetched.exit_code == 0, fetched.stderr
    assert [line.split(" ")[1] for line in fetched.stdout.splitlines()] == ["(o_r):", "(o_s):"]
    assert run("check", kb).exit_code == 1
