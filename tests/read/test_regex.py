"""Patterns that are compiled when they are first used."""

import re

import pytest

from kbaudit.model.regex import regex


def test_it_is_what_compile_makes() -> None:
    for pattern, flags, text in (
        (r"(?P<a>\w)(\d)?", 0, "x1 y2 z"),
        (r"X(\d)", re.IGNORECASE, "x1 y2 X3"),
        (r"^(\w)", re.MULTILINE, "one\ntwo\n"),
    ):
        one, other = regex(pattern, flags), re.compile(pattern, flags)
        assert one.findall(text) == other.findall(text)
        assert [m.span() for m in one.finditer(text)] == [m.span() for m in other.finditer(text)]
        assert one.sub("-", text, count=1) == other.sub("-", text, count=1)
        assert one.split(text) == other.split(text)
        assert one.subn("-", text) == other.subn("-", text)
        for method in ("search", "match", "fullmatch"):
            found, expected = getattr(one, method)(text, 1), getattr(other, method)(text, 1)
            assert (found and found.span()) == (expected and expected.span())
        assert (one.pattern, one.flags, one.groups) == (other.pattern, other.flags, other.groups)
        assert one.groupindex == other.groupindex


def test_it_is_compiled_once_and_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def noted(pattern: str, flags: int) -> re.Pattern[str]:
        made.append(pattern)
        return real(pattern, flags)

    real = re.compile
    monkeypatch.setattr(re, "compile", noted)
    one = regex("a+")
    assert (one.pattern, made) == ("a+", [])
    assert one.search("baab") is not None
    assert one.match("b") is None
    assert made == ["a+"]


def test_nothing_else_is_there() -> None:
    with pytest.raises(AttributeError):
        _ = regex("a").searched  # type: ignore[attr-defined]
