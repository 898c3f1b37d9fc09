"""One more relation on a page that is there, stated where it states the others."""

import re

from kbaudit.model.regex import regex
from kbaudit.read.page import Page

RELATED = ("related pages", "related")
"""Titles, folded, of the section that lists relations."""

_ITEM = regex(r"^([*+-])[ \t]+[^\n]*", re.MULTILINE)
_CLOSED = regex(r"[ \t]*\]")


def with_relation(page: Page, relation: str, kind: str, name: str) -> str:
    """The text of `page` when it states `relation` to the page `name` of type `kind` as well.

    Where front matter states the relations it is stated there, else in the list of related pages.
    """
    end = "\r\n" if "\r\n" in page.text else "\n"
    return _in_front(page, relation, name, end) or _in_text(
        page, f"[[{relation}::{kind}:{name}]]", end
    )


def _in_front(page: Page, relation: str, name: str, end: str) -> str:
    """As one more item of the list of that relation, else in a list of its own below the others."""
    matter = page.front_matter
    entries = matter.under("relations") if matter is not None else ()
    if matter is None or not entries:
        return ""
    text = page.text
    own = [entry for entry in entries if entry.keys[1:2] == (relation,)]
    last = (own or entries)[-1]
    start, stop = _line(text, last.span.start)
    block = text[start : last.span.start].strip() == "-"
    if own and block:
        return f"{text[:stop]}{end}{text[start : last.span.start]}{name}{text[stop:]}"
    if own:
        closed = _CLOSED.match(text, last.span.end)
        return f"{text[: last.span.end]}, {name}{text[last.span.end :]}" if closed else ""
    key = matter.instance.place(("relations", last.keys[1]), of_key=True)
    margin = text[_line(text, key.start)[0] : key.start] if key is not None else "x"
    if margin.strip():
        return ""  # a mapping between braces
    item = f"{end}{text[start : last.span.start]}{name}" if block else f" [{name}]"
    return f"{text[:stop]}{end}{margin}{relation}:{item}{text[stop:]}"


def _line(text: str, at: int) -> tuple[int, int]:
    """Where the line that holds `at` starts and ends, without its line end."""
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    stop = stop if stop >= 0 else len(text)
    return start, stop - 1 if text[stop - 1] == "\r" else stop


def _in_text(page: Page, link: str, end: str) -> str:
    text = page.text
    section = next((one for one in page.sections if one.key in RELATED), None)
    if section is None:
        wiki = any(one.wiki for one in page.sections)
        head = "== Related Pages ==" if wiki else "## Related Pages"
        gap = "" if text.endswith("\n") else end
        return f"{text}{gap}{end}{head}{end}{'' if wiki else end}{'*' if wiki else '-'} {link}{end}"
    items = list(_ITEM.finditer(page.scan.plain, section.body.start, section.body.end))
    mark = items[-1][1] if items else "*" if section.wiki else "-"
    at = items[-1].end() if items else section.heading.end
    at = at - 1 if text[at - 1] == "\r" else at
    gap = "" if items or section.wiki else end
    return f"{text[:at]}{end}{gap}{mark} {link}{text[at:]}"
