"""Clones that kbaudit keeps, fetched from a repository on this disk."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.command import GitCommand
from kbaudit.target.fetching import Teller
from kbaudit.target.kept import KeptClone, kept_clones, remove_clone

from .conftest import Maker


class Server:
    """A repository with three releases, and the address under which it is served."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        maker.commit({"a.py": "a = 1\n", "b.py": "b = 1\n"}, tag="v1")
        maker.commit({"a.py": "a = 2\n"}, tag="v2")
        maker.commit({"a.py": "a = 3\n", "b.py": None}, tag="v3")
        maker.git("config", "uploadpack.allowFilter", "true")
        self.url = f"file://{maker.folder}"


@pytest.fixture
def server(make: Callable[..., Maker]) -> Server:
    return Server(make("acme/rocket"))


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "top").mkdir()
    return tmp_path / "top"


class Told(list[str]):
    """A teller that remembers."""

    def teller(self) -> Teller:
        return Teller(self.append, lambda what, done, total: None)


def fetch(clone: KeptClone, *revs: str, anew: bool = False) -> Told:
    told = Told()
    with clone.fetching(revs, told.teller(), anew=anew):
        pass
    return told


def objects(folder: Path) -> set[str]:
    listed = GitCommand(str(folder), str(folder)).run(
        "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"
    )
    return set(listed.text.splitlines())


def blobs(folder: Path) -> int:
    return sum(line.endswith(" blob") for line in objects(folder))


def test_only_the_files_of_what_was_asked_for_are_downloaded(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    assert not clone.exists()
    told = fetch(clone, "v2")
    assert clone.exists()
    assert told == [
        f"{server.url}: downloading the history up to v2, without files",
        f"{server.url}: downloading 2 files of v2",
    ]
    assert blobs(clone.folder) == 2
    with clone.open() as target:
        revision = target.revision("v2")
        target.hold(revision)
        assert revision.text("a.py") == "a = 2\n"
    assert target.location == server.url
    assert [kept.revisions for kept in kept_clones(top)] == [("v2",)]


def test_what_is_there_is_not_downloaded_again(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    fetch(clone, "v1")
    server.maker.git("config", "uploadpack.hideRefs", "refs")  # asking would fail now
    assert fetch(clone, "v1") == []
    with pytest.raises(TargetError, match="has no revision v2"):
        fetch(clone, "v2")


def test_a_branch_is_asked_for_again_and_a_moved_tag_only_anew(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    fetch(clone, "main", "v1")
    last = server.maker.commit({"a.py": "a = 4\n"})
    server.maker.git("tag", "-f", "v1")
    fetch(clone, "main", "v1")
    with clone.open() as target:
        assert target.revision("main").commit == last
        assert target.revision("v1").text("a.py") == "a = 1\n"
    fetch(clone, "v1", anew=True)
    with clone.open() as target:
        assert target.revision("v1").text("a.py") == "a = 4\n"


@pytest.mark.parametrize(
    ("rev", "text"),
    [
        ("HEAD", "a = 3\n"),
        ("main", "a = 3\n"),
        ("origin/main", "a = 3\n"),
        ("refs/tags/v2", "a = 2\n"),
        ("v3~1", "a = 2\n"),
        ("HEAD^", "a = 2\n"),
        ("{v2}", "a = 2\n"),
        ("{v2:.9}", "a = 2\n"),
    ],
)
def test_revisions_in_all_the_ways_of_git(server: Server, top: Path, rev: str, text: str) -> None:
    rev = rev.format(v2=server.maker.git("rev-parse", "v2")) if "{" in rev else rev
    clone = KeptClone(server.url, top)
    fetch(clone, rev)
    with clone.open() as target:
        target.hold(target.revision(rev))
        assert target.revision(rev).text("a.py") == text


def test_a_detached_head_is_a_revision_as_well(server: Server, top: Path) -> None:
    server.maker.git("checkout", "-q", "v2")
    clone = KeptClone(server.url, top)
    fetch(clone, "HEAD")
    with clone.open() as target:
        assert target.revision().text("a.py") == "a = 2\n"


@pytest.mark.parametrize("rev", ["v4", "--upload-pack=x", "*", "a..b", "v1\nv2", ""])
def test_a_revision_that_is_not_there_is_named(server: Server, top: Path, rev: str) -> None:
    with pytest.raises(TargetError) as caught:
        fetch(KeptClone(server.url, top), rev)
    assert "has no revision" in str(caught.value) or "is no revision" in str(caught.value)


def test_what_was_probably_meant_is_said(server: Server, top: Path) -> None:
    with pytest.raises(TargetError, match=r"has no revision 2: did you mean v2\?"):
        fetch(KeptClone(server.url, top), "2")


def test_nothing_is_fetched_while_an_open_clone_is_read(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    server.maker.commit({"a.py": None, "c.py": "a = 3\n# b\n"}, tag="v4")
    fetch(clone, "v4")
    before = objects(clone.folder)
    with clone.open() as target:
        old = target.revision("v1")
        with pytest.raises(
            TargetError, match=r"files of v1 .* not at hand: `kbaudit target fetch`"
        ):
            target.hold(old)
        with pytest.raises(TargetError, match=r"cannot be read; `kbaudit target fetch` gets it"):
            old.text("b.py")
        with pytest.raises(TargetError, match=r"renames cannot be read .*: `kbaudit target fetch`"):
            target.renamed_to(old, target.revision("v4"), "a.py")
    assert objects(clone.folder) == before


def test_what_is_read_while_fetching_is_there_afterwards(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    told = Told()
    with clone.fetching(["v3"], told.teller()) as target:
        assert target.revision("v1").text("b.py") == "b = 1\n"
    assert told[2:] == [f"{server.url}: downloading what else the pages refer to"]
    with clone.open() as again:
        assert again.revision("v1").text("b.py") == "b = 1\n"


def test_versions_between_two_revisions_can_be_held(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    with clone.fetching(["v3"], Told().teller()) as target:
        target.hold_versions(target.revision("v1"), target.revision("v3"), ["a.py"])
    with clone.open() as target:
        versions = target.versions("a.py", target.revision("v1"), target.revision("v3"))
        assert [content for _, content in versions] == [b"a = 3\n", b"a = 2\n"]


def test_an_interrupted_download_goes_on_where_it_stopped(
    server: Server, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"f{i}.py": f"f = {i}\n" for i in range(10)}
    server.maker.commit(files, tag="v4")
    monkeypatch.setattr("kbaudit.target.fetching._AT_ONCE", 4)
    clone = KeptClone(server.url, top)
    seen: list[int] = []

    def interrupt(what: str, done: int, total: int) -> None:
        if what == "downloading files":
            seen.append(done)
            if done == 8:
                raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        clone.fetching(["v4"], Teller(lambda line: None, interrupt)),
    ):
        pass
    assert seen == [0, 4, 8]
    assert not clone.exists()
    litter = clone.folder / "objects" / "pack" / "tmp_pack_x"
    litter.write_bytes(b"half")
    assert fetch(clone, "v4")[1:] == [f"{server.url}: downloading 3 files of v4"]
    assert clone.exists()
    assert not litter.exists()


def _hold_the_lock(url: str, top: str, ready: str) -> None:
    with KeptClone(url, Path(top)).fetching(["v1"], Told().teller()):
        Path(ready).touch()
        time.sleep(1)


def test_a_second_process_waits_and_says_so(server: Server, top: Path, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    other = multiprocessing.get_context("spawn").Process(
        target=_hold_the_lock, args=(server.url, str(top), str(ready))
    )
    other.start()
    while not ready.exists() and other.is_alive():
        time.sleep(0.01)
    told = fetch(KeptClone(server.url, top), "v1")
    other.join()
    assert other.exitcode == 0
    assert told == [f"{server.url}: another kbaudit is fetching it, waiting for that"]


def test_a_removed_clone_is_gone(server: Server, top: Path) -> None:
    clone = KeptClone(server.url, top)
    fetch(clone, "v1")
    remove_clone(clone.folder)
    assert not clone.exists()
    assert list(kept_clones(top)) == []


def test_passwords_reach_git_and_stand_nowhere_else(
    server: Server, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rewriting rule of the user leads the address with its password to the repository."""
    url = "https://ada:s3cret@example.org/acme/rocket.git"
    config = top.parent / "gitconfig"
    config.write_text(f'[url "{server.url}"]\n\tinsteadOf = {url}\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    clone = KeptClone(url, top)
    with pytest.raises(TargetError) as caught:
        fetch(clone, "v1")  # git rewrites once only, so that this fails, and says what it tried
    assert "s3cret" not in str(caught.value)
    assert "ada" not in str(caught.value)
    for path in top.rglob("*"):
        assert "s3cret" not in path.name
        assert not path.is_file() or b"s3cret" not in path.read_bytes()


def test_an_unreachable_address_is_named_without_its_password(top: Path) -> None:
    clone = KeptClone("http://ada:s3cret@127.0.0.1:1/acme/rocket", top)
    with pytest.raises(TargetError) as caught:
        fetch(clone, "v1")
    said = str(caught.value)
    assert said.startswith("http://127.0.0.1:1/acme/rocket cannot be fetched: unable to access")
    assert said.endswith(
        "`git ls-remote http://127.0.0.1:1/acme/rocket` tells whether git can reach it"
    )
    assert not re.search("s3cret|ada", said)


def test_protocols_that_the_user_forbade_stay_forbidden(
    server: Server, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "https:ext")
    with pytest.raises(TargetError, match="cannot be fetched: transport 'file' not allowed"):
        fetch(KeptClone(server.url, top), "v1")
