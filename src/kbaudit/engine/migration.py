"""Front matter as it would be written: YAML for pages that have an infobox only, or nothing."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kbaudit.model.edit import Edit, Fix
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.front_matter import FrontMatter, other_language
from kbaudit.read.instance import Path, path_text
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.page_instance import page_instance
from kbaudit.read.write_yaml import write_yaml
from kbaudit.rulekit.wording import listing

NAME = "front-matter"
"""What stands for a rule in findings about pages that are to be migrated."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What is asked for besides front matter: whether infoboxes are to go."""

    drop_infobox: bool = False


_EXPECTED = ("sources", "domains", "last_updated", "relations")
_MORE = {"Heuristic": ("category", "insight"), "Environment": ("requirements",)}
_MARKUP = regex(
    r"""\[\[\s*(?:source|domain|last_updated|category)\s*::|\]\]|(?<![\w-])[a-z-]+="[^"\n]*\""""
    r"""|\b(?:(?:knowledge )?sources?|domains?|last updated|category)\b|[\s|*,;•·!'{}-]""",
    re.IGNORECASE,
)
"""What an infobox holds besides its values."""


def to_migrate(
    kb: KnowledgeBase, left_out: Mapping[str, Mapping[Path, str]], *, drop_infobox: bool
) -> Iterator[Finding]:
    """A finding, with its fix, for each page of `kb` whose front matter is to be written.

    `left_out` names for pages the values that are not to be written, and why. With `drop_infobox`
    an infobox goes, unless something stands in it that the front matter does not say.
    """
    for page in kb.pages:
        if page.unreadable is not None:
            continue
        matter = page.front_matter
        if language := other_language(page.text):
            yield _finding(page, None, f"the front matter is {language}: write YAML by hand")
        elif matter is None or matter.dialect == "infobox":
            without = left_out.get(page.path, {})
            data = written_data(page, kb.scope_of(page), without)
            yield _finding(page, _addition(page, data, without, drop=drop_infobox))
        elif (infobox := page.infobox if drop_infobox else None) is not None:
            whole = matter.instance.readable and not kept_because(
                page, infobox, matter.instance.data
            )
            if whole:
                edit = Edit(page.path, _around(page, infobox), "")
                yield _finding(page, Fix("remove the infobox", (edit,)))


def written_data(page: Page, scope: str, without: Collection[Path]) -> dict[str, Any]:
    """What front matter of `page` says, but for the values at the paths `without`."""
    kept = _without(page_instance(page, scope).data, (), without)
    return kept if isinstance(kept, dict) else {}


def original_path(page: Page, scope: str, written: Path, without: Collection[Path]) -> Path:
    """The path in the instance of `page` of what stands at the path `written` of `written_data`."""
    value: Any = page_instance(page, scope).data
    path: Path = ()
    for part in written:
        if isinstance(part, int):
            kept = (n for n in range(len(value)) if _without(value[n], (*path, n), without))
            number = list(kept)[part]
            path, value = (*path, number), value[number]
        else:
            path, value = (*path, part), value[part]
    return path


def kept_because(page: Page, infobox: FrontMatter, data: Mapping[str, Any]) -> str:
    """What an infobox says that front matter with `data` does not; empty when it may go."""
    for key, value in infobox.instance.data.items():
        if data.get(key) != value:
            return key
    text = page.text[: infobox.span.end]
    places = infobox.instance.places
    said = [places[path].value for path in places if _is_text(infobox.instance.data, path)]
    for span in sorted(said, reverse=True):
        text = text[: span.start] + text[span.end :]
    rest = _MARKUP.sub("", text[infobox.span.start :])
    return " ".join(rest.split())[:40]


def _is_text(data: Any, path: Path) -> bool:
    """Whether a path of an infobox leads to words, not to a source or a list as a whole."""
    for part in path:
        data = data[part]
    return isinstance(data, str)


def _finding(page: Page, fix: Fix | None, why: str = "") -> Finding:
    source = page.source
    start = int(source.text.startswith("\ufeff"))
    span = Span(start, start)
    at = source.position(start)
    message = why or "the front matter is not in YAML alone"
    return Finding(
        NAME, Level.WARNING, page.path, span, at, at, message, ("page",), fix=fix, key=NAME
    )


def _addition(
    page: Page, data: Mapping[str, Any], without: Mapping[Path, str], *, drop: bool
) -> Fix:
    text, infobox = page.text, page.infobox
    end = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
    start = int(text.startswith("\ufeff"))
    remarks = list(_remarks(page, data, without))
    gone = Span(start, start)
    if drop and infobox is not None:
        if more := kept_because(page, infobox, data):
            remarks.append(f"the infobox stays for what it says of `{more}`")
        else:
            gone = _around(page, infobox)
    body = text[gone.end :] if gone.start == start else text[start:]
    gap = "" if re.match(r"[ \t]*\r?(?:\n|\Z)", body) else end
    fences = f"---{end}{write_yaml(data, end)}---{end}{gap}"
    edits: tuple[Edit, ...] = (Edit(page.path, gone, fences),)
    if gone.start != start:
        edits = (Edit(page.path, Span(start, start), fences), Edit(page.path, gone, ""))
    return Fix("write front matter", edits, note="; ".join(remarks))


def _remarks(page: Page, data: Mapping[str, Any], without: Mapping[Path, str]) -> Iterator[str]:
    unknown = [k for k in (*_EXPECTED, *_MORE.get(page.type.name, ())) if k not in data]
    known = {path[0] for path in without}
    if missing := [f"`{key}`" for key in unknown if key not in known]:
        yield f"not known: {listing(missing, limit=9)}"
    if without:
        named = [f"`{path_text(path)}` ({why})" for path, why in without.items()]
        yield f"left out: {listing(named)}"


def _around(page: Page, infobox: FrontMatter) -> Span:
    """The lines of an infobox, and the blank line after it where one is left before it."""
    text = page.text
    start = text.rfind("\n", 0, infobox.span.start) + 1
    start = max(start, int(text.startswith("\ufeff")))
    end = text.find("\n", infobox.span.end)
    end = len(text) if end < 0 else end + 1
    before = text[:start].lstrip("\ufeff")
    blank = re.compile(r"[ \t]*\r?\n").match(text, end)
    if blank and (not before or re.search(r"\n[ \t]*\r?\n\Z", before)):
        end = blank.end()
    return Span(start, end)


def _without(value: Any, path: Path, paths: Collection[Path]) -> Any:
    """`value`, which stands at `path`, without what stands at `paths` and what is empty text.

    None for nothing left.
    """
    if path in paths or value == "":
        return None
    if isinstance(value, Mapping):
        items = {key: _without(one, (*path, key), paths) for key, one in value.items()}
        kept = {key: one for key, one in items.items() if one is not None}
        return kept or None
    if isinstance(value, list):
        found = [_without(one, (*path, number), paths) for number, one in enumerate(value)]
        return [one for one in found if one is not None] or None
    return value
