"""The text of a new page: front matter and sections in the way in which other pages have them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kbaudit.engine.page_link import RELATED
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.vocabulary import PageType, Required
from kbaudit.read.write_yaml import write_yaml

_PROMPTS = {
    "description": "What it is, in a sentence or two. The first is the note of the index.",
    "usage": "When a reader needs it, and when not.",
    "execution steps": "A heading for each step, with [[step::Principle:…]] under it.",
    "execution diagram": "The steps and what passes between them, as a diagram.",
    "theoretical basis": "Why it works: the idea, its assumptions and its limits.",
    "source location": "Path and lines: '''File:''' and '''Lines:''', or `path.py:10-20`.",
    "signature": "The signature, as the code has it, in a code block.",
    "import": "The import, as users write it, in a code block.",
    "inputs": "A table: name, type, whether it is required, meaning.",
    "outputs": "A table: name, type, meaning.",
    "usage examples": "One example that runs, in a code block.",
    "system requirements": "A table: system, hardware, versions, and why.",
    "dependencies": "A list of packages with their versions: `name` >= 1.0.",
    "credentials": "Names of environment variables, never their values.",
    "quick install": "The command that installs all of it, in a code block.",
    "code evidence": "Where the code asks for it: `path.py:10-20` with the lines quoted below.",
    "common errors": "A table: message, cause, remedy.",
    "compatibility notes": "What has been tried, and what is known not to work.",
    "the insight (rule of thumb)": "The rule in one sentence, and what it trades for what.",
    "reasoning": "Why the rule holds: a measurement, a source, or the code.",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How the pages of a knowledge base are written, by their majority."""

    yaml: bool
    wiki: bool
    titled: bool


@dataclass(frozen=True, slots=True)
class NewPage:
    """What is known of a page that is to be written; `links` are its relations, ready to stand."""

    kind: PageType
    name: str
    scope: str
    summary: str
    day: date
    links: tuple[str, ...] = ()


def style_of(kb: KnowledgeBase, kind: PageType) -> Style:
    """The style of pages of a type; where there are none, of all pages."""
    pages = [page for page in kb.pages if page.unreadable is None]
    own = [page for page in pages if page.type == kind] or pages
    dialects = Counter(m.dialect for page in pages if (m := page.front_matter) is not None)
    yaml = not dialects or dialects["yaml"] > dialects["infobox"]
    alike = [p for p in own if p.front_matter and (p.front_matter.dialect == "yaml") == yaml] or own
    sections = [section.wiki for page in alike for section in page.sections if section.level > 1]
    wiki = sum(sections) * 2 >= len(sections) if sections else not yaml
    titled = sum(page.title is not None for page in own) * 2 >= len(own)
    return Style(yaml, wiki, titled or yaml)


def page_text(kb: KnowledgeBase, new: NewPage) -> str:
    """All of the page, with ``\n`` line ends."""
    style = style_of(kb, new.kind)
    short = new.name.removeprefix(f"{new.scope}_") if new.scope else new.name
    title = [f"# {new.kind.name}: {short}", ""] if style.titled else []
    front = list(_front(kb, new, style))
    # YAML must stand first; an infobox stands under the title.
    head = [*front, *title] if style.yaml else [*title, *front]
    lines = [*head, *_sections(new.kind.sections, 2, new, style)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _front(kb: KnowledgeBase, new: NewPage, style: Style) -> Iterator[str]:
    sources = _sources(kb, new.scope)
    domains = _domains(kb, new.kind)
    updated = f"{new.day.isoformat()} 00:00 GMT"
    if style.yaml:
        data: dict[str, Any] = {"schema": 1, "type": new.kind.name, "name": new.name}
        if new.scope:
            data["scope"] = new.scope
        stated = {"sources": sources, "domains": domains, "last_updated": updated}
        data |= {key: value for key, value in stated.items() if value}
        yield from ("---", *write_yaml(data).rstrip("\n").split("\n"), "---", "")
        return
    yield '{| class="wikitable" style="float:right; margin-left:1em; width:300px;"'
    yield from ("|-", "! Knowledge Sources", "|")
    for source in sources:
        yield f"* [[source::{source['kind']}|{source['title']}|{source['url']}]]"
    yield from ("|-", "! Domains")
    yield f"| {', '.join(f'[[domain::{name}]]' for name in domains)}".rstrip()
    yield from ("|-", "! Last Updated", f"| [[last_updated::{updated}]]", "|}", "")


def _instances(pages: Iterable[Page]) -> Iterator[Mapping[str, Any]]:
    for page in pages:
        if page.front_matter is not None:
            yield page.front_matter.instance.data


def _sources(kb: KnowledgeBase, scope: str) -> list[dict[str, str]]:
    """The repository, as most pages of the scope name it."""
    pages = [page for page in kb.pages if not scope or kb.scope_of(page) == scope]
    named: Counter[tuple[str, str]] = Counter()
    for data in _instances(pages):
        for one in data.get("sources") or ():
            if isinstance(one, Mapping) and str(one.get("kind")) == "Repo" and one.get("url"):
                named[str(one.get("title", "")), str(one["url"])] += 1
    if not named:
        return []
    title, url = min(named, key=lambda one: (-named[one], one))
    return [{"kind": "Repo", "title": title, "url": url}]


def _domains(kb: KnowledgeBase, kind: PageType) -> list[str]:
    """The domain that most pages of the type have."""
    found: Counter[str] = Counter()
    for pages in ([p for p in kb.pages if p.type == kind], kb.pages):
        for data in _instances(pages):
            names = data.get("domains")
            found.update(n for n in names or () if isinstance(n, str))
        if found:
            break
    return [min(found, key=lambda name: (-found[name], name))] if found else []


def _sections(wanted: Sequence[Required], level: int, new: NewPage, style: Style) -> Iterator[str]:
    for section in wanted:
        title = section.names[0]
        mark = "=" * level
        yield f"{mark} {title} {mark}" if style.wiki else f"{'#' * level} {title}"
        if not style.wiki:
            yield ""
        content = list(_content(section, new, style))
        yield from content
        if content or (style.wiki and not section.parts):
            yield ""
        yield from _sections(section.parts, level + 1, new, style)


def _content(section: Required, new: NewPage, style: Style) -> Iterator[str]:
    key = section.names[0].casefold()
    if key in RELATED:
        yield from (f"{'*' if style.wiki else '-'} {link}" for link in new.links)
    elif key == "description" and new.summary:
        yield new.summary
    elif not section.parts or key in _PROMPTS:
        yield f"<!-- {_PROMPTS.get(key, 'To be written.')} -->"
