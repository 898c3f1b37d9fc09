"""Words for what stands where something else was expected."""

from collections.abc import Iterable

from kbaudit.rulekit.wording import closest, code, listing


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """That there is no such thing, what was probably meant, and what there is."""
    known = sorted(known)
    near = closest(word, known, cutoff=0.6)  # keys are short: `ulr` is two thirds of `url`
    hint = f"did you mean {code(near)}? " if near else ""
    return f"unknown {what} {code(word)}: {hint}allowed are {listing(known, limit=20)}"


def expected(what: str, found: object) -> str:
    """That something else was expected than what was found."""
    return f"must be {what}, not {_describe(found)}"


def _describe(found: object) -> str:
    match found:
        case None:
            return "nothing (give a value or remove the key)"
        case bool():
            return str(found).lower()
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case str():
            return code(found, 40) if found else "empty text"
        case _:
            return f"the number {found}"
