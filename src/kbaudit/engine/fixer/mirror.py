"""Repairs of a page's text carried on to its front matter, where that says the same.

YAML front matter repeats what the text states: relations, requirements, citations. A repair of the
text alone would make the two disagree, and the next reader would not know which of them to believe.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from kbaudit.model.edit import Edit, Fix, apply_edits
from kbaudit.model.span import Source
from kbaudit.read.instance import Instance, Path
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.page_instance import named
from kbaudit.read.write_yaml import write_scalar

_KEYS = ("relations", "requirements", "citations")

_Kind = tuple[str | None, ...]
"""A path whose indexes are left out: what is said, not as the how-manieth."""


def mirroring(kb: KnowledgeBase) -> Callable[[Fix], Fix]:
    """What makes fixes for the files of `kb` complete: it adds the edits of front matter."""
    pages = {page.path: page for page in kb.pages if _repeats(page)}

    def complete(fix: Fix) -> Fix:
        touched = sorted({edit.path for edit in fix.edits} & pages.keys())
        more = [edit for path in touched for edit in _mirrored(pages[path], fix)]
        return replace(fix, edits=(*fix.edits, *more)) if more else fix

    return complete


def _repeats(page: Page) -> bool:
    matter = page.front_matter
    return matter is not None and matter.dialect == "yaml" and matter.instance.readable


def _mirrored(page: Page, fix: Fix) -> Iterator[Edit]:
    """The edits of front matter that follow from what `fix` changes in the text of `page`."""
    matter = page.front_matter
    edits = sorted({edit for edit in fix.edits if edit.path == page.path})
    if matter is None or any(edit.span.start < matter.span.end for edit in edits):
        return
    after = replace(page, source=Source(apply_edits(page.text, edits)))
    old, new = list(_said(page)), list(_said(after))
    if len(old) == len(new):
        found: dict[Edit, None] = {}
        for (kind, before), (same, now) in zip(old, new, strict=True):
            if kind == same and before != now and (kind, before) not in new:
                found |= dict.fromkeys(_written(page, matter.instance, kind, before, now))
        yield from found


def _written(
    page: Page, instance: Instance, kind: _Kind, before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Edit]:
    """Write `now` wherever front matter says `before`, and maybe more."""
    for path, value in _statements(instance.data):
        if _kind(path) != kind:
            continue
        was, wanted = before, now
        if kind[0] == "requirements" and value == _closed(before):  # blanks mean nothing here
            was, wanted = _closed(before), _closed(now)
        if not was.items() <= value.items():
            continue
        for key, text in wanted.items():
            place = instance.places.get((*path, key) if key else path)
            if place is not None and was.get(key) != text:
                yield Edit(page.path, place.value, write_scalar(text))


def _closed(values: Mapping[str, str]) -> dict[str, str]:
    return {key: "".join(text.split()) for key, text in values.items()}


def _said(page: Page) -> Iterator[tuple[_Kind, dict[str, str]]]:
    """All that the text of `page` states of other things, in its order, as front matter has it."""
    for relation in page.links.relations:
        for typed in (False, True):
            said = named(relation, page, typed=typed)
            yield ("relations", relation.relation, None), {"": said}
    for pin in page.text_pins.pins:
        yield ("requirements", pin.package), {"": pin.specifier or "*"}
    for citation in page.text_citations:
        lines = {"lines": citation.lines} if citation.ranges else {}
        yield ("citations", None), {"path": citation.path, **lines}


def _statements(data: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, str]]]:
    """What front matter states of other things, with its path: values by key, "" for a text."""
    pending: list[tuple[Path, Any]] = [((key,), data[key]) for key in _KEYS if key in data]
    while pending:
        path, value = pending.pop(0)
        if isinstance(value, str):
            yield path, {"": value}
        elif isinstance(value, Mapping) and path[0] == "citations":
            yield path, {str(key): text for key, text in value.items() if isinstance(text, str)}
        elif isinstance(value, Mapping):
            pending += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            pending += [((*path, number), one) for number, one in enumerate(value)]


def _kind(path: Path) -> _Kind:
    return tuple(part if isinstance(part, str) else None for part in path)
