"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import State, better_range
from kbaudit.rulekit.quoted_text import code_of
from kbaudit.rules._changes import short_difference
from kbaudit.rules._proved import now_at
from kbaudit.target.placements import Placement
from kbaudit.target.revision import split_lines
from kbaudit.target.track import Place


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION, Need.BASE), fix=Safety.UNSAFE)
def stale_quote(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """A quote shows the code as it was at the base; at the revision it reads differently.

    Why:
        Readers take a quote for what the code says today.

    Example:
        A quote of a check for one version, where the code now asks for two.

    Remedy:
        Quote the code as it is now, and read whether the page still fits.

    Fix safety:
        Unsafe: the quote is replaced by the lines as they now stand. Offered only for quotes that
        were verbatim, of all the lines that are cited; what an author shortened, rewrapped or
        numbered is for an author to renew.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        quote, place = citation.quote, proof.place
        before = proof.quote_at_base
        still = proof.quote is not None and proof.quote.verbatim
        known = proof.state in (State.EDITED, State.MOVED)
        if quote is None or place is None or before is None:
            continue
        if not (before.verbatim and known) or still:
            continue
        new = _requoted(quote.content, place, ctx)
        old = quote.content.of(ctx.file.text)
        plain = code_of(quote, ctx.file.text) == old
        if not new or [x.strip() for x in split_lines(new)] == [
            x.strip() for x in split_lines(old)
        ]:
            continue
        yield ctx.found(
            quote.content,
            f"the quote of {code(place.path)} is as it was at the base; "
            f"the code reads differently at {ctx.target.label}",
            help=short_difference(citation, lines, proof, place, ctx),
            fix=Fix("quote the code as it is now", (ctx.edit(quote.content, new),), Safety.UNSAFE)
            if (not proof.confirmed or _is_all(lines, before)) and plain
            else None,
            related=(now_at(place, ctx),),
            key=citation.path,
        )


def _is_all(lines: LineRange, quote: Placement) -> bool:
    """Whether the quote was all of the cited code, so that it is all of what that became."""
    return better_range(lines.first, lines.last, quote) == (quote.first, quote.last)


def _requoted(content: Span, place: Place, ctx: Context) -> str:
    """The code at `place`, indented as the quote is, with the line ends of the page."""
    old = content.of(ctx.file.text)
    found = split_lines(ctx.target.revision.text(place.path) or "")[place.start - 1 : place.end]
    lines = [line.removesuffix("\r") for line in found]
    filled = [line for line in lines if line.strip()]
    first = next((line for line in split_lines(old) if line.strip()), "")
    if not filled:
        return ""
    less = min(len(line) - len(line.lstrip()) for line in filled)
    indent = first[: len(first) - len(first.lstrip())]
    end = "\r\n" if "\r\n" in old else "\n"
    text = end.join(f"{indent}{line[less:]}" if line.strip() else "" for line in lines)
    return text + end if old.endswith("\n") else text
