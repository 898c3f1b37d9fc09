"""How much of a map was held against the target and the pages, for the summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kbaudit.model.report import Coverage
from kbaudit.read.coverage import is_nothing
from kbaudit.read.lists import RepoMap
from kbaudit.rulekit.covering import Coverings
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.line_counts import LineCounts

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


def line_counts(repo_map: RepoMap, sources: Sources) -> LineCounts | None:
    """The line counts of a map held against the tree that it was made of, None without one."""
    base = sources.of_map(repo_map)
    if base is None:
        return None
    later = sources.revision if not base.is_at(sources.revision) else None
    return LineCounts(repo_map.rows, base, later)


def map_checked(facts: Facts, sources: Sources) -> Iterator[Coverage]:
    """What was decided of line counts and of coverage cells."""
    maps = [file for file in facts.kb.maps if file in sources.files]
    for repo_map in maps:
        counts = line_counts(repo_map, sources)
        if counts is not None and counts.counted:
            open_ = counts.undecided
            reason = (("counted in a tree that the target does not have", open_),) if open_ else ()
            yield Coverage("line counts", len(counts.counted), reason)
        coverings = Coverings(repo_map, facts, sources.of_map(repo_map))
        claims = [claim for claim in coverings.claims if not is_nothing(claim.named.name)]
        by_hand = sum(
            claim.page is not None
            and claim.page.type in coverings.judged_by_hand
            and not coverings.covers(claim.page, claim.row.path)
            and not coverings.is_idle(claim)
            for claim in claims
        )
        if claims:
            reason = (("such as no page proves", by_hand),) if by_hand else ()
            yield Coverage("pages named for coverage", len(claims), reason)
