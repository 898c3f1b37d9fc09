"""A name as it is written here and there, and as it is written once its page has another."""

import html
from urllib.parse import quote, unquote

from kbaudit.read.scopes import scope_of
from kbaudit.read.tree import PAGE_SUFFIXES

_UNQUOTED = "/()@+~,=&$!"


def written_anew(written: str, old: str, new: str, scopes: tuple[str, ...]) -> str | None:
    """What stands for `written`, a way to name the page `old`, when the page is called `new`.

    The way stays: with blanks or underscores, without the scope, with folder and suffix in front
    and behind. None where `written` is no way to name that page.
    """
    head, slash, last = written.rpartition("/")
    stem, suffix = parted(last)
    blanks = " " in stem and "_" not in stem
    plain = _folded(stem)
    name = None
    if plain == _folded(old):
        name = new
    elif (scope := scope_of(old, scopes)) and plain == _folded(old.removeprefix(f"{scope}_")):
        name = new.removeprefix(f"{scope}_")
    if name is None:
        return None
    return head + slash + (name.replace("_", " ") if blanks else name) + suffix


def link_anew(written: str, old: str, new: str) -> str | None:
    """The target of a link to the file of the page `old`, when that is called `new`."""
    at = min((found for sign in "#?" if (found := written.find(sign)) >= 0), default=len(written))
    path, rest = written[:at], written[at:]
    head, slash, last = path.rpartition("/")
    stem, suffix = parted(unquote(html.unescape(last)))
    if stem != old or not last.endswith(suffix):
        return None
    return head + slash + quote(new, safe=_UNQUOTED) + suffix + rest


def parted(name: str) -> tuple[str, str]:
    """A file name without the ending of a page, and the ending; a page is called so as well."""
    suffix = next((end for end in PAGE_SUFFIXES if name.lower().endswith(end)), "")
    size = len(name) - len(suffix)
    return name[:size], name[size:]


def _folded(name: str) -> str:
    return "_".join(name.replace("_", " ").split()).casefold()
