"""What servers answered before: they are asked again only after a while."""

import contextlib
import json
import os
import time
from collections.abc import Mapping

from kbaudit.folders import cache_folder, make_cache_folder
from kbaudit.model.errors import UsageError
from kbaudit.rulekit.urls import Answer, State

_PART = "urls"
_FILE = "answers-1.json"


class Memory:
    """Answers by address that are at most `max_age` seconds old, kept in the cache folder.

    Only good ones are: what is dead or not decided is asked again each time. Without a folder that
    can be used nothing is remembered.
    """

    def __init__(self, max_age: int) -> None:
        oldest = time.time() - max_age
        self._entries = {u: entry for u, entry in _read().items() if entry[2] > oldest}

    @property
    def answers(self) -> dict[str, Answer]:
        """What is remembered."""
        return {u: Answer(State(s), "", moved) for u, (s, moved, _) in self._entries.items()}

    def keep(self, answers: Mapping[str, Answer]) -> None:
        """Remember `answers` as of now."""
        now = int(time.time())
        for url, answer in answers.items():
            if answer.state in (State.ALIVE, State.MOVED):
                self._entries[url] = (answer.state.value, answer.moved_to, now)
        with contextlib.suppress(OSError, UsageError):
            place = make_cache_folder(_PART) / _FILE
            new = place.with_name(f"{_FILE}.{os.getpid()}")
            new.write_text(json.dumps(self._entries, sort_keys=True), "utf-8")
            new.replace(place)


def _read() -> dict[str, tuple[str, str, int]]:
    """The file, or nothing where it is not there or not ours."""
    try:
        view = json.loads((cache_folder(_PART) / _FILE).read_text("utf-8"))
        return {str(u): (State(s).value, str(moved), int(w)) for u, (s, moved, w) in view.items()}
    except (OSError, UsageError, ValueError, TypeError, AttributeError):
        return {}
