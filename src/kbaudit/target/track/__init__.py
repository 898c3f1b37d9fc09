"""Following code between revisions: `Tracker` for many questions, `locate` for one."""

from typing import TYPE_CHECKING, Any

from kbaudit.target.track.answer import Answer, Place, Verdict

if TYPE_CHECKING:
    from kbaudit.target.track.tracker import Tracker, locate

__all__ = ["Answer", "Place", "Tracker", "Verdict", "locate"]


def __getattr__(name: str) -> Any:
    """The tracker, imported when somebody follows code: most runs never do."""
    if name not in ("Tracker", "locate"):
        raise AttributeError(name)
    from kbaudit.target.track import tracker

    return getattr(tracker, name)
