"""Faults planted one at a time, and whether they are found: ``python planted_faults.py [KB]``.

Each fault changes one thing in memory: a page is gone, a row lost, a number wrong. The knowledge
base is audited again by all rules, and what is found now and was not before is told apart: the rule
that should have found it, consequences, and anything else, which would be a false alarm. Without KB
the example of ``kbaudit demo`` is used, and one that is made for this.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from faults import Fault, Ground
from generated import make

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.request import Request
from kbaudit.engine.selection import Selection
from kbaudit.example.layout import lay_out
from kbaudit.model.finding import Finding
from kbaudit.model.span import Source
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase

_Identity = tuple[str, str, str]


@dataclass
class Tally:
    """What became of the faults of one kind."""

    planted: int = 0
    found: int = 0
    consequences: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


def main() -> int:
    """Plant, print a table for each knowledge base, and fail when anything was missed or wrong."""
    options = _options()
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name, request in _requests(options, Path(scratch)):
            tallies = _plant(request, options.number, options.seed)
            wrong += _print(name, tallies)
    return int(wrong > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("kb", nargs="?", type=Path, help="a knowledge base")
    parser.add_argument("--repo", help="a clone of the repository that it is about")
    parser.add_argument("--rev", default="HEAD", help="the revision to hold it against")
    parser.add_argument("--number", type=int, default=200, help="how many faults [200]")
    parser.add_argument("--seed", type=int, default=1, help="which ones [1]")
    return parser.parse_args()


def _requests(options: argparse.Namespace, scratch: Path) -> list[tuple[str, Request]]:
    if options.kb is not None:
        repo = (options.repo,) if options.repo else ()
        rev = (options.rev,) if options.repo else ()
        return [(options.kb.name, Request(options.kb, repo=repo, rev=rev))]
    example = lay_out(scratch / "example")
    wiki, code = make(scratch / "generated")
    return [
        ("the example", Request(example.wiki, repo=(str(example.code),))),
        ("a generated one", Request(wiki, repo=(str(code),))),
    ]


def _plant(request: Request, number: int, seed: int) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    with prepared(request) as auditor:
        every = Selection(auditor.rules, auditor.loaded, [rule.id for rule in auditor.rules])
        before = auditor.judge(auditor.kb, every).report
        for fault in _chosen(Ground(auditor).all(), number, seed):
            tally = tallies.setdefault(fault.kind, Tally())
            after = auditor.judge(_changed(auditor, fault), every).report
            if after.faults:
                tally.alarms.append(f"{fault.what}: {after.faults[0]}")
            _judge(fault, _new(fault, before.findings, after.findings), tally)
    return tallies


def _chosen(faults: dict[str, list[Fault]], number: int, seed: int) -> list[Fault]:
    """So many of each kind as there can be, in turn, until the number is reached."""
    order = random.Random(seed)
    piles = {kind: order.sample(those, len(those)) for kind, those in faults.items()}
    chosen: list[Fault] = []
    while any(piles.values()) and len(chosen) < number:
        for pile in piles.values():
            if pile and len(chosen) < number:
                chosen.append(pile.pop())
    return sorted(chosen, key=lambda fault: (list(piles).index(fault.kind), fault.what))


def _changed(auditor: Auditor, fault: Fault) -> KnowledgeBase:
    """The knowledge base with the fault in it; only the files of the fault are read again."""
    kb = auditor.kb
    changes = dict(fault.files)
    files: list[File] = []
    for file in kb.files:
        if file.path not in changes:
            files.append(file)
        elif (text := changes[file.path]) is not None:
            files.append(replace(file, source=Source(text)))
    gone = [path for path, text in changes.items() if text is None]
    new = [path for path in changes if path not in kb.by_path]
    files += [replace(kb.by_path[gone[0]], path=path) for path in new]
    ordered = tuple(sorted(files, key=lambda file: file.path))
    return replace(kb, files=ordered, paths=(kb.paths - set(gone)) | set(new))


def _new(fault: Fault, before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """What was not found before; what went along with a renamed page was."""
    gone = [path for path, text in fault.files if text is None]
    come = [path for path, text in fault.files if text is not None]
    moved = {gone[0]: come[0]} if gone and come else {}
    left = Counter((one.rule, moved.get(one.path, one.path), one.key) for one in before)
    new = []
    for finding in after:
        if left[_identity(finding)]:
            left[_identity(finding)] -= 1
        else:
            new.append(finding)
    # A number that was wrong before is found as well, in other words.
    said = {(one.rule, one.path, one.message) for one in before}
    told = (one for one in after if (one.rule, one.path, one.message) not in said)
    new += [one for one in told if one.rule in fault.found_by and one not in new]
    return new


def _identity(finding: Finding) -> _Identity:
    return (finding.rule, finding.path, finding.key)


def _judge(fault: Fault, new: Sequence[Finding], tally: Tally) -> None:
    tally.planted += 1
    rules = {finding.rule for finding in new}
    if rules & fault.found_by:
        tally.found += 1
    else:
        tally.missed.append(fault.what)
    others = rules - fault.found_by
    tally.consequences.update(others & fault.brings)
    for finding in new:
        if finding.rule in others - fault.brings:
            tally.alarms.append(f"{fault.what}: {finding.rule}: {finding.message}")


def _print(name: str, tallies: dict[str, Tally]) -> int:
    planted = sum(tally.planted for tally in tallies.values())
    found = sum(tally.found for tally in tallies.values())
    alarms = sum(len(tally.alarms) for tally in tallies.values())
    print(f"{name}: {planted} faults planted, {found} found by the rule that should;", end=" ")
    print(f"{alarms} findings that are no consequence\n")
    print("| Fault | planted | found | other findings |\n|---|---|---|---|")
    for kind, tally in tallies.items():
        others = ", ".join(f"{rule} {count}" for rule, count in sorted(tally.consequences.items()))
        print(f"| {kind} | {tally.planted} | {tally.found} | {others} |")
    print()
    for tally in tallies.values():
        sys.stdout.writelines(f"missed: {what}\n" for what in tally.missed)
        sys.stdout.writelines(f"no consequence: {what}\n" for what in tally.alarms)
    print()
    return planted - found + alarms


if __name__ == "__main__":
    raise SystemExit(main())
