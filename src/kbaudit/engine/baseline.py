"""The baseline: findings that were here when it was recorded, and are not reported again.

Entries are matched with findings by path and fingerprint, each as often as it was counted, so that
a second equal finding is not hidden by the first. What is left over on both sides is then tried
with the pages that seem to have been renamed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kbaudit.engine.baseline_names import Renames, find_renames
from kbaudit.model.finding import Finding
from kbaudit.model.fingerprint import fingerprint
from kbaudit.model.report import BaselineEntry


@dataclass(frozen=True, slots=True)
class Match:
    """What a baseline means for findings.

    `known` are in it, `new` are not; `left` are its entries, counted, that no finding matched.
    """

    known: tuple[Finding, ...]
    new: tuple[Finding, ...]
    left: tuple[BaselineEntry, ...]


def entries_of(findings: Iterable[Finding]) -> tuple[BaselineEntry, ...]:
    """What a baseline records of `findings` in the order of its lines.

    A leaked secret is not recorded: it is to be revoked, not to be kept.
    """
    counts = Counter(
        BaselineEntry(finding.path, finding.rule, finding.key, finding.fingerprint)
        for finding in findings
        if not finding.secret
    )
    return merged(replace(entry, count=count) for entry, count in counts.items())


def merged(entries: Iterable[BaselineEntry]) -> tuple[BaselineEntry, ...]:
    """One entry for each path and fingerprint; of two the one with the higher count.

    Two branches that recorded the same finding, merged line by line, have it twice.
    """
    kept: dict[tuple[str, str], BaselineEntry] = {}
    for entry in entries:
        there = kept.get(entry.identity)
        if there is None or there.count < entry.count:
            kept[entry.identity] = entry
    return tuple(sorted(kept.values()))


def match(
    entries: Sequence[BaselineEntry], findings: Sequence[Finding], paths: Collection[str]
) -> Match:
    """Tell known findings from new ones. `paths` are all files that there are now.

    Of equal findings the last ones are taken for new.
    """
    first = _matched(entries, findings)
    if not first.left or not first.new:
        return first
    renames = find_renames(entries, first.left, first.new, frozenset(paths))
    if not renames:
        return first
    moved = [_renamed(entry, renames) for entry in first.left]
    second = _matched(moved, first.new)
    still = {entry.identity: entry.count for entry in second.left}
    left = (
        replace(old, count=still.pop(new.identity))
        for old, new in zip(first.left, moved, strict=True)
        if new.identity in still
    )
    known = {id(finding) for finding in (*first.known, *second.known)}
    return Match(
        tuple(finding for finding in findings if id(finding) in known), second.new, tuple(left)
    )


def _matched(entries: Iterable[BaselineEntry], findings: Iterable[Finding]) -> Match:
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        counts[entry.identity] += entry.count
    known: list[Finding] = []
    new: list[Finding] = []
    for finding in findings:
        identity = (finding.path, finding.fingerprint)
        if counts[identity] > 0 and not finding.secret:
            counts[identity] -= 1
            known.append(finding)
        else:
            new.append(finding)
    left = (
        replace(entry, count=counts.pop(entry.identity))
        for entry in entries
        if counts.get(entry.identity, 0) > 0
    )
    return Match(tuple(known), tuple(new), tuple(left))


def _renamed(entry: BaselineEntry, renames: Renames) -> BaselineEntry:
    path, key = renames.path(entry.path), renames.text(entry.key)
    return replace(entry, path=path, key=key, fingerprint=fingerprint(entry.rule, key, path))
