"""Texts that are known by their digest and read later."""

from pathlib import Path

import pytest

from kbaudit.model.errors import UsageError
from kbaudit.model.span import Source
from kbaudit.read.unread import Unread

TEXT = "\ufeff# Title\r\n\r\nNaïve text.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "page.md"
    place.write_bytes(TEXT.encode())
    return place


def test_it_is_the_text(place: Path) -> None:
    source = Unread(place.parent, place.name, Source(TEXT).digest)
    assert source.text == TEXT
    assert source.position(10) == Source(TEXT).position(10)
    assert source.line_count == 3


def test_it_is_read_once_and_not_before(place: Path) -> None:
    source = Unread(place.parent, place.name, Source(TEXT).digest)
    assert source.digest == Source(TEXT).digest
    assert "text" not in vars(source)
    assert source.text == TEXT
    place.unlink()
    assert source.text == TEXT


@pytest.mark.parametrize("data", [b"", TEXT.encode()[:-1], b"\xff\xfe", None])
def test_another_text_is_none(place: Path, data: bytes | None) -> None:
    source = Unread(place.parent, place.name, Source(TEXT).digest)
    place.unlink() if data is None else place.write_bytes(data)
    with pytest.raises(UsageError, match=r"page\.md changed while it was audited"):
        _ = source.text


def test_nothing_else_is_there(place: Path) -> None:
    assert not hasattr(Unread(place.parent, place.name, Source(TEXT).digest), "words")
