"""For GitHub Actions: annotations in the diff of a pull request, and all findings in the log.

Commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
GitHub shows ten annotations of each level for a step and drops the rest without a word, so that
the tenth says how many more there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import escaped, printable
from kbaudit.output.options import Options
from kbaudit.output.sentences import all_of, failures, message, place, unchecked
from kbaudit.output.text import shown
from kbaudit.rulekit.wording import count

_MOST = 10
_WORDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


@dataclass(frozen=True, slots=True)
class _Note:
    """One annotation. `path` is empty for one that is about the whole run."""

    title: str
    text: str
    path: str = ""
    places: tuple[tuple[str, int], ...] = ()


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,
) -> None:
    """Write annotations, then the findings and the summary as lines of the log."""
    for level in sorted(Level, reverse=True):
        own = list(_about_the_run(report, level))
        found = [_note(f, report.root) for f in report.findings if f.level is level]
        room = _MOST - len(own)
        if len(found) > room:
            more = count(len(found) - room + 1, f"more {level.label}")
            rest = _Note("kbaudit", f"{more}: GitHub shows {_MOST} of a step, the log has all")
            found = [*found[: room - 1], rest]
        stream.writelines(_command(_WORDS[level], note) for note in (*own, *found))
    if report.findings:
        stream.write(f"::group::{count(len(report.findings), 'finding')}\n")
        for finding in report.findings:
            line = f"{place(finding, report.root)} {finding.level.label} {finding.rule}"
            stream.write(_harmless(f"{line} {message(finding)}"))
        stream.write("::endgroup::\n")
    sentences = failures(report) if options.quiet else all_of(report)
    stream.writelines(map(_harmless, sentences))


def _about_the_run(report: Report, level: Level) -> Iterator[_Note]:
    """What is more important than any finding: what there is no verdict on."""
    if level is Level.ERROR:
        yield from (_Note("kbaudit", text) for text in _few(failures(report)))
    if level is Level.INFO:
        yield from (_Note("kbaudit", text) for text in _few(unchecked(report)))


def _few(texts: list[str]) -> list[str]:
    """At most half of the room, so that findings have the other half."""
    most = _MOST // 2
    return texts if len(texts) <= most else [*texts[: most - 1], " ".join(texts[most - 1 :])]


def _note(finding: Finding, root: str) -> _Note:
    places = [("line", finding.start.line)]
    if finding.span.end > finding.span.start:
        last = finding.end.line - (finding.end.column == 1 < finding.end.line)
        places.append(("endLine", last))
        if last == finding.start.line == finding.end.line:  # columns only on one line
            places += [("col", finding.start.column), ("endColumn", finding.end.column)]
    return _Note(finding.rule, message(finding), shown(root, finding.path), tuple(places))


def _command(word: str, note: _Note) -> str:
    properties = [("file", note.path)] if note.path else []
    properties += [(name, str(number)) for name, number in note.places]
    properties.append(("title", note.title))
    stated = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{word} {stated}::{_data(note.text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value as the runner reads it back; what could steer a terminal is written out."""
    kept = "".join(
        char if char in "\r\n" or printable(char) == char else escaped(char) for char in text
    )
    return _data(kept).replace(":", "%3A").replace(",", "%2C")


def _harmless(line: str) -> str:
    """A line of the log that the runner does not take for a command, whatever it quotes."""
    return f"  {line}\n".replace("##[", "# #[").replace("  ::", "  : :", 1)
