"""Addresses of repositories: which are allowed, and how they are shown without credentials."""

import hashlib
import re

from kbaudit.model.errors import TargetError
from kbaudit.model.regex import regex
from kbaudit.target.environment import PROTOCOLS

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SHORT = regex(r"(?:[\w.][\w.-]*@)?[A-Za-z0-9][\w.-]*:(?!:)(?!\\).+")
"""``git@host:owner/name``, as ssh takes it. One letter before the colon is a drive."""
_LOGIN = regex(r"(?i)(https?://)[^/?#\s'\"]*@")
_PASSWORD = regex(r"(?i)([a-z][a-z0-9+.-]*://[^/?#\s:@]*):[^/?#\s'\"]*@")
_QUERY = regex(r"(?i)(https?://[^\s?'\"]+)\?[^\s'\"]*")


def is_url(text: str) -> bool:
    """Whether `text` names a repository elsewhere, not a folder."""
    if _SCHEME.match(text) or "::" in text.partition("/")[0]:
        return True
    return _SHORT.fullmatch(text) is not None and not re.match(r"[A-Za-z]:", text)


def checked_url(url: str) -> str:
    """`url` as git may be given it. Raises TargetError for one that could do more than fetch."""
    shown = public(url)
    if not is_url(url) or not url.isprintable() or " " in url:
        raise TargetError(f"{shown!r} is no address of a repository, as https://… would be")
    match = _SCHEME.match(url)
    if (match and match[1].lower() not in PROTOCOLS) or "::" in url.partition("/")[0]:
        allowed = ", ".join(PROTOCOLS)
        raise TargetError(f"{shown} cannot be fetched from: it has to be one of {allowed}")
    host = url[match.end() :] if match else url
    if host.partition("@")[2].startswith("-") or host.startswith("-"):
        raise TargetError(f"{shown} is no address of a repository: its host begins with a hyphen")
    return url


def public(text: str) -> str:
    """`text`, an address or a message of git with some in it, without names and passwords.

    Over ssh the name stays: it is ``git`` nearly everywhere, and no secret.
    """
    return _QUERY.sub(r"\1", _PASSWORD.sub(r"\1@", _LOGIN.sub(r"\1", text)))


def clone_name(url: str) -> str:
    """The name of the folder that a clone of `url` is kept in: readable, and one for each."""
    plain = public(url).rstrip("/").removesuffix(".git")
    words = re.split(r"[/:]", plain)[-2:]
    readable = re.sub(r"[^A-Za-z0-9.-]+", "_", "_".join(words)).strip("._-")[:60]
    return f"{readable}-{hashlib.sha256(plain.encode()).hexdigest()[:10]}.git"
