"""Where a knowledge base comes from."""

from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.model.report import HomeInfo
from kbaudit.target.home import open_home


def own_repository(root: Path) -> HomeInfo | None:
    """The git repository around the knowledge base `root`; None where there is none to be read."""
    try:
        home = open_home(root)
        return HomeInfo(str(home.top), home.remote(), home.head())
    except UsageError:
        return None
