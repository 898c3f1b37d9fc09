"""What was recorded in the baseline."""

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from kbaudit.engine.baseline_record import Recording
from kbaudit.output.options import Options
from kbaudit.output.summary import Piece, faults, not_checked
from kbaudit.output.text import paragraph
from kbaudit.rulekit.wording import count, listing


def write_recorded(recording: Recording, stream: TextIO, options: Options) -> None:
    """Write how much is in the baseline now, what changed in it, and what was not checked."""
    paragraphs = list(faults(recording.report))
    if not options.quiet:
        paragraphs = [*_summary(recording), *not_checked(recording.report), *paragraphs]
    stream.writelines(f"{line}\n" for each in paragraphs for line in paragraph(each, options))


def _summary(recording: Recording) -> Iterator[list[Piece]]:
    yield [(f"Wrote {recording.name}: {count(recording.size, 'finding')}.", "good")]
    changes = [
        f"{number:,} {word}"
        for number, word in ((recording.added, "added"), (recording.dropped, "dropped"))
        if number
    ]
    if changes:
        yield [(f"{listing(changes)}.".capitalize(), "")]
    if recording.kept:
        kept = count(recording.kept, "finding")
        yield [(f"{kept} kept of rules that did not judge their file in this run.", "")]
    if recording.secrets:
        secrets = count(recording.secrets, "leaked secret")
        text = f"{secrets} not recorded: revoke it, or silence it on its page with a reason."
        yield [("Left out:", "warning"), (text, "")]
    rules = Counter(entry.rule for entry in recording.entries)
    if rules:
        most = [f"{rule} {number:,}" for rule, number in rules.most_common(5)]
        yield [(f"Most are of {listing(most)}.", "")]
