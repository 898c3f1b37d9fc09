"""Writes changed files. At every moment each file is the old one or the new one, whole."""

import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from kbaudit.engine.fixer.places import Places, because, temporary_name
from kbaudit.engine.fixer.report import Change, Left

_MEANWHILE = "was changed by somebody else meanwhile"


@dataclass
class Written:
    """What became of the changes: `done`, `left` with the reason, or never come to."""

    done: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)

    @property
    def interrupted(self) -> bool:
        """Whether the user stopped the writing."""
        return bool(self.untouched)


def write_batches(places: Places, batches: Sequence[Sequence[Change]]) -> Written:
    """Write `batches`; the files of one batch belong together: all are changed, or none.

    A failure leaves the batch as it was and is told; an interrupt ends the writing after the batch
    at hand. A file that is no longer what was read is left alone.
    """
    written = Written()
    with _interrupts_wait() as interrupted:
        for batch in batches:
            if interrupted():
                written.untouched += [change.path for change in batch]
                continue
            try:
                problem = _Batch(places, batch).write()
            except KeyboardInterrupt:  # of another thread, or where no handler can be set
                written.untouched += [change.path for change in batch]
                interrupted(now=True)
                continue
            if problem is None:
                written.done += batch
            else:
                written.left.append(problem)
                others = (change.path for change in batch if change.path != problem.path)
                why = f"belongs together with {problem.path}, which {problem.reason}"
                written.left += [Left(path, why) for path in others]
    return written


class _Batch:
    """Files that are changed together."""

    def __init__(self, places: Places, changes: Sequence[Change]) -> None:
        self._places = places
        self._changes = changes
        self._temporary: list[Path] = []
        self._replaced: list[tuple[Path, Change]] = []
        self._aside: dict[Path, Path] = {}

    def write(self) -> Left | None:
        """Change all; None when that is done, else which file could not be changed, and why."""
        path = ""
        try:
            ready: list[tuple[Change, Path, Path | None]] = []
            for change in self._changes:
                path = change.path
                place = self._places.real(path)
                if place is None:
                    return Left(path, self._places.obstacle(path))
                model = self._places.root / change.like if change.like else place
                new = None
                if change.after is not None:
                    new = self._prepare(place, change.after, model)
                ready.append((change, place, new))
            for change, place, temporary in ready:
                path = change.path
                now = place.read_bytes() if change.before is not None or place.exists() else None
                if now == change.after:
                    continue  # another name of a file that was just written
                if now != change.before:
                    self._put_back()
                    return Left(path, _MEANWHILE)
                if temporary is None:
                    temporary = self._aside[place] = self._spare(place)
                    os.replace(place, temporary)  # noqa: PTH105
                else:
                    os.replace(temporary, place)  # noqa: PTH105
                self._replaced.append((place, change))
                _sync(place.parent)
        except OSError as error:
            self._put_back()
            return Left(path, because(error))
        except BaseException:
            self._put_back()
            raise
        finally:
            for temporary in self._temporary:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        return None

    def _spare(self, place: Path) -> Path:
        """A name beside `place` for a file that is gone when all is done."""
        temporary = place.with_name(temporary_name(secrets.token_hex(4)))
        self._temporary.append(temporary)
        return temporary

    def _prepare(self, place: Path, data: bytes, model: Path) -> Path:
        """A file beside `place` that holds `data` and is like `model` in mode and owner."""
        temporary = self._spare(place)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not model.exists():
            return temporary
        like = model.stat()
        if hasattr(os, "chown"):
            with suppress(PermissionError):
                os.chown(temporary, like.st_uid, like.st_gid)
        shutil.copystat(model, temporary)  # after chown, which may drop bits of the mode
        os.utime(temporary)
        return temporary

    def _put_back(self) -> None:
        """Give the files that were replaced already their old bytes back."""
        for place, change in reversed(self._replaced):
            with suppress(OSError):
                if aside := self._aside.get(place):
                    self._temporary.remove(aside)  # should it not go back, it must not go either
                    os.replace(aside, place)  # noqa: PTH105
                elif change.before is None:
                    place.unlink()
                else:
                    os.replace(self._prepare(place, change.before, place), place)  # noqa: PTH105
        self._replaced.clear()


def _sync(folder: Path) -> None:
    """Make the new name last; not all systems can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _Flag:
    """Whether an interrupt has come; called with `now` it has."""

    def __init__(self) -> None:
        self._set = False

    def __call__(self, *, now: bool = False) -> bool:
        self._set = self._set or now
        return self._set


@contextmanager
def _interrupts_wait() -> Iterator[_Flag]:
    """While this lasts Ctrl-C only raises the flag.

    Handlers can be set in the main thread only; elsewhere nothing changes.
    """
    flag = _Flag()

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        flag(now=True)

    if threading.current_thread() is not threading.main_thread():
        yield flag
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)
