"""Which file of a revision a page means by a path: whole, cut short, or of somebody's machine.

Pure functions over the paths of a revision. A file is only *found* when one candidate is left or
the evidence singles one out; otherwise the answer stays *ambiguous*, ranked, because a finding
about the wrong file is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname
from typing import Literal

from kbaudit.model.alike import Alike
from kbaudit.model.regex import regex

_DRIVE = regex(r"[A-Za-z]:/")
_ABSOLUTE = regex(r"(/|~|[A-Za-z]:/|file://)")
_SUPPORTING = {"tests", "test", "testing", "examples", "example", "docs", "doc", "samples", "i18n"}
_SUPPORTING |= {"benchmark", "benchmarks", "scripts", "templates", "notebooks", "tutorials"}
_FIT_ENOUGH = 0.5
_FIT_AHEAD = 0.25
_CLOSE_NAME = 85
"""Per cent of letters that two names share."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page offers, beyond the path itself, to tell candidates apart.

    `cited`: other paths that the same page writes whole. `near`: names of folders that stand near
    the citation. `fit`: how well (0..1) a candidate agrees with the quote, lines or symbol cited.
    """

    cited: Collection[str] = ()
    near: Collection[str] = ()
    fit: Callable[[str], float] | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """`path` when found; else None and, when ambiguous, the `candidates` with the likeliest first.

    `how` names what decided: whole, suffix, prefix (of a machine, cut off), fit, context.
    """

    status: Literal["found", "ambiguous", "missing"]
    path: str | None = None
    candidates: tuple[str, ...] = ()
    how: str = ""


@dataclass(frozen=True)
class PathIndex:
    """The paths of a revision, ready for look-ups. Build it once for each revision."""

    files: Collection[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", frozenset(self.files))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The files of each name, sorted."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.files):
            found.setdefault(path[path.rfind("/") + 1 :], []).append(path)
        return found

    @cached_property
    def _by_ending(self) -> dict[str, Alike]:
        """The names of each extension."""
        found: dict[str, list[str]] = {}
        for name in self._by_name:
            found.setdefault(_ending(name), []).append(name)
        return {ending: Alike(names) for ending, names in found.items()}

    @cached_property
    def _all_names(self) -> Alike:
        return Alike(self._by_name)

    @cached_property
    def _folders(self) -> frozenset[str]:
        """All folders with files in them, or in folders of them."""
        found: set[str] = set()
        for path in self.files:
            folder = dirname(path)
            while folder and folder not in found:
                found.add(folder)
                folder = dirname(folder)
        return frozenset(found)

    def candidates(self, path: str) -> tuple[str, ...]:
        """The file that `path` is whole, else all files that end in `/path`, sorted."""
        plain = normalise(path)
        if plain in self.files:
            return (plain,)
        ending = f"/{plain}"
        found = [one for one in self._by_name.get(basename(plain), ()) if one.endswith(ending)]
        if not found and (stripped := self.strip_machine_prefix(path)):
            return (stripped,)
        return tuple(found)

    def strip_machine_prefix(self, path: str) -> str | None:
        """The longest end of an absolute path of some machine that is a whole path here.

        None when `path` is not absolute, or no end of it exists from the root of the repository.
        """
        if not _ABSOLUTE.match(path.strip().replace("\\", "/")):
            return None
        parts = normalise(path).split("/")
        for start in range(len(parts)):
            end = "/".join(parts[start:])
            if end in self.files:
                return end
        return None

    def has_folder(self, path: str) -> bool:
        """Whether `path` is a folder with files in it, from the root of the repository."""
        return normalise(path) in self._folders

    def similar(self, path: str, limit: int = 5) -> list[str]:
        """Files that may have been meant by a path that exists nowhere, the likeliest first.

        First the same name in other folders, those that share more of the path leading; then names
        that are spelled alike and have the same extension.
        """
        plain = normalise(path)
        name = basename(plain)
        found = sorted(self._by_name.get(name, ()), key=lambda one: (-_shared(one, plain), one))
        ending = _ending(name)
        alike = self._by_ending.get(ending) if ending else self._all_names
        for close in _close(name, alike, limit) if alike is not None else ():
            found += sorted(self._by_name[close], key=lambda one: (-_shared(one, plain), one))
        return found[:limit]


def _ending(name: str) -> str:
    """The extension of a name with its dot, empty where there is none."""
    return name[name.rfind(".") :] if "." in name else ""


def _close(name: str, names: Alike, limit: int) -> list[str]:
    """Those of `names`, itself apart, that are spelled most like `name`; equal ones in order."""
    from rapidfuzz import fuzz, process

    near = process.extract(
        name,
        names.near(name),
        scorer=fuzz.ratio,
        limit=limit + 1,
        score_cutoff=_CLOSE_NAME,
    )
    return [one for one, _, _ in near if one != name][:limit]


def normalise(path: str) -> str:
    """`path` with `/` between its parts; without `./`, a leading `/`, `~/` or `C:/`, a last `/`."""
    plain = path.strip().replace("\\", "/").removeprefix("file://")
    plain = _DRIVE.sub("", plain, count=1) if _DRIVE.match(plain) else plain
    parts = [part for part in plain.removeprefix("~").split("/") if part not in ("", ".")]
    return "/".join(parts)


def resolve(path: str, index: PathIndex, evidence: Evidence | None = None) -> Resolution:
    """The file of the revision that `path` means, as far as path and evidence tell."""
    candidates = index.candidates(path)
    if not candidates:
        return Resolution("missing")
    plain = normalise(path)
    if len(candidates) == 1:
        only = candidates[0]
        how = "whole" if only == plain else "suffix" if only.endswith(f"/{plain}") else "prefix"
        return Resolution("found", only, candidates, how)
    return _decide(candidates, evidence or Evidence())


def _decide(candidates: tuple[str, ...], evidence: Evidence) -> Resolution:
    fits = {one: evidence.fit(one) if evidence.fit else 0.0 for one in candidates}
    kinds = [
        _best(candidates, lambda one: _named_folders(one, evidence.near)),
        _best(candidates, lambda one: _company(one, evidence.cited)),
        _best(candidates, lambda one: -float(_supporting(one))),
    ]
    ranked = tuple(
        sorted(candidates, key=lambda one: (-fits[one], -sum(one in k for k in kinds), one))
    )
    lead = fits[ranked[0]] - fits[ranked[1]]
    if fits[ranked[0]] >= _FIT_ENOUGH and lead >= _FIT_AHEAD:
        return Resolution("found", ranked[0], ranked, "fit")
    agreed = set(candidates)
    for winners in kinds:
        agreed &= winners
    # The page's code contradicting its surroundings leaves it open.
    if len(agreed) == 1 and fits[ranked[0]] - fits[(only := agreed.pop())] < _FIT_AHEAD:
        return Resolution("found", only, ranked, "context")
    return Resolution("ambiguous", None, ranked)


def _best(candidates: Iterable[str], score: Callable[[str], float]) -> set[str]:
    scores = {one: score(one) for one in candidates}
    top = max(scores.values())
    return {one for one, value in scores.items() if value == top}


def _named_folders(path: str, near: Collection[str]) -> float:
    """How many of the folder names that stand near the citation are folders of this path."""
    folders = f"/{dirname(path)}/"
    return sum(f"/{normalise(name)}/" in folders for name in set(near) if normalise(name))


def _company(path: str, cited: Collection[str]) -> float:
    """2 for a file that the page also cites whole, 1 for a neighbour of one, else 0."""
    if path in cited:
        return 2
    return float(dirname(path) in {dirname(one) for one in cited})


def _supporting(path: str) -> bool:
    """Whether the file is test, example or documentation, which pages about code rarely mean."""
    return not _SUPPORTING.isdisjoint(dirname(path).split("/"))


def _shared(path: str, other: str) -> int:
    return len(set(dirname(path).split("/")) & set(dirname(other).split("/")))
