"""Where the time of a run goes, by phase and by rule. Nothing of it reaches a report."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

WAITING = "waiting for other processes"
READING = "reading pages"
"""The phase in which subjects of rules are read from the text, when a rule first asks for them."""


class Stopwatch:
    """Seconds by phase and by rule, in the order in which they began.

    Every moment counts once: a phase inside another one, or inside a rule, is taken out of it. What
    several rules share is made when the first of them asks, and counts there.
    """

    def __init__(self) -> None:
        self.phases: dict[str, float] = defaultdict(float)
        self.rules: dict[str, float] = defaultdict(float)
        self._open: list[tuple[float, float]] = []
        """For each measurement that runs, when it began, and `_inside` as it was then."""
        self._inside = 0.0
        """The seconds of the measurements that ended inside the innermost one that runs."""

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure what is done inside as the phase `name`."""
        self.phases[name] += 0.0
        self.begin()
        try:
            yield
        finally:
            self.end_phase(name)

    def begin(self) -> None:
        """Measure from here to `end_phase` or `end_rule`, one of which is called in any case."""
        self._open.append((time.perf_counter(), self._inside))
        self._inside = 0.0

    def end_phase(self, name: str) -> None:
        """What was done since `begin` was the phase `name`."""
        self._end(self.phases, name)

    def end_rule(self, name: str) -> None:
        """What was done since `begin` was the work of a rule."""
        self._end(self.rules, name)

    def set_out(self) -> None:
        """Forget what was measured, in a process that goes on from here for another one."""
        self.phases.clear()
        self.rules.clear()
        self._open.clear()
        self._inside = 0.0

    def brought(self) -> tuple[dict[str, float], dict[str, float]]:
        """Seconds by phase and by rule, for another process."""
        return dict(self.phases), dict(self.rules)

    def take(self, brought: tuple[dict[str, float], dict[str, float]]) -> None:
        """Add what another process `brought`."""
        for own, theirs in zip((self.phases, self.rules), brought, strict=True):
            for name, seconds in theirs.items():
                own[name] += seconds

    def _end(self, totals: dict[str, float], name: str) -> None:
        start, before = self._open.pop()
        taken = time.perf_counter() - start
        totals[name] += taken - self._inside
        self._inside = before + taken
