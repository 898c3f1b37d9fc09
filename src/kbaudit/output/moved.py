"""What a move of the target does to the pages: for people and grep, and for programs."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.engine.movement_report import Affected, Movement
from kbaudit.output.clean import json_safe
from kbaudit.output.options import Options
from kbaudit.output.palette import Style
from kbaudit.output.summary import Piece
from kbaudit.output.text import paragraph, shown
from kbaudit.rulekit.wording import count, listing
from kbaudit.target.revision import Commit
from kbaudit.target.track import Place

VERSION = 1
_SHOWN = 2
_STYLES: dict[str, Style] = {"gone": "error", "broken": "error", "moved": "info", "mended": "good"}
_PLURALS = {"citation": "cited range", "quote": "quote"}


def write_text(found: Movement, stream: TextIO, options: Options) -> None:
    """Write a line for each thing affected, then the summary; wrapped on a terminal."""
    for one in found.affected:
        lines = paragraph(_line(one, found.root), options)
        stream.writelines(f"{line}\n" for line in lines)
    if options.quiet:
        return
    if found.affected:
        stream.write("\n")
    for pieces in _summary(found):
        stream.writelines(f"{line}\n" for line in paragraph(pieces, options))


def _line(one: Affected, root: str) -> list[Piece]:
    place = f"{shown(root, one.page)}:{one.at.line}:{one.at.column}"
    pieces: list[Piece] = [(place, "strong"), (one.what, _STYLES.get(one.what, "warning"))]
    text = f"{one.kind} {one.message or one.name}"
    if one.now is not None and one.what != "gone":
        text += _now(one.name, one.now, edited=one.what in ("edited", "changed"))
    if one.commits:
        text += f": {_commits(one.commits)}"
    return [*pieces, (text, "")]


def _now(name: str, place: Place, *, edited: bool) -> str:
    first, last = place.start, place.end
    lines = f"{first}-{last}" if last > first else f"{first}"
    there = f"{place.path}:{lines}"
    if there == name:
        where = ", in place"
    else:
        where = f", now {lines if name.startswith(f'{place.path}:') else there}"
    return where + (f" ({min(99, int(place.similarity * 100))}% alike)" if edited else "")


def _commits(commits: tuple[Commit, ...]) -> str:
    said = [f"{commit.short} {commit.subject}" for commit in commits[:_SHOWN]]
    more = len(commits) - len(said)
    return "; ".join(said) + (f"; and {more:,} more" if more > 0 else "")


def _summary(found: Movement) -> Iterator[list[Piece]]:
    for before, after in found.moves:
        scope = f"{before.scope}: " if before.scope else ""
        ends = f"{before.asked} ({before.commit[:10]}) to {after.asked} ({after.commit[:10]})"
        yield [(f"Going from {scope}{ends} of {before.path}.", "")]
    commits = count(found.commits, "commit")
    back = f", and {count(found.taken_back, 'commit')} taken back" if found.taken_back else ""
    yield [(f"{commits} made{back}.", "")]
    pages = count(len({one.page for one in found.affected}), "page")
    for kind, tally in found.tallies.items():
        whats = Counter(one.what for one in found.affected if one.kind == kind)
        kinds = [f"{number:,} {what}" for what, number in sorted(whats.items())]
        text = f"{tally.affected:,} of {count(tally.total, _PLURALS[kind])} affected"
        text += f": {listing(kinds)}" if kinds and kind == "citation" else ""
        if tally.unknown:
            text += f"; {tally.unknown:,} could not be looked up at the first revision"
        yield [(f"{text}.", "strong" if tally.affected else "good")]
    symbols = Counter(one.what for one in found.affected if one.kind == "symbol")
    if symbols:
        said = [f"{number:,} {what}" for what, number in sorted(symbols.items())]
        yield [(f"{count(symbols.total(), 'symbol')} affected: {listing(said)}.", "strong")]
    if found.affected:
        yield [(f"All that is affected is on {pages}.", "")]


def write_json(found: Movement, stream: TextIO, options: Options) -> None:  # noqa: ARG001
    """Write one JSON object, described by ``schemas/movement.schema.json``."""
    document = json.dumps(_view(found), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _view(found: Movement) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "kbaudit", "version": __version__},
        "root": found.root,
        "moves": [
            {
                "scope": before.scope,
                "path": before.path,
                "from": {"asked": before.asked, "commit": before.commit},
                "to": {"asked": after.asked, "commit": after.commit},
            }
            for before, after in found.moves
        ],
        "commits": {"made": found.commits, "taken_back": found.taken_back},
        "summary": {
            kind: {"total": tally.total, "affected": tally.affected, "unknown": tally.unknown}
            for kind, tally in found.tallies.items()
        },
        "affected": [_affected(one) for one in found.affected],
    }


def _affected(one: Affected) -> dict[str, Any]:
    now = one.now
    return {
        "page": one.page,
        "line": one.at.line,
        "column": one.at.column,
        "kind": one.kind,
        "what": one.what,
        "name": one.name,
        "message": one.message,
        "now": None
        if now is None
        else {
            "path": now.path,
            "lines": [now.start, now.end],
            "similarity": round(now.similarity, 3),
        },
        "commits": [{"id": commit.id, "subject": commit.subject} for commit in one.commits],
    }
