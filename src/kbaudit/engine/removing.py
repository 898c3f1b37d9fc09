"""A page goes, and with it what lists it; what else names it is for a person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.changes import with_files
from kbaudit.engine.fixer.edits import carried
from kbaudit.engine.moving import Move, changes_of
from kbaudit.engine.named_page import named_page
from kbaudit.engine.references import Reference, Way, references
from kbaudit.engine.removed_text import removal
from kbaudit.engine.request import Request
from kbaudit.model.edit import Edit, apply_edits
from kbaudit.model.finding import Finding
from kbaudit.model.span import Position, Source
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.rulekit.facts import Facts


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that names the removed page still, after the other changes to its file."""

    path: str
    at: Position
    way: Way


@dataclass(frozen=True)
class Removal:
    """What the removal of a page leads to.

    `kept` are places that name it still, and `findings` what `check` will find that it did not find
    before: both are for a person to decide.
    """

    name: str
    move: Move
    kept: tuple[Kept, ...]
    findings: tuple[Finding, ...]


def remove(request: Request, name: str) -> Removal:
    """Take the page that the user calls `name` out of the knowledge base, in memory.

    Raises UsageError when there is no such page, or it cannot be removed.
    """
    with prepared(request, targets=False) as auditor:
        kb = auditor.kb
        page = named_page(kb, name)
        after, kept = _without(kb, page)
        move = changes_of(request.root, kb, after, page.path, "")
        return Removal(page.name, move, tuple(kept), new_findings(auditor, after))


def _without(kb: KnowledgeBase, page: Page) -> tuple[KnowledgeBase, list[Kept]]:
    """The knowledge base without `page`, and what names it still."""
    facts = Facts(kb)
    files: dict[str, File] = {}
    kept: list[Kept] = []
    for file in kb.files:
        if file is page:
            continue
        found = [one for one in references(facts, file) if one.page == page.path]
        edits, left = _edits(file, found)
        text = apply_edits(file.text, edits)
        if edits:
            files[file.path] = replace(file, source=Source(text))
        kept += [
            Kept(file.path, Source(text).position(carried(one.span, edits).start), one.way)
            for one in sorted(left, key=lambda one: one.span)
        ]
    return with_files(kb, files, gone=page.path), list(dict.fromkeys(kept))


def _edits(file: File, found: Iterable[Reference]) -> tuple[list[Edit], list[Reference]]:
    """What takes references out of a file, and those that no edit takes out."""
    found = list(found)
    edits = {edit for one in found for edit in removal(file, one, found)}
    outer = [
        edit
        for edit in edits
        if not any(other != edit and other.span.contains(edit.span) for other in edits)
    ]
    left = [one for one in found if not any(edit.span.contains(one.span) for edit in outer)]
    return sorted(outer), left


def new_findings(auditor: Auditor, after: KnowledgeBase) -> tuple[Finding, ...]:
    """What is found afterwards and was not found before, as far as it needs no target."""
    known = Counter(map(_identity, auditor.judge(auditor.kb, auditor.selection).report.findings))
    new = []
    for finding in auditor.judge(after, auditor.selection).report.findings:
        if known[_identity(finding)]:
            known[_identity(finding)] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule, finding.path, finding.key, finding.message
