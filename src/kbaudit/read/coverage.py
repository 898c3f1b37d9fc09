"""Coverage cells of a map: which pages are said to be about a source file.

The forms: ``Impl: check_copies``, ``Workflow: Training, Tokenization``, ``Impl: X; Env: —``, with
marks, backticks or full names, and a dash where no page is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.vocabulary import PageType, Vocabulary


@dataclass(frozen=True, slots=True)
class Covering:
    """A page named in a coverage cell; `kind` is its type, None where the cell does not say."""

    kind: PageType | None
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """A coverage cell, read. `plain` tells that it holds nothing but types, names and dashes."""

    groups: tuple[tuple[str, tuple[Covering, ...]], ...]
    plain: bool

    @property
    def pages(self) -> tuple[Covering, ...]:
        """All pages that the cell names."""
        return tuple(one for _, names in self.groups for one in names)


_NOTHING = frozenset({"", "—", "–", "-", "--", "none", "n/a", "na", "nil", "0"})
_PART = regex(r"(?:(?!<br)[^;])+")
_ITEM = regex(r"[^,]+")
_TYPE = regex(r"\W*(?P<type>[A-Za-z]{3,20})[ \t]*:[ \t]*")
_NAME = regex(r"`?(?P<name>\w[\w.+-]{0,200}(?: \w[\w.+-]{0,80}){0,5})`?")


def is_nothing(text: str) -> bool:
    """Whether a cell or a part of one says that there is no page: empty, or a dash."""
    return text.strip("` *").lower() in _NOTHING


def read_coverage(text: str, cell: Span, vocabulary: Vocabulary) -> CoverageCell:
    """The pages that the cell at `cell` of `text` names, in its order."""
    groups: list[tuple[str, tuple[Covering, ...]]] = []
    for part in _PART.finditer(text, cell.start, cell.end):
        word = ""
        kind: PageType | None = None
        known = True
        names: list[Covering] = []
        for item in _ITEM.finditer(text, part.start(), part.end()):
            start = item.start()
            if head := _TYPE.match(text, start, item.end()):
                if names:
                    groups.append((word, tuple(names)))
                word, kind, names = head["type"], vocabulary.type_named(head["type"]), []
                known = kind is not None
                start = head.end()
            found = _NAME.fullmatch(text[start : item.end()].strip())
            if found and known and not is_nothing(found["name"]):
                at = text.index(found["name"], start)
                names.append(Covering(kind, found["name"], Span(at, at + len(found["name"]))))
        if names:
            groups.append((word, tuple(names)))
    plain = rendered(groups, "") == _squeezed(cell.of(text))
    return CoverageCell(tuple(groups), plain)


def rendered(groups: Iterable[tuple[str, Iterable[Covering]]], nothing: str) -> str:
    """A cell as it is mostly written, with `nothing` where no page is left."""
    parts = []
    for word, names in groups:
        listed = ", ".join(one.name for one in names)
        if listed:
            parts.append(f"{word}: {listed}" if word else listed)
    return "; ".join(parts) or nothing


def _squeezed(text: str) -> str:
    """A cell without the parts that name no page."""
    kept = [part.strip() for part in text.split(";")]
    return "; ".join(part for part in kept if not is_nothing(part.rpartition(":")[2]))
