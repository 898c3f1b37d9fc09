"""See the docstring of the rule."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.front_matter import FrontMatter
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, rule
from kbaudit.rules._foreign import foreign, of_another_kind
from kbaudit.rules._slips import slips

if TYPE_CHECKING:
    from kbaudit.rulekit.shape.violations import Violation


@rule(level=Level.WARNING, tags=("page",))
def schema_violation(page: Page, ctx: Context) -> Iterator[Finding]:
    """Front matter does not have the shape that the schema of its page type asks for.

    Why:
        Programs and editors rely on the shape. A key that is misspelled says nothing to them, and a
        date that is none sorts nowhere.

    Example:
        ``last_updated: 17 Dec``; ``domain: [Training]``, where ``domains`` is meant;
        ``lines: 66-54``.

    Remedy:
        Write it as the finding says. ``kbaudit schema environment`` prints the schema of a type.
        What you need beyond it belongs under ``extra``, or in a schema of your own under
        ``schemas`` in kbaudit.yaml. An infobox is held to what an infobox can say. Front matter
        that was written for another program, which names no page and has mostly keys that no page
        has, is one finding.
    """
    matter = page.front_matter
    if matter is None or not matter.instance.readable:
        return
    data = matter.instance.data
    if matter.dialect == "infobox":
        data = {"type": page.type.name, "name": page.name, **data}
    stated = data.get("type")
    kind = ctx.kb.vocabulary.type_named(stated) if isinstance(stated, str) else None
    kind = kind or page.type
    told = {problem.span for problem in matter.instance.problems}
    found = ctx.facts.shapes.violations(data, kind)
    together = of_another_kind(found, data)
    if together:
        message, remedy = foreign(together, data, page, kind)
        yield ctx.found(_opening(matter), message, help=remedy, key=message)
    for one in found:
        if one in together:
            continue
        span = matter.instance.place(one.path, of_key=one.of_key)
        span = _opening(matter) if span is None else span
        if span not in told and not _of_others(one, data):
            yield ctx.found(span, one.message, help=one.help, key=one.message)
    yield from slips(matter, ctx)


def _opening(matter: FrontMatter) -> Span:
    """The first characters of front matter: its fence, or the braces of the table."""
    return Span(matter.span.start, min(matter.span.start + 3, matter.span.end))


def _of_others(one: "Violation", data: Mapping[str, Any]) -> bool:
    """Whether another rule speaks of this: of a name that is not the file's, of a dead source."""
    if one.keyword not in ("format", "pattern"):
        return False
    return (one.path == ("name",) and bool(data.get("name"))) or one.form == "uri"
