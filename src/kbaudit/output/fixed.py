"""What the fixer did, in lines and sentences."""

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from kbaudit.engine.fixer.report import FixReport
from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Report
from kbaudit.output.clean import printable
from kbaudit.output.options import Options
from kbaudit.output.palette import Style, paint
from kbaudit.output.summary import Piece, faults, not_checked
from kbaudit.output.text import paragraph, shown
from kbaudit.rulekit.wording import count, listing


def write_fixed(
    report: FixReport, stream: TextIO, options: Options, *, applied: bool = True
) -> None:
    """Write a line for each file that was changed, left or not come to, then the summary.

    Without `applied` nothing was written, and the words say so.
    """
    done = "fixed" if applied else "would fix"
    lines = [
        f"{paint(word, style, color=options.color)} {printable(text)}\n"
        for word, style, text in _lines(report, done)
    ]
    stream.writelines(lines)
    whole = Report(report.root, skipped=report.skipped, faults=report.faults)
    paragraphs = list(faults(whole))
    if not options.quiet:
        paragraphs = [*_summary(report, done), *not_checked(whole), *paragraphs]
    if lines and paragraphs:
        stream.write("\n")
    stream.writelines(f"{line}\n" for each in paragraphs for line in paragraph(each, options))


def _lines(report: FixReport, done: str) -> Iterator[tuple[str, Style, str]]:
    for path, rules in report.by_file().items():
        if not rules:
            word = "updated" if done == "fixed" else "would update"
            yield word, "good", shown(report.root, path)
            continue
        ordered = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
        kinds = ", ".join(f"{rule} {number:,}" for rule, number in ordered)
        notes = [repair.fix.note for repair in report.fixed if repair.finding.path == path]
        told = "".join(f"; {note}" for note in notes if note)
        yield done, "good", f"{shown(report.root, path)}: {rules.total():,} ({kinds}){told}"
    for refused in report.refused:
        finding = refused.repair.finding
        place = f"{shown(report.root, finding.path)}:{finding.start.line}:{finding.start.column}"
        title = refused.repair.fix.title
        text = f"{place} {finding.rule}: {title}: taken back, because {refused.reason}"
        yield "not fixed", "warning", text
    for finding in report.remaining if report.listed else ():
        place = f"{shown(report.root, finding.path)}:{finding.start.line}:{finding.start.column}"
        yield "left", "warning", f"{place} {finding.rule}: {finding.message}{_why(finding)}"
    for left in report.left:
        yield "left", "warning", f"{shown(report.root, left.path)}: it {left.reason}"
    for path in report.untouched:
        yield "left", "warning", f"{shown(report.root, path)}: interrupted before it was written"


def _why(finding: Finding) -> str:
    """Why a finding was not repaired, as far as its fix tells."""
    if finding.fix is None or finding.fix.safety is Safety.HINT:
        return ""
    more = " with --unsafe" if finding.fix.safety is Safety.UNSAFE else ""
    return f" (possible{more}: {finding.fix.title})"


def _summary(report: FixReport, done: str) -> Iterator[list[Piece]]:
    if report.fixed:
        findings = count(len(report.fixed), "finding")
        files = count(sum(map(bool, report.by_file().values())), "file")
        yield [(f"{done.capitalize()} {findings} in {files}.", "good")]
    elif report.remaining:
        yield [("Nothing was fixed.", "strong")]
    else:
        yield [("Nothing to fix.", "good")]
    if report.interrupted:
        yield [("Interrupted:", "warning"), ("what is listed as left was not changed.", "")]
    if report.remaining:
        yield [(_remaining(report, "would remain" if done == "would fix" else ""), "")]
    if report.baselined:
        yield [(f"{count(report.baselined, 'more finding')} in the baseline.", "")]


def _remaining(report: FixReport, verb: str) -> str:
    levels = Counter(finding.level for finding in report.remaining)
    counts = [
        count(levels[level], level.label, "infos" if level is Level.INFO else "")
        for level in sorted(Level, reverse=True)
        if levels[level]
    ]
    total = sum(levels.values())
    verb = verb or ("remains" if total == 1 else "remain")
    text = f"{count(total, 'finding')} {verb}: {listing(counts)}"
    if report.repairable:
        text += f"; {report.repairable:,} could have been repaired"
    if report.unsafe:
        text += f"; {report.unsafe:,} can be repaired with --unsafe"
    return f"{text}."
