"""What can be the name of a page."""

from kbaudit.engine.renamed_text import parted
from kbaudit.model.errors import UsageError
from kbaudit.model.regex import regex
from kbaudit.rulekit.wording import code, listing

_NAME = regex(r"(?!_)\w(?:[\w. -]*\w)?")
_SIGN = regex(r"[\w. -]")
_LONGEST = 200


def checked_name(name: str, *, blanks: bool = False) -> str:
    """`name` as it is. Raises UsageError with what is wrong when no page can be called so.

    Without `blanks` it must have none, which is how files and links are named mostly.
    """
    stem, suffix = parted(name)
    if suffix:
        raise UsageError(f"{code(name)} is a file: the name of a page is {code(stem)}")
    odd = sorted({sign for sign in name if not _SIGN.match(sign)})
    if odd:
        signs = listing([code(sign) if sign.isprintable() else "a control sign" for sign in odd])
        where = ": a page lies in the folder of its type" if {"/", "\\"} & set(odd) else ""
        raise UsageError(f"{code(name)} is no name of a page: it has {signs}{where}")
    if " " in name and not blanks:
        meant = code("_".join(name.split()))
        raise UsageError(f"{code(name)} has blanks, which names here have not: write {meant}")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise UsageError(
            f"{code(name)} is no name of a page: it begins and ends with a letter or a digit, and "
            f"has at most {_LONGEST} characters"
        )
    return name
