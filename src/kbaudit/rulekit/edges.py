"""Edges of the graph of pages, as the relations that state them, and who names whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbaudit.read.file import File
from kbaudit.read.links import Relation
from kbaudit.read.ordered import holds
from kbaudit.read.page import Page
from kbaudit.read.part import NEAR, followed, tell
from kbaudit.read.vocabulary import Edge


@dataclass(frozen=True, slots=True)
class Stated:
    """A relation of `page` that names an existing page and that the registry knows.

    `number` is its place among the relations of the page. `forward` tells whether it leads from
    `page` to `other`, as the edge does.
    """

    page: Page
    number: int
    edge: Edge
    other: Page
    forward: bool

    @property
    def relation(self) -> Relation:
        """The relation itself, for a finding that stands there."""
        return relation_of(self.page, self.number)

    @property
    def ends(self) -> tuple[str, str, str]:
        """The edge as a fact: path of its source, relation, path of its target."""
        one, two = self.page.path, self.other.path
        return (one, self.edge.relation, two) if self.forward else (two, self.edge.relation, one)


def relation_of(page: Page, number: int) -> Relation:
    """The relation that a page states at this place among all of its own, for a finding there.

    The page may have to be read for it. That is not noted: such a finding depends on its page
    anyway, and all else that there is to ask of the relation its leads tell.
    """
    with followed(None):
        return page.relations[number]


class Neighbours:
    """For each page, by its path, the paths of those that it names or that name it, in order."""

    def __init__(self, near: Mapping[str, list[str]], files: Mapping[str, File]) -> None:
        self._near = near
        self._files = files

    def get(self, path: str, default: Sequence[str] = ()) -> Sequence[str]:
        """The neighbours of a page, `default` where it has none."""
        if path in self._files:
            tell(self._files[path], NEAR)
        return self._near.get(path, default)


class Pairs:
    """Pairs of paths, asked with ``(one, other) in pairs``; `seconds` are in order, by the first.

    In that form they take a fifth of the memory of a set.
    """

    def __init__(self, seconds: Mapping[str, set[str]]) -> None:
        self.seconds = {one: tuple(sorted(others)) for one, others in seconds.items() if others}

    def __contains__(self, pair: tuple[str, str]) -> bool:
        return holds(self.seconds.get(pair[0], ()), pair[1])
