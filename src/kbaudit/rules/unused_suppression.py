"""The rule `unused-suppression`."""

from collections.abc import Iterator

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.rulekit.context import Context
from kbaudit.rulekit.rule import rule
from kbaudit.rulekit.suppression import Suppression
from kbaudit.rulekit.wording import code, listing


@rule(level=Level.WARNING, tags=("page",), fix=Safety.SAFE)
def unused_suppression(comment: Suppression, ctx: Context) -> Iterator[Finding]:
    """A suppression comment silences nothing, or its date has passed.

    Why:
        The defect was repaired and its excuse stayed. If the defect comes back one day, the stale
        comment hides it.

    Example:
        `<!-- kbaudit: ignore[dead-link] the page is being written -->` above a line whose links all
        lead to pages. A comment that ends with `(until 2026-01-31)` from the first of February on.

    Remedy:
        Remove the comment, or those of its rule names that silence nothing. Where the date has
        passed, repair what the comment excused, or give a new date.

    Fix safety:
        Safe when nothing is silenced: without the comment the findings are the same. Unsafe when
        the date has passed, for the excuse may deserve another date. Names of rules that did not
        run are never called unused.
    """
    if comment.expired:
        yield ctx.found(
            comment.span,
            f"the suppression of {_names(comment)} ended on {comment.until}",
            help="repair what it excused and remove the comment, or give a new date",
            fix=Fix("remove the comment", (_removal(comment, ctx),), Safety.UNSAFE),
        )
    elif comment.unused and len(comment.unused) == len(comment.names):
        yield ctx.found(
            comment.span,
            f"the suppression of {_names(comment)} silences nothing",
            help="remove the comment",
            fix=Fix("remove the comment", (_removal(comment, ctx),)),
        )
    elif comment.unused:
        unused = [name.text for name in comment.unused]
        used = ", ".join(name.text for name in comment.names if name not in comment.unused)
        inside = Span(comment.names[0].span.start, comment.names[-1].span.end)
        narrower = Fix("name only what is silenced", (ctx.edit(inside, used),))
        yield ctx.found(
            comment.unused[0].span,
            f"the suppression of {listing([code(name) for name in unused])} silences nothing",
            help=f"name only {code(used)}",
            fix=None if comment.flaws else narrower,
        )


def _names(comment: Suppression) -> str:
    return listing([code(name.text) for name in comment.names])


def _removal(comment: Suppression, ctx: Context) -> Edit:
    """Take the comment out, with its whole line if nothing else stands there."""
    source = comment.file.source
    text, start, end = source.text, comment.span.start, comment.span.end
    first = source.line_span(source.position(start).line).start
    last = source.line_span(source.position(end).line).end
    while start > first and text[start - 1] in " \t":
        start -= 1
    while end < last and text[end] in " \t":
        end += 1
    mark = text.startswith("\ufeff") and first == 0
    if start == first + mark and end == last:
        line_end = text.find("\n", end)
        return ctx.edit(Span(start, len(text) if line_end < 0 else line_end + 1), "")
    if end == last:
        return ctx.edit(Span(start, comment.span.end), "")
    return ctx.edit(Span(comment.span.start, end), "")
