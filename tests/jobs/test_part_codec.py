"""Parts of files as bytes are those that they were made of."""

import pickle

import pytest

from auditing import knowledge_base
from kbaudit.engine.part_codec import KINDS, close, packed, plain_parts
from kbaudit.read import stored
from kbaudit.read.file import File
from kbaudit.read.part import give, parts_of
from kbaudit.read.stored import Storage, Stored

PAGE = """---
last_updated: 2025-01-02
---
# P

[[step::Principle:Q]] see `src/a.py:3-9` and
[it](https://github.com/acme/rocket/blob/v1.2/src/b.py#L4-L8):

```python
def run(): ...
```
"""


def _page() -> File:
    return knowledge_base({"implementations/P.md": PAGE}).pages[0]


def _read(page: File) -> dict[str, object]:
    return {name: getattr(page, name) for name in KINDS if name != "properties"}  # of maps


def test_what_is_closed_opens_as_it_was() -> None:
    page, other = _page(), _page()
    wanted = _read(page)
    parts = pickle.loads(pickle.dumps(packed(page)))
    close(other, parts)
    assert not {"leads", "citations"} & parts_of(other)[0].keys()
    assert _read(other) == wanted
    assert other.pinned == ("v1.2",)
    assert len(other.citations) == 2


def test_what_is_closed_may_lie_in_memory_that_processes_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "_MANY", 0)
    storage, pages = Storage(), [_page(), _page()]
    for page in pages:
        leads = page.leads
        close(page, packed(page), storage)
        _ = page.citations
        close(page, packed(page), storage)
        assert (page.leads, len(page.citations)) == (leads, 2)
    assert isinstance(storage.put(b"more"), Stored)
    assert plain_parts(pages[0]) == plain_parts(pages[1])


def test_what_was_opened_is_forgotten_and_opens_again() -> None:
    page = _page()
    _read(page)
    close(page, packed(page))
    first = page.citations
    assert page.citations is first
    page.forget()
    assert "citations" not in parts_of(page)[0]
    assert page.citations == first


def test_only_what_is_new_is_packed_again() -> None:
    page = _page()
    leads = page.leads
    close(page, packed(page))
    assert packed(page).data == b""
    _ = page.citations, page.leads
    new = packed(page)
    assert new.data
    close(page, new)
    assert {"leads", "citations"} <= plain_parts(page).keys()
    assert page.leads == leads


def test_what_is_not_there_comes_from_where_it_came_before() -> None:
    page = _page()
    asked = []

    def known(_file: File, name: str) -> object:
        asked.append(name)
        raise LookupError(name)

    give(page, known)
    _ = page.leads
    close(page, packed(page))
    assert page.heads == (PAGE[:200], "P")
    assert asked.count("leads") == 1
    assert "heads" in asked
