"""The base: the revision at which the citations of a knowledge base were last true.

Nobody recorded it, most of the time. Front matter may name a revision, the map has the time at
which it was generated, pages have the day of their last update, permalinks have a commit: each of
these names one. What decides between them, and the target itself, is evidence: the revision under
which most quotes stand where their citations say is the base. Where too few quotes are true under
all of them, the releases are tried.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from kbaudit.model.errors import TargetError
from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.part import followed
from kbaudit.rulekit.base_search import REVISION, Quote, Search, permalinks_in
from kbaudit.rulekit.proof import stands_at
from kbaudit.rulekit.readings import Readings, View
from kbaudit.target.resolve import resolve
from kbaudit.target.revision import Revision, Target

_DATE = regex(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?")
_NEAR = 2
"""A quote is true at a base if it begins so near to the cited lines, or lies inside them."""
_GOOD = 0.6
_ENOUGH = 3
_FIT = 0.85
_ITSELF = "the target itself"
_SAMPLE = 400
"""Quotes that are looked up at each candidate; more of them would not change the outcome."""
_MAPPED = ("commit", "revision", "release", "tag", "version")
"""Properties of a map that name a revision."""
_PERMALINKS = 3
"""The refs that most permalinks have; more of them are of other times."""
_BETTER = 0.1
"""So many more of the quotes must be true under a release that nothing else speaks for."""
_TRIED = 12
"""Releases that are looked at in one go: first over the whole history, then near the best."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base revision, how it was found, and how many of the quotes looked up are true at it.

    Of those `exact` begin in the very line that their citation names.
    """

    revision: Revision
    how: str
    quotes: int = 0
    true: int = 0
    exact: int = 0

    @property
    def fits(self) -> bool:
        """Whether enough quotes are true there to take its lines for those that pages mean."""
        return self.quotes >= _ENOUGH and self.true >= _FIT * self.quotes

    @property
    def note(self) -> str:
        """One sentence for the summary."""
        fit = f"; {self.true} of {self.quotes} quotes are true there" if self.quotes else ""
        return f"base {self.revision.commit[:10]} ({self.how}{fit})"


def find_base(
    kb: KnowledgeBase,
    files: tuple[File, ...],
    target: Target,
    revision: Revision,
    asked: str = "",
    readings: Readings | None = None,
    search: Search | None = None,
) -> Base:
    """The base of `files`, whose target is held at `revision`: that itself when nothing else tells.

    `files` come in the order of their paths. `asked` is a revision that the user named; it is taken
    as it is. `readings` is what was read of the target before, `search` takes up what this reads of
    pages. Raises TargetError when the revision asked for does not exist.
    """
    search = search or Search()
    with followed(search):
        fitted = partial(_fitted, files, readings or Readings(), search)
        if asked:
            return fitted(target.revision(asked), f"asked for as {asked}")
        candidates: dict[str, tuple[Revision, str]] = {}
        for candidate, how in _candidates(kb, files, target, revision):
            candidates.setdefault(candidate.commit, (candidate, how))
        best = _best([fitted(one, how) for one, how in candidates.values()])
        if best.quotes < _ENOUGH or best.fits:
            return best
        other = _best([best, *_released(target, revision, fitted)])
        return other if other.true >= best.true + max(1, _BETTER * best.quotes) else best


def _best(bases: Sequence[Base]) -> Base:
    """The base under which most quotes are true; of equals the first."""
    return max(bases, key=lambda base: (base.true, base.exact))


def _released(
    target: Target, revision: Revision, fitted: Callable[[Revision, str], Base]
) -> Iterator[Base]:
    """The releases that may be the base: some of the whole history, and all near the best."""
    names = list(target.releases(revision))
    step = max(1, -(-len(names) // _TRIED))
    tried: dict[int, Base] = {}

    def look(places: Sequence[int]) -> None:
        for at in places:
            found = target.known(names[at]) if at not in tried else None
            if found is not None:
                name = names[at].removeprefix("refs/tags/")
                how = f"release {name}, under which most quotes are true"
                tried[at] = fitted(found, how)

    look(range(0, len(names), step))
    if tried and step > 1:
        middle = max(sorted(tried), key=lambda at: (tried[at].true, tried[at].exact))
        near = range(max(0, middle - step + 1), min(len(names), middle + step))
        look(sorted(near, key=lambda at: abs(at - middle))[: 2 * _TRIED])
    yield from (tried[at] for at in sorted(tried))


def _candidates(
    kb: KnowledgeBase, files: tuple[File, ...], target: Target, revision: Revision
) -> Iterator[tuple[Revision, str]]:
    """Revisions that may be the base, the likeliest first."""
    for name in sorted(set(_verified(files))):
        try:
            yield target.revision(name), f"verified at {name}, say pages"
        except TargetError:
            continue
    for file in kb.maps:
        for named in (file.property(key) for key in _MAPPED if file in files):
            found = target.known(named) if REVISION.fullmatch(named) else None
            if found is not None:
                yield found, f"{named[:10]}, says the map"
    for name, count in Counter(_permalinks(files)).most_common(_PERMALINKS):
        found = target.known(name)
        if found is not None:
            yield (
                found,
                f"{name[:10]}, says {'a permalink' if count == 1 else f'{count} permalinks'}",
            )
    paths = {file.path for file in files}
    times = [
        (file.property("generated"), "the map's time") for file in kb.maps if file.path in paths
    ]
    times.append((max(_updated(files), default=""), "the last update of the pages"))
    for text, what in times:
        time = moment(text)
        commit = target.last_commit_before(time, revision) if time else None
        if commit is not None:
            yield target.revision(commit.id), f"from {what}, {text}"
    yield revision, _ITSELF


def _verified(files: tuple[File, ...]) -> Iterator[str]:
    for file in files:
        if isinstance(file, Page):
            yield from file.upkeep.verified


def _permalinks(files: tuple[File, ...]) -> Iterator[str]:
    """The commits and releases to which links to files are pinned."""
    for file in files:
        yield from permalinks_in(file.pinned)


def _updated(files: tuple[File, ...]) -> Iterator[str]:
    for file in files:
        if isinstance(file, Page) and file.upkeep.updated:
            yield file.upkeep.updated


def moment(text: str) -> int | None:
    """Unix time of a date or time as pages write it, taken as UTC; a day means its end."""
    match = _DATE.search(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    try:
        midnight = datetime(year or 0, month or 0, day or 0, tzinfo=UTC)
    except ValueError:
        return None
    if not hour and not minute:
        return int(midnight.timestamp()) + 86_399
    return int(midnight.timestamp()) + (hour or 0) * 3600 + (minute or 0) * 60


def _fitted(
    files: tuple[File, ...], known: Readings, search: Search, revision: Revision, how: str
) -> Base:
    """Count the quotes that stand at a revision where their citations say."""
    view = known.view(revision)
    sample = list(islice(_quotes(files, view, search), _SAMPLE))
    view.revision.expect(path for path, _, _ in sample)
    true = exact = 0
    for path, quote, lines in sample:
        place = view.place(path, quote).near(lines.first, lines.last)
        if place is not None and place.score >= _GOOD:
            true += stands_at(place, lines.first, lines.last, _NEAR)
            exact += place.first == lines.first
    return Base(revision, how, len(sample), true, exact)


def _quotes(files: tuple[File, ...], view: View, search: Search) -> Iterator[Quote]:
    """Quotes of citations whose path is found at a revision, with that path."""
    for file in files:
        for cited, quote, lines in search.look_up(file):
            path = resolve(cited, view.paths).path
            if path is not None:
                yield path, quote, lines
