"""When a page was last updated: what it says, and what the history of the knowledge base tells.

A commit tells that a page is younger than it says only if it changed its words. One that added the
page does not tell how old the text was; one that set the date itself was made by somebody who chose
it; one that renumbered lines, moved files, or changed most of the knowledge base at once, updated
nobody's knowledge.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from hashlib import blake2b

from kbaudit.model.errors import TargetError
from kbaudit.model.regex import regex
from kbaudit.model.span import Source, Span
from kbaudit.read.decode import decode
from kbaudit.read.front_matter import FrontMatter
from kbaudit.read.page import Page
from kbaudit.target.journal import Journal, Touch

_DAY = regex(r"(?P<year>\d{4})([-/.])(?P<month>\d{2})\2(?P<day>\d{2})")
_TIME = regex(
    r"(?P<gap>[T ])(?P<hour>\d{2}):(?P<minute>\d{2})(?P<second>:\d{2}(?:\.\d+)?)?"
    r"(?P<zone>[ ]*(?:GMT|UTC|Z|[+-]\d{2}:?\d{2}))?"
)
_WORDS = regex(r"[^\W\d_]+")
_MANY = 10
_TOLERANCE = timedelta(days=1)
"""Somewhere it is tomorrow already."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The day of the last update as a page states it; `span` covers the day, and its time."""

    day: date
    span: Span
    text: str

    def moved_to(self, touch: Touch) -> str:
        """The text that states the time of `touch` in the same form; midnight means the day."""
        form = f"%Y{self.text[4]}%m{self.text[4]}%d"
        time = _TIME.search(self.text)
        if time is None:
            return touch.day.strftime(form)
        zone = time["zone"] or ""
        if zone.strip()[:1] in ("+", "-"):
            zone = "+00:00"
        second = ":00" if time["second"] else ""
        if (time["hour"], time["minute"]) == ("00", "00"):
            return f"{touch.day.strftime(form)}{time['gap']}00:00{second}{zone}"
        return touch.when.astimezone(UTC).strftime(f"{form}{time['gap']}%H:%M{second}{zone}")


def stated_updates(page: Page) -> list[Stated]:
    """What `page` says of its last update: its front matter, then an infobox below YAML.

    Empty where neither has a date.
    """
    spans = [matter.instance.place(("last_updated",)) for matter in _matters(page)]
    stated = [_stated(page.text, span) for span in spans if span is not None]
    return [one for one in stated if one is not None]


def _matters(page: Page) -> list[FrontMatter]:
    found = (page.front_matter, page.infobox)
    return list({matter.span: matter for matter in found if matter is not None}.values())


def _stated(text: str, span: Span) -> Stated | None:
    match = _DAY.search(text, span.start, span.end)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    time = _TIME.match(text, match.end(), span.end)
    where = Span(match.start(), time.end() if time else match.end())
    return Stated(day, where, where.of(text))


@dataclass(frozen=True, slots=True)
class Wording:
    """A page as a commit left it: the day that it stated, in ISO form, and a digest of its words.

    Numbers and front matter are no words.
    """

    day: str | None
    words: str


@dataclass(frozen=True)
class Updates:
    """What `journal` tells of pages, on the day `today`. Without a journal nothing is told.

    `pages` is how many pages there are. `wordings` may know pages as they were, by their blobs.
    """

    journal: Journal | None = None
    today: date = date.max
    pages: int = 0
    wordings: MutableMapping[str, Wording] = field(default_factory=dict)

    @property
    def missing(self) -> str:
        """Why history tells nothing, as a clause."""
        return "no history of the knowledge base" if self.journal is None else self.journal.missing

    def is_future(self, day: date) -> bool:
        """Whether `day` has come nowhere on earth."""
        return day > self.today and day - self.today > _TOLERANCE

    def younger(self, page: Page, stated: Stated) -> Touch | None:
        """The last commit that changed the words of `page` after the day that it states.

        None where history tells of none, or of one after which somebody set the date.
        """
        touches = self.journal.touches(page.path) if self.journal is not None else ()
        if self.journal is None or not any(self._tells(one, stated) for one in touches):
            return None
        try:
            blobs = {blob for one in touches for blob in (one.before, one.after)}
            new = sorted(blobs - self.wordings.keys())
            for blob, data in self.journal.contents(new).items() if new else ():
                self.wordings[blob] = _wording(page, data)
        except TargetError:  # a clone that has only some of the content
            return None
        for touch in touches:
            before, after = self.wordings[touch.before], self.wordings[touch.after]
            if not stated.day.isoformat() == after.day == before.day:
                return None
            if self._tells(touch, stated) and before.words != after.words:
                return touch
        return None

    def _tells(self, touch: Touch, stated: Stated) -> bool:
        """Whether a commit can show that the date is stale; one of a clock gone wrong cannot."""
        wide = touch.width >= _MANY and touch.width * 2 > self.pages
        return stated.day < touch.day and not wide and not self.is_future(touch.day)


NO_HISTORY = Updates()
"""What a rule is told that did not say that it needs history."""


def _wording(page: Page, data: bytes) -> Wording:
    """`page` as it was when it held `data`."""
    text, problem = decode(data)
    then = replace(page, source=Source(text), unreadable=problem)
    day = next((stated.day.isoformat() for stated in stated_updates(then)), None)
    for matter in sorted(_matters(then), key=lambda one: one.span, reverse=True):
        text = text[: matter.span.start] + text[matter.span.end :]
    words = " ".join(_WORDS.findall(text)).encode("utf-8", "surrogatepass")
    return Wording(day, blake2b(words, digest_size=16).hexdigest())
