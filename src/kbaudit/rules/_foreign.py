"""Front matter that was written for something else as a whole: one remark, not one for each key."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kbaudit.read.page import Page
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.wording import code, listing

if TYPE_CHECKING:
    from kbaudit.rulekit.shape.violations import Violation

_LEAST = 2
"""Keys that no page has: fewer are slips, each told for itself."""
_NAMED = 12


def of_another_kind(
    found: "Sequence[Violation]", data: Mapping[str, Any]
) -> "tuple[Violation, ...]":
    """Those of `found` that say together that `data` is front matter of another kind.

    It names no page, and most of its keys besides ``type`` are none that a page has. A key that
    resembles one, or that pages of another type have, is a slip, and so is what is wrong within a
    known key. Empty where the front matter is that of a page.
    """
    strange = [one for one in found if _strange(one)]
    known = data.keys() - {str(one.path[0]) for one in strange} - {"type"}
    lacks_name = any(one.path == () and one.lacks == "name" for one in found)
    if not lacks_name or len(strange) < _LEAST or len(strange) <= len(known):
        return ()
    return (*strange, *(one for one in found if _of_page(one)))


def _strange(one: "Violation") -> bool:
    """Whether this is a key at the top that nothing known explains."""
    if one.keyword != "unknown" or len(one.path) != 1:
        return False
    return bool(str(one.path[0]).strip()) and not one.meant and not one.elsewhere


def _of_page(one: "Violation") -> bool:
    """Whether this is about what says which page it is: its name and its type."""
    return one.path == ("type",) or (one.path == () and one.lacks in ("name", "type"))


def foreign(
    told: "Sequence[Violation]", data: Mapping[str, Any], page: Page, kind: PageType
) -> tuple[str, str]:
    """What there is to say about front matter of another kind, and what to do about it.

    `told` is what `of_another_kind` picked, in the order of the schema; the keys are named in the
    order of the page.
    """
    strange = {one.path[0] for one in told if _strange(one)}
    keys = [code(key) for key in data if key in strange]
    lacks = [code(one.lacks) for one in sorted(told, key=lambda one: one.lacks) if one.lacks]
    said = f"no page has the keys {listing(keys, limit=_NAMED)}"
    wanted = [code(f"name: {page.name}")]
    if any(one.lacks == "type" or one.path == ("type",) for one in told):
        wanted.insert(0, code(f"type: {kind.name}"))
    message = f"the front matter is of another kind: it lacks {listing(lacks)}, and {said}"
    return message, f"write {listing(wanted)}, and put the other keys under `extra`"
