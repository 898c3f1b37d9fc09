"""Downloads targets for later audits, and deletes what was downloaded."""

from kbaudit.engine.audit import prepared
from kbaudit.engine.request import Request
from kbaudit.folders import cache_folder
from kbaudit.model.errors import UsageError
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.wording import listing
from kbaudit.target.kept import PART, KeptTarget, kept_clones, remove_clone
from kbaudit.target.url import clone_name, public


def fetch_targets(request: Request) -> list[str]:
    """Fetch the targets of a knowledge base, and all that an audit of it asks of them.

    Gives a line about each target. The audit itself tells what is needed: its findings are thrown
    away. Raises UsageError where there is nothing to fetch, and TargetError where git fails.
    """
    lines = []
    with prepared(request) as auditor:
        auditor.judge(auditor.kb, auditor.selection)
        for scope, sources in sorted(auditor.sources(auditor.kb).items()):
            target = sources.target
            where = f" ({scope})" if len(auditor.kb.scopes) > 1 else ""
            if isinstance(target, KeptTarget):
                _hold_history(sources, target)
                revision = sources.revision
                held = f"{revision.asked}, {revision.commit[:10]}"
                lines.append(f"{target.location}{where}: {held}, is at hand")
            else:
                lines.append(f"{target.location}{where}: a clone of yours, nothing to download")
    return lines


def _hold_history(sources: Sources, target: KeptTarget) -> None:
    """What later audits may ask when pages change: the base, cited files on the way from there."""
    base = sources.base
    if base is None:
        return
    target.hold(base.revision)
    found = (sources.cited(file, one).path for file in sources.files for one in file.citations)
    target.hold_versions(base.revision, sources.revision, sorted({path for path in found if path}))


def remove_kept(url: str | None) -> list[str]:
    """Delete the clone of `url`, or all clones; a line about each. Raises UsageError for none."""
    kept = list(kept_clones(cache_folder(PART)))
    wanted = [one for one in kept if url is None or one.folder.name == clone_name(url)]
    if url is not None and not wanted:
        known = f"there are {listing([one.url for one in kept])}" if kept else "nothing is kept"
        raise UsageError(f"no copy of {public(url)} is kept: {known}")
    for one in wanted:
        remove_clone(one.folder)
    return [f"removed {one.url or one.folder.name}" for one in wanted] or ["nothing is kept"]
