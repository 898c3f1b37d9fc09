"""What the report of an audit says to the next phase."""

from collections.abc import Iterable, Iterator

from kbaudit.engine.audit_report import AuditReport
from kbaudit.output.clean import printable
from kbaudit.rulekit.wording import count, listing

_NAMES = 8


def notes(found: AuditReport) -> Iterator[str]:
    """The lines about what is left to do, with their heading."""
    yield "## Notes for the Next Phase"
    yield ""
    lines = list(_hints(found))
    yield from lines or ["None."]


def _hints(found: AuditReport) -> Iterator[str]:
    for kind, names in found.orphans:
        pages = count(len(names), f"{kind} page")
        yield f"- No way leads from a workflow to {pages}: {_named(names)}."
    if found.wanted:
        yield f"- Named and not there, most wanted first: {_named(n for n, _ in found.wanted)}."
    if found.uncited:
        yield f"- Implementation pages that cite no code: {_named(found.uncited)}."
    ranges = dict(found.numbers.ranges or ())
    if moved := ranges.get("moved", 0):
        what = count(moved, "cited range")
        yield f"- {what} moved: `kbaudit fix --update-lines` renumbers what is certain."
    if again := ranges.get("edited", 0) + ranges.get("gone", 0):
        what = count(again, "cited range")
        yield f"- {what} changed or gone: the words around them want reading."
    if found.numbers.undated:
        yield f"- No day of the last update stands on {count(found.numbers.undated, 'page')}."


def _named(names: Iterable[str]) -> str:
    return listing([f"`{printable(name)}`" for name in names], limit=_NAMES)
