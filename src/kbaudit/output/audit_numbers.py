"""The numbers of the report of an audit, as tables."""

from collections.abc import Iterable, Iterator, Sequence

from kbaudit.engine.audit_report import AuditReport

_PLURALS = {"Heuristic": "Heuristics", "Library": "Libraries"}


def statistics(found: AuditReport) -> Iterator[str]:
    """The lines about pages, relations, citations, pins and coverage, with their heading."""
    yield "## Graph Statistics"
    yield ""
    total = sum(number for _, number in found.numbers.pages)
    rows = [(_plural(kind), str(number)) for kind, number in found.numbers.pages]
    yield from table(("Type", "Count"), [*rows, ("**Total Pages**", f"**{total}**")])
    yield ""
    yield from table(("What", "Number"), _further(found))


def _plural(kind: str) -> str:
    return _PLURALS.get(kind, f"{kind}s")


def _further(found: AuditReport) -> Iterator[tuple[str, str]]:
    numbers = found.numbers
    edges = sum(one.edges for one in numbers.relations)
    broken = sum(one.broken for one in numbers.relations)
    yield "Relations and links between pages", f"{edges:,}"
    yield "Of these broken", f"{broken:,}"
    yield "Pages to which no way leads from a workflow", f"{numbers.orphans:,}"
    yield "Citations of source code", f"{numbers.citations:,}"
    if numbers.ranges is not None:
        ranges = dict(numbers.ranges)
        stale = sum(ranges[word] for word in ("moved", "edited", "gone", "never true"))
        yield "Cited ranges that are true", f"{ranges['proven']:,}"
        yield "Cited ranges that are not", f"{stale:,}"
        yield (
            "Cited ranges of which nothing tells",
            f"{sum(ranges.values()) - stale - ranges['proven']:,}",
        )
    if numbers.pins is not None:
        pins = dict(numbers.pins)
        off = sum(pins[word] for word in ("looser", "tighter", "disjoint", "other"))
        yield "Version pins that agree with the target", f"{pins['equal']:,}"
        yield "Version pins that do not", f"{off:,}"
    for one in numbers.coverage:
        scope = f" of {one.scope}" if one.scope else ""
        kinds = ", ".join(one.suffixes)
        yield f"Source files ({kinds}){scope} that pages cite", f"{one.cited:,} of {one.files:,}"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table of Markdown."""
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join('-' * (len(title) + 2) for title in titles)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
