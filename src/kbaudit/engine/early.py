"""What a check begins before Python has imported what judges: git reads the code meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.engine.jobs import processors
from kbaudit.engine.request import Fetch, Request
from kbaudit.model.errors import TargetError

if TYPE_CHECKING:
    from kbaudit.target.git import GitTarget


@contextmanager
def opened_early(request: Request) -> Iterator[Request]:
    """`request` with its target opened, whose code is being read, where that is likely to pay.

    That is where all rules hold all pages against one revision of one clone, of which nothing is
    known yet. What cannot be opened is left to who says so to the user.
    """
    if not _pays(request):
        yield request
        return
    from kbaudit.target.opening import open_target

    try:
        target = open_target(request.repo[0])
    except TargetError:
        yield request
        return
    with target:
        _begin(target, request)
        yield replace(request, early=target)


def _pays(request: Request) -> bool:
    """Whether processes will share what is asked of one clone that the command line names."""
    return (
        len(request.repo) == len(request.rev) == 1
        and not any("=" in given for given in (*request.repo, *request.rev))
        and (request.jobs or processors()) > 1
        and request.fetch is Fetch.NEVER
        and not (request.select or request.since or request.staged)
    )


def _begin(target: GitTarget, request: Request) -> None:
    from kbaudit.target.placements import Placements, quotes_of

    revision = target.known(request.rev[0])
    if revision is not None and not request.tables.table(quotes_of(revision.commit), Placements):
        revision.foresee_code()
