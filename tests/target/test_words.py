"""Files that hold a word are found as they would be found by reading them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.target.memory import MemoryTarget
from kbaudit.target.opening import open_target
from kbaudit.target.words import Words, is_text

from .conftest import Maker

Make = Callable[..., Maker]
FILES: dict[str, str | bytes] = {
    "a.py": "VERSION = 1\n",
    "src/é b.py": "x = parse('1')",
    "src/plain.py": "version = parser()\n",
    "bin": b"\0\0VERSION\0\n",
    "latin.py": b"\xe9 VERSION \xff\n",
    "late.py": "\n" * 5000 + "# ERSION\r\nVERSION",
    "none.py": "",
    "other.py": b"\xe9 VERSIO \xff\n",
}
WORDS = ("VERSION", "parse(")
HOLDING = ["late.py", "latin.py", "a.py", "bin", "src/é b.py"]


def test_in_the_order_of_what_is_given(make: Make) -> None:
    repo = make()
    repo.commit(FILES, "v1")
    repo.commit(dict.fromkeys(FILES, "nothing any more\n"))
    paths = [*HOLDING, *FILES.keys() - set(HOLDING)]
    memory = MemoryTarget({"v1": FILES}).revision("v1")
    with open_target(repo.folder) as target:
        for revision in (target.revision("v1"), memory):
            contents = {path: revision.read(path) or b"" for path in paths}
            assert [*revision.holding(WORDS, contents)] == HOLDING
            assert [*revision.holding(["x"], contents)] == ["src/é b.py"]
            assert [*revision.holding([], contents)] == []
            assert [*revision.holding(WORDS, {})] == []
        head = target.revision()
        assert [*head.holding(WORDS, head.read_many(paths))] == []


def test_who_has_seen_enough_looks_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    revision = MemoryTarget({"v1": FILES}).revision("v1")
    looked: list[bytes] = []
    real = Words.are_in_text

    def counted(self: Words, content: bytes) -> bool:
        looked.append(content)
        return real(self, content)

    monkeypatch.setattr(Words, "are_in_text", counted)
    contents = {path: revision.read(path) or b"" for path in ("none.py", "a.py", "late.py")}
    assert next(revision.holding(WORDS, contents)) == "a.py"
    assert len(looked) == 2


_PIECES = st.lists(st.sampled_from(["a", "é", "\n", ".", "b(", "\\", " ", "|", "\0", "𝒳"]))
_SOME = st.lists(_PIECES.map("".join), min_size=1, max_size=4)


@given(_SOME, _PIECES.map(lambda some: "".join(some).encode()), st.sampled_from([b"", b"\xe9"]))
def test_as_python_finds_them(words: list[str], content: bytes, odd: bytes) -> None:
    content += odd
    sought = Words(words)
    found = any(word.encode() in content for word in words)
    assert sought.are_in(content) == found
    assert is_text(content) == (not odd)
    assert sought.are_in_text(content) == (found and not odd)


def test_many_and_long_ones() -> None:
    words = [f"{'x' * 100}{number}y" for number in range(30)]
    assert Words(words).are_in_text(f"{'x' * 5000}29y".encode())
    assert not Words(words).are_in_text(f"{'x' * 5000}29".encode())


@pytest.mark.parametrize("word", ["x" * 1_000_000, "é" * 6_000, "\ud800"])
def test_what_makes_no_expression(word: str) -> None:
    words, content = Words([word, "other"]), word.encode("utf-8", "surrogatepass")
    assert words.are_in(content)
    assert words.are_in_text(content) == is_text(content)
    assert words.are_in_text(b"the other")
    assert not words.are_in_text(b"the rest")
    assert not words.are_in_text(b"\xe9 other")
