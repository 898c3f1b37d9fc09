"""Blobs are read many at a time, and no oftener than need be."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kbaudit.target.blobs import BlobStore

CONTENT = {"one": b"x = 1\n", "two": b"y\xff\n", "binary": b"\0\0", "unended": b"z"}


class Repository:
    """Blobs, and what was asked for at a time."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def fetch(self, ids: Collection[str]) -> Mapping[str, bytes]:
        self.asked.append(list(ids))
        return {blob: CONTENT[blob] for blob in ids}


def test_what_is_expected_comes_with_what_is_read_first() -> None:
    repository = Repository()
    store = BlobStore(repository.fetch)
    store.expect(["one", "two"])
    assert repository.asked == []
    assert store.get(["binary"]) == {"binary": CONTENT["binary"]}
    assert store.text("two") == "y\ufffd\n"
    assert [store.line_count(blob) for blob in ("one", "binary")] == [1, None]
    store.expect(["one"])
    assert store.line_count("unended") == 1
    assert repository.asked == [["one", "two", "binary"], ["unended"]]


def test_what_does_not_fit_is_read_again() -> None:
    repository = Repository()
    store = BlobStore(repository.fetch, limit=4)
    store.expect(["one"])
    assert store.get(["two", "binary"]) == {key: CONTENT[key] for key in ("two", "binary")}
    assert store.get(["one"]) == {"one": CONTENT["one"]}
    assert repository.asked == [["one", "two", "binary"], ["one"]]
