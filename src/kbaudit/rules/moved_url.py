"""See the docstring of the rule."""

import html
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.links import Url
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.urls import State

_BREAKS = regex(r"[\s<>\[\]{}|\"'`\\^]|[^\x21-\x7e]")
"""What would end an address in one of the dialects."""


@rule(level=Level.INFO, tags=("link",), needs=(Need.ONLINE,), fix=Safety.SAFE)
def moved_url(url: Url, ctx: Context) -> Iterator[Finding]:
    """An address has moved for good: the server says where to.

    Why:
        Redirects are kept for some years and then switched off. What still works now is easy to
        correct.

    Example:
        ``http://example.org/guide``, which answers 301 with ``https://example.org/docs/guide``.

    Remedy:
        Link to the new address. Redirects that are not permanent (302, 303, 307) are not reported.

    Fix safety:
        Safe: the server itself says that the new address replaces the old one, and the new one
        answers. Not offered where everything that was asked for is led to the start page, or to a
        question such as that for a password, which is how sites hide that a page is gone.
    """
    answer = ctx.answer(url)
    if answer is None or answer.state is not State.MOVED:
        return
    new = _written(url.url, answer.moved_to)
    fix = None
    if not _is_evasive(url.url, answer.moved_to):
        fix = Fix("write the new address", (ctx.edit(url.span, new),))
    yield ctx.found(
        url.span,
        f"{code(url.url, 120)} has moved for good",
        help=f"it is {code(new, 120)} now" if fix else f"look at {code(new, 120)}",
        fix=fix,
    )


def _written(old: str, new: str) -> str:
    """`new` as it can stand where `old` stands, with the place in the page that `old` names."""
    fragment = urlsplit(html.unescape(old)).fragment
    if fragment and not urlsplit(new).fragment:
        new = f"{new}#{fragment}"
    new = _BREAKS.sub(lambda match: quote(match[0], safe=""), new)
    if "(" not in old and ")" not in old:
        new = new.replace("(", "%28").replace(")", "%29")
    return new.replace("&", "&amp;") if "&amp;" in old else new


def _is_evasive(old: str, new: str) -> bool:
    """Whether `new` answers for anything: a start page, or a form that asks first."""
    before, after = urlsplit(html.unescape(old)), urlsplit(new)
    start = before.path.strip("/") != "" and after.path.strip("/") == ""
    return start or (after.query != before.query and after.query != "")
