"""Words that are free to choose, but so near to a known one that only a slip explains them."""

from collections.abc import Iterable, Iterator, Mapping

from kbaudit.model.finding import Finding
from kbaudit.read.front_matter import FrontMatter
from kbaudit.read.links import PROPERTIES
from kbaudit.rulekit import Context, code
from kbaudit.rulekit.shape.texts import KINDS

_STATED = ("source", "domain", "last_updated", "category")
_LONG = 7
"""Letters of a word that no other word resembles by all but one of them."""


def slips(matter: FrontMatter, ctx: Context) -> Iterator[Finding]:
    """Slips in kinds of sources, and in the properties of an infobox."""
    sources = matter.instance.data.get("sources")
    for number, source in enumerate(sources if isinstance(sources, list) else ()):
        kind = source.get("kind") if isinstance(source, Mapping) else None
        span = matter.instance.place(("sources", number, "kind"))
        if isinstance(kind, str) and span is not None and (meant := _meant(kind, KINDS)):
            message = f"{code(kind)} is no kind of source that is known"
            yield ctx.found(span, message, help=f"did you mean {code(meant)}?", key=message)
    for found in matter.properties:
        name = found.name.lower()
        if name not in PROPERTIES and (near := _near(name, _STATED)):
            message = f"there is no property {code(found.name)}"
            yield ctx.found(found.span, message, help=f"did you mean {code(near)}?", key=message)


def _near(word: str, known: Iterable[str]) -> str:
    """The one of `known` from which `word` is one letter away; empty without one."""
    from rapidfuzz.distance import OSA

    return next((one for one in known if OSA.distance(word, one, score_cutoff=1) <= 1), "")


def _meant(word: str, known: Iterable[str]) -> str:
    """The one of `known` that `word` is a slip of; empty where it may be a word of its own.

    ``Repro`` and ``Vlog`` are near to known kinds, and mean something else: a short word is a slip
    only with a letter doubled or two of them swapped. A plural is a choice.
    """
    folded = word.casefold()
    words = {one.casefold(): one for one in known}
    if folded in words or folded.removesuffix("s") in words:
        return ""
    near = _near(folded, words)
    slip = len(near) >= _LONG or _swapped(folded, near) or _doubled(folded, near)
    return words[near] if near and slip else ""


def _swapped(word: str, plain: str) -> bool:
    return sorted(word) == sorted(plain)


def _doubled(word: str, plain: str) -> bool:
    return any(word == plain[:at] + plain[at - 1] + plain[at:] for at in range(1, len(plain) + 1))
