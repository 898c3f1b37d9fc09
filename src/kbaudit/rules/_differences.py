"""How a stub of a page and a declaration of the target differ, in words."""

from collections.abc import Iterator

from kbaudit.read.stub import Parameter, Stub
from kbaudit.rulekit import closest, code
from kbaudit.rulekit.constructors import constructors
from kbaudit.rulekit.symbols import Has, Place, Symbols
from kbaudit.rules._values import contradict
from kbaudit.target.declarations import Argument, Class, Function

_LONGEST = 40
_SIMILAR = 0.6


def differences(stub: Stub, place: Place, symbols: Symbols) -> list[str] | None:
    """What differs, empty when nothing does, None when it cannot be told."""
    node = place.node
    if isinstance(node, Class):
        found = list(_of_fields(stub, place, symbols))
        if stub.parameters is None:
            return found
        made = constructors(place, symbols)
        results = [differences(stub, one, symbols) for one in made]
        told = [one for one in results if one is not None]
        return found + min(told, key=len) if told else None
    if stub.parameters is None:
        return None
    return list(_of_parameters(stub, stub.parameters, node, place.path, symbols))


def _of_parameters(
    stub: Stub, stated: tuple[Parameter, ...], node: Function, path: str, symbols: Symbols
) -> Iterator[str]:
    named = [one for one in stated if not one.stars]
    there = {one.name: one for one in node.arguments}
    gone = [] if node.anything else [
        one for one in named if one.name not in there and one.name not in node.decorated
    ]  # fmt: skip
    lists_all = stub.kind != "call" and not stub.elided and len(named) == len(stated)
    lacking = _lacking(named, node) if lists_all else []
    renamed = _renamed(named, node, gone, lacking)
    for one in gone:
        if one.name in renamed:
            yield f"parameter {code(one.name)} is called {code(renamed[one.name])}"
        else:
            yield f"there is no parameter {code(one.name)}"
    before = {two.name: one for one, two in zip(node.arguments, node.arguments[1:], strict=False)}
    for new in lacking:
        if new.name not in renamed.values():
            after = f"after {code(before[new.name].name)}" if new.name in before else "first"
            yield f"the page lacks {code(new.name)} ({after})"
    for one in named:
        if one.name in there:
            yield from _default(one, there[one.name], path, symbols)


def _lacking(named: list[Parameter], node: Function) -> list[Argument]:
    """Parameters that the page does not state. Private ones are left out by many on purpose."""
    stated = {one.name for one in named}
    return [
        one
        for one in node.arguments
        if one.name not in stated and not one.hidden and not one.name.startswith("_")
    ]


def _renamed(
    named: list[Parameter], node: Function, gone: list[Parameter], lacking: list[Argument]
) -> dict[str, str]:
    """Old names to new ones: one went and one came at the same place.

    Where more have gone than that, code was rewritten, and only a similar name is the same thing.
    """
    olds = _gaps([one.name for one in named], {one.name for one in gone})
    news = _gaps([one.name for one in node.arguments], {one.name for one in lacking})
    return {
        old[0]: news[gap][0]
        for gap, old in olds.items()
        if len(old) == 1
        and len(new := news.get(gap, [])) == 1
        and (len(gone) == 1 or closest(old[0], new, _SIMILAR))
    }


def _gaps(names: list[str], loose: set[str]) -> dict[str, list[str]]:
    """The `loose` names by the last other name before them."""
    gaps: dict[str, list[str]] = {}
    last = ""
    for name in names:
        if name in loose:
            gaps.setdefault(last, []).append(name)
        else:
            last = name
    return gaps


def _default(stated: Parameter, there: Argument, path: str, symbols: Symbols) -> Iterator[str]:
    if stated.default is None or stated.default in ("...", "…") or there.default is None:
        return
    if there.default == "":
        yield f"{code(stated.name)} has no default, the page says {_shown(stated.default)}"
    elif contradict(stated.default, there.default, path, symbols):
        value, said = _shown(there.default), _shown(stated.default)
        yield f"default of {code(stated.name)} is {value}, the page says {said}"


def _of_fields(stub: Stub, place: Place, symbols: Symbols) -> Iterator[str]:
    """Fields that the stub shows in the body of a class; it need not show all of them."""
    family, complete = symbols.family(place)
    taken = {
        one.name
        for made in constructors(place, symbols)
        if isinstance(made.node, Function)
        for one in made.node.arguments
    }
    for field in stub.fields:
        has, _ = symbols.member(place, field.name)
        if has is Has.YES:
            declared = _declared(family, field.name)
            if declared is not None and declared[1].default and field.default is not None:
                where, argument = declared
                yield from _default(field, argument, where.path, symbols)
        elif field.name not in taken and not _mentioned(field.name, complete, symbols):
            yield f"there is no field {code(field.name)}"


def _declared(family: list[Place], name: str) -> tuple[Place, Argument] | None:
    for one in family:
        if isinstance(one.node, Class) and name in one.node.members:
            found = [field for field in one.node.fields if field.name == name]
            return (one, found[0]) if len(found) == 1 else None
    return None


def _mentioned(name: str, complete: bool, symbols: Symbols) -> bool:
    """Whether a field that no class of the family shows may be there nonetheless."""
    words = symbols.mentions
    return words.attribute(name) if complete else words.word(name)


def _shown(value: str) -> str:
    return code(value, _LONGEST)
