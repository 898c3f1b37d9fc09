"""What kbaudit finds on this machine and in one knowledge base: what a report of a defect needs."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import kbaudit
from kbaudit.engine.audit import read_alone
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.lockfile import read_lock
from kbaudit.engine.lychee import GET_IT, find_lychee
from kbaudit.engine.request import Request
from kbaudit.engine.targets import open_targets
from kbaudit.folders import cache_folder
from kbaudit.model.errors import KbauditError
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.lock import LOCK_NAME
from kbaudit.rulekit.wording import count, listing
from kbaudit.target.command import GitCommand
from kbaudit.target.kept import PART, kept_clones
from kbaudit.target.url import public


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked for. `wrong` tells that something asked for does not work."""

    about: str
    says: str
    wrong: bool = False


def examine(request: Request) -> tuple[Fact, ...]:
    """Look for all that audits use. Nothing is fetched, and nothing raises: errors are facts.

    No text has credentials, and the home folder is written as ``~``.
    """
    return tuple(
        Fact(fact.about, _homeless(public(fact.says)), fact.wrong)
        for fact in (*_machine(), *_knowledge(request))
    )


def _machine() -> Iterator[Fact]:
    yield Fact("kbaudit", f"{kbaudit.__version__} in {Path(kbaudit.__file__).parent}")
    yield Fact("Python", f"{platform.python_version()}, {platform.platform()}")
    yield _try("git", lambda: GitCommand(".").run("--version").text.removeprefix("git version "))
    yield Fact("lychee", find_lychee() or f"{GET_IT} (for --online)")
    yield Fact("Graphviz", shutil.which("dot") or "not found (for `kbaudit graph --svg`)")
    yield _try("cache folder", lambda: str(cache_folder("").absolute()))
    yield _try("kept targets", _kept)


def _kept() -> str:
    return listing([one.url for one in kept_clones(cache_folder(PART))]) or "none"


def _knowledge(request: Request) -> Iterator[Fact]:
    try:
        loaded, kb = read_alone(request)
    except (KbauditError, OSError) as error:
        yield Fact("knowledge base", str(error), wrong=True)
        return
    yield Fact("knowledge base", f"{request.root.absolute()}: {_size(kb)}")
    yield Fact("configuration", str(loaded.path.absolute()) if loaded.path else "none")
    yield Fact("scopes", listing(kb.scopes) or "none")
    yield from _targets(request, loaded, kb)
    yield _try("lock", lambda: _lock(request.root))


def _size(kb: KnowledgeBase) -> str:
    return f"{count(len(kb.files), 'file')}, {count(len(kb.pages), 'page')} among them"


def _targets(request: Request, loaded: Loaded, kb: KnowledgeBase) -> Iterator[Fact]:
    with ExitStack() as stack:
        try:
            targets = open_targets(kb.scopes, loaded, request, stack)
        except KbauditError as error:
            yield Fact("target", str(error), wrong=True)
            return
        for _, opened in sorted(targets.opened.items()):
            info = opened.info
            base = f", base {opened.base}" if opened.base else ""
            held = f"{info.path} at {info.asked} (commit {info.commit[:10]}){base}"
            yield Fact(_of("target", info.scope), held)
        for scope, reason in sorted(targets.missing.items()):
            yield Fact(_of("target", scope if len(kb.scopes) > 1 else ""), reason)


def _of(what: str, scope: str) -> str:
    return f"{what} of {scope}" if scope else what


def _lock(root: Path) -> str:
    if not (root / LOCK_NAME).exists():
        return "none"
    return count(len(read_lock(root).entries), "entry", "entries")


def _try(about: str, find: Callable[[], str]) -> Fact:
    try:
        return Fact(about, find())
    except KbauditError as error:
        return Fact(about, str(error), wrong=True)


def _homeless(text: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111  # Path.home() raises where there is none
    return text.replace(home, "~") if len(home) > 1 else text
