"""The first sentence of a page, for the cell of an index."""

import re

from kbaudit.model.regex import regex
from kbaudit.read.page import Page

_LONGEST = 100
_LOOKED_AT = 2000
"""So many characters of a line are looked at for its first sentence."""
_SENTENCE = regex(r"(?<=[\w)\]`\"'”])[.!?](?=\s|$)")
_MARKUP = (
    (regex(r"\[\[(?:[^\[\]|]*+\|)?+(?:[^\[\]|:]*+:)*+([^\[\]|:]*+)\]\]"), r"\1"),
    (regex(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (regex(r"'{2,3}|\*{2,3}|__"), ""),
    (regex(r"<[^<>]{1,200}>"), ""),
)


def overview(page: Page) -> str:
    """The first sentence of the overview of a page, as fits in a cell; empty without one."""
    section = next((one for one in page.sections if one.title.lower() == "overview"), None)
    if section is None:
        return ""
    text = page.scan.prose
    heads = [one.heading for one in page.sections if section.body.contains(one.heading)]
    for line in text[section.body.start : section.body.end].split("\n"):
        plain = line.strip()
        start = not plain or plain.startswith(("=", "#", "|", "{", "!", "*", "-", "<", ":", "["))
        if start or "::" in plain or any(plain == one.of(text).strip() for one in heads):
            continue
        return _short(plain)
    return ""


def _short(text: str) -> str:
    text = text[:_LOOKED_AT]
    for pattern, new in _MARKUP:
        text = pattern.sub(new, text)
    end = _SENTENCE.search(text)
    text = " ".join(text[: end.start() if end else None].split())
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return re.sub(r"(?<!\\)\|", r"\\|", text)
