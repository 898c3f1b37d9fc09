"""See the docstring of the rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.evidence import quoted
from kbaudit.rulekit.proof import State
from kbaudit.target.placements import Placement
from kbaudit.target.revision import Revision, split_lines

_TOKEN = regex(r"\w+|[^\w\s]")
_STRING = regex(r"(?<!\\)(?:\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+'|`[^`]*+`)")
_COMMENT = regex(r"(?:#|//|--[ ]|/\*|<!--)")
_CODE = regex(r"[=()\[\]{}:;]")
_LEAST = 2
"""Lines that must stand in the file to the letter for another to be called altered."""


@dataclass(frozen=True, slots=True)
class _Word:
    """The one word of a quote that is not the file's: line of the quote and offset in it."""

    line: int
    offset: int
    said: str
    real: str
    there: int
    """The line of the file, 1-based."""


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION, Need.BASE), fix=Safety.UNSAFE)
def altered_quote(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """A quote has one word that the code does not have, and everything else to the letter.

    Why:
        Readers take a quote for the code. A name or a number that is not the code's is the one
        thing in it that nobody can see to be wrong.

    Example:
        ``retries = 5`` among lines that are verbatim, where the code says ``retries = 3``.

    Remedy:
        Write what the code says. Lines that are left out or broken otherwise, comments and the
        words of texts may differ, and a quote that differs in more was shortened on purpose.

    Fix safety:
        Unsafe: the code's word is written. The author may have meant to show a change.
    """
    found = next(iter(ctx.target.proved(ctx.file, citation)), None)
    if citation.quote is None or found is None or found[1].state is State.NEVER:
        return
    if ctx.file.quoting[citation.quote.span][0] != citation:
        return
    lines, proof = found
    shown = quoted(ctx.file, citation)
    path = ctx.target.cited(ctx.file, citation).path
    origin = ctx.target.proofs.origin(ctx.file, citation, lines)
    words = []
    if proof.quote is not None:
        words.append(_word(shown, proof.quote, ctx.target.revision, path))
    if proof.quote_at_base is not None and origin is not None and origin.path:
        words.append(_word(shown, proof.quote_at_base, origin.revision, origin.path))
    word = words[0] if words else None
    if word is None or any(one is None or one.real != word.real for one in words):
        return
    if _was_there(citation, shown, path, ctx):
        return
    revision = ctx.target.revision if proof.quote is not None or origin is None else origin.revision
    where = _place(ctx.file.text, citation.quote.content, shown, word)
    edits = (ctx.edit(where, word.real),) if where is not None else ()
    yield ctx.found(
        where or citation.quote.content,
        f"the quote of {code(path)} says {code(word.said)} where line {word.there} of it says "
        f"{code(word.real)}; all else is as it stands there",
        fix=Fix(f"write {code(word.real)}", edits, Safety.UNSAFE) if edits else None,
        related=(Related("the code", path, word.there, word.there, revision.commit),),
        key=f"{citation.path} {word.said}",
    )


def _was_there(citation: Citation, shown: str, path: str, ctx: Context) -> bool:
    """Whether the quote was to the letter at the base, wherever in its file: the code changed."""
    base = ctx.target.at_base
    if base is None or base is ctx.target:
        return False
    there = base.cited(ctx.file, citation).path or path
    best = base.view.place(there, shown).best
    return best is not None and best.exact >= 1


def _word(shown: str, place: Placement, revision: Revision, path: str) -> _Word | None:
    """The one word by which a quote differs from the lines where it stands; None if not one."""
    if place.verbatim:
        return None
    ours, theirs = split_lines(shown), split_lines(revision.text(path) or "")
    exact = 0
    odd: list[tuple[int, int]] = []
    for number, at in enumerate(place.lines[: len(ours)]):
        if not at or not ours[number].strip():
            continue
        if _bare(ours[number]) == _bare(theirs[at - 1]):
            exact += 1
        else:
            odd.append((number, at))
    if len(odd) != 1 or exact < _LEAST:
        return None
    number, at = odd[0]
    said, real = (list(_TOKEN.finditer(line)) for line in (ours[number], theirs[at - 1]))
    if len(said) != len(real) or not _CODE.search(ours[number]):
        return None
    pairs = [(a, b) for a, b in zip(said, real, strict=True) if a[0] != b[0]]
    if len(pairs) != 1:
        return None
    one, other = pairs[0]
    if not (one[0][0].isalnum() or one[0][0] == "_") or not _counts(ours[number], one):
        return None
    return _Word(number, one.start(), one[0], other[0], at)


def _bare(line: str) -> str:
    """A line without the comment behind its code."""
    plain = _STRING.sub(lambda text: "x" * len(text[0]), line)
    comment = _COMMENT.search(plain)
    return (
        line[: comment.start()] if comment and comment.start() else line
    ).strip() or line.strip()


def _counts(line: str, token: re.Match[str]) -> bool:
    """Whether a word is of the code: not of a comment, and of a text only if it has digits."""
    for text in _STRING.finditer(line):
        if text.start() < token.start() < text.end():
            return any(map(str.isdigit, token[0]))
    bare = _STRING.sub(lambda text: " " * len(text[0]), line)
    comment = _COMMENT.search(bare)
    return comment is None or token.start() < comment.start()


def _place(text: str, content: Span, shown: str, word: _Word) -> Span | None:
    """Where the word stands on the page; None where the page dresses its lines up too much."""
    lines = content.of(text).split("\n")
    if len(lines) != len(shown.split("\n")):
        return None
    start = content.start + sum(len(line) + 1 for line in lines[: word.line])
    raw, line = lines[word.line], shown.split("\n")[word.line]
    shift = raw.find(line)
    if shift < 0:
        return None
    at = start + shift + word.offset
    return Span(at, at + len(word.said))
