"""Following code between revisions: `Tracker` for many questions, `locate` for one."""

from kbaudit.target.track.answer import Answer, Place, Verdict
from kbaudit.target.track.tracker import Tracker, locate

__all__ = ["Answer", "Place", "Tracker", "Verdict", "locate"]
