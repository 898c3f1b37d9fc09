"""Asks where lines went, in a history of two revisions in memory."""

from __future__ import annotations

from kbaudit.target.memory import MemoryTarget
from kbaudit.target.track import Answer, Tracker


def follow(
    base: dict[str, str], target: dict[str, str], start: int, end: int, path: str = "a.py"
) -> Answer:
    repository = MemoryTarget({"base": base, "target": target})
    tracker = Tracker(repository, repository.revision("base"), repository.revision("target"))
    return tracker.locate(path, start, end)


def found(answer: Answer) -> tuple[str, str | None, int | None, int | None]:
    return answer.verdict, answer.path, answer.start, answer.end
