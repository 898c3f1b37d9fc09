"""Scores the methods on the cases and prints the table.

python score.py CASES.json FOLDER [--show] [--part tuned]
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

from methods import GONE, METHODS, UNSURE, Question, Reply
from truth import KINDS, Case

from kbaudit.target.opening import open_target

COLUMNS = ("right", "wrong", "called gone", "unsure")


def judge(case: Case, reply: Reply) -> str:
    """Which column a reply counts for."""
    if reply == UNSURE:
        return "unsure"
    if case.new_path is None:
        return "right" if reply == GONE else "wrong"
    if reply == GONE:
        return "called gone"
    return "right" if reply == (case.new_path, case.new_start, case.new_end) else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="", help="only parts whose name begins so")
    parser.add_argument("--method", default="", help="only methods whose name begins so")
    parser.add_argument("--show", action="store_true", help="list what kbaudit did not get right")
    arguments = parser.parse_args()
    for part, rows in json.loads(arguments.cases.read_text()).items():
        if not part.startswith(arguments.part):
            continue
        cases = [Case(**row) for row in rows]
        folder = arguments.folder / part.split("/")[1]
        kinds = Counter(case.kind for case in cases)
        print(f"\n{part}: {len(cases)} cases,", ", ".join(f"{k} {kinds[k]}" for k in KINDS))
        print(f"{'':22}" + "".join(f"{column:>13}" for column in COLUMNS) + f"{'CPU ms each':>13}")
        for name, method in METHODS.items():
            if not name.startswith(arguments.method):
                continue
            pairs: dict[tuple[str, str], list[Case]] = defaultdict(list)
            for case in cases:
                pairs[case.base, case.target].append(case)
            marks: Counter[str] = Counter()
            by_kind: dict[str, Counter[str]] = defaultdict(Counter)
            spent = 0.0
            for (base, target), some in pairs.items():
                asked: list[Question] = [(case.path, case.start, case.end) for case in some]
                before = sum(os.times()[:4])
                with open_target(folder) as repository:
                    replies = method(folder, repository, base, target, asked)
                spent += sum(os.times()[:4]) - before  # with git, which has ended by now
                for case, reply in zip(some, replies, strict=True):
                    mark = judge(case, reply)
                    marks[mark] += 1
                    by_kind[case.kind][mark] += 1
                    if arguments.show and name == "kbaudit" and mark != "right":
                        print(f"  {mark}: {reply} for {case}")
            _row(name, marks, len(cases), spent)
            if name == "kbaudit":
                for kind in KINDS:
                    _row(f"  {kind}", by_kind[kind], kinds[kind], None)


def _row(name: str, marks: Counter[str], total: int, spent: float | None) -> None:
    shares = "".join(f"{marks[c]:>6}{marks[c] / max(total, 1):7.1%}" for c in COLUMNS)
    print(f"{name:22}{shares}" + (f"{spent / total * 1000:13.1f}" if spent is not None else ""))


if __name__ == "__main__":
    main()
