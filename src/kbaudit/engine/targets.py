"""Which revision the pages of each scope are held against."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.engine.loaded import Loaded, TargetChoice
from kbaudit.engine.request import Fetch, Request, look
from kbaudit.model.errors import UsageError
from kbaudit.model.regex import regex
from kbaudit.model.report import TargetInfo
from kbaudit.rulekit.wording import code, listing
from kbaudit.target.url import is_url, public

if TYPE_CHECKING:
    from kbaudit.rulekit.readings import Readings
    from kbaudit.target.git import GitTarget
    from kbaudit.target.revision import Revision, Target

_REPOSITORY = regex(r"[/:]([^/:]+)/([^/]+?)(?:\.git)?/*$")

NO_TARGET = "no target: give --repo or `target.path`"


@dataclass(frozen=True, slots=True)
class Opened:
    """A target that could be opened, and the revision of it that was asked for."""

    target: Target
    revision: Revision
    info: TargetInfo
    repository: str
    """``owner/name`` where the configuration tells the URL."""
    base: str
    """The base that the user named, empty where it is to be found."""
    readings: Readings
    """What was read of the target so far."""
    horizon: str = ""
    """A digest of what else but the revision its answers follow from."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets by scope; for scopes without one, the reason. The scope "" is the only one."""

    opened: dict[str, Opened]
    missing: dict[str, str]

    def close(self) -> None:
        """End what runs for any of them."""
        for one in self.opened.values():
            one.target.close()


def open_targets(
    scopes: Sequence[str], loaded: Loaded, request: Request, stack: ExitStack
) -> Targets:
    """Open what the command line and the configuration name; `stack` closes it.

    Raises UsageError when one target is given for several scopes, and TargetError when a repository
    or a revision cannot be read.
    """
    repos = _by_scope(request.repo, scopes, "--repo")
    revs = _by_scope(request.rev, scopes, "--rev")
    bases = _by_scope(request.base, scopes, "--base")
    several = len(scopes) > 1
    targets = Targets({}, {})
    cache: dict[tuple[str, str, str], tuple[GitTarget, Revision]] = {}
    for scope in scopes or ("",):
        settings = _settings(loaded, scope)
        repo = repos.get(scope) or repos.get("")
        rev = revs.get(scope) or revs.get("") or (settings.rev if settings else None) or "HEAD"
        base = bases.get(scope) or bases.get("") or (settings.base if settings else None) or ""
        found = repo or _configured(loaded, settings, request, asked=bool(revs))
        unscoped = not loaded.targets and bool(found or loaded.target.path)
        if several and scope not in repos and ("" in repos or unscoped):
            option = "--repo SCOPE=PATH" if "" in repos else "`targets` with a scope for each"
            raise UsageError(
                f"there are {len(scopes)} scopes here, {listing([code(s) for s in scopes])}: "
                f"say which of them the target is of, with {option}"
            )
        if found is None:
            targets.missing[scope] = _why(settings, scope, several=several)
            continue
        repo = found
        if (repo, rev, base) not in cache:
            cache[repo, rev, base] = _open(repo, rev, base, request, stack)
        target, revision = cache[repo, rev, base]
        address = _address(settings, repo)
        info = TargetInfo(
            public(repo), rev, revision.commit, scope if several else "", public(address)
        )
        url = _REPOSITORY.search(address)
        name = f"{url[1]}/{url[2]}" if url else ""
        targets.opened[scope] = Opened(
            target, revision, info, name, base, _readings(request), target.horizon
        )
    if revs and not targets.opened:
        raise UsageError(f"a revision was given, but {next(iter(targets.missing.values()))}")
    if request.fetch is not Fetch.NEVER and not targets.opened:
        raise UsageError("nothing to fetch: name the repository in `target.url` or --repo")
    return targets


def _readings(request: Request) -> Readings:
    from kbaudit.rulekit.readings import Readings

    return Readings(request.tables)


def _open(
    repo: str, rev: str, base: str, request: Request, stack: ExitStack
) -> tuple[GitTarget, Revision]:
    from kbaudit.target.opening import open_target

    target: GitTarget
    if is_url(repo) and not Path(repo).exists():
        from kbaudit.engine.keeping import open_kept

        target = open_kept(repo, rev, base, request, stack)
    else:
        target = stack.enter_context(open_target(repo))
        target.keep(request.tables)
    revision = target.revision(rev)
    if base:
        target.revision(base)  # one that does not exist is reported now, not by a rule
    return target, revision


def split_scope(item: str, scopes: Sequence[str]) -> tuple[str, str]:
    """Scope and value of ``SCOPE=VALUE``; without one of `scopes` in front all is the value."""
    before, equals, after = item.partition("=")
    return (before, after) if equals and before in scopes else ("", item)


def _by_scope(given: Sequence[str], scopes: Sequence[str], option: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in given:
        scope, value = split_scope(item, scopes)
        if not value:
            raise UsageError(f"{option} needs a value")
        if scope in found:
            where = f" for the scope {code(scope)}" if scope else ""
            raise UsageError(f"{option} is given twice{where}")
        found[scope] = value
    return found


def _settings(loaded: Loaded, scope: str) -> TargetChoice | None:
    scoped = {target.scope: target for target in loaded.targets}
    return scoped.get(scope) if scoped else loaded.target


def _configured(
    loaded: Loaded, settings: TargetChoice | None, request: Request, *, asked: bool
) -> str | None:
    """The clone that the configuration names, else the address of one that may be kept.

    A clone that is not there is only missed if asked for.
    """
    if settings is None:
        return None
    place = loaded.folder / Path(settings.path).expanduser() if settings.path else None
    if place is not None and look(place):
        return str(place)
    if settings.url:
        from kbaudit.engine.keeping import is_kept

        if request.fetch is not Fetch.NEVER or is_kept(settings.url):
            return settings.url
    return str(place) if place is not None and asked else None


def _address(settings: TargetChoice | None, repo: str) -> str:
    if settings is not None and settings.url:
        return settings.url
    return repo if is_url(repo) else ""


def _why(settings: TargetChoice | None, scope: str, *, several: bool) -> str:
    path, url = (settings.path, settings.url) if settings is not None else (None, None)
    if url is not None and is_url(url):
        missing = f"`target.path` {code(path)} is not there" if path else "no clone is at hand"
        return f"no target: {missing}; `kbaudit target fetch` gets one, or give --repo"
    if path is not None:
        return f"no target: `target.path` {code(path)} is not there; give --repo"
    return f"no target for the scope {code(scope)}" if several else NO_TARGET
