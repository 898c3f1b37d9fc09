"""How many pins of pages could be held against the target."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kbaudit.model.report import Coverage
from kbaudit.read.file import File
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import PinState, judge_pin

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_REASONS = {
    PinState.UNKNOWN: "of packages that the target does not ask for",
    PinState.UNSTATED: "without a version to compare in the target",
}


def pins_checked(file: File, sources: Sources) -> Coverage:
    """How many pins of `file` with a version were decided, and why the others were not.

    Pins that only tell of a version in passing are not among them: no rule asks about those.
    """
    undecided: Counter[str] = Counter()
    total = 0
    for pin in file.pins.pins:
        if pin.specifier and is_statement(file, pin):
            total += 1
            reason = _REASONS.get(judge_pin(pin, sources.requirements).state)
            undecided.update([reason] if reason else [])
    return Coverage("pins", total, tuple(sorted(undecided.items())))
