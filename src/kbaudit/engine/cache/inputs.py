"""What a run read, so that it can be told later whether all of it is still the same."""

import os
import time
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from kbaudit.target.fingerprint import fingerprint

_LINK = "link to "
_SETTLED = 3_000_000_000
"""Nanoseconds; the coarsest file systems tell times to two seconds."""


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


def _mark(found: os.stat_result) -> str:
    """What the system says of a file or folder that is another one after each change."""
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def _settled(found: os.stat_result, moment: int) -> bool:
    """Whether the last change was long enough before `moment` for the next to bear another time."""
    return max(found.st_mtime_ns, found.st_ctime_ns) + _SETTLED < moment


def _kind(entry: "os.DirEntry[str]") -> str:
    link = _LINK if entry.is_symlink() else ""
    return link + ("folder" if entry.is_dir() else "file" if entry.is_file() else "other")
