"""What finding a base reads of files, so that it can be told later whether it would find the same.

All pages are asked for their upkeep and for the revisions to which they are pinned, and the first
ones for the code that they quote, until there is enough of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from kbaudit.model.regex import regex
from kbaudit.read.citation import LineRange
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.part import followed
from kbaudit.rulekit.evidence import quoted

REVISION = regex(r"[0-9a-f]{7,40}|v?\d+\.\d[\w.-]*", re.IGNORECASE)
"""A commit or a release, as permalinks name one."""
OF_ALL = ("pinned", "upkeep")
"""Parts that are read of all pages."""

Quote = tuple[str, str, LineRange]
"""A quote, before it the path that is cited for it, and behind it the lines."""


@dataclass
class Search:
    """One search for a base, in a target that has a `fingerprint` (see there).

    `until` is the path of the last file of which quotes were looked up, from the first on, `quotes`
    has digests of them by path where there are any. `more` tells that anything else was read of
    files that are no maps, but for the parts that are read of all.
    """

    fingerprint: str = ""
    until: str = ""
    quotes: dict[str, str] = field(default_factory=dict)
    more: bool = False

    def __call__(self, file: File, part: str) -> None:
        """Something was read of `file`: see `kbaudit.read.part`."""
        self.more = self.more or (file.kind is not Kind.MAP and part not in OF_ALL)

    def look_up(self, file: File) -> list[Quote]:
        """The quotes of `file`, which is the next one in the order of paths."""
        with followed(None):
            found = quotes_of(file)
        self.until = max(self.until, file.path)
        if found and file.path not in self.quotes:
            self.quotes[file.path] = digest_of(found)
        return found

    def looked_up(self, file: File) -> bool:
        """Whether it was `file` as it is, as far as its quotes go, or not looked up."""
        return file.path > self.until or (
            self.quotes.get(file.path, _NONE) == digest_of(quotes_of(file))
        )


def quotes_of(file: File) -> list[Quote]:
    """The quotes of a file, in order."""
    quoting = ((one, quoted(file, one)) for one in file.citations if one.ranges)
    return [(one.path, quote, one.ranges[0]) for one, quote in quoting if quote]


def permalinks_in(pinned: Iterable[str]) -> list[str]:
    """The commits and releases among the revisions to which links are pinned."""
    return [name for name in pinned if REVISION.fullmatch(name)]


def digest_of(quotes: Sequence[Quote]) -> str:
    """A digest of quotes with what is cited for them, wherever on a page that stands."""
    said = [(path, quote, lines.first, lines.last) for path, quote, lines in quotes]
    return blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_NONE = digest_of(())
