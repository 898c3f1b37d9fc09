"""A page gets another name, and all that names it goes along."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname

from kbaudit.engine.audit import read_alone
from kbaudit.engine.fixer.changes import with_files
from kbaudit.engine.fixer.edits import carried
from kbaudit.engine.moving import Move, changes_of
from kbaudit.engine.named_page import named_page
from kbaudit.engine.new_name import checked_name
from kbaudit.engine.references import Way, references
from kbaudit.engine.renamed_text import link_anew, written_anew
from kbaudit.engine.request import Request
from kbaudit.model.edit import Edit, apply_edits
from kbaudit.model.errors import UsageError
from kbaudit.model.span import Position, Source, Span
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.wording import code, listing


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the old name stands in the words of a page, and was left."""

    path: str
    at: Position


@dataclass(frozen=True)
class Renaming:
    """What a new name of a page leads to; `left` is where the old one stays in words."""

    old: str
    new: str
    move: Move
    left: tuple[Mention, ...]


def rename(request: Request, old: str, new: str) -> Renaming:
    """Give the page that the user calls `old` the name `new`, in memory.

    Raises UsageError when there is no such page, `new` is no name for it, or not all that names the
    page could be made to name it by its new name.
    """
    _, kb = read_alone(request)
    page = named_page(kb, old)
    name = _checked(kb, page, new)
    path = f"{dirname(page.path)}/{name}{page.path[len(page.path) - len(_suffix(page)) :]}"
    if taken := next((p for p in sorted(kb.paths) if _same_file(p, path, page.path)), ""):
        raise UsageError(f"{taken} is there already: choose another name, or remove that first")
    facts = Facts(kb)
    edits = _edits(facts, page, name)
    files = {
        at: replace(kb.by_path[at], source=Source(apply_edits(kb.by_path[at].text, changes)))
        for at, changes in edits.items()
    }
    moved = replace(files.pop(page.path, page), path=path)
    after = with_files(kb, {**files, path: moved}, gone=page.path)
    _prove(kb, after, facts, page.path, path)
    move = changes_of(request.root, kb, after, page.path, path)
    return Renaming(page.name, name, move, tuple(_mentions(kb, page, path, edits)))


def _checked(kb: KnowledgeBase, page: Page, new: str) -> str:
    """`new` as the name of a page. Raises UsageError when it cannot be one."""
    checked_name(new, blanks=" " in page.name)
    if new == page.name:
        raise UsageError(f"the page is called {code(new)} already")
    scope = scope_of(page.name, kb.scopes)
    if scope and not scope_of(new, kb.scopes):
        raise UsageError(f"{code(new)} lacks the scope: write {code(f'{scope}_{new}')}")
    return new


def _suffix(page: Page) -> str:
    return page.path.rsplit("/", 1)[-1].removeprefix(page.name)


def _same_file(path: str, wanted: str, own: str) -> bool:
    """Whether `path` would be in the way; some systems do not tell capitals from small letters."""
    return path.casefold() == wanted.casefold() and path != own


def _edits(facts: Facts, page: Page, new: str) -> dict[str, list[Edit]]:
    """The edits of each file. Raises UsageError for what cannot be written anew."""
    edits: dict[str, set[Edit]] = {}
    stuck: list[str] = []
    for file in facts.kb.files:
        for one in references(facts, file):
            if one.page != page.path:
                continue
            written = one.span.of(file.text)
            if one.way is Way.FILE_LINK:
                anew = link_anew(written, page.name, new)
            else:
                anew = written_anew(written, page.name, new, facts.kb.scopes)
            if anew is None:
                stuck.append(_place(file, one.span))
                continue
            edits.setdefault(file.path, set()).add(Edit(file.path, one.span, anew))
    if stuck:
        places = listing(sorted(set(stuck)))
        raise UsageError(
            f"nothing was changed: {places} {'names' if len(set(stuck)) == 1 else 'name'} the page "
            "in a way that cannot be written anew; change that by hand first"
        )
    return {path: sorted(changes) for path, changes in edits.items()}


def _place(file: File, span: Span) -> str:
    at = file.source.position(span.start)
    return f"{file.path}:{at.line}:{at.column}"


def _prove(before: KnowledgeBase, after: KnowledgeBase, facts: Facts, old: str, new: str) -> None:
    """Raises UsageError when something would name another page than it does now.

    What names no page now may come to name this one: somebody has written the new name already.
    """
    later = Facts(after)
    for file in before.files:
        path = new if file.path == old else file.path
        ours = [(r.way, r.page, r.span) for r in references(facts, file)]
        theirs = [(r.way, r.page) for r in references(later, after.by_path[path])]
        if len(ours) != len(theirs):
            raise UsageError(f"nothing was changed: {path} would not read the same any more")
        for (way, page, span), (their_way, their_page) in zip(ours, theirs, strict=True):
            meant = new if page == old else page
            same = way is their_way and (their_page == meant or (not page and their_page == new))
            if not same:
                now, then = meant or "no page", their_page or "no page"
                raise UsageError(
                    f"nothing was changed: {_place(file, span)} would then name {then} instead of "
                    f"{now}: choose another name"
                )


def _mentions(
    kb: KnowledgeBase, page: Page, new: str, edits: Mapping[str, list[Edit]]
) -> Iterator[Mention]:
    """Where the full name stands and was left: in words, in code, in comments.

    Without a scope or an underscore in it a name is a word like others, and nothing is said.
    """
    if "_" not in page.name:
        return
    pattern = re.compile(rf"(?<![\w.+-]){re.escape(page.name)}(?![\w+-])")
    for file in kb.files:
        if file.unreadable is not None:
            continue
        own = edits.get(file.path, [])
        after = Source(apply_edits(file.text, own))
        for match in pattern.finditer(file.text):
            where = Span(*match.span())
            if not any(edit.span.contains(where) for edit in own):
                path = new if file is page else file.path
                yield Mention(path, after.position(carried(where, own).start))
