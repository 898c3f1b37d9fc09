"""Lays the example out in a folder: files, and a repository that git itself makes."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kbaudit.example import history
from kbaudit.model.errors import UsageError

_WIKI = "wiki"
_CODE = "jobq"


@dataclass(frozen=True, slots=True)
class Example:
    """Where the example lies."""

    folder: Path

    @property
    def wiki(self) -> Path:
        """The knowledge base."""
        return self.folder / _WIKI

    @property
    def code(self) -> Path:
        """The repository that it is about."""
        return self.folder / _CODE


def lay_out(folder: Path | None = None) -> Example:
    """Lay the example out in `folder`, which must be empty or not there, or in a temporary one.

    What was made is taken away again when it cannot be finished, whatever the reason.
    """
    git = shutil.which("git")
    if git is None:
        raise UsageError(
            "git is not installed or not on the PATH: install it, the example needs a repository"
        )
    with _own(folder) as place:
        example = Example(place)
        _make_repository(git, example.wiki, history.pages_stream(_pages()))
        _make_repository(git, example.code, history.stream(), f"{history.URL}.git")
    return example


@contextmanager
def _own(folder: Path | None) -> Iterator[Path]:
    """A folder to fill; on failure it is again as it was before."""
    if folder is None:
        place, made = Path(tempfile.mkdtemp(prefix="kbaudit-demo-")), []
        made.append(place)
    else:
        _refuse(folder)
        place = folder
        made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield place
    except BaseException:
        for name in (_WIKI, _CODE):
            shutil.rmtree(place / name, ignore_errors=True)
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise


def _refuse(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder that is empty or not there yet")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: name a folder that is empty or not there yet")


def _pages() -> dict[str, bytes]:
    """The files of the knowledge base by their paths, in order."""
    source = Path(__file__).parent / _WIKI
    return {
        path.relative_to(source).as_posix(): path.read_text("utf-8").encode()
        for path in sorted(source.rglob("*.md"))
    }


def _make_repository(git: str, place: Path, stream: bytes, origin: str = "") -> None:
    place.mkdir()
    _run(git, place, "init", "--quiet", "--template=", "--", ".")
    if origin:
        _run(git, place, "remote", "add", "origin", origin)
    _run(git, place, "fast-import", "--quiet", data=stream)
    # The first branch is named by git's version and settings; ours is that of the stream.
    _run(git, place, "symbolic-ref", "HEAD", "refs/heads/main")
    _run(git, place, "reset", "--quiet", "--hard")


def _run(git: str, place: Path, *arguments: str, data: bytes = b"") -> None:
    options = ("-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false")
    done = subprocess.run(
        [git, *options, *arguments],
        cwd=place,
        env=_environment(),
        input=data,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        said = [line for line in said if line.startswith(("fatal:", "error:"))] or said
        raise UsageError(
            f"git {arguments[0]} failed in {place}: {said[-1] if said else 'silently'}"
        )


def _environment() -> dict[str, str]:
    """Enough for git to run, and none of the user's settings, identities, hooks or templates."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
