"""The target: a revision of the code that pages are about, and following code between revisions.

What other packages use is importable from here; git itself is imported only when a repository is
opened.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kbaudit.target.resolve import Evidence, PathIndex, Resolution, resolve
from kbaudit.target.revision import Commit, RenameGuess, Revision, Target, count_lines, split_lines

if TYPE_CHECKING:
    from kbaudit.target.git import GitTarget, open_target
    from kbaudit.target.memory import MemoryTarget
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

_MODULES = dict.fromkeys(("GitTarget", "open_target"), "git") | {"MemoryTarget": "memory"}
_MODULES |= dict.fromkeys(("Answer", "Place", "Tracker", "locate"), "track")


def __getattr__(name: str) -> Any:
    """What takes long to import is imported when it is asked for."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"kbaudit.target.{_MODULES[name]}"), name)
