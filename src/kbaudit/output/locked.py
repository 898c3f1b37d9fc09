"""What was recorded in the lock, and what is not as it should be there."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from kbaudit.engine.locking import Made
from kbaudit.engine.locking_files import Difference
from kbaudit.output.clean import printable
from kbaudit.output.options import Options
from kbaudit.output.palette import paint
from kbaudit.output.summary import Piece
from kbaudit.output.text import paragraph, shown
from kbaudit.rulekit.lock import LOCK_NAME
from kbaudit.rulekit.wording import code, count, listing


def write_locked(root: str, made: Made, stream: TextIO, options: Options) -> None:
    """Write what became of the citations when the lock was made."""
    for claim in made.refused:
        place = claim.file.source.position(claim.lines.span.start)
        where = f"{shown(root, claim.file.path)}:{place.line}:{place.column}"
        text = f"{code(claim.citation.path)} was changed, and moved: correct the numbers first"
        label = paint("not accepted", "warning", color=options.color)
        stream.write(f"{label} {printable(where)}: {printable(text)}\n")
    if not options.quiet:
        for pieces in _summary(root, made):
            stream.writelines(f"{line}\n" for line in paragraph(pieces, options))


def _summary(root: str, made: Made) -> Iterator[list[Piece]]:
    path = shown(root, LOCK_NAME)
    yield [(f"Wrote {path}: {count(len(made.entries), 'cited range')}.", "good")]
    counts = made.counts
    said = [
        f"{counts[what]:,} {words}"
        for what, words in (
            ("proven", "true at the revision"),
            ("kept", "true only at the base, which they keep"),
            ("unproven", "recorded without proof"),
        )
        if counts.get(what)
    ]
    if said:
        yield [(f"{listing(said)}.", "")]
    if left := counts.get("left"):
        hint = "" if made.all else " (--all records them too, marked as such)"
        yield [(f"{count(left, 'cited range')} not recorded: nothing proves them{hint}.", "")]


def write_checked(root: str, found: Sequence[Difference], stream: TextIO, options: Options) -> None:
    """Write a line for each difference, or that there is none."""
    path = shown(root, LOCK_NAME)
    for one in found:
        what = f"{one.page}: {code(one.cited)}: {one.reason}" if one.page else one.reason
        stream.write(f"{paint(path, 'strong', color=options.color)}: {printable(what)}\n")
    if options.quiet:
        return
    if not found:
        stream.writelines(f"{x}\n" for x in paragraph([(f"{path} is current.", "good")], options))
        return
    differ = count(len(found), "difference")
    pieces: list[Piece] = [
        (f"{path} is not current: {differ}.", "strong"),
        ("`kbaudit lock` with the same options writes it.", ""),
    ]
    stream.writelines(f"{line}\n" for line in paragraph(pieces, options))
