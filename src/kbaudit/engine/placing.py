"""Puts a file that kbaudit makes into its place: whole, or not at all."""

from pathlib import Path

from kbaudit.engine.fixer.places import Places
from kbaudit.engine.fixer.report import Change
from kbaudit.engine.fixer.write import write_batches
from kbaudit.model.errors import UsageError

REPORTS = "_reports"
"""The folder of reports in a knowledge base."""


def place_of(root: Path, output: str) -> Path:
    """Where `output` lies: what begins with the folder of reports begins at the root."""
    path = Path(output)
    return root / path if path.parts[:1] == (REPORTS,) else path


def inside(root: Path, path: Path) -> str:
    """The path from the root of the knowledge base, empty when it lies elsewhere."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return ""


def need_place(root: Path, path: Path) -> None:
    """Raises UsageError where the file `path` could not be written, before anything is done."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder: give the name of a file to write")
    if path.parent.is_dir():
        if obstacle := Places(path.parent).obstacle(path.name):
            raise UsageError(f"{path} {obstacle}")
    elif path.parent != root / REPORTS or not root.is_dir():
        raise UsageError(f"there is no folder {path.parent}: make it, or name another file")


def place(root: Path, path: Path, text: str) -> None:
    """Write `text` to the file `path`. The folder of reports is made when it is not there.

    Raises UsageError when that cannot be done.
    """
    need_place(root, path)
    path.parent.mkdir(exist_ok=True)
    places = Places(path.parent)
    before = path.read_bytes() if path.exists() else None
    change = Change(path.name, path.name, before, text.encode("utf-8", "backslashreplace"))
    written = write_batches(places, [[change]])
    if written.left:
        raise UsageError(f"{path} {written.left[0].reason}")
    if written.interrupted:
        raise KeyboardInterrupt
