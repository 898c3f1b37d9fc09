"""See the docstring of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.detail import DetailName
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.rulekit import Context, Need, closest, code, rule

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_WORD = regex(r"\w+")


@rule(level=Level.INFO, tags=("map",), needs=(Need.REVISION, Need.BASE))
def detail_mismatch(file: File, ctx: Context) -> Iterator[Finding]:
    """A detail page of the map names functions, classes or imports that its file does not have.

    Why:
        The detail page is what a reader of the map goes by who does not open the file.

    Example:
        ``| Functions | `main`, `convert` |`` for a file in which nothing is called ``convert``.

    Remedy:
        List what the file has at the base. A name counts as had where the file says it anywhere.
        Not judged are files that cannot be read as Python, and those that have another number of
        lines at the base than the page states: it was made of another version.
    """
    base = _base(file, ctx) if file.kind is Kind.DETAIL else None
    if base is None or not file.detail.path:
        return
    path = file.detail.path
    text = base.revision.text(path)
    if text is None or file.detail.lines not in (None, base.line_count(path)):
        return
    missing = [
        one
        for one in file.detail.names
        if not all(_stands(word, text) for word in _WORD.findall(one.name))
    ]
    # Most pages miss nothing, and their files need not be parsed.
    if not missing or base.symbols.code(path) is None:
        return
    for name in missing:
        near = closest(name.name, base.symbols.names([path]), 0.7)
        yield ctx.found(
            name.span,
            f"{code(path)} has no {_what(name)} {code(name.name)} at {_label(base)}",
            help=f"did you mean {code(near)}?" if near and name.kind != "imports" else "",
            key=name.name,
        )


def _stands(word: str, text: str) -> bool:
    """Whether the text has the word, and not as a part of another only."""
    at = text.find(word)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(word) : at + len(word) + 1]
        if not _WORD.search(around):
            return True
        at = text.find(word, at + 1)
    return False


def _what(name: DetailName) -> str:
    return {"classes": "class", "functions": "function", "imports": "import"}[name.kind]


def _label(base: Sources) -> str:
    return f"the base ({base.revision.commit[:10]})"


def _base(file: File, ctx: Context) -> Sources | None:
    """The tree that the map was made of, with its details."""
    scope = ctx.kb.scope_of(file)
    maps = [one for one in ctx.kb.maps if ctx.kb.scope_of(one) == scope] or list(ctx.kb.maps)
    return ctx.target.of_map(maps[0]) if maps else ctx.target.at_base
