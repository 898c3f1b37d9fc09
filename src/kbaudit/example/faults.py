"""The faults that are planted in the wiki: what each one is, and the rule that must find it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: the rule that finds it, and the file in which it stands."""

    rule: str
    path: str
    story: str
    """How such a thing comes about."""
    code_moved: bool = False
    """Whether it was none at an earlier release: the code moved, and not the page."""


FAULTS = (
    Fault(
        "unscoped-name",
        "_PrincipleIndex.md",
        "the name was typed by heart",
    ),
    Fault(
        "leaked-path",
        "environments/acme_jobq_Redis_Server.md",
        "a path was copied from a terminal",
    ),
    Fault(
        "missing-source-file",
        "heuristics/acme_jobq_Jitter_Retries.md",
        "the file was renamed in v2.0",
        code_moved=True,
    ),
    Fault(
        "page-not-indexed",
        "heuristics/acme_jobq_Lease_Length.md",
        "the page was added, and its row was not",
    ),
    Fault(
        "stale-lines",
        "implementations/acme_jobq_Queue_take.md",
        "a method was added above in v2.0",
        code_moved=True,
    ),
    Fault(
        "broken-table-cell",
        "implementations/acme_jobq_Queue_take.md",
        "a type has a bar in it, which ends the cell",
    ),
    Fault(
        "edited-source",
        "implementations/acme_jobq_Worker_run.md",
        "the loop does more in v2.0",
        code_moved=True,
    ),
    Fault(
        "lines-out-of-range",
        "implementations/acme_jobq_Worker_run.md",
        "the function moved to another file in v2.0",
        code_moved=True,
    ),
    Fault(
        "dead-link",
        "workflows/acme_jobq_Process_Jobs.md",
        "the page was planned, and never written",
    ),
)
