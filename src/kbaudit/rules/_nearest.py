"""Which names may have been meant."""

from collections.abc import Iterable
from functools import lru_cache

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


def like_page(name: str, names: Iterable[str], ctx: Context, cutoff: float = 0.7) -> str | None:
    """The one of `names` that resembles `name` when both are taken without their scopes."""
    scopes = ctx.kb.scopes
    scope = scope_of(name, scopes)
    by_plain = _by_plain(tuple(names), scopes, scope)
    found = closest(plain_name(name, scopes), list(by_plain), cutoff, ordered=True)
    return by_plain[found] if found is not None else None


@lru_cache(maxsize=64)
def _by_plain(names: tuple[str, ...], scopes: tuple[str, ...], scope: str) -> dict[str, str]:
    """The first of `names` by each name without scope, in order, that can be of `scope`."""
    found: dict[str, str] = {}
    for one in sorted(names):
        if not scope or scope_of(one, scopes) in ("", scope):
            found.setdefault(plain_name(one, scopes), one)
    return dict(sorted(found.items()))


def plain_name(name: str, scopes: tuple[str, ...]) -> str:
    """A name without its scope: what two names of one scope share says nothing of likeness."""
    scope = scope_of(name, scopes)
    return name.removeprefix(f"{scope}_") if scope else name
