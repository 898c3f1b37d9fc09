"""Where YAML front matter stands: between fences at the head of a text, if its lines are YAML."""

import re

from kbaudit.model.regex import regex
from kbaudit.model.span import Span

_YAML_OPEN = regex(
    r"---[ \t]*\r?\n(?=[ \t]*(?:#[^\n]*\n[ \t]*)*(?:(?:[&!][\w!]+[ \t]+)?[\"'\w][^\n]{0,100}?:"
    r"|\{[ \t]*[\"'\w]|\?[ \t]+\w|%YAML)|---[ \t]*\r?$"
    r"|-[ \t]+(?:kind|title|url|path|lines|type|name|domains?|sources?|relations):[ \t]"
    r"(?:[^\n]*\n(?=[^\s]|[ \t]+[^\s]))*?---[ \t]*(?:\r?\n|\Z))"
)
_YAML_CLOSE = regex(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)


def find_yaml(text: str) -> tuple[Span | None, int]:
    """Content of YAML front matter, if the text begins with it, and where the body begins."""
    start = 1 if text.startswith("\ufeff") else 0
    opening = _YAML_OPEN.match(text, start)
    if opening is None:
        return None, start
    close = _YAML_CLOSE.search(text, opening.end())
    if close is None:
        return None, start
    return Span(opening.end(), close.start()), close.end()
