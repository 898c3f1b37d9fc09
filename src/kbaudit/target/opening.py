"""Opening a target that is a git repository."""

from __future__ import annotations

from pathlib import Path

from kbaudit.model.errors import TargetError
from kbaudit.target.command import GitCommand
from kbaudit.target.git import GitTarget
from kbaudit.target.process import Output


def open_target(path: str | Path) -> GitTarget:
    """The repository at `path`: a clone, a bare or shallow one, a linked worktree, a submodule.

    `path` is the top folder of a working tree or a git directory. A folder inside a repository is
    refused: an empty submodule or an unpacked archive would silently become the repository around
    it.
    """
    place = Path(path)
    if not place.exists():
        raise TargetError(f"there is no folder {path}: give the path of a clone of the repository")
    if not place.is_dir():
        raise TargetError(f"{path} is a file: give the folder of a clone of the repository")
    # A git directory is named to git, which may be configured not to look for bare ones.
    bare = (place / "HEAD").is_file() and (place / "objects").is_dir()
    command = GitCommand(str(place), str(place.resolve()) if bare else None)
    asked = ("--absolute-git-dir", "--is-shallow-repository", "--show-prefix")
    found = command.run("rev-parse", *asked)
    if found.status != 0:
        raise _cannot_open(path, found)
    git_dir, shallow, inside = found.text.rsplit("\n", 2)
    if inside and not bare:
        top = command.run("rev-parse", "--show-toplevel").text
        raise TargetError(
            f"{path} is not a repository but a folder inside {top}: give the folder of a clone"
        )
    command = GitCommand(str(place), git_dir)
    return GitTarget(command, str(path), shallow=shallow == "true", bare=bare)


def _cannot_open(path: str | Path, found: Output) -> TargetError:
    if "dubious ownership" in found.err:
        folder = Path(path).resolve()
        return TargetError(
            f"{path} belongs to another user, and git refuses to read it: "
            f"`git config --global --add safe.directory {folder}` allows it"
        )
    if "not a git repository" in found.err:
        return TargetError(f"{path} is not a git repository: give the folder of a clone")
    return TargetError(f"{path} cannot be read as a git repository: {found.complaint}")
