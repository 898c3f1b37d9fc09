"""What a run has read, found, left out and not decided, in sentences."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Report, TargetInfo
from kbaudit.output.palette import Style
from kbaudit.rulekit.wording import count, listing

Piece = tuple[str, Style]


def summary(report: Report) -> Iterator[list[Piece]]:
    """The paragraphs of the summary, each of styled pieces."""
    if report.since and not report.files:
        yield from (_plain(f"{note[:1].upper()}{note[1:]}.") for note in report.notes)
        return
    yield [(_read(report), "")]
    yield from map(_plain, map(_target, report.targets))
    yield _found(report)
    if report.suppressed:
        silenced = count(len(report.suppressed), "finding")
        yield [(f"{silenced} silenced by comments on the pages.", "")]
    if report.since:
        besides = count(report.outside, "other finding")
        yield _plain(f"Reported is {report.since}, and what that causes; {besides} left out.")
    yield from map(_plain, filter(None, _baseline(report)))
    yield from map(_plain, filter(None, map(_coverage, report.coverage)))
    yield from not_checked(report)
    yield from (_plain(f"Note: {note}.") for note in report.notes)
    yield from faults(report)


def verdict(report: Report) -> str:
    """What was found, in one sentence."""
    return " ".join(text for text, _ in _found(report))


def not_checked(report: Report) -> Iterator[list[Piece]]:
    """The rules that could not run, by the reason."""
    for reason, rules in _skipped(report):
        text = f"{count(len(rules), 'rule')} ({listing(rules, limit=6)}): {reason}."
        yield [("Not checked:", "warning"), (text, "")]


def faults(report: Report) -> Iterator[list[Piece]]:
    """The defects of kbaudit itself that the run met."""
    ordered = sorted(report.faults, key=lambda fault: (fault.rule, fault.message, fault.path))
    for (rule, message), group in groupby(ordered, key=_same):
        paths = [fault.path for fault in group]
        where = f" on {listing(paths, limit=3)}" if any(paths) else ""
        text = f"the rule {rule} failed{where}: {message}. Please report this."
        yield [("Fault of kbaudit:", "error"), (text, "")]


def fixable(findings: Iterable[Finding]) -> dict[Safety, int]:
    """How many findings carry a repair that can be applied, by its safety."""
    safeties = [finding.fix.safety for finding in findings if finding.fix is not None]
    return {safety: safeties.count(safety) for safety in (Safety.SAFE, Safety.UNSAFE)}


def _plain(text: str) -> list[Piece]:
    return [(text, "")]


def _same(fault: Fault) -> tuple[str, str]:
    return fault.rule, fault.message


def _read(report: Report) -> str:
    files = count(report.files, "file")
    pages, rules = count(report.pages, "page"), count(report.rules, "rule")
    return f"Read {files}, {pages} among them; {rules} selected."


def _target(target: TargetInfo) -> str:
    scope = f"{target.scope}: " if target.scope else ""
    commit = "" if target.commit == target.asked else f" (commit {target.commit[:10]})"
    return f"Target: {scope}{target.path} at {target.asked}{commit}."


def _found(report: Report) -> list[Piece]:
    if not report.findings:
        new = " new" if report.baselined else ""
        ran = " by the rules that could run" if report.skipped or report.faults else ""
        return [(f"Nothing{new} found{ran}.", "good")]
    new = "new " if report.baselined else ""
    counts = [
        count(number, f"{new}{level.label}", f"{new}infos" if level.label == "info" else "")
        for level, number in report.counts().items()
        if number
    ]
    pieces: list[Piece] = [(f"Found {listing(counts)}", "strong")]
    repairs = fixable(report.findings)
    total = sum(repairs.values())
    if total:
        kinds = [f"{n} {safety.name.lower()}" for safety, n in repairs.items() if n]
        pieces.append((f"in {_places(report)}; {total:,} can be repaired ({listing(kinds)}).", ""))
    else:
        pieces.append((f"in {_places(report)}.", ""))
    return pieces


def _places(report: Report) -> str:
    return count(len({finding.path for finding in report.findings}), "file")


def _baseline(report: Report) -> Iterator[str]:
    if not report.baseline:
        return
    hidden = count(len(report.baselined), "finding")
    verb = "is" if len(report.baselined) == 1 else "are"
    yield f"{hidden} {verb} hidden by the baseline {report.baseline}."
    ended = sum(entry.count for entry in report.ended)
    if ended:
        rules = sorted({entry.rule for entry in report.ended})
        verb, them = ("occurs", "it") if ended == 1 else ("occur", "them")
        yield (
            f"{count(ended, 'finding')} of the baseline no longer {verb} "
            f"({listing(rules, limit=6)}): `kbaudit baseline --prune` drops {them}."
        )


def _coverage(one: Coverage) -> str:
    if not one.total:
        return ""
    text = f"{one.checked:,} of {one.total:,} {one.what} checked"
    if not one.undecided:
        return f"{text}."
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in one.undecided)
    return f"{text}; {one.total - one.checked:,} not: {reasons}."


def _skipped(report: Report) -> list[tuple[str, list[str]]]:
    reasons: dict[str, list[str]] = {}
    for skip in report.skipped:
        reasons.setdefault(skip.reason, []).append(skip.rule)
    return sorted(reasons.items())
