"""The rules of the audit phase, and the rules of kbaudit that cover them: docs/audit-phase.md."""

from collections.abc import Mapping

from kbaudit.read.report import Check

COVERED_BY: Mapping[Check, tuple[str, ...]] = {
    Check.IMPLEMENTED: ("unimplemented-principle",),
    Check.TARGETS: ("dead-link", "wrong-type-link"),
    Check.ORPHANS: ("orphan-principle",),
    Check.STEPS: ("short-workflow",),
    Check.REFERENCES: ("dead-connection", "unscoped-name"),
    Check.INDEXED: (
        "page-not-indexed",
        "row-without-page",
        "dead-row-link",
        "wrong-row-link",
        "missing-index",
    ),
    Check.OPEN: ("open-connection", "stale-connection"),
    Check.COVERAGE: ("stale-coverage",),
}
"""The names of the rules that cover each check but that of the whole graph, in their order."""

_GRAPH = (
    Check.IMPLEMENTED,
    Check.TARGETS,
    Check.ORPHANS,
    Check.STEPS,
    Check.REFERENCES,
    Check.INDEXED,
)


def covering(check: Check) -> tuple[str, ...]:
    """The names of the rules that cover a check; those of the parts, and cycles, for the graph."""
    if check is not Check.ALL:
        return COVERED_BY[check]
    return (*(name for part in _GRAPH for name in COVERED_BY[part]), "relation-cycle")
