"""How a stub of a page and a declaration of the target differ, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbaudit.read.stub import Parameter, Stub
from kbaudit.rulekit import closest, code, listing
from kbaudit.rulekit.constructors import UNSEEN, constructors
from kbaudit.rulekit.symbols import Has, Place, Symbols
from kbaudit.rules._values import contradict
from kbaudit.target.declared import Argument, Class, Function

_LONGEST = 40
_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in words, and the parameters or fields that it is about."""

    text: str
    names: tuple[str, ...]


def differences(
    stub: Stub, place: Place, symbols: Symbols, base: Callable[[], Function | None]
) -> list[Difference] | None:
    """What differs, empty when nothing does, None when it cannot be told.

    `base` gives the function as it was when the page was written, where that is known: it tells
    whether the page left anything out, and which parameters had a name of their own.
    """
    node = place.node
    if isinstance(node, Class):
        found = list(_of_fields(stub, place, symbols))
        if stub.parameters is None:
            return found
        results = [differences(stub, one, symbols, base) for one in constructors(place, symbols)]
        told = [one for one in results if one is not None]
        return found + min(told, key=len) if told else None
    if stub.parameters is None:
        return None
    return list(_of_parameters(stub, stub.parameters, node, base)) + [
        found
        for one in stub.parameters
        for other in node.arguments
        if one.name == other.name and not one.stars
        for found in _default(one, other, place.path, symbols)
    ]


def _of_parameters(
    stub: Stub,
    stated: tuple[Parameter, ...],
    node: Function,
    base: Callable[[], Function | None],
) -> Iterator[Difference]:
    named = [one for one in stated if not one.stars]
    there = {one.name for one in node.arguments} | node.decorated
    gone = [one for one in named if one.name not in there]
    lacking = _lacking(named, node)
    if not gone and not lacking:
        return
    if len(named) < len(stated) or stub.kind == "call" or stub.elided or node.rest:
        gone, lacking = _decided(stub, named, node, gone, lacking, base())
    renamed = _renamed(named, node, gone, lacking)
    for old, name in renamed.items():
        yield Difference(f"parameter {code(old)} is called {code(name)}", (old, name))
    if names := [one.name for one in gone if one.name not in renamed]:
        yield Difference(_gone([code(name) for name in names], node.rest), tuple(names))
    before = {two.name: one for one, two in zip(node.arguments, node.arguments[1:], strict=False)}
    for new in lacking:
        if new.name not in renamed.values():
            after = f"after {code(before[new.name].name)}" if new.name in before else "first"
            required = "required " if new.default == "" else ""
            yield Difference(f"the page lacks {required}{code(new.name)} ({after})", (new.name,))


def _gone(names: list[str], rest: str) -> str:
    words, one = listing(names), len(names) == 1
    if rest:
        subject = f"parameter {words} is" if one else f"parameters {words} are"
        return f"{subject} left to {code(rest)}"
    return f"there {'is no parameter' if one else 'are no parameters'} {words}"


def _decided(
    stub: Stub,
    named: list[Parameter],
    node: Function,
    gone: list[Parameter],
    lacking: list[Argument],
    base: Function | None,
) -> tuple[list[Parameter], list[Argument]]:
    """What is left to say where the page, or the function, leaves some parameters unnamed.

    A function that takes anything takes what it does not name as well, unless it did name it at
    the base. A page that leaves out parameters is not asked for them, unless it stated all of the
    base's; but one that shows the whole of a definition is to show what nobody can leave out.
    """
    was = {one.name for one in base.arguments} if base else set()
    if base is None or _lacking(named, base) or stub.elided:
        starred = any(one.stars == 1 for one in stub.parameters or ())
        shows_all = stub.kind == "function" and not stub.elided and not starred
        lacking = [one for one in lacking if shows_all and one.default == ""]
    if node.rest == UNSEEN:
        gone = []
    elif node.rest:
        gone = [one for one in gone if one.name in was or (lacking and not was)]
    return gone, lacking


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
    """Old names to new ones: one went, and one that is spelled alike came at the same place."""
    olds = _gaps([one.name for one in named], {one.name for one in gone})
    news = _gaps([one.name for one in node.arguments], {one.name for one in lacking})
    return {
        old[0]: name
        for gap, old in olds.items()
        if len(old) == 1 and (name := closest(old[0], news.get(gap, ()), _SIMILAR))
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


def _default(
    stated: Parameter, there: Argument, path: str, symbols: Symbols, word: str = "default"
) -> Iterator[Difference]:
    if stated.default is None or stated.default in ("...", "…") or there.default is None:
        return
    if there.default == "":
        text = f"{code(stated.name)} has no {word}, the page says {_shown(stated.default)}"
        yield Difference(text, (stated.name,))
    elif contradict(stated.default, there.default, path, symbols):
        value, said = _shown(there.default), _shown(stated.default)
        same = value == said.replace('"', "'")  # they differ behind the cut
        end = "another" if same else f"{value}, the page says {said}"
        yield Difference(f"{word} of {code(stated.name)} is {end}", (stated.name,))


def _of_fields(stub: Stub, place: Place, symbols: Symbols) -> Iterator[Difference]:
    """Fields that the stub shows in the body of a class; it need not show all of them."""
    family, _ = symbols.family(place)
    taken = {
        one.name
        for made in constructors(place, symbols)
        if isinstance(made.node, Function)
        for one in made.node.arguments
    }
    for field in stub.fields:
        has, _ = symbols.member(place, field.name)
        if has is Has.YES:
            declared = _declared(family, field.name, symbols)
            if declared is not None and declared[1].default and field.default is not None:
                where, argument = declared
                word = "default" if _generated(where) else "value"
                yield from _default(field, argument, where.path, symbols, word)
        elif field.name not in taken and not _mentioned(field.name, place, symbols):
            yield Difference(f"there is no field {code(field.name)}", (field.name,))


def _generated(place: Place) -> bool:
    return isinstance(place.node, Class) and place.node.generated


def _declared(family: list[Place], name: str, symbols: Symbols) -> tuple[Place, Argument] | None:
    for one in family:
        if isinstance(one.node, Class) and symbols.holds(one, name):
            found = [field for field in one.node.fields if field.name == name]
            return (one, found[0]) if len(found) == 1 else None
    return None


def _mentioned(name: str, owner: Place, symbols: Symbols) -> bool:
    """Whether a field that no class of the family shows may be there nonetheless."""
    words = symbols.mentions
    return words.attribute(name) if symbols.is_closed(owner) else words.word(name)


def _shown(value: str) -> str:
    return code(value, _LONGEST)
