"""Finds out where the addresses on pages lead: from the target, from memory, from the servers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from kbaudit.engine.asked import Memory
from kbaudit.engine.loaded import OnlineChoice
from kbaudit.engine.lychee import GET_IT, Asking, LycheeError, ask, find_lychee
from kbaudit.engine.request import Progress
from kbaudit.model.regex import regex
from kbaudit.model.report import Coverage
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.urls import Answer, Answers, State, address, in_target, is_open

_HOSTS = r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)"
_REPOSITORY = regex(rf"({_HOSTS}/[\w.-]+/[\w.-]+)/.+")
_WHOLE = regex(rf"{_HOSTS}/[\w.-]+/[\w.-]+/?(?:[?#].*)?")
_PRIVATE = Answer(State.UNDECIDED, "of a repository that is gone or private")
_OPEN = Answer(State.UNDECIDED, "left open by the author")
_UNASKED = Answer(State.UNDECIDED, "not asked")
_EXCLUDED = Answer(State.UNDECIDED, "excluded by the configuration")


def find_out(
    kb: KnowledgeBase,
    sources: Mapping[str, Sources],
    settings: OnlineChoice,
    progress: Progress,
) -> Answers:
    """An answer for each address that `kb` links to; each server is asked once for each address.

    `sources` are those of the targets, which answer for links to their own files.
    """
    found: dict[str, Answer] = {}
    for file in kb.files:
        for url in file.links.urls:
            where = address(url)
            if where in found and found[where] is not _OPEN:
                continue
            if is_open(file, url):
                found[where] = _OPEN
            elif any(fnmatchcase(where, pattern) for pattern in settings.exclude):
                found[where] = _EXCLUDED
            else:
                own = (in_target(where, one) for one in sources.values())
                found[where] = next((one for one in own if one is not None), _UNASKED)
    unknown = sorted(url for url, answer in found.items() if answer is _UNASKED)
    program = find_lychee()
    if unknown and program is None:
        return Answers({}, GET_IT)
    try:
        said = _ask(program or "", unknown, settings, progress)
    except LycheeError as error:
        return Answers({}, str(error))
    return Answers({**found, **_sober(said)})


def _ask(
    program: str, urls: Iterable[str], settings: OnlineChoice, progress: Progress
) -> dict[str, Answer]:
    """What the servers say of `urls` and of the repositories that they are part of."""
    repositories = {match[1] for url in urls if (match := _REPOSITORY.fullmatch(url))}
    wanted = {*urls, *repositories}
    memory = Memory(settings.max_age * 3600)
    known = {url: answer for url, answer in memory.answers.items() if url in wanted}
    missing = sorted(wanted - known.keys())
    if missing:
        progress("asking for URLs", len(known), len(wanted))
        asked = ask(program, missing, Asking(settings.timeout, settings.accept, settings.private))
        memory.keep(asked)
        known |= asked
    return known


def _sober(said: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers without those that prove nothing.

    A page of a repository that does not answer itself may be there for those who may see it.
    """
    found = dict(said)
    for url, answer in said.items():
        match = _REPOSITORY.fullmatch(url)
        whole = said[match[1]] if match else answer if _WHOLE.fullmatch(url) else None
        silent = whole is not None and whole.state in (State.DEAD, State.UNDECIDED)
        if answer.state is State.DEAD and silent:
            found[url] = _PRIVATE
    return found


def covered(kb: KnowledgeBase, answers: Answers) -> Coverage:
    """How many addresses were decided, and why the others were not."""
    wanted = {address(url) for file in kb.files for url in file.links.urls}
    open_ = Counter(
        answer.says
        for url in wanted
        if (answer := answers.known.get(url, _UNASKED)).state is State.UNDECIDED
    )
    return Coverage("URLs", len(wanted), tuple(sorted(open_.items())))
