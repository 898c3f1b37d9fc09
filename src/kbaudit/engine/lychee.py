"""Asks servers whether addresses lead somewhere, through lychee: fast, and polite to them."""

import html
import ipaddress
import json
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from kbaudit.rulekit.urls import Answer, State

GET_IT = "no lychee: `pip install kbaudit[online]` gets it, as do the systems' packages"

_AT_HOME = Answer(State.UNDECIDED, "in private networks: `private` under `online` asks them")
_GOOD = "100..=103,200..=299"
_PERMANENT = (301, 308)
_GONE = {404: "not found", 410: "gone"}


class LycheeError(Exception):
    """lychee could not do it; the message says why."""


class _Status(BaseModel):
    text: str = ""
    code: int = 0
    details: str = ""


class _Hop(BaseModel):
    url: str
    code: int


class _Redirects(BaseModel):
    redirects: tuple[_Hop, ...] = ()


class _Place(BaseModel):
    line: Annotated[int, Field(ge=1)]


class _Response(BaseModel):
    """What lychee says of one link. Its place is how it is told apart: addresses are rewritten."""

    status: _Status
    span: _Place
    redirects: _Redirects = _Redirects()


_Map = dict[str, list[_Response]]


class _Results(BaseModel):
    """The part of ``lychee --format json --verbose`` that is used here."""

    success_map: _Map
    error_map: _Map
    timeout_map: _Map = {}
    excluded_map: dict[str, list[Any]] = {}


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask.

    `timeout` is in seconds, `accept` are status codes that are as good as 200, and `private` tells
    whether servers of private networks are asked as well.
    """

    timeout: int
    accept: tuple[int, ...] = ()
    private: bool = False


def find_lychee() -> str | None:
    """The program: on the PATH, else beside this Python, where its package puts it."""
    return shutil.which("lychee") or shutil.which("lychee", path=sysconfig.get_path("scripts"))


def ask(program: str, urls: Sequence[str], asking: Asking) -> dict[str, Answer]:
    """What the servers of `urls` answer. Raises LycheeError when lychee itself fails."""
    with tempfile.TemporaryDirectory(prefix="kbaudit-") as folder:
        page = Path(folder) / "urls.html"
        links = (f'<a href="{html.escape(url)}"></a>\n' for url in urls)
        page.write_text("".join(links), "utf-8")
        try:
            done = subprocess.run(
                [program, *_options(asking), page.name],
                cwd=folder,  # where no configuration lies around
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except OSError as error:
            raise LycheeError(f"lychee cannot be started: {error.strerror}") from None
    try:
        results = _Results.model_validate(json.loads(done.stdout))
    except (ValueError, ValidationError):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0] if said and done.returncode else "its answer is of another version's form"
        raise LycheeError(f"lychee failed: {reason}") from None
    unheard = Answer(State.UNDECIDED, "left out by lychee")
    found = {url: _AT_HOME if _private(url) else unheard for url in urls}
    for line, answer in _answers(results):
        if line <= len(urls):
            found[urls[line - 1]] = answer
    return found


def _private(url: str) -> bool:
    """Whether an address is plainly one of a private network, or of this machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _options(asking: Asking) -> Iterator[str]:
    yield from ("--format", "json", "--verbose", "--no-progress")
    yield from ("--timeout", str(asking.timeout), "--max-retries", "1")
    yield from ("--accept", ",".join((_GOOD, *map(str, asking.accept))))
    if not asking.private:
        yield "--exclude-all-private"


def _answers(results: _Results) -> Iterator[tuple[int, Answer]]:
    for responses in results.success_map.values():
        for one in responses:
            yield one.span.line, _alive(one)
    for responses in results.error_map.values():
        for one in responses:
            yield one.span.line, _failed(one)
    for responses in results.timeout_map.values():
        for one in responses:
            yield one.span.line, Answer(State.UNDECIDED, "no answer in time")


def _alive(response: _Response) -> Answer:
    """Where to, as far as all steps of the way were permanent."""
    moved = ""
    for hop in response.redirects.redirects:
        if hop.code not in _PERMANENT:
            break
        moved = hop.url
    return Answer(State.MOVED, "", moved) if moved else Answer(State.ALIVE)


def _failed(response: _Response) -> Answer:
    code = response.status.code
    if code in _GONE:
        return Answer(State.DEAD, f"the server answers {code}, {_GONE[code]}")
    if code >= 500:
        return Answer(State.UNDECIDED, "the server has a fault")
    if code >= 400:
        return Answer(State.UNDECIDED, "the server refuses the question")
    if code >= 300:
        return Answer(State.UNDECIDED, "led around in circles")
    return Answer(State.UNDECIDED, "not reached")
