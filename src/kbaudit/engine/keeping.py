"""Targets that kbaudit keeps in the user's cache folder, as an audit asks for them."""

from contextlib import ExitStack

from kbaudit.engine.request import Fetch, Request, look
from kbaudit.folders import cache_folder, make_cache_folder
from kbaudit.model.errors import TargetError, UsageError
from kbaudit.target.fetching import HELD, Teller
from kbaudit.target.kept import PART, KeptClone, KeptTarget
from kbaudit.target.url import public


def is_kept(url: str) -> bool:
    """Whether there is a clone of `url`; of what is no address there is none."""
    try:
        clone = KeptClone(url, cache_folder(PART))
        return look(clone.folder / HELD) and clone.exists()
    except UsageError:
        return False


def open_kept(url: str, rev: str, base: str, request: Request, stack: ExitStack) -> KeptTarget:
    """The kept clone of `url`, in which `rev` and `base` (if any) can be read; `stack` closes it.

    It is fetched first if `request` says so. Raises TargetError when it lacks what is asked for.
    """
    revs = [rev, *([base] if base and base != rev else [])]
    if request.fetch is not Fetch.NEVER:
        clone = KeptClone(url, make_cache_folder(PART))
        teller = Teller(request.tell, request.progress)
        anew = request.fetch is Fetch.ANEW
        return stack.enter_context(clone.fetching(revs, teller, anew=anew))
    clone = KeptClone(url, cache_folder(PART))
    if not clone.exists():
        raise TargetError(
            f"{public(url)} is not at hand: `kbaudit target fetch` gets a copy, as does --fetch"
        )
    target = clone.open()
    stack.callback(target.close)
    for one in revs:
        target.hold(target.revision(one))
    return target
