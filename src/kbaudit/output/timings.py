"""Where the time of a run went, as a table for a person."""

from collections.abc import Mapping
from typing import TextIO

from kbaudit.engine.stopwatch import Stopwatch

_NEGLIGIBLE = 0.001


def write_timings(watch: Stopwatch, processor: float, stream: TextIO) -> None:
    """Print the seconds of each phase in order, then of each rule, the longest first.

    `processor` is how long the whole process has kept a processor busy, in seconds. Rules that took
    less than a millisecond are counted together.
    """
    rules = sum(watch.rules.values())
    measured = sum(watch.phases.values()) + rules
    stream.write(f"\n{'seconds':>9}  {'share':>5}  phase\n")
    phases = {**watch.phases, f"{len(watch.rules)} rules": rules}
    stream.writelines(_line(seconds, measured, name) for name, seconds in phases.items())
    stream.write(_line(measured, measured, "all of this"))
    stream.write(f"{processor:9.3f}         processor time, with the start of the program\n")
    if watch.rules:
        _write_rules(watch.rules, rules, stream)


def _write_rules(rules: Mapping[str, float], total: float, stream: TextIO) -> None:
    stream.write(f"\n{'seconds':>9}  {'share':>5}  rule\n")
    shown = {name: seconds for name, seconds in rules.items() if seconds >= _NEGLIGIBLE}
    ordered = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
    stream.writelines(_line(seconds, total, name) for name, seconds in ordered)
    if rest := len(rules) - len(shown):
        seconds = total - sum(shown.values())
        stream.write(_line(seconds, total, f"{rest} others, less than a millisecond each"))
    stream.write("What several rules share counts for the first of them that asked for it.\n")


def _line(seconds: float, total: float, name: str) -> str:
    share = seconds / total if total else 0.0
    return f"{seconds:9.3f}  {share:5.0%}  {name}\n"
