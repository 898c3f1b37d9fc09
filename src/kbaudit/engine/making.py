"""A new page: its text, its row in the index, and the links that lead to it from other pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.changes import with_files
from kbaudit.engine.moving import Move, edits_between
from kbaudit.engine.named_page import named_page
from kbaudit.engine.new_name import checked_name
from kbaudit.engine.page_link import with_relation
from kbaudit.engine.page_text import NewPage, page_text
from kbaudit.engine.removing import new_findings
from kbaudit.engine.request import Request
from kbaudit.engine.selection import Selection
from kbaudit.model.edit import Fix, Safety, apply_edits
from kbaudit.model.errors import UsageError
from kbaudit.model.finding import Finding
from kbaudit.model.span import Source
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase, file_of
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.read.vocabulary import PageType, Vocabulary
from kbaudit.rulekit.wording import closest, code, listing

_MOST_CONNECTIONS = 50


@dataclass(frozen=True)
class Made:
    """A new page and what it leads to. `findings` is what `check` will find on account of it."""

    name: str
    path: str
    move: Move
    findings: tuple[Finding, ...]


def make_page(
    request: Request, kind: str, name: str, *, summary: str = "", near: Sequence[str] = ()
) -> Made:
    """A page of the type `kind`, linked with the pages that the user calls `near`, in memory.

    `summary` is its first sentence. Raises UsageError when there is no such type or page, the name
    is none or taken, or no relation connects the types.
    """
    with prepared(request, targets=False) as auditor:
        kb = auditor.kb
        page_type = _type(kb, kind)
        full = _name(kb, name)
        path = f"{page_type.folder}/{full}.md"
        taken = {one.casefold(): one for one in kb.paths}.get(path.casefold())
        if taken:
            raise UsageError(f"{taken} is there already: choose another name")
        others = [named_page(kb, one) for one in dict.fromkeys(near)]
        scope = scope_of(full, kb.scopes)
        links = tuple(_links(kb.vocabulary, page_type, others))
        new = NewPage(page_type, full, scope, " ".join(summary.split()), request.today, links)
        text = page_text(kb, new)
        page = Page(
            path=path,
            source=Source(text),
            kind=Kind.PAGE,
            vocabulary=kb.vocabulary,
            type=page_type,
        )
        files: dict[str, File] = {path: page}
        for other in others:
            if word := _states(kb.vocabulary, other.type, page_type):
                anew = with_relation(other, word, page_type.name, full)
                files[other.path] = replace(other, source=Source(anew))
        after = with_files(kb, files)
        after = _indexed(auditor, replace(after, folders=kb.folders | {page_type.folder}), page)
        changes = edits_between(request.root, kb, after)
        folders = (*sorted(kb.folders), page_type.folder)
        move = Move(request.root, folders, tuple(changes))
        return Made(full, path, move, new_findings(auditor, after))


def _type(kb: KnowledgeBase, word: str) -> PageType:
    kind = kb.vocabulary.type_named(word)
    if kind is None:
        names = [one.name for one in kb.vocabulary.types]
        near = closest(word.capitalize(), names)
        hint = f"did you mean {code(near)}?" if near else f"there are {listing(names, limit=9)}"
        raise UsageError(f"there is no page type {code(word)}: {hint}")
    return kind


def _name(kb: KnowledgeBase, name: str) -> str:
    """The full name: the scope goes in front where there is only one."""
    if kb.scopes and not scope_of(name, kb.scopes):
        if len(kb.scopes) > 1:
            scopes = listing([code(scope) for scope in kb.scopes], "or")
            raise UsageError(f"{code(name)} lacks the scope: begin it with {scopes}")
        name = f"{kb.scopes[0]}_{name}"
    return checked_name(name)


def _links(words: Vocabulary, kind: PageType, others: Sequence[Page]) -> Sequence[str]:
    links = []
    for other in others:
        word = _states(words, kind, other.type)
        if word:
            links.append(f"[[{word}::{other.type.name}:{other.name}]]")
        elif not _states(words, other.type, kind):
            raise UsageError(
                f"--with: no relation connects pages of the types {kind.name} and "
                f"{other.type.name}, that of {code(other.name)}"
            )
        elif other.unreadable is not None:
            raise UsageError(f"--with: {other.path} {other.unreadable.reason}")
    return links


def _states(words: Vocabulary, here: PageType, there: PageType) -> str:
    """The relation that pages of type `here` state to pages of type `there`; empty for none.

    A leaf, from which no edge leads, states the relation of the page that leads to it.
    """
    for edge in words.edges:
        if (edge.source, edge.target) == (here.name, there.name):
            return edge.relation
    leaf = all(edge.source != here.name for edge in words.edges)
    for edge in words.edges:
        if (edge.source, edge.target) == (there.name, here.name):
            return edge.inverse or (edge.relation if leaf else "")
    return ""


def _indexed(auditor: Auditor, kb: KnowledgeBase, page: Page) -> KnowledgeBase:
    """`kb` with a row for `page` in its index, and its relations in the indexes.

    The rules make them as when they repair. Pages that lacked a row before get none along with it.
    """
    lacking = {one.path for one in _found(auditor, kb, "page-not-indexed") if one.path != page.path}
    others = tuple(file for file in kb.files if file.path not in lacking)
    for finding in _found(auditor, replace(kb, files=others), "page-not-indexed"):
        if finding.path == page.path and finding.fix is not None:
            return _connected(auditor, _repaired(kb, finding.fix))
    index = next((one for one in kb.indexes if one.type == page.type), None)
    if index is None and kb.indexes:
        for finding in _found(auditor, kb, "missing-index"):
            if finding.path == page.type.index and finding.fix is not None:
                return _repaired(kb, finding.fix)
    if index is not None and index.unreadable is None and not index.rows:
        anew = replace(index, source=Source(_first_row(index, page)))
        return with_files(kb, {index.path: anew})
    return kb


def _connected(auditor: Auditor, kb: KnowledgeBase) -> KnowledgeBase:
    """`kb` with index connections for those relations that came with the page."""
    rule = "unlisted-relation"
    known = {finding.key for finding in _found(auditor, auditor.kb, rule)}
    for _ in range(_MOST_CONNECTIONS):
        came = (f.fix for f in _found(auditor, kb, rule) if f.key not in known and f.fix)
        fix = next((one for one in came if one.safety is Safety.SAFE), None)
        if fix is None:
            break
        kb = _repaired(kb, fix)
    return kb


def _found(auditor: Auditor, kb: KnowledgeBase, rule: str) -> tuple[Finding, ...]:
    return auditor.judge(kb, Selection(auditor.rules, auditor.loaded, [rule])).report.findings


def _repaired(kb: KnowledgeBase, fix: Fix) -> KnowledgeBase:
    files: dict[str, File] = {}
    for path in {edit.path for edit in fix.edits}:
        own = [edit for edit in fix.edits if edit.path == path]
        file = kb.by_path.get(path) or file_of(path, b"", kb.vocabulary)
        if file is not None:
            files[path] = replace(file, source=Source(apply_edits(file.text, own)))
    return with_files(kb, files)


def _row(page: Page) -> str:
    return f"| {page.name} | [→](./{page.path}) | — | — |"


def _first_row(index: Index, page: Page) -> str:
    """An index that lists nothing yet with its first row."""
    text = index.text
    table = next((one for one in index.tables if len(one.columns) == 4 and not one.wiki), None)
    if table is None:
        gap = "" if text.endswith("\n") else "\n"
        return f"{text}{gap}\n- [{page.name}](./{page.path})\n"
    return f"{text[: table.span.end]}\n{_row(page)}{text[table.span.end :]}"
