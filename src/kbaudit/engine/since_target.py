"""``--rev A..B``: the target before and after it moved."""

from collections.abc import Iterable

from kbaudit.engine.request import Request
from kbaudit.model.errors import UsageError

_DOTS = ".."  # stands in no name of a tag, a branch or a commit (git check-ref-format)


def moves(request: Request) -> list[str]:
    """How the target moves, as ``from A to B``, for each range that is asked for."""
    return [
        f"from {old} to {new}"
        for rev in request.rev
        if _DOTS in rev
        for _, old, new in [_split(rev)]
    ]


def moved_from(revs: Iterable[str]) -> tuple[str, ...]:
    """The revisions before; one that is no range stays what it is."""
    return tuple(f"{scope}{old}" for scope, old, _ in map(_split, revs))


def moved_to(revs: Iterable[str]) -> tuple[str, ...]:
    """The revisions after."""
    return tuple(f"{scope}{new}" for scope, _, new in map(_split, revs))


def _split(rev: str) -> tuple[str, str, str]:
    """What stands before the revisions, as in ``SCOPE=``, and both."""
    if _DOTS not in rev:
        return "", rev, rev
    if "..." in rev:
        raise UsageError(f"--rev {rev}: write A..B for the way from A to B, with two dots")
    start, equals, _ = rev.partition("=")
    scope = f"{start}=" if equals and _DOTS not in start else ""
    old, _, new = rev.removeprefix(scope).partition(_DOTS)
    return scope, old or "HEAD", new or "HEAD"
