"""What front matter says of other things, held against what the text says of them."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding
from kbaudit.read.front_matter import FrontMatter
from kbaudit.read.links import Relation
from kbaudit.read.page import Page
from kbaudit.read.pin_fields import stated_pins
from kbaudit.read.pins import STATED_FORMS, Pin
from kbaudit.read.stated import same_relation, stated_relations
from kbaudit.read.stated_citations import stated_citations
from kbaudit.rulekit import Context, code, listing
from kbaudit.rulekit.pin_statements import is_conditional, is_statement
from kbaudit.rules._pins import floor
from kbaudit.target.requirements import distribution
from kbaudit.target.requirements.meaning import Relation as Order
from kbaudit.target.requirements.meaning import meaning, relation, satisfiable


def relations(page: Page, matter: FrontMatter, ctx: Context) -> Iterator[Finding]:
    """Kinds of relations that both state, and not of the same pages."""
    stated = stated_relations(matter, page.type, ctx.kb.vocabulary)
    written = page.links.relations
    for word in dict.fromkeys(one.relation for one in stated):
        ours = {_end(one, page, ctx): one for one in stated if one.relation == word}
        theirs = {_end(one, page, ctx): one for one in written if one.relation == word}
        if not theirs:
            continue
        for end in (end for end in ours if end not in theirs):
            yield ctx.found(
                ours[end].span,
                f"the front matter states {code(word)} of {code(ours[end].name)}, "
                "the text does not",
            )
        place = matter.instance.place(("relations", word), of_key=True)
        for end in (end for end in theirs if end not in ours):
            name = theirs[end].name
            if place is not None:
                yield ctx.found(
                    place,
                    f"the text states {code(word)} of {code(name)}, the front matter does not",
                    key=f"{word} {name}",
                )


def _end(one: Relation, page: Page, ctx: Context) -> tuple[str, ...]:
    """The page to which a relation leads; where there is none, what it says."""
    found = ctx.facts.relation_target(page, one).file
    return (found.path,) if found else same_relation(one, page.type, ctx.kb.vocabulary)


def pins(page: Page, matter: FrontMatter, ctx: Context) -> Iterator[Finding]:
    """Packages for which both state a version, and not the same one."""
    for pin in stated_pins(matter, page.text):
        ours = meaning(pin.specifier) if pin.specifier else None
        same = [one for one in page.text_pins.pins if _counts(one, pin, page)]
        theirs = [held for one in same if (held := meaning(one.specifier)) is not None]
        if ours is None or not theirs or len(theirs) < len(same):
            continue
        if any(relation(ours, held) is Order.EQUAL for held in theirs):
            continue
        # Versions that cannot go together, or begin elsewhere, are for conflicting-pins.
        if all(satisfiable(ours, held) and floor(ours) == floor(held) for held in theirs):
            written = listing([code(one.specifier) for one in same], "or")
            yield ctx.found(
                pin.specifier_span,
                f"the front matter asks for {code(f'{pin.package} {pin.specifier}')}, "
                f"the text for {written}",
            )


def _counts(one: Pin, pin: Pin, page: Page) -> bool:
    """Whether a pin of the text states a version of the package of `pin`, without conditions."""
    stated = one.form in STATED_FORMS and one.form != "command" and one.specifier
    if not stated or distribution(one.package) != distribution(pin.package):
        return False
    return is_statement(page, one) and not is_conditional(page, one)


def citations(page: Page, matter: FrontMatter, ctx: Context) -> Iterator[Finding]:
    """Files of which both cite lines, and not the same ones."""
    for citation in stated_citations(matter, page.text):
        path = f"/{citation.path}"
        same = [
            one
            for one in page.text_citations
            if one.ranges and (path.endswith(f"/{one.path}") or f"/{one.path}".endswith(path))
        ]
        theirs = {(r.first, r.last) for one in same for r in one.ranges}
        for lines in citation.ranges if same else ():
            if (lines.first, lines.last) not in theirs:
                written = listing(list(dict.fromkeys(one.lines for one in same)), "or")
                yield ctx.found(
                    lines.span,
                    f"the front matter cites lines {lines.span.of(page.text)} of "
                    f"{code(citation.path)}, the text {written}",
                )
