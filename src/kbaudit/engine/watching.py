"""Audits a knowledge base again each time that something in it changed.

All that was read and found stays in memory: of the pages only those that changed, and what depends
on them, are read and judged again, and the target is opened once. It is held at the commit that the
revision named then.
"""

import gc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.baseline_file import BASELINE_NAME
from kbaudit.engine.locate import CONFIG_NAME
from kbaudit.engine.reading import check_root, read_pages
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.reuse.results import MemoryShelf
from kbaudit.engine.settle import settled
from kbaudit.model.errors import KbauditError
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.lock import LOCK_NAME

_END = object()


def outcomes(request: Request, changes: Iterator[object]) -> Iterator[Outcome | KbauditError]:
    """The outcome now, and again after each of `changes` that changed what is read.

    What hinders an audit (no page any more, a configuration with an error) is handed over as it is;
    a later change may heal it. Ends when `changes` do.
    """
    request = replace(request, shelf=MemoryShelf())
    earlier: KnowledgeBase | None = None
    more = True
    while more:
        settings = _contents(_settings(request))
        try:
            with prepared(request, earlier) as auditor:
                schemas = auditor.loaded.shapes.places
                held = _contents(schemas)
                yield _judged(auditor)
                while more := next(changes, _END) is not _END:
                    if _contents(_settings(request)) != settings or _contents(schemas) != held:
                        break
                    check_root(request)
                    kb = read_pages(request, auditor.loaded, auditor.kb)
                    if kb.scopes != auditor.kb.scopes:
                        break  # each scope has a target of its own
                    if not _is_same(kb, auditor.kb):
                        auditor = replace(auditor, kb=kb)
                        yield _judged(auditor)
                        gc.collect()  # the state before, which names itself in a circle
                earlier = auditor.kb
        except KbauditError as error:
            yield error
            more = next(changes, _END) is not _END


def _judged(auditor: Auditor) -> Outcome:
    return settled(auditor, auditor.judge(auditor.kb, auditor.selection))


def _settings(request: Request) -> tuple[Path, ...]:
    """The files besides pages, and the schemas of a configuration, on which an outcome depends."""
    return (
        request.config or request.root / CONFIG_NAME,
        request.baseline or request.root / BASELINE_NAME,
        request.root / LOCK_NAME,
    )


def _contents(places: Iterable[Path]) -> list[bytes | None]:
    """What files hold, None for those that are not there."""
    return [place.read_bytes() if place.is_file() else None for place in places]


def _is_same(one: KnowledgeBase, other: KnowledgeBase) -> bool:
    """Whether two readings found the same: files that did not change are the same values."""
    return (
        (one.paths, one.folders, one.excluded) == (other.paths, other.folders, other.excluded)
        and len(one.files) == len(other.files)
        and all(a is b for a, b in zip(one.files, other.files, strict=True))
    )
