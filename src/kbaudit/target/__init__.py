"""The target: a revision of the code that pages are about, and following code between revisions.

What other packages use is importable from here, and imported when it is asked for: who only wants
to know what is staged should not wait for what follows code.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbaudit.target.git import GitTarget, open_target
    from kbaudit.target.memory import MemoryTarget
    from kbaudit.target.resolve import Evidence, PathIndex, Resolution, resolve
    from kbaudit.target.revision import (
        Commit,
        RenameGuess,
        Revision,
        Target,
        count_lines,
        split_lines,
    )
    from kbaudit.target.track import Answer, Place, Tracker, locate

__all__ = [
    "Answer",
    "Commit",
    "Evidence",
    "GitTarget",
    "MemoryTarget",
    "PathIndex",
    "Place",
    "RenameGuess",
    "Resolution",
    "Revision",
    "Target",
    "Tracker",
    "count_lines",
    "locate",
    "open_target",
    "resolve",
    "split_lines",
]

_PLACES = {
    "Answer": "track",
    "Commit": "revision",
    "Evidence": "resolve",
    "GitTarget": "git",
    "MemoryTarget": "memory",
    "PathIndex": "resolve",
    "Place": "track",
    "RenameGuess": "revision",
    "Resolution": "resolve",
    "Revision": "revision",
    "Target": "revision",
    "Tracker": "track",
    "count_lines": "revision",
    "locate": "track",
    "open_target": "git",
    "resolve": "resolve",
    "split_lines": "revision",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
