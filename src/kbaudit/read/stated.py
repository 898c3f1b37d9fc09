"""Relations that YAML front matter states: ``relations: {step: [Name, Type:Name]}``."""

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.front_matter import Entry, FrontMatter
from kbaudit.read.instance import path_text
from kbaudit.read.links import Relation
from kbaudit.read.vocabulary import PageType, Vocabulary

_KEY = "relations"
_WORD = regex(r"[A-Za-z][\w-]*")
_NAME = regex(r"[^\[\]{}|<>#]*[^\[\]{}|<>#\s][^\[\]{}|<>#]*")
_TYPED = regex(r"\s*([A-Za-z](?:[\w ]*\w)?)\s*:(?!//)\s*(\S.*)")


def may_state_relations(yaml: str) -> bool:
    """Whether YAML can have the key for them: it stands there, or an escape that may hide it."""
    return _KEY in yaml or "\\" in yaml


def stated_relations(
    matter: FrontMatter | None, here: PageType, vocabulary: Vocabulary
) -> tuple[Relation, ...]:
    """The relations of a page of type `here`, in the order of the text.

    Where no type is written it is the one to which the registry leads from pages of this type.
    """
    entries = matter.under(_KEY) if matter else ()
    return tuple(
        _relation(entry, here, vocabulary)
        for entry in entries
        if len(entry.keys) > 1 and _NAME.fullmatch(entry.value) and _WORD.fullmatch(entry.keys[1])
    )


def same_relation(relation: Relation, here: PageType, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What two relations of a page of type `here` have in common if they say the same."""
    kind = relation.type or expected_type(relation.relation, here, vocabulary)
    known = vocabulary.type_named(kind)
    return relation.relation, known.name if known is not None else kind, relation.name


def _relation(entry: Entry, here: PageType, vocabulary: Vocabulary) -> Relation:
    word = entry.keys[1]
    typed = _TYPED.fullmatch(entry.value)
    kind, name = typed.groups() if typed else (expected_type(word, here, vocabulary), entry.value)
    name = name.strip()
    span = entry.span
    place = path_text(tuple(int(key) if key.isdigit() else key for key in entry.keys))
    last = _last(span, entry.value, len(name))
    return Relation(word, kind, name, span, span, span, last, place)


def _last(span: Span, value: str, size: int) -> Span:
    """The last `size` characters of a scalar; the whole of it where escapes hide their place."""
    around = len(span) - len(value)
    if around not in (0, 2):
        return span
    end = span.end - around // 2
    return Span(end - size, end)


def expected_type(relation: str, here: PageType, vocabulary: Vocabulary) -> str:
    """The type to which `relation` leads from a page of type `here`; empty where none is known."""
    for edge in vocabulary.edges:
        if (edge.source, edge.relation) == (here.name, relation):
            return edge.target
    for edge in vocabulary.edges:
        if edge.target == here.name and relation in (edge.relation, edge.inverse):
            return edge.source
    return ""
