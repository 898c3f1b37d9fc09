"""For the summary of a CI job, or a comment: counts by rule, the findings, what was not checked."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TextIO

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import printable
from kbaudit.output.options import Options
from kbaudit.output.sentences import all_of, failures, message, place, unchecked
from kbaudit.output.summary import verdict
from kbaudit.rulekit.wording import count

_MOST = 200  # GitHub takes one MiB for the summary of a job
_CODE = regex(r"(?<!`)`([^`]+)`(?!`)")
_SPECIAL = regex(r"([\\`*_{}\[\]<>#|~&!])")
_MENTION = regex(r"@(?=\w)")


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,
) -> None:
    """Write `report` as Markdown with tables, as GitHub and GitLab render it."""
    stream.write(f"## kbaudit: {_text(verdict(report))}\n\n")
    stream.writelines(f"> {_text(text)}\n\n" for text in (*failures(report), *unchecked(report)))
    if report.findings:
        stream.writelines(_rules(report))
        stream.writelines(_findings(report))
    if not options.quiet:
        stream.write("<details><summary>Summary</summary>\n\n")
        stream.writelines(f"* {_text(text)}\n" for text in all_of(report))
        stream.write("\n</details>\n")


def _rules(report: Report) -> Iterator[str]:
    yield "| Rule | Level | Findings | Repairable |\n|---|---|--:|--:|\n"
    rules: Counter[tuple[Level, str]] = Counter()
    repairs: Counter[tuple[Level, str]] = Counter()
    for finding in report.findings:
        rules[finding.level, finding.rule] += 1
        repairs[finding.level, finding.rule] += finding.fix is not None and finding.fix.safety > 0
    for (level, rule), number in sorted(rules.items(), key=lambda item: (-item[0][0], item[0][1])):
        can = f"{repairs[level, rule]:,}" if repairs[level, rule] else ""
        yield f"| {_text(rule)} | {level.label} | {number:,} | {can} |\n"
    yield "\n"


def _findings(report: Report) -> Iterator[str]:
    """The worst first, each with its place."""
    ordered = sorted(report.findings, key=lambda finding: -finding.level)
    yield "| Place | Rule | What |\n|---|---|---|\n"
    for finding in ordered[:_MOST]:
        yield f"| {_place(finding, report.root)} | {_text(finding.rule)} | {_what(finding)} |\n"
    if len(ordered) > _MOST:
        more = count(len(ordered) - _MOST, "more finding")
        yield f"\n{more} not listed here; the other formats have all.\n"
    yield "\n"


def _place(finding: Finding, root: str) -> str:
    where = place(finding, root)
    return _text(where) if "`" in where else f"`{_cell(where)}`"


def _what(finding: Finding) -> str:
    return _text(message(finding))


def _text(text: str) -> str:
    """Words in which only what stands in backticks is set as code, and nothing else is markup."""
    text = printable(text)
    parts: list[str] = []
    at = 0
    for match in _CODE.finditer(text):
        parts += (_plain(text[at : match.start()]), f"`{_cell(match[1])}`")
        at = match.end()
    return "".join([*parts, _plain(text[at:])])


def _plain(text: str) -> str:
    return _MENTION.sub("@\u200b", _SPECIAL.sub(r"\\\1", text))


def _cell(text: str) -> str:
    """Code in a cell of a table: a bar would end the cell, code or not."""
    return text.replace("|", r"\|")
