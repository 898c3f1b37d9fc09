"""Where things are kept outside knowledge bases."""

import stat
from pathlib import Path

import pytest

from kbaudit.folders import cache_folder, make_cache_folder
from kbaudit.model.errors import UsageError


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KBAUDIT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def test_what_is_given_counts_more_than_the_variable_and_that_more_than_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if (tmp_path / "xdg").exists():
        pytest.fail("looking made a folder")
    assert cache_folder("x").name == "x"
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_folder("x") == tmp_path / "mine" / "x"
    assert cache_folder("x", tmp_path / "given") == tmp_path / "given" / "x"
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", "")
    assert cache_folder("x") != tmp_path / "mine" / "x"


def test_a_relative_folder_begins_here_and_a_tilde_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cache_folder("x", "cache") == tmp_path / "cache" / "x"
    assert cache_folder("x", "~/cache") == tmp_path / "home" / "cache" / "x"


def test_a_made_folder_is_private_and_marked_as_a_cache(tmp_path: Path) -> None:
    made = make_cache_folder("x", tmp_path / "top")
    assert made.is_dir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    tag = (tmp_path / "top" / "CACHEDIR.TAG").read_text("utf-8")
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert make_cache_folder("x", tmp_path / "top") == made


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "top").write_text("")
    with pytest.raises(UsageError, match=r"the cache folder .*top cannot be used .*: name another"):
        make_cache_folder("x", tmp_path / "top")
