"""For people and for grep: one line a finding, frames on a terminal, and a summary."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import TextIO

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import printable
from kbaudit.output.frame import frame
from kbaudit.output.options import Options
from kbaudit.output.palette import Style, paint
from kbaudit.output.summary import Piece, faults, summary
from kbaudit.output.wrap import wrap

_STYLES: dict[Level, Style] = {
    Level.ERROR: "error",
    Level.WARNING: "warning",
    Level.INFO: "info",
}
_LABELS = {level: level.label for level in Level}


def write(report: Report, texts: Mapping[str, Source], stream: TextIO, options: Options) -> None:
    """Write `report` as text.

    Without a terminal each finding is exactly one line, ``path:line:column level rule message``.
    """
    if options.terminal:
        for path, findings in groupby(report.findings, key=lambda finding: finding.path):
            name = printable(shown(report.root, path))
            stream.write(f"{paint(name, 'strong', color=options.color)}\n")
            for finding in findings:
                lines = block(finding, report.root, texts.get(path), options)
                stream.write("\n".join([*lines, "", ""]))
    else:
        stream.writelines(
            f"{_line(finding, report.root, color=options.color)}\n" for finding in report.findings
        )
    paragraphs = list(faults(report) if options.quiet else summary(report))
    if paragraphs and report.findings and not options.terminal:
        stream.write("\n")
    stream.writelines(f"{line}\n" for each in paragraphs for line in paragraph(each, options))


def _line(finding: Finding, root: str, *, color: bool) -> str:
    """The one line of a finding, which says all that there is to say."""
    place = f"{shown(root, finding.path)}:{finding.start.line}:{finding.start.column}"
    message = f"{finding.message}; {finding.help}" if finding.help else finding.message
    if not color:
        return printable(f"{place} {_LABELS[finding.level]} {finding.rule} {message}")
    pieces: list[Piece] = [
        (printable(place), "strong"),
        *_verdict(finding),
        (printable(message), ""),
    ]
    return " ".join(paint(text, style, color=True) for text, style in pieces)


def _verdict(finding: Finding) -> list[Piece]:
    return [(finding.level.label, _STYLES[finding.level]), (finding.rule, "strong")]


def block(finding: Finding, root: str, source: Source | None, options: Options) -> Iterator[str]:
    """A finding as a person reads it: what is wrong, the frame, and what belongs to it."""
    color, width = options.color, options.width
    place = f"{finding.start.line}:{finding.start.column}"
    pieces = [(place, ""), *_verdict(finding), (printable(finding.message), "")]
    yield from _indented(2, wrap(pieces, width - 2, color=color))
    if source is not None:
        yield from _indented(4, frame(finding, source, width - 4, color=color))
    notes: list[tuple[str, str]] = []
    if finding.help:
        notes.append(("help:", finding.help))
    notes += [("see:", _related(related, root)) for related in finding.related]
    if finding.fix is not None:
        notes.append((f"fix ({finding.fix.safety.name.lower()}):", finding.fix.title))
    for label, text in notes:
        note: list[Piece] = [(label, "strong"), (printable(text), "")]
        yield from _indented(4, wrap(note, width - 4, color=color))


def _indented(blanks: int, lines: Iterable[str]) -> Iterator[str]:
    return (f"{' ' * blanks}{line}" for line in lines)


def _related(related: Related, root: str) -> str:
    path = related.path if related.revision else shown(root, related.path)
    lines = ""
    if related.first:
        lines = f":{related.first}"
        if related.last > related.first:
            lines += f"-{related.last}"
    at = f" at {related.revision[:10]}" if related.revision else ""
    return f"{path}{lines}{at}: {related.message}"


def paragraph(pieces: list[Piece], options: Options) -> list[str]:
    """The lines of one paragraph; without a terminal it is one line."""
    cleaned: list[Piece] = [(printable(text), style) for text, style in pieces]
    if options.terminal:
        return wrap(cleaned, options.width, color=options.color)
    return [" ".join(paint(text, style, color=options.color) for text, style in cleaned)]


@lru_cache(maxsize=16)  # findings come in the order of their files
def shown(root: str, path: str) -> str:
    """A path of the knowledge base as the user would type it."""
    return posixpath.normpath(posixpath.join(root, path)) if root else path
