"""The embedded example: a wiki with planted faults, and the repository that it is about.

`wiki` is the knowledge base as it is laid out. `jobq` holds the code at each release; its files end
in ``.txt`` so that no tool takes them for code of kbaudit.
"""

from kbaudit.example.faults import FAULTS, Fault
from kbaudit.example.history import URL, VERSIONS
from kbaudit.example.layout import Example, lay_out

__all__ = ["FAULTS", "URL", "VERSIONS", "Example", "Fault", "lay_out"]
