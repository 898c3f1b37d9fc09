"""The list of kept clones."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kbaudit.output.clean import json_safe, printable
from kbaudit.rulekit.wording import listing
from kbaudit.target.kept import Kept


def write_text(kept: Sequence[Kept], stream: TextIO) -> None:
    """Two lines about each clone: what it is of, and where it lies."""
    for one in kept:
        revisions = listing(list(one.revisions)) or "nothing complete"
        stream.write(f"{printable(one.url)}: {printable(revisions)}\n")
        stream.write(f"  {size(one.size)} in {printable(shown_folder(one.folder))}\n")
    if not kept:
        stream.write("nothing is kept: `kbaudit target fetch` downloads what kbaudit.yaml names\n")


def write_json(kept: Sequence[Kept], stream: TextIO) -> None:
    """A list of objects, one a clone; sizes in bytes."""
    view = [
        {
            "url": one.url,
            "revisions": list(one.revisions),
            "size": one.size,
            "folder": str(one.folder),
        }
        for one in kept
    ]
    stream.write(json_safe(json.dumps(view, ensure_ascii=False, indent=2)) + "\n")


def size(number: int) -> str:
    """A number of bytes as people say it: ``812 kB``, ``20.0 MB``."""
    if number < 1_000_000:
        return f"{(number + 999) // 1000} kB"
    return f"{number / 1_000_000:,.1f} MB"


def shown_folder(path: Path) -> str:
    """A path for people: the home folder is ``~``."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
