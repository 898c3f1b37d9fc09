"""A knowledge base in numbers, for a terminal and for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.engine.statistics import FileCoverage, Statistics, Tally
from kbaudit.output.clean import json_safe, printable, width
from kbaudit.output.options import Options
from kbaudit.output.palette import Style, paint
from kbaudit.output.wrap import wrap
from kbaudit.rulekit.wording import count, listing

VERSION = 1
"""Raised when a reader of the JSON form would have to change."""

_STALE = ("moved", "edited", "gone", "never true")
_UNDECIDED = ("unproven", "cannot tell")
_OFF = ("looser", "tighter", "disjoint", "other")
_LEVELS: dict[str, Style] = {"error": "error", "warning": "warning", "info": "info"}
_MOST_RULES = 8

Line = tuple[str, int, str, Style]
"""A name, its number, what is to be said beside it, and the style."""


def write_text(found: Statistics, stream: TextIO, options: Options) -> None:
    """A block of numbers for each thing that is counted."""
    first = True
    for title, lines in _blocks(found):
        if not first:
            stream.write("\n")
        first = False
        stream.write(paint(title, "strong", color=options.color) + "\n")
        stream.writelines(f"{line}\n" for line in _aligned(lines, options))
    stream.write("\n")
    if found.oldest:
        stream.write(paint("Oldest pages", "strong", color=options.color) + "\n")
        stream.writelines(f"  {day}  {printable(path)}\n" for path, day in found.oldest)
        stream.write("\n")
    for text in _remarks(found):
        stream.writelines(f"{line}\n" for line in wrap([(printable(text), "")], options.width))


def _blocks(found: Statistics) -> Iterator[tuple[str, list[Line]]]:
    total = sum(number for _, number in found.pages)
    kinds: list[Line] = [(name, number, "", "") for name, number in found.pages]
    odd: list[Line] = [
        ("orphans", found.orphans, "no way leads there from a Workflow", "warning"),
        ("missing", found.missing, "named, and not there", "error"),
    ]
    yield f"{count(total, 'page')}", kinds + [line for line in odd if line[1]]
    edges = sum(one.edges for one in found.relations)
    relations: list[Line] = [
        (
            printable(one.relation) or "plain links",
            one.edges,
            f"{one.broken:,} broken" if one.broken else "",
            "error" if one.broken else "",
        )
        for one in found.relations
    ]
    yield count(edges, "relation"), relations
    if found.paths is not None:
        paths: list[Line] = [
            ("of files that are there" if word == "found" else word, number, "", "")
            for word, number in found.paths
        ]
        yield count(found.citations, "citation"), paths
    yield from _states("cited range", found.ranges, ("proven",), _STALE, _UNDECIDED)
    yield from _states("pin", found.pins, ("equal",), _OFF, ("unstated", "unknown", "open"))
    levels: list[Line] = [
        (word, number, "", _LEVELS.get(word, "") if number else "")
        for word, number in found.findings
    ]
    yield count(sum(number for _, number in found.findings), "finding"), levels
    if found.rules:
        rules: list[Line] = [(name, number, "", "") for name, number in found.rules]
        more = len(rules) - _MOST_RULES
        title = f"Most found{f', of {len(rules)} rules' if more > 0 else ''}"
        yield title, rules[:_MOST_RULES]


def _states(
    noun: str,
    tally: Tally | None,
    true: Sequence[str],
    wrong: Sequence[str],
    undecided: Sequence[str],
) -> Iterator[tuple[str, list[Line]]]:
    if tally is None:
        return
    counts = dict(tally)
    total = sum(counts.values())
    parts = (("true", true), ("not true", wrong), ("undecided", undecided))
    styles: dict[str, Style] = {"true": "good", "not true": "warning", "undecided": ""}
    lines: list[Line] = []
    for title, words in parts:
        number = sum(counts[word] for word in words)
        kinds = [f"{counts[word]:,} {word}" for word in words if counts[word]]
        said = listing(kinds, limit=9) if len(words) > 1 else ""
        lines.append((title, number, said, styles[title] if number else ""))
    yield count(total, noun), lines


def _aligned(lines: Sequence[Line], options: Options) -> Iterator[str]:
    names = max((width(name) for name, *_ in lines), default=0)
    digits = max((len(f"{number:,}") for _, number, *_ in lines), default=0)
    for name, number, said, style in lines:
        figure = paint(f"{number:,}".rjust(digits), style, color=options.color)
        text = f"  {name}{' ' * (names - width(name))}  {figure}  {said}"
        yield text.rstrip()


def _remarks(found: Statistics) -> Iterator[str]:
    for target in found.targets:
        scope = f"{target.scope}: " if target.scope else ""
        yield f"Target: {scope}{target.path} at {target.asked} (commit {target.commit[:10]})."
    for one in found.coverage:
        if one.files:
            yield _cited(one)
    if found.undated:
        yield f"{count(found.undated, 'page')} without a date of the last update."
    if found.paths is None:
        yield (
            f"Not checked: {count(found.citations, 'citation')} and all pins, for want of a "
            "target: give --repo or `target.path`."
        )
    elif found.skipped:
        rules = sorted({skip.rule for skip in found.skipped})
        yield f"Not checked: {count(len(rules), 'rule')} ({listing(rules)})."
    if found.faults:
        yield f"{count(found.faults, 'fault')} of kbaudit itself: `kbaudit check` tells more."


def _cited(one: FileCoverage) -> str:
    scope = f"{one.scope}: " if one.scope else ""
    kinds = ", ".join(one.suffixes)
    share = 100 * one.cited / one.files
    return f"{scope}{one.cited:,} of {count(one.files, f'{kinds} file')} cited ({share:.1f}%)."


def write_json(found: Statistics, stream: TextIO) -> None:
    """One JSON object, described by ``schemas/stats.schema.json``."""
    document = json.dumps(_view(found), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _view(found: Statistics) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "kbaudit", "version": __version__},
        "root": found.root,
        "targets": [
            {"scope": one.scope, "path": one.path, "asked": one.asked, "commit": one.commit}
            for one in found.targets
        ],
        "pages": {"by_type": dict(found.pages), "orphans": found.orphans, "missing": found.missing},
        "relations": [
            {"relation": one.relation or None, "edges": one.edges, "broken": one.broken}
            for one in found.relations
        ],
        "citations": {
            "total": found.citations,
            "by_path": None if found.paths is None else dict(found.paths),
            "by_state": None if found.ranges is None else dict(found.ranges),
        },
        "pins": None if found.pins is None else dict(found.pins),
        "coverage": [
            {
                "scope": one.scope,
                "suffixes": list(one.suffixes),
                "files": one.files,
                "cited": one.cited,
            }
            for one in found.coverage
        ],
        "oldest": [{"path": path, "updated": day} for path, day in found.oldest],
        "undated": found.undated,
        "findings": {"by_level": dict(found.findings), "by_rule": dict(found.rules)},
        "skipped": [{"rule": one.rule, "reason": one.reason} for one in found.skipped],
        "faults": found.faults,
    }
