"""An audit that was made before is not made again while all that it read is the same.

What is kept besides whole reports (see `results`, `parts` and `tables`) is brought into a run here
as well. Nothing else knows of it: a run is the same with and without.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from kbaudit import __version__
from kbaudit.engine.cache.codec import MisfitError, decoded, dumped, encoded, loaded, made, plain
from kbaudit.engine.cache.columns import in_columns, of_columns
from kbaudit.engine.cache.inputs import Inputs
from kbaudit.engine.cache.recorder import PACKAGE, code_folders, recorded
from kbaudit.engine.cache.store import Store
from kbaudit.engine.cache.tables import KeptTables
from kbaudit.engine.garbage import loading
from kbaudit.engine.redact import redacted
from kbaudit.engine.request import Outcome, Request
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Report
from kbaudit.model.span import Source

T = TypeVar("T")
_EMPTY = Source("")
_FEW = 1_000
"""Findings of a report that is kept at once although it was put together of what is known."""
_VARIABLES = ("HOME", "USERPROFILE", "PATH")
_NOTES = (".dist-info", ".egg-info", ".pth")
_PREFIXES = ("KBAUDIT_", "GIT_", "XDG_")


@dataclass(frozen=True)
class _Kept:
    """An outcome without its texts, and without the findings of its report, which are apart.

    `paths` names those files that have a text; `clean` is as in `Outcome`.
    """

    report: Report
    fail_on: Level
    paths: tuple[str, ...]
    clean: bool


def remembered(
    audit: Callable[[Request], Outcome], request: Request, store: Store | None
) -> Outcome:
    """What `audit` says of `request`: what it said before, if all that it read then is the same.

    `audit` shows no secrets, so that none is kept. Raises what it raises; only what it returns is
    kept. It is simply asked without a `store`, where the answer is that of servers, and where
    something lies among libraries, of which only versions are noted.
    """
    if store is None or request.online or _is_among_libraries(request):
        return audit(request)
    with closing(store):
        return _remembered(audit, request, store)


def _is_among_libraries(request: Request) -> bool:
    places = (request.root, request.config, request.baseline)
    absolute = (os.path.abspath(place) for place in places if place is not None)  # noqa: PTH100
    return any(place.startswith(code_folders()) for place in absolute)


def _remembered(audit: Callable[[Request], Outcome], request: Request, store: Store) -> Outcome:
    with request.watch.phase("looking into the cache"), loading():
        question = _question(request)
        inputs = _read(Inputs, store.get(f"{question}.inputs"))
        now = inputs.now() if inputs is not None else Inputs()
        kept = _kept(store.get(_name(question, now))) if inputs is not None else None
    if kept is not None:
        if inputs is not None and inputs.marks != now.marks:
            store.put(f"{question}.inputs", encoded(Inputs, now))
        texts = _Texts(request, kept.paths)
        same = Outcome(kept.report, texts, kept.fail_on, clean=kept.clean)
        return same if same.clean else redacted(same)
    from kbaudit.engine.cache.results import KeptResults  # with all that reads pages

    tables = KeptTables(store, _programs_digest())
    results = KeptResults(store, f"{_programs_digest()} {os.path.abspath(request.root)}")  # noqa: PTH100
    with recorded(now) as inputs:
        carriers = (tables, inputs)
        outcome = audit(
            replace(request, tables=tables, shelf=results, seen=now.files, carriers=carriers)
        )
    tables.save()
    if outcome.report.faults:
        return outcome
    with loading():
        results.save()
    if inputs.certain:
        with request.watch.phase("filling the cache"), loading():
            if not results.patched or len(outcome.report.findings) <= _FEW:
                held = outcome.texts.items()
                paths = tuple(path for path, source in held if source.digest != _EMPTY.digest)
                new = _Kept(outcome.report, outcome.fail_on, paths, outcome.clean)
                store.put(_name(question, inputs), _written(new))
            store.put(f"{question}.inputs", encoded(Inputs, inputs))
    return outcome


def _read(kind: type[T], data: bytes | None) -> T | None:
    try:
        return decoded(kind, data) if data is not None else None
    except MisfitError:
        return None


def _written(kept: _Kept) -> bytes:
    rest = replace(kept, report=replace(kept.report, findings=()))
    return dumped([plain(_Kept, rest), in_columns(Finding, kept.report.findings)])


def _kept(data: bytes | None) -> _Kept | None:
    try:
        rest, findings = loaded(data) if data is not None else (None, None)
        kept = made(_Kept, rest)
        report = replace(kept.report, findings=tuple(of_columns(Finding, findings)))
    except (MisfitError, ValueError, TypeError):
        return None
    return replace(kept, report=report)


def _name(question: str, inputs: Inputs) -> str:
    return f"{question}-{inputs.digest()}"


def _question(request: Request) -> str:
    """What is asked, where, and of whom: the request, and all programs that take part."""
    asked = {one.name: getattr(request, one.name) for one in fields(request) if one.compare}
    whole = blake2b(digest_size=16)
    for part in (
        sorted((name, _said(value)) for name, value in asked.items() if not callable(value)),
        os.getcwd(),  # noqa: PTH109
        [os.environ.get(name) for name in _VARIABLES],
        sorted(item for item in os.environ.items() if item[0].startswith(_PREFIXES)),
        _programs_digest(),
    ):
        whole.update(f"{part}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _said(value: object) -> str:
    return str(sorted(value) if isinstance(value, frozenset) else value)


@cache
def _programs_digest() -> str:
    """A digest of all programs that take part in an audit."""
    changed = [_changed(place) for place in _programs()]
    system = (platform.system(), platform.release(), platform.machine())
    # How names of files are read, which decides how a path is shown.
    names = sys.getfilesystemencoding()
    parts = (__version__, sys.version, system, names, changed)
    return blake2b(str(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _programs() -> Iterator[Path]:
    """Our own code, what an installer noted of the libraries, and git."""
    yield from sorted(PACKAGE.rglob("*.py"))
    for folder in code_folders():
        if (place := Path(folder)).is_dir():
            # Other folders change when Python keeps there what it compiled.
            yield from sorted(one for one in place.iterdir() if one.name.endswith(_NOTES))
    yield Path(shutil.which("git") or "git")


def _changed(place: Path) -> tuple[str, int, int]:
    """A file or folder with its size and when it was last changed."""
    try:
        found = place.stat()
    except OSError:
        return str(place), 0, 0
    return str(place), found.st_size, found.st_mtime_ns


class _Texts(Mapping[str, Source]):
    """The texts of files that a request is about, each read when it is asked for."""

    def __init__(self, request: Request, paths: tuple[str, ...]) -> None:
        self._request = request
        self._sources: dict[str, Source | None] = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> Source:
        source = self._sources[path]
        if source is None:
            source = Source(self._read(path).decode("utf-8"))
            self._sources[path] = source
        return source

    def _read(self, path: str) -> bytes:
        if self._request.recorded is None:
            return (self._request.root / path).read_bytes()
        return self._held[path]

    @cached_property
    def _held(self) -> Mapping[str, bytes]:
        """What git has of the files, read in one go."""
        recorded = self._request.recorded
        return recorded.contents(list(self._sources)).data if recorded is not None else {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)
