"""Which names may have been meant."""

from collections.abc import Iterable

from kbaudit.read.names import PageNames
from kbaudit.read.scopes import plain_name, scope_of
from kbaudit.rulekit import Context, closest, code, listing

_CLOSE = 0.6
_LIKE_PAGE = 0.7
_MOST = 3


def nearest(word: str, names: Iterable[str]) -> str:
    """A question that offers the closest of `names`; empty when none is close."""
    left = set(names)
    found: list[str] = []
    while len(found) < _MOST and (name := closest(word, left, _CLOSE)):
        found.append(name)
        left.discard(name)
    return f"did you mean {listing([code(name) for name in found], 'or')}?" if found else ""


def like_page(name: str, names: PageNames, ctx: Context) -> str | None:
    """The one of `names` that resembles `name` when both are taken without their scopes.

    All are compared, as repairs depend on there being none.
    """
    scopes = ctx.kb.scopes
    by_plain = names.plain(scope_of(name, scopes), scopes)
    found = closest(plain_name(name, scopes), list(by_plain), _LIKE_PAGE, ordered=True)
    return by_plain[found] if found is not None else None
