"""Knowledge bases in memory, and what the audit says of them. No disk, no git."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from kbaudit.engine.bench import Bench
from kbaudit.engine.judged import nothing_known
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.patterns import matcher
from kbaudit.engine.reuse.room import Room
from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.model.edit import Edit, Safety, apply_edits
from kbaudit.model.finding import Finding
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import PAGE_SUFFIXES, Tree
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.suppression import Suppression
from kbaudit.rulekit.updates import Updates
from kbaudit.rulekit.urls import NOBODY_ASKED, Answer, Answers, State
from kbaudit.target.journal import Entry, Touch, follow
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.revision import Commit, Revision

TODAY = date(2026, 6, 1)

Texts = Mapping[str, str | bytes]
Revisions = Mapping[str, Mapping[str, str | bytes]]


class History(MemoryTarget):
    """Revisions in memory that know the commit before each, as git does."""

    def __init__(self, revisions: Revisions) -> None:
        super().__init__(revisions)
        self.commits = [super(History, self).revision(name).commit for name in revisions]

    def revision(self, rev: str = "HEAD") -> Revision:
        if rev.endswith("^"):
            rev = self.commits[self.commits.index(rev.removesuffix("^")) - 1]
        return super().revision(rev)


class MemoryJournal:
    """Commits in memory: each with its time and the files that it changes, None for a removed one.

    Their ids are their numbers.
    """

    missing = ""

    def __init__(self, commits: Sequence[Mapping[str, Any]]) -> None:
        self._data: dict[str, bytes] = {}
        found = []
        state: dict[str, str] = {}
        for number, given in enumerate(commits):
            old = dict(state)
            for path, text in given["files"].items():
                if text is None:
                    del state[path]
                else:
                    state[path] = sha256(text.encode()).hexdigest()
                    self._data[state[path]] = text.encode()
            when = datetime.fromisoformat(given["when"])
            commit = Commit(f"{number:010}".ljust(40, "0"), int(when.timestamp()), "")
            found.append((commit, when, list(self._entries(old, state))))
        self._touches = follow(reversed(found))

    @staticmethod
    def _entries(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Entry]:
        gone = {blob: path for path, blob in old.items() if path not in new}
        renamed = {gone[blob] for path, blob in new.items() if path not in old and blob in gone}
        for path, blob in new.items():
            if path not in old and blob in gone:
                yield Entry("R", blob, blob, path, gone[blob])
            elif old.get(path) != blob:
                yield Entry("M" if path in old else "A", old.get(path, ""), blob, path)
        for path in old.keys() - new.keys() - renamed:
            yield Entry("D", old[path], "", path)

    def touches(self, path: str) -> Sequence[Touch]:
        return self._touches.get(path, ())

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        return {blob: self._data[blob] for blob in blobs}


def knowledge_base(files: Texts, config: Loaded | None = None) -> KnowledgeBase:
    """The knowledge base that holds `files`; the order of the mapping is that of the disk."""
    config = config or Loaded()
    excluded = matcher(config.exclude)
    above = {f"{parent}/" for path in files for parent in PurePosixPath(path).parents}
    left = frozenset(path for path in {*files, *above} if excluded(path))
    data = {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
        if not excluded(path)
    }
    folders = {str(parent) for path in data for parent in PurePosixPath(path).parents}
    pages = {path: content for path, content in data.items() if path.endswith(PAGE_SUFFIXES)}
    tree = Tree("kb", frozenset(data), frozenset(folders - {"."}), pages, {}, left)
    expected = tuple(target.scope for target in config.targets)
    return KnowledgeBase.build(tree, config.vocabulary, config.scopes, config.file_size, expected)


def audit(
    files: Texts,
    *,
    select: str = "",
    target: Revisions | None = None,
    config: Loaded | None = None,
    history: Sequence[Mapping[str, Any]] = (),
    urls: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """The findings of all rules, or of the one named `select`, in the order of reports.

    What is unused of a suppression shows only when the rules that it names have run.
    """
    kb = knowledge_base(files, config)
    rules = all_rules()
    alone = any(rule.id == select and rule.subject is not Suppression for rule in rules)
    selection = Selection(rules, config or Loaded(), [select] if alone else [])
    sources: dict[str, Sources] = {}
    if target is not None:
        memory = History(target)
        for scope in kb.scopes or ("",):
            sources[scope] = Sources(kb, memory, memory.revision(), scope=scope)
    missing = {} if sources else dict.fromkeys(kb.scopes or ("",), "no target")
    updates = Updates(MemoryJournal(history), TODAY, len(kb.pages))
    answers = NOBODY_ASKED if urls is None else answered(urls)
    silencer = Silencer(kb.files, rules, TODAY)
    room = Room(kb, Facts(kb), sources, updates)
    bench = Bench(room, selection, missing, silencer, nothing_known(kb.files), answers)
    bench.run()
    bench.findings, _ = silencer.split(bench.findings)
    bench.run_about_comments(partial(silencer.comments, bench.judged))
    assert not bench.faults, sorted(bench.faults)
    found = {finding for finding in bench.findings if select in ("", finding.rule)}
    return tuple(sorted(found, key=lambda finding: finding.order))


def answered(urls: Mapping[str, str]) -> Answers:
    """Answers of servers, each written as its state, and what it says or where it moved."""
    known = {}
    for url, text in urls.items():
        word, _, rest = text.partition(": ")
        state = State(word)
        moved = state is State.MOVED
        known[url] = Answer(state, "" if moved else rest, rest if moved else "")
    return Answers(known)


def fixed(files: Texts, findings: tuple[Finding, ...]) -> dict[str, str | bytes]:
    """`files` after all repairs that can be applied, the unsafe ones as well."""
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.fix is not None and finding.fix.safety > Safety.HINT:
            for edit in finding.fix.edits:
                edits.setdefault(edit.path, []).append(edit)
    result = dict(files)
    for path, changes in edits.items():
        text = result.get(path, "")
        assert isinstance(text, str)
        result[path] = apply_edits(text, changes)
    return result
