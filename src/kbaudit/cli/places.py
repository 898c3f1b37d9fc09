"""Which knowledge base is meant when none is named."""

import os
from pathlib import Path


def around_here() -> Path:
    """The knowledge base around the current folder as a relative path, else the folder itself."""
    from kbaudit.engine.locate import enclosing

    here = Path.cwd()
    found = enclosing(here)
    return Path(os.path.relpath(found, here)) if found else Path()
