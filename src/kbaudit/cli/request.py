"""What a command line asks for: the options that commands share, as one request."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

if TYPE_CHECKING:
    from kbaudit.engine.cache.store import Store
    from kbaudit.engine.request import Progress, Request


class Compared(TypedDict, total=False):
    """Values of the options of `comparing`, as click hands them over."""

    repo: tuple[str, ...]
    fetch: bool
    exclude: tuple[str, ...]
    config: Path | None


class Asked(Compared, total=False):
    """Values of the options of `locking` and, all of them, of `auditing`."""

    rev: tuple[str, ...]
    base: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    online: bool
    baseline: Path | None
    heeding_baseline: bool
    since: str | None
    staged: bool
    jobs: int


def request_of(
    kb: str | None, progress: "Progress | None" = None, **asked: Unpack[Asked]
) -> "Request":
    """What the options ask for. Without `kb`: the knowledge base around here."""
    from kbaudit.cli.boundary import say
    from kbaudit.cli.places import around_here
    from kbaudit.engine.request import Fetch, Request, silent

    config = asked.get("config")
    if config is not None and not config.exists():
        raise click.UsageError(f"--config: there is no file {config}")
    root = Path(kb) if kb is not None else around_here()
    return Request(
        root=root,
        shown=kb or str(root),
        repo=asked.get("repo", ()),
        rev=asked.get("rev", ()),
        base=asked.get("base", ()),
        select=asked.get("select", ()),
        ignore=asked.get("ignore", ()),
        exclude=asked.get("exclude", ()),
        config=config,
        baseline=asked.get("baseline"),
        heeding_baseline=asked.get("heeding_baseline", True),
        since=asked.get("since"),
        staged=asked.get("staged", False),
        progress=progress or silent,
        fetch=Fetch.MISSING if asked.get("fetch") else Fetch.NEVER,
        online=asked.get("online", False),
        tell=say,
        jobs=asked.get("jobs", 0),
    )


def store_of(cache_dir: Path | None, *, no_cache: bool) -> "Store | None":
    """Where results are kept, None where they are not."""
    if no_cache:
        return None
    from kbaudit.engine.cache.store import Store

    return Store(cache_dir)
