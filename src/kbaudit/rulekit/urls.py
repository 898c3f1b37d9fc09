"""What was found out about the addresses that pages link to, as rules ask for it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.links import Url
from kbaudit.rulekit.cited import MOVING_REFS
from kbaudit.rulekit.wording import code

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources
    from kbaudit.target.revision import Revision


class State(Enum):
    """What became of an address. Only DEAD and MOVED are reported."""

    ALIVE = "alive"
    DEAD = "dead"
    MOVED = "moved"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one address: `says` gives the proof, or why nothing was decided.

    `moved_to` is where the server says that it is now, for good.
    """

    state: State
    says: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by address. Where nobody was asked, `missing` says why."""

    known: Mapping[str, Answer]
    missing: str = ""


NOBODY_ASKED = Answers({}, "offline: --online asks the servers")

_OPEN = regex(r"[*$]|\.\.\.|…|%7[Bb]")
_NEXT = regex(r"[{\[$`…*|\\]|<(?![/!])|\.\.\.")
"""What follows an address that the author left open: ``https://host/{name}``, ``…/<name>``."""
_ANYBODY = regex(
    r"https?://(?:github\.com|gitlab\.com|huggingface\.co)/"
    r"(?:(?:user|owner|org|organization|username|me|my|your)(?:[-_](?:\w+))?|yourname)(?:/|$)",
    re.IGNORECASE,
)
"""An account that stands for anybody's."""

_HOSTED = regex(
    r"https?://(?:www\.)?github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/"
    r"(?:blob|tree|raw|blame|edit)/([^/?#]+)(?:/([^?#]*))?(?:[?#].*)?",
    re.IGNORECASE,
)
_RAW = regex(
    r"https?://raw\.githubusercontent\.com/([\w.-]+)/([\w.-]+)/([^/?#]+)/([^?#]+)(?:[?#].*)?",
    re.IGNORECASE,
)


def address(url: Url) -> str:
    """What a browser would ask the server for: no character references, no place in the page."""
    return urldefrag(html.unescape(url.url)).url


def is_open(file: File, url: Url) -> bool:
    """Whether the author left a part of the address open, so that it names nothing yet."""
    after = file.text[url.span.end : url.span.end + 3]
    return bool(_NEXT.match(after) or _OPEN.search(url.url) or _ANYBODY.match(url.url))


def in_target(url: str, sources: Sources) -> Answer | None:
    """The answer of the target to a link into its own repository on GitHub.

    None when the link leads elsewhere, to a revision that is not at hand, or to what a branch need
    not lack because the revision of the audit does.
    """
    match = _HOSTED.fullmatch(url) or _RAW.fullmatch(url)
    if match is None or f"{match[1]}/{match[2]}".lower() != sources.repository:
        return None
    ref, path = unquote(match[3]), unquote(match[4] or "").strip("/")
    moving = ref in MOVING_REFS
    revision = sources.revision if moving else sources.target.known(ref)
    if revision is not None and (not path or _exists(path, revision)):
        return Answer(State.ALIVE)
    if revision is None or moving:
        return None
    return Answer(State.DEAD, f"{code(path)} is not in the target at {ref}")


def _exists(path: str, revision: Revision) -> bool:
    if path in revision.files or path in revision.links or path in revision.submodules:
        return True
    return any(one.startswith(f"{path}/") for one in (*revision.files, *revision.links))
