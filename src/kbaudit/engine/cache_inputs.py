"""What a run reads, so that it can be told later whether all of it is still the same.

Nobody has to declare what he reads: Python announces each file that is opened, each folder that is
listed and each program that is started, and whatever a run does is an input of it. Git is told by
what its repository holds; after any other program, or a look into the network, nobody can tell.
"""

import os
import site
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from kbaudit.target.fingerprint import fingerprint, git_dir_of

_READING_GIT = frozenset(
    {"rev-parse", "ls-tree", "cat-file", "log", "diff-tree", "for-each-ref", "rev-list", "grep"}
)
"""Commands of git whose answers follow from what the fingerprint of a repository covers."""

_LINK = "link to "
_SETTLED = 3_000_000_000
"""Nanoseconds; the coarsest file systems tell times to two seconds."""
_KNOWN = "kbaudit.known"
"""Announced for files of which `recorded` was told, and which are not read."""
_PROVING = "kbaudit.proving"
"""Announced with True before files are read whose content is known by its digest; then False."""
_FILES = frozenset({"open", "kbaudit.looked"})
_FOLDERS = frozenset({"os.scandir", "os.listdir"})
_PROGRAMS = frozenset({"subprocess.Popen", "kbaudit.asked"})
_OTHERS = frozenset({"socket.connect", "socket.getaddrinfo", "os.system", "os.posix_spawn"})
_EVENTS = _FILES | _FOLDERS | _PROGRAMS | _OTHERS | {_KNOWN, _PROVING}


@dataclass
class Inputs:
    """What a run read: files, folders and git directories, each with a digest of what it held.

    `certain` is False when something was done whose outcome cannot be told from these. `marks` has
    for files and folders what the system says of them without reading, where it can be trusted: as
    long as that is the same, so are they.
    """

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    repositories: dict[str, str] = field(default_factory=dict)
    certain: bool = True
    marks: dict[str, str] = field(default_factory=dict)

    def now(self) -> "Inputs":
        """The same inputs as they are now."""
        repositories = {path: fingerprint(Path(path)) for path in self.repositories}
        now = Inputs({}, {}, repositories, self.certain)
        for path, digest in self.folders.items():
            now.enter(path, self.marks.get(path), digest)
        for path, digest in self.files.items():
            now.look(path, self.marks.get(path), digest)
        return now

    def enter(self, path: str, mark: str | None = None, digest: str = "") -> None:
        """Take up a folder, which had `digest` when the system said `mark` of it.

        Where a link lies in it, the system does not say when that leads to something else.
        """
        moment = time.time_ns()
        try:
            found = os.stat(path)  # noqa: PTH116
            seen = _mark(found)
            if seen == mark:
                self.folders[path], self.marks[path] = digest, seen
                return
            entries = sorted((entry.name, _kind(entry)) for entry in os.scandir(path))
        except OSError as error:
            self.folders[path] = type(error).__name__
            return
        whole = "\n".join(f"{name}\0{kind}" for name, kind in entries)
        held = blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=16)
        self.folders[path] = held.hexdigest()
        if _settled(found, moment) and not any(kind.startswith(_LINK) for _, kind in entries):
            self.marks[path] = seen

    def look(self, path: str, mark: str | None = None, digest: str = "") -> None:
        """Take up a file, which had `digest` when the system said `mark` of it.

        For what is no file, or cannot be read, the reason is taken up. A file that was changed so
        lately that another change might bear the same time is read again the next time.
        """
        moment = time.time_ns()
        try:
            found = os.stat(path)  # noqa: PTH116
            if not S_ISREG(found.st_mode):
                self.files[path] = "folder" if S_ISDIR(found.st_mode) else "other"
                return
            seen = _mark(found)
            if seen == mark:
                self.files[path], self.marks[path] = digest, seen
                return
            held = blake2b(Path(path).read_bytes(), digest_size=16)
        except OSError as error:
            self.files[path] = type(error).__name__
            return
        self.files[path] = held.hexdigest()
        if _settled(found, moment):
            self.marks[path] = seen

    def set_out(self) -> None:
        """What was read so far is known to the process that this one helps."""
        for part in (self.files, self.folders, self.repositories, self.marks):
            part.clear()

    def brought(self) -> "Inputs":
        """All of it, for another process."""
        return self

    def take(self, brought: "Inputs") -> None:
        """Take up what another process read; what it found otherwise than this one is uncertain."""
        self.certain = self.certain and brought.certain
        for own, theirs in (
            (self.files, brought.files),
            (self.folders, brought.folders),
            (self.repositories, brought.repositories),
            (self.marks, brought.marks),
        ):
            for path, held in theirs.items():
                self.certain = self.certain and own.setdefault(path, held) == held

    def digest(self) -> str:
        """One digest of all of them."""
        whole = blake2b(digest_size=20)
        for part in (self.files, self.folders, self.repositories):
            lines = "".join([f"{path}\0{held}\n" for path, held in sorted(part.items())])
            whole.update(f"{lines}\0".encode("utf-8", "surrogateescape"))
        return whole.hexdigest()


@contextmanager
def recorded(known: Inputs | None = None) -> Iterator[Inputs]:
    """What is read inside. Our own code, Python and its libraries are no inputs, but versions.

    `known` are inputs as they are now, for those files that are known and not read.
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
    places.add(str(Path(__file__).parents[1]))
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
            self.inputs.enter(path)

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


def _mark(found: os.stat_result) -> str:
    """What the system says of a file or folder that is another one after each change."""
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def _settled(found: os.stat_result, moment: int) -> bool:
    """Whether the last change was long enough before `moment` for the next to bear another time."""
    return max(found.st_mtime_ns, found.st_ctime_ns) + _SETTLED < moment


def _kind(entry: "os.DirEntry[str]") -> str:
    link = _LINK if entry.is_symlink() else ""
    return link + ("folder" if entry.is_dir() else "file" if entry.is_file() else "other")
