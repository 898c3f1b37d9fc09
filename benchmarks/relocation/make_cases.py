"""Draws the cases of the benchmark and writes them as JSON.

    python make_cases.py CASES.json FOLDER [--parts …] [--projects …]

FOLDER holds the repositories as `releases.py` makes them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from projects import PROJECTS, Pairs
from trees import Tree
from truth import cases

from kbaudit.target.opening import open_target

PER_KIND = 240
SEED = 31


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--per-kind", type=int, default=PER_KIND)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--parts", nargs="*", default=(), help="tuned, held out, unseen; or all")
    parser.add_argument("--projects", nargs="*", default=(), help="or all")
    arguments = parser.parse_args()
    drawn: dict[str, list[dict[str, object]]] = {}
    doubts: Counter[tuple[str, str, str]] = Counter()
    for name, part, pairs in _chosen(arguments.projects, arguments.parts):
        key = f"{part}/{name}"
        with open_target(arguments.folder / name) as target:
            tree = cache(lambda rev, target=target: Tree(target.revision(f"v{rev}")))
            for old, new in pairs:
                rng = random.Random(f"{arguments.seed} {name} v{old} v{new}")
                doubtful: Counter[tuple[str, str]] = Counter()
                some = cases(tree(old), tree(new), arguments.per_kind, rng, doubtful)
                drawn.setdefault(key, []).extend(case.as_dict() for case in some)
                doubts.update({(part, *why): count for why, count in doubtful.items()})
                print(key, old, new, len(some), flush=True)
    for (part, kind, reason), count in sorted(doubts.items()):
        print(f"left out: {part}, {kind}, {reason}: {count}")
    arguments.output.write_text(json.dumps(drawn))


def _chosen(names: Collection[str], parts: Collection[str]) -> Iterator[tuple[str, str, Pairs]]:
    for name, project in PROJECTS.items():
        for part, pairs in project.pairs.items():
            if (not names or name in names) and (not parts or part in parts):
                yield name, part, pairs


if __name__ == "__main__":
    main()
