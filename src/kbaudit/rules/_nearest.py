"""Which names may have been meant."""

from collections.abc import Iterable

from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, closest, code, listing

_CLOSE = 0.6
_MOST = 3


def nearest(word: str, names: Iterable[str]) -> str:
    """A question that offers the closest of `names`; empty when none is close."""
    left = set(names)
    found: list[str] = []
    while len(found) < _MOST and (name := closest(word, left, _CLOSE)):
        found.append(name)
        left.discard(name)
    return f"did you mean {listing([code(name) for name in found], 'or')}?" if found else ""


def plain_name(name: str, ctx: Context) -> str:
    """A name without its scope: what two names of one scope share says nothing of likeness."""
    scope = scope_of(name, ctx.kb.scopes)
    return name.removeprefix(f"{scope}_") if scope else name


def like_page(name: str, names: Iterable[str], ctx: Context, cutoff: float = 0.7) -> str | None:
    """The one of `names` that resembles `name` when both are taken without their scopes."""
    scope = scope_of(name, ctx.kb.scopes)
    by_plain: dict[str, str] = {}
    for one in sorted(names):
        if scope and scope_of(one, ctx.kb.scopes) not in ("", scope):
            continue
        by_plain.setdefault(plain_name(one, ctx), one)
    found = closest(plain_name(name, ctx), by_plain, cutoff)
    return by_plain[found] if found is not None else None
