"""The surroundings in which git runs: nothing redirects it, and only what may reach out does.

What surrounds us must not redirect or interrupt us (a hook sets GIT_DIR and GIT_INDEX_FILE, a user
sets a pager), and what the target configures must not run: no hooks, no file-system monitor, no
external diff, no text conversion, no signature check.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

PROTOCOLS = ("https", "http", "ssh", "git", "file")
"""How a repository may be reached; anything else (``ext::``) could run what it names."""

# Settings of the user that say how git may be used at all; everything else named GIT_* goes.
_KEPT = ("GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_KEPT_PREFIXES = ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_PYTHON_")
# How the user reaches servers and proves who they are; of no use, and gone, without a network.
_REACHING = ("GIT_SSH", "GIT_ASKPASS", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_TERMINAL_PROMPT")

_PLAIN = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_PAGER": "cat"}
OFFLINE = {
    **_PLAIN,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.44; older ones are stopped by the next line
    "GIT_ALLOW_PROTOCOL": "none",
}
"""Variables for a git that reads what is there."""

OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.showRoot=true",
    "-c",
    "diff.orderFile=/dev/null",
)
"""Options of every call."""

OFFLINE_OPTIONS = ("-c", "protocol.allow=never")
"""Options besides for a git that reads what is there."""

_environ_lock = threading.Lock()


def online() -> dict[str, str]:
    """Variables for a git that may fetch. What the user forbade it stays forbidden."""
    own = os.environ.get("GIT_ALLOW_PROTOCOL")
    allowed = [name for name in PROTOCOLS if own is None or name in own.split(":")]
    asks = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return {
        **_PLAIN,
        **({} if asks else {"GIT_TERMINAL_PROMPT": "0"}),  # else it would wait for nobody
        "GIT_ALLOW_PROTOCOL": ":".join(allowed) or "none",
    }


def offline() -> dict[str, str]:
    """All variables for a git that reads what is there."""
    return {**_scrubbed(), **OFFLINE}


def reaching() -> dict[str, str]:
    """All variables for a git that may fetch what it reads."""
    return {**_scrubbed(reaching=True), **online()}


def _scrubbed(*, reaching: bool = False) -> dict[str, str]:
    """The variables around us, but for those that redirect git; it speaks English."""
    kept = {k: v for k, v in os.environ.items() if not _redirects(k, reaching=reaching)}
    return {**kept, "LANGUAGE": "C", "LC_ALL": "C"}


@contextlib.contextmanager
def scrubbed_environment(*, reaching: bool = False) -> Iterator[None]:
    """This process without GIT_* variables while a child starts.

    GitPython hands os.environ to its children and can add to it but not take away; an empty GIT_DIR
    is not the same as none, so the variables have to leave for that moment. `reaching` leaves those
    that say how servers are reached.
    """
    with _environ_lock:
        before = {
            name: value for name, value in os.environ.items() if _redirects(name, reaching=reaching)
        }
        for name in before:
            del os.environ[name]
        try:
            yield
        finally:
            os.environ.update(before)


def _redirects(name: str, *, reaching: bool) -> bool:
    if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_PREFIXES):
        return False
    return not (reaching and name.startswith(_REACHING))
