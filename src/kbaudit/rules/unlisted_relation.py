"""See the docstring of the rule."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.connections import can_name
from kbaudit.read.index import IndexRow
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import Relation
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.edges import relation_of
from kbaudit.rules._index_style import IndexStyle


@rule(level=Level.INFO, tags=("index",), fix=Safety.SAFE)
def unlisted_relation(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A page states a relation that no index lists.

    Why:
        Who reads only the indexes does not see how pages hang together.

    Example:
        An Implementation requires an Environment, and neither row connects the two.

    Remedy:
        Add the connection to the row of one of the pages.

    Fix safety:
        Safe where an index has the habit: other rows of it connect with pages of that type, and
        the registry knows the relation. The connection is added to the rows of all indexes that
        have it. Otherwise unsafe: it is added to the row of the page that states the relation.
    """
    unlisted = list(_unlisted(kb, ctx))
    additions = _Additions(ctx)
    for one in unlisted:
        additions.plan(one)
    for one in unlisted:
        yield ctx.for_file(one.page).found(
            one.relation.span,
            f"no index row connects {code(one.page.name)} with {code(one.other.name)}",
            fix=additions.fix(one),
            key=f"{one.word} {one.other.name}",
        )


@dataclass(frozen=True, eq=False)
class _Unlisted:
    """A relation that no index lists."""

    page: Page
    number: int
    word: str
    other: Page

    @property
    def relation(self) -> Relation:
        """The relation itself."""
        return relation_of(self.page, self.number)


def _unlisted(kb: KnowledgeBase, ctx: Context) -> Iterator[_Unlisted]:
    """One for each pair of pages: on the page from which the edge leads, if that states it."""
    facts = ctx.facts
    found: dict[frozenset[str], _Unlisted] = {}
    told: set[frozenset[str]] = set()
    for page in kb.pages:
        for number, (word, kind, name) in enumerate(facts.relations_of(page)):
            other = facts.related(page, kind, name).file
            if not isinstance(other, Page) or other is page:
                continue
            if facts.listed(page, other) or not facts.can_list(page, other):
                continue
            pair = frozenset((page.path, other.path))
            if pair in told:
                continue
            edge = kb.vocabulary.edge(page.type.name, word, other.type.name)
            if edge is not None and edge[1]:
                told.add(pair)
                found[pair] = _Unlisted(page, number, word, other)
            else:
                found.setdefault(pair, _Unlisted(page, number, word, other))
    yield from found.values()


_Key = tuple[str, IndexRow, Safety]


@dataclass
class _Additions:
    """What is added to which row. All that goes to one row is one edit, shared by its findings."""

    ctx: Context
    _indexes: dict[str, Index] = field(default_factory=dict)
    _styles: dict[tuple[str, str], IndexStyle] = field(default_factory=dict)
    _rows: dict[_Key, list[Page]] = field(default_factory=lambda: defaultdict(list))
    _planned: dict[_Unlisted, list[_Key]] = field(default_factory=dict)
    _made: dict[_Key, list[Edit]] = field(default_factory=dict)

    def plan(self, one: _Unlisted) -> None:
        """Decide to which rows a connection goes."""
        words = self.ctx.kb.vocabulary
        edge = words.edge(one.page.type.name, one.word, one.other.type.name)
        habitual = [
            (index, row, other)
            for page, other in ((one.page, one.other), (one.other, one.page))
            for index, row in self._rows_of(page, other)
            if edge is not None and self._style(index, row).types[other.type]
        ]
        chosen = habitual
        safety = Safety.SAFE
        if not habitual:
            safety = Safety.UNSAFE
            pairs = ((one.page, one.other), (one.other, one.page))
            own = [(i, r, other) for page, other in pairs for i, r in self._rows_of(page, other)]
            chosen = own[:1]
        for index, row, other in chosen:
            key = (index.path, row, safety)
            self._indexes[index.path] = index
            if other not in self._rows[key]:
                self._rows[key].append(other)
            self._planned.setdefault(one, []).append(key)

    def fix(self, one: _Unlisted) -> Fix | None:
        """The edits that list a relation."""
        edits: list[Edit] = []
        keys = self._planned.get(one, [])
        for key in keys:
            if key not in self._made:
                path, row, _ = key
                made = self._style(self._indexes[path], row).added(row, self._rows[key])
                self._made[key] = made or []
            edits += self._made[key]
        if not edits:
            return None
        return Fix("add the connection", tuple(sorted(set(edits))), keys[0][2])

    def _rows_of(self, page: Page, other: Page) -> Iterator[tuple[Index, IndexRow]]:
        """The rows of a page, in the index of its type, with a place for a connection."""
        for listing in self.ctx.facts.rows_of.get(page.path, ())[:1]:
            index, row = listing.index, listing.row
            fits = index.type == page.type and row.can_connect and can_name(other.name)
            if fits and self._style(index, row).cell_for(row, other.type) is not None:
                yield index, row

    def _style(self, index: Index, row: IndexRow) -> IndexStyle:
        scope = self.ctx.facts.scope_at(index, row.name_span)
        new = IndexStyle(index, self.ctx, scope)
        return self._styles.setdefault((index.path, scope), new)
