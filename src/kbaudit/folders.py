"""The one folder outside knowledge bases in which kbaudit keeps things, so that all of it is found.

What lies there can be deleted at any time: it is made anew when it is needed.
"""

import os
from pathlib import Path

from kbaudit.model.errors import UsageError

VARIABLE = "KBAUDIT_CACHE_DIR"
"""The environment variable that names the folder, for machines where the usual one will not do."""

_TAG = "CACHEDIR.TAG"
_TAGGED = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of kbaudit and can be deleted. See https://bford.info/cachedir/\n"
)


def cache_folder(part: str, given: str | Path | None = None) -> Path:
    """The absolute path of the folder for one kind of things, `part`; it need not exist.

    It lies in `given` (an option), else in that of ``KBAUDIT_CACHE_DIR``, else where the system has
    the user's caches (``XDG_CACHE_HOME``). Raises UsageError where no home folder is known.
    """
    return _top(given) / part


def make_cache_folder(part: str, given: str | Path | None = None) -> Path:
    """`cache_folder`, made for this user alone and marked for programs that make backups.

    Raises UsageError when the folder cannot be made.
    """
    top = _top(given)
    try:
        top.mkdir(mode=0o700, parents=True, exist_ok=True)
        (top / part).mkdir(mode=0o700, exist_ok=True)
        if not (top / _TAG).exists():
            (top / _TAG).write_text(_TAGGED, "utf-8")
    except OSError as error:
        reason = (error.strerror or "input/output error").lower()
        raise UsageError(
            f"the cache folder {top} cannot be used ({reason}): name another one in {VARIABLE}"
        ) from error
    return top / part


def _top(given: str | Path | None) -> Path:
    named = given or os.environ.get(VARIABLE)
    if named:
        return Path(os.path.abspath(os.path.expanduser(named)))  # noqa: PTH100, PTH111
    import platformdirs

    try:
        return platformdirs.user_cache_path("kbaudit", appauthor=False).absolute()
    except RuntimeError as error:  # no HOME, and no entry for this user
        raise UsageError(f"no folder for caches is known: name one in {VARIABLE}") from error
