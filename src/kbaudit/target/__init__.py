"""The target: a revision of the code that pages are about, and following code between revisions.

What other packages use is importable from here; git itself is imported only when a repository is
opened.
"""

from kbaudit.target.git import GitTarget, open_target
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.resolve import Evidence, PathIndex, Resolution, resolve
from kbaudit.target.revision import Commit, RenameGuess, Revision, Target, count_lines, split_lines
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
