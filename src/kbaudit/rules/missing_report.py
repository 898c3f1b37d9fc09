"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.reports import Reports
from kbaudit.rules._named_files import named_reports


@rule(level=Level.WARNING, tags=("report",))
def missing_report(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A report was built on that of an earlier phase, which is not there.

    Why:
        Reports are the history of a knowledge base. Where one was lost, nobody can tell any more
        what its phase did, and what was left to do.

    Example:
        ``Verified all pages of phase2_excavation.md`` in the report of phase 4, and no such file.

    Remedy:
        Restore the file, from the history of the repository for instance, or correct the name.
        Read are names of files such as ``phase2_….md`` in sentences about what was done with them.
        A plan, a report of a later phase and a gap in the numbers prove nothing; a link that leads
        nowhere is told by `dead-file-link`.
    """
    there = kb.paths | kb.excluded
    names = {path.rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold() for path in there}
    told: set[str] = set()
    for report in Reports(ctx.facts).files:
        if report.unreadable is not None:
            continue
        for one in named_reports(report):
            stem = one.name.rsplit(".", 1)[0].casefold()
            if stem not in names and stem not in told:
                told.add(stem)
                yield ctx.for_file(report).found(
                    one.span,
                    f"there is no report {code(one.name)}, on which this one builds",
                    key=one.name,
                )
