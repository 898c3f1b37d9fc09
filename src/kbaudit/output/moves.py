"""What became of a page that was renamed or removed, in lines and sentences."""

from collections.abc import Iterable
from typing import TextIO

from kbaudit.engine.making import Made
from kbaudit.engine.moving import Move
from kbaudit.engine.removing import Removal
from kbaudit.engine.renaming import Renaming
from kbaudit.model.span import Position
from kbaudit.output.clean import printable
from kbaudit.output.options import Options
from kbaudit.output.palette import paint
from kbaudit.output.patch import patch, readable
from kbaudit.output.text import paragraph, shown
from kbaudit.output.wrap import wrap
from kbaudit.rulekit.wording import code, count

_WHOLE = 200
"""So much of a name is shown."""


def write_patch(move: Move, stream: TextIO, options: Options) -> None:
    """The patch that `git apply` takes at the root of the knowledge base."""
    for change in move.changes:
        for line in patch(change.real, change.before, change.after):
            text = line.decode()
            stream.write(readable(text, color=options.color) if options.terminal else text)


def write_renamed(
    found: Renaming, root: str, stream: TextIO, options: Options, *, applied: bool = True
) -> None:
    """A line for each file that changed along, then what was left for a person to see."""
    is_now = "is now" if applied else "would be"
    text = f"{code(found.old, _WHOLE)} {is_now} {code(found.new, _WHOLE)}"
    _write(text, found.move, root, stream, options, applied=applied)
    if found.left:
        places = (_place(root, one.path, one.at) for one in found.left)
        title = f"The old name stays in {count(len(found.left), 'place')} that are no links:"
        _left(title, places, stream, options)


def write_removed(
    found: Removal, root: str, stream: TextIO, options: Options, *, applied: bool = True
) -> None:
    """A line for each file that changed along, then what is left for a person to decide."""
    text = f"{code(found.name, _WHOLE)} {'is' if applied else 'would be'} removed"
    _write(text, found.move, root, stream, options, applied=applied)
    told = {(finding.path, finding.start.line) for finding in found.findings}
    kept = [one for one in found.kept if (one.path, one.at.line) not in told]
    if kept:
        lines = (f"{_place(root, one.path, one.at)} {one.way.value}" for one in kept)
        verb = "names" if len(kept) == 1 else "name"
        _left(f"{count(len(kept), 'place')} still {verb} it:", lines, stream, options)
    if found.findings:
        lines = (
            f"{_place(root, f.path, f.start)} {f.level.label} {f.rule} {f.message}"
            for f in found.findings
        )
        _left("For you to decide, as `kbaudit check` will find it:", lines, stream, options)


def write_made(
    found: Made, root: str, stream: TextIO, options: Options, *, applied: bool = True
) -> None:
    """The file that is new, those that changed along, and what is left to write."""
    made = [change.path for change in found.move.changes if change.before is None]
    for path in made:
        word = paint("wrote" if applied else "would write", "good", color=options.color)
        stream.write(f"{word} {printable(shown(root, path))}\n")
    text = f"{code(found.name, _WHOLE)} {'is' if applied else 'would be'} a new page"
    _write(text, found.move, root, stream, options, applied=applied)
    if found.findings:
        lines = (
            f"{_place(root, f.path, f.start)} {f.level.label} {f.rule} {f.message}"
            for f in found.findings
        )
        _left("Until it is linked and written, `kbaudit check` will find:", lines, stream, options)


def _write(
    text: str, move: Move, root: str, stream: TextIO, options: Options, *, applied: bool
) -> None:
    for path in move.edited:
        word = paint("changed" if applied else "would change", "good", color=options.color)
        stream.write(f"{word} {printable(shown(root, path))}\n")
    files = count(len(move.edited), "other file")
    text += f"; {files} {'changed' if applied else 'would change'} along with it."
    stream.writelines(f"{line}\n" for line in paragraph([(text, "strong")], options))


def _left(title: str, lines: Iterable[str], stream: TextIO, options: Options) -> None:
    stream.write("\n")
    stream.writelines(f"{line}\n" for line in wrap([(title, "warning")], options.width))
    stream.writelines(f"  {printable(line)}\n" for line in lines)


def _place(root: str, path: str, at: Position) -> str:
    return f"{shown(root, path)}:{at.line}:{at.column}"
