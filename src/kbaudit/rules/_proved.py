"""What findings say of cited ranges by their proofs, and the repair of their numbers."""

from urllib.parse import quote

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Related
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.rulekit import Context, code
from kbaudit.rulekit.proof import Proof, State
from kbaudit.target.track import Place


def numbers(first: int, last: int) -> str:
    """``54-66``, or ``54`` for a single line."""
    return str(first) if first == last else f"{first}-{last}"


def where(place: Place, path: str) -> str:
    """A place in words; the path only where it is another than `path`."""
    lines = "line" if place.start == place.end else "lines"
    text = f"{lines} {numbers(place.start, place.end)}"
    return text if place.path == path else f"{text} of {code(place.path)}"


def now_at(place: Place, ctx: Context) -> Related:
    """The place of the code at the revision."""
    return Related("the code now", place.path, place.start, place.end, ctx.target.revision.commit)


def candidates(proof: Proof, path: str) -> str:
    """The best places for code that was not found for sure, in words; empty without any."""
    best = [f"{where(p, path)} ({p.similarity:.0%} of it)" for p in proof.candidates[:3]]
    return f"it may be {' or '.join(best)}" if best else ""


def renumbered(citation: Citation, lines: LineRange, proof: Proof, ctx: Context) -> Fix | None:
    """The repair that lets `lines` name the place of `proof`, in the form in which they stand."""
    place = proof.place
    if place is None or proof.safety is Safety.HINT:
        return None
    edits = [_numbers_edit(citation, lines, place, ctx)]
    path = ctx.target.cited(ctx.file, citation).path
    if place.path != path:
        if _names_more(citation, ctx) or quote(place.path) != place.path:
            return None
        edits += path_edits(citation, place.path, ctx)
    title = f"write {where(place, path)}"
    leaves = (
        ("edited-source", "stale-quote", "altered-quote") if proof.state is State.EDITED else ()
    )
    return Fix(title, tuple(sorted(edits)), proof.safety, leaves)


def _names_more(citation: Citation, ctx: Context) -> bool:
    """Whether the path of these lines is that of others as well, as with lines in prose."""
    owners = [one for one in ctx.file.citations if one.path_span == citation.path_span]
    return citation.form == "prose" or len(owners) > 1 or len(citation.ranges) > 1


def _numbers_edit(citation: Citation, lines: LineRange, place: Place, ctx: Context) -> Edit:
    text = ctx.file.text
    first, last = lines.digits[0], lines.digits[-1]
    marked = text[first.start - 1 : first.start] == "L"
    whole = Span(first.start, last.end)
    # A bare number in an item of its own would be read as the number of lines of the file.
    alone = not marked and citation.form in ("items", "link", "prose")
    if place.start == place.end and not alone:
        return ctx.edit(whole, str(place.start))
    dash = "-L" if text[first.start - 2 : first.start] == "#L" else "-"
    between = text[first.end : last.start] if len(lines.digits) > 1 else dash
    return ctx.edit(whole, f"{place.start}{between}{place.end}")


def path_edits(citation: Citation, path: str, ctx: Context) -> list[Edit]:
    """Write the new path with as many folders as the old one had, or as make it unambiguous."""
    parts = path.split("/")
    whole = citation.path.count("/") + 1
    if citation.form == "link" or "/" in citation.path:
        whole = len(parts)
    short = next(
        end
        for size in range(min(whole, len(parts)), len(parts) + 1)
        if len(ctx.target.paths.candidates(end := "/".join(parts[-size:]))) <= 1
        or size == len(parts)
    )
    edits = [ctx.edit(citation.path_span, short)]
    if citation.twin is not None:
        edits.append(ctx.edit(citation.twin, short))
    return edits
