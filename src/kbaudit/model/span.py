"""Places in a text: spans of characters, and the lines and columns people see."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of characters, 0-based: ``text[start:end]``."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        if end < _SHARED:
            start, end = _OFFSETS[start], _OFFSETS[end]
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that this span names."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies inside this span (ends may touch)."""
        return self.start <= other.start and other.end <= self.end


_SHARED = 1 << 13
_OFFSETS = tuple(range(_SHARED))
"""In all pages the same offsets come again and again. Each is kept once: as numbers of their own
they would take more memory than the spans themselves."""
_set_start, _set_end = (vars(Span)[name].__set__ for name in ("start", "end"))
"""Whatever is read has a place, so that spans are made by the hundred for each page: what a
dataclass has for this takes twice as long."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place as people see it: line and column, both 1-based, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The text of one file exactly as decoded: byte order mark and line ends are still in it.

    ``text.encode("utf-8")`` gives the bytes of the file back, so that an edit of the text changes
    nothing else. A line ends with ``\\n`` (or ``\\r\\n``); a lone ``\\r`` ends none, as in git.
    """

    text: str

    @cached_property
    def digest(self) -> str:
        """A digest of the text: where it was all of a file, BLAKE2b of 16 bytes of that file."""
        whole = self.text.encode("utf-8", "surrogatepass")
        return blake2b(whole, digest_size=16).hexdigest()

    @property
    def size(self) -> int:
        """About how many characters there are: to know how much there is to do."""
        return len(self.text)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """Offset of the first character of each line."""
        sizes = [len(line) + 1 for line in self.text.split("\n")]
        return array("L", accumulate(sizes[:-1], initial=0))  # a tenth of a tuple's memory

    def forget(self) -> None:
        """Give back the memory of what follows from the text, to be made again when needed."""
        vars(self).pop("line_starts", None)

    @property
    def line_count(self) -> int:
        """How many lines there are; what follows the last line end counts if it is not empty."""
        starts = self.line_starts
        return len(starts) - (starts[-1] == len(self.text))

    def position(self, offset: int) -> Position:
        """Line and column of a character offset. A byte order mark takes no column."""
        line = bisect_right(self.line_starts, offset)
        start = self.line_starts[line - 1]
        mark = line == 1 and self.text.startswith("\ufeff") and offset > 0
        return Position(line, offset - start + 1 - mark)

    def line_span(self, line: int) -> Span:
        """The span of a 1-based line without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return Span(start, end)
