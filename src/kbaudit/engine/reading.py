"""Reads the knowledge base that is asked for, or says why there is none."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from kbaudit.engine.loaded import Loaded
from kbaudit.engine.locate import below, enclosing
from kbaudit.engine.patterns import matcher, wrong_pattern
from kbaudit.engine.recorded import Recorded, nothing_known
from kbaudit.engine.request import Request
from kbaudit.model.errors import UsageError
from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import read_tree
from kbaudit.rulekit.wording import code, listing

_SCOPE = regex(r"[\w.-]+_[\w.-]+")


def check_root(request: Request) -> None:
    """Raises UsageError where `request` names no folder, or a pattern that is none."""
    recorded = request.recorded is not None and bool(request.recorded.entries)
    if not request.root.exists() and not recorded:
        raise UsageError(f"there is no folder {request.name}: give the root of a knowledge base")
    if not request.root.is_dir() and not recorded:
        near = enclosing(request.root.absolute().parent)
        hint = f"; {near} looks like one" if near else ""
        raise UsageError(f"{request.name} is a file: give the root of a knowledge base{hint}")
    for pattern in request.exclude:
        if (wrong := wrong_pattern(pattern)) is not None:
            raise UsageError(f"--exclude: {code(pattern)} is no pattern: {wrong}")


def read_pages(
    request: Request,
    loaded: Loaded,
    earlier: KnowledgeBase | None = None,
    before: Recorded | None = None,
) -> KnowledgeBase:
    """The knowledge base of `request`: from the disk, or as git has it.

    What did not change since an `earlier` reading is taken over, and not even read where that was
    of what git had `before`.

    Raises UsageError when there is no page in it.
    """
    patterns = (*loaded.exclude, *request.exclude)
    exclude = matcher(patterns) if patterns else None

    def progress(done: int) -> None:
        request.progress("reading files", done, 0)

    holding = request.shelf.holding(loaded.vocabulary, loaded.file_size)
    if request.recorded is not None:
        same = request.recorded.as_in(before) if earlier and before else frozenset()
        tree = request.recorded.tree(
            exclude=exclude,
            progress=progress,
            same=same,
            known=holding.known if holding is not None else nothing_known,
            digests=request.tables.table("blobs", str),
        )
    else:
        above = os.path.join(os.path.abspath(request.root), "")  # noqa: PTH100, PTH118
        seen = {
            place.removeprefix(above): digest
            for place, digest in request.seen.items()
            if place.startswith(above)
        }
        known = holding.known(seen) if holding is not None else {}
        tree = read_tree(request.root, exclude=exclude, progress=progress, known=known)
        sys.audit("kbaudit.known", [above + path for path in tree.unread])
    kb = KnowledgeBase.build(
        tree,
        loaded.vocabulary,
        scopes=loaded.scopes,
        limit=loaded.file_size,
        expected=(*(target.scope for target in loaded.targets), *_named(request.repo)),
        earlier=earlier,
        furnish=holding.furnish if holding is not None else _nothing,
    )
    if not kb.pages:
        raise UsageError(_no_pages(request, kb))
    return kb


def _nothing(_files: Sequence[File]) -> None:
    """Where nothing is known of files."""


def _named(repos: Iterable[str]) -> Iterator[str]:
    """The scopes that ``SCOPE=PATH`` names, as far as these may be scopes."""
    for item in repos:
        scope, equals, _ = item.partition("=")
        if equals and _SCOPE.fullmatch(scope):
            yield scope


def _no_pages(request: Request, kb: KnowledgeBase) -> str:
    found = [place.relative_to(request.root).as_posix() for place in below(request.root)]
    if found:
        seem, give = ("looks like one", "that") if len(found) == 1 else ("look like some", "one")
        return (
            f"no page of a knowledge base under {request.name}: "
            f"{listing(found)} in it {seem}, give {give}"
        )
    folders = ", ".join(f"{kind.folder}/" for kind in kb.vocabulary.types)
    return f"no page of a knowledge base under {request.name}: pages live in {folders}"
