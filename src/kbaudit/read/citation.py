"""What a citation is: a path of the target, and mostly lines of it, as a page writes them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kbaudit.model.span import Span
from kbaudit.read.code_block import CodeBlock


@dataclass(frozen=True, slots=True)
class LineRange:
    """Lines of the target, 1-based and inclusive.

    `numbers` tells where each number as written begins and ends, from the start of `span`.
    `open_end` marks ``716-800+``. A range that is written the wrong way round is kept as it is.
    """

    first: int
    last: int
    span: Span
    numbers: tuple[int, ...]
    open_end: bool = False

    @property
    def digits(self) -> tuple[Span, ...]:
        """The places of the numbers as written."""
        base, ends = self.span.start, iter(self.numbers)
        return tuple(Span(base + at, base + end) for at, end in zip(ends, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference from a page to a path, and mostly lines, of the target.

    `path` is as written, with forward slashes; `twin` is a second place where the same link writes
    it (the label of a GitHub link). `repository` (``owner/name``) and `ref` are set where the page
    names them. `total` is a number of lines that the page says the file has.
    """

    path: str
    path_span: Span
    span: Span
    form: str
    ranges: tuple[LineRange, ...] = ()
    repository: str = ""
    ref: str = ""
    total: int | None = None
    approximate: bool = False
    twin: Span | None = None
    quote: CodeBlock | None = None

    @property
    def lines(self) -> str:
        """The lines in the form of front matter: ``9-21, 62``; empty where none are cited."""
        return ", ".join(
            (str(r.first) if r.first == r.last else f"{r.first}-{r.last}")
            + ("+" if r.open_end else "")
            for r in self.ranges
        )


def without_lines(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The `citations` without lines: one of those that name a file in the same way, the first.

    Those with a quote stay, as it can tell which file is meant.
    """
    found: dict[object, Citation] = {}
    for one in citations:
        way = (one.path, one.repository, one.ref, one.quote)
        found.setdefault(way, one)
    return tuple(
        replace(one, ranges=(), total=None, approximate=False, twin=None) for one in found.values()
    )
