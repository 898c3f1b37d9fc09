"""What a run reads, as Python announces it: each file, each folder and each program.

Nobody has to declare what he reads: whatever a run does is an input of it. Git is told by what its
repository holds; after any other program, or a look into the network, nobody can tell.
"""

import os
import site
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kbaudit
from kbaudit.engine.cache.inputs import Inputs
from kbaudit.target.fingerprint import fingerprint, git_dir_of

PACKAGE = Path(kbaudit.__file__).parent
"""The folder of our own code."""
_READING_GIT = frozenset(
    {"rev-parse", "ls-tree", "cat-file", "log", "diff-tree", "for-each-ref", "rev-list"}
)
"""Commands of git whose answers follow from what the fingerprint of a repository covers."""

_KNOWN = "kbaudit.known"
"""Announced for files of which `recorded` was told, and which are not read."""
_PROVING = "kbaudit.proving"
"""Announced with True before files are read whose content is known by its digest; then False."""
_FILES = frozenset({"open", "kbaudit.looked"})
_FOLDERS = frozenset({"os.scandir", "os.listdir"})
_PROGRAMS = frozenset({"subprocess.Popen", "kbaudit.asked"})
_OTHERS = frozenset(
    {"socket.connect", "socket.getaddrinfo", "os.system", "os.posix_spawn", "kbaudit.remembered"}
)
"""What no later run can tell to be the same: see `kbaudit.target.refs.resolve` for the last."""
_EVENTS = _FILES | _FOLDERS | _PROGRAMS | _OTHERS | {_KNOWN, _PROVING}


@contextmanager
def recorded(known: Inputs | None = None) -> Iterator[Inputs]:
    """What is read inside. Our own code, Python and its libraries are no inputs, but versions.

    `known` are inputs as they were a moment ago, for files that are known and not read, and for
    folders of which the system says the same.
    """
    recorder = _Recorder(known or Inputs())
    if not _active:
        _install()
    _active.append(recorder)
    try:
        yield recorder.inputs
    finally:
        _active.remove(recorder)


@contextmanager
def unrecorded() -> Iterator[None]:
    """What is read inside is no input of the run: it holds nothing that could change."""
    held, _active[:] = _active[:], []
    try:
        yield
    finally:
        _active[:] = held


def code_folders() -> tuple[str, ...]:
    """The folders, each with a slash behind it, in which Python and its libraries are."""
    places = {os.path.dirname(os.__file__), *site.getsitepackages()}  # noqa: PTH120
    places.add(str(PACKAGE))
    return tuple(os.path.join(place, "") for place in sorted(places))  # noqa: PTH118


class _Recorder:
    """Fills `inputs` with what Python announces; each is looked at when it is announced."""

    def __init__(self, known: Inputs) -> None:
        self.inputs = Inputs()
        self._known = known
        self._code = code_folders()
        self._busy = threading.local()

    def announced(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an event. What is done in here to look at something is no input."""
        if event == _PROVING:
            self._busy.proving = arguments[0]
        if getattr(self._busy, "now", False) or getattr(self._busy, "proving", False):
            return
        self._busy.now = True
        try:
            if event == _PROVING:
                pass
            elif event == _KNOWN:
                self._take(arguments[0])
            elif event in _FILES:
                self._opened(arguments[0])
            elif event in _FOLDERS:
                self._listed(arguments[0])
            elif event in _PROGRAMS:
                self._started(arguments[1], arguments[2])
            else:
                self.inputs.certain = False
        finally:
            self._busy.now = False

    def _opened(self, opened: Any) -> None:
        path = _absolute(opened)
        if path is not None and path not in self.inputs.files and not path.startswith(self._code):
            self.inputs.look(path)

    def _take(self, paths: list[str]) -> None:
        """Take up files as they are known."""
        files, marks = self._known.files, self._known.marks
        self.inputs.files.update((path, files[path]) for path in paths)
        self.inputs.marks.update((path, marks[path]) for path in paths if path in marks)

    def _listed(self, listed: Any) -> None:
        path = _absolute("." if listed is None else listed)
        if path is None:
            self.inputs.certain = False
        elif path not in self.inputs.folders and not path.startswith(self._code):
            known = self._known
            self.inputs.enter(path, known.marks.get(path), known.folders.get(path, ""))

    def _started(self, command: Any, folder: Any) -> None:
        words = [os.fsdecode(word) for word in command] if isinstance(command, list) else []
        if {"version", "--version"} & set(words):
            return
        named = [word.partition("=")[2] for word in words if word.startswith("--git-dir=")]
        if _READING_GIT.isdisjoint(words) or (folder is None and not named):
            self.inputs.certain = False
            return
        for path in named or self._found_by_git(os.path.abspath(folder)):  # noqa: PTH100
            if path not in self.inputs.repositories:
                self.inputs.repositories[path] = fingerprint(Path(path))

    def _found_by_git(self, folder: str) -> Iterator[str]:
        """The git directory that git finds from `folder` upwards, if there is one."""
        for place in (Path(folder), *Path(folder).parents):
            self._opened(place / ".git")
            if (found := git_dir_of(place)) is not None:
                yield str(found)
                return


_active: list[_Recorder] = []
_installed: list[bool] = []


def _install() -> None:
    """Python never forgets a hook: there is one, and it does nothing while nobody records."""
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _active and event in _EVENTS and not _importing():
        for recorder in _active:
            recorder.announced(event, arguments)


def _importing() -> bool:
    """Whether the event comes from an import: code is no input."""
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")


def _absolute(path: Any) -> str | None:
    """The absolute path of what was opened, None for a descriptor."""
    if isinstance(path, int):
        return None
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100
