"""Whether repairs have made things better: the findings before held against those after."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbaudit.engine.fixer.edits import carried, edits_by_path, touch, written
from kbaudit.engine.fixer.report import Repair
from kbaudit.model.edit import Edit
from kbaudit.model.finding import Finding
from kbaudit.model.report import Report
from kbaudit.rulekit.wording import code

_Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one state of the files: by the rules asked for, and by all that can run."""

    asked: Report
    everything: Report


@dataclass(frozen=True, slots=True)
class Objection:
    """Why repairs cannot stay. `culprits` are those that it is due to, as far as can be seen.

    `ours` tells that a repair did not repair, which is a fault of its rule.
    """

    reason: str
    culprits: tuple[Repair, ...]
    ours: bool = False


def objections(before: Verdict, after: Verdict, applied: Sequence[Repair]) -> list[Objection]:
    """All that speaks against the repairs `applied`, which led from `before` to `after`.

    Each must make its own finding go away, or leave nothing of it to repair (numbers of code that
    was edited are put right, and the page is still to be read). On the files that they change
    nothing may be found that was not there.
    """
    edits = edits_by_path(applied)
    return [
        *_not_repaired(before.asked, after.asked, applied),
        *_worse(before.everything, after.everything, applied, edits),
        *_broken(before.everything, after.everything, applied, edits),
    ]


def _not_repaired(before: Report, after: Report, applied: Sequence[Repair]) -> Iterator[Objection]:
    left = {_identity(r.finding) for r in applied if r.finding.rule in r.fix.leaves}
    had, has = (
        _counts(f for f in report.findings if f.fix or _identity(f) not in left)
        for report in (before, after)
    )
    meant = Counter(_identity(repair.finding) for repair in applied)
    for identity, number in sorted(meant.items()):
        if has[identity] > had[identity] - number:
            culprits = tuple(r for r in applied if _identity(r.finding) == identity)
            yield Objection("the finding is still there after its repair", culprits, ours=True)


def _worse(
    before: Report,
    after: Report,
    applied: Sequence[Repair],
    edits: Mapping[str, Sequence[Edit]],
) -> Iterator[Objection]:
    own = {repair.finding for repair in applied}
    for path, changes in edits.items():
        old = [f for f in before.findings if f.path == path and f not in own]
        new = [f for f in after.findings if f.path == path]
        for finding in _come(old, new, changes):
            authors = _authors(finding, applied, changes)
            near = authors or tuple(repair for repair in applied if path in repair.paths)
            if any(finding.rule in repair.fix.leaves for repair in near):
                continue
            yield Objection(
                f"{code(path)} would then have a finding of {code(finding.rule)}: "
                f"{finding.message}",
                near,
                ours=any(repair.finding.rule == finding.rule for repair in authors),
            )


def _broken(
    before: Report,
    after: Report,
    applied: Sequence[Repair],
    edits: Mapping[str, Sequence[Edit]],
) -> Iterator[Objection]:
    """Rules that fail on what they could judge before."""
    known = {(fault.rule, fault.path) for fault in before.faults}
    for fault in after.faults:
        if (fault.rule, fault.path) not in known:
            near = tuple(r for r in applied if fault.path in r.paths)
            reason = f"the rule {code(fault.rule)} would then fail on `{fault.path}`"
            yield Objection(reason, near or tuple(applied), ours=fault.path in edits)


def _come(old: list[Finding], new: list[Finding], edits: Sequence[Edit]) -> list[Finding]:
    """Those of `new` that are not the same as one of `old`; `edits` lie between their texts.

    A finding is known by rule and key. What is edited inside it may change the key: then it is the
    one of the same rule at the same place.
    """
    places = {finding: carried(finding.span, edits) for finding in old}
    gone, come = _unpaired(
        old,
        new,
        lambda f: (_identity(f), places[f].start),
        lambda f: (_identity(f), f.span.start),
    )
    gone, come = _unpaired(gone, come, _identity, _identity)
    left = []
    for finding in come:
        alike = (f for f in gone if f.rule == finding.rule and touch(places[f], finding.span))
        heir_of = next(alike, None)
        if heir_of is None:
            left.append(finding)
        else:
            gone.remove(heir_of)
    return left


def _unpaired(
    old: Iterable[Finding],
    new: Iterable[Finding],
    old_key: Callable[[Finding], Hashable],
    new_key: Callable[[Finding], Hashable],
) -> tuple[list[Finding], list[Finding]]:
    """What has no counterpart of the same key, of either side."""
    waiting: dict[Hashable, list[Finding]] = {}
    for finding in old:
        waiting.setdefault(old_key(finding), []).append(finding)
    come = []
    for finding in new:
        if same := waiting.get(new_key(finding)):
            same.pop(0)
        else:
            come.append(finding)
    return [finding for group in waiting.values() for finding in group], come


def _authors(
    finding: Finding, applied: Sequence[Repair], edits: Sequence[Edit]
) -> tuple[Repair, ...]:
    """The repairs that wrote what `finding` is about."""
    theirs = {
        edit for edit, span in zip(edits, written(edits), strict=True) if touch(span, finding.span)
    }
    return tuple(repair for repair in applied if theirs.intersection(repair.fix.edits))


def _counts(findings: Iterable[Finding]) -> Counter[_Identity]:
    return Counter(map(_identity, findings))


def _identity(finding: Finding) -> _Identity:
    return finding.path, finding.rule, finding.key
