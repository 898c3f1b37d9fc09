"""Draws the cases of the benchmark and writes them as JSON.

    python make_cases.py CASES.json TRANSFORMERS PEFT

The last two are repositories as `releases.py` makes them. The pairs in `TUNED` may be looked at
while the tracker is worked on; those in `HELD_OUT` are for measuring only.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from functools import cache
from pathlib import Path

from trees import Tree
from truth import cases

from kbaudit.target import open_target

TUNED = {
    "transformers": (
        ("v5.0.0rc1", "v5.0.0"),
        ("v5.0.0", "v5.10.1"),
        ("v5.5.0", "v5.10.1"),
        ("v5.0.0rc1", "v5.15.0"),
        ("v5.10.1", "v5.15.0"),
        ("v5.15.0", "v5.20.0"),
        ("v5.10.1", "v5.23.0"),
    ),
    "peft": (("v0.18.0", "v0.19.0"), ("v0.18.1", "v0.20.0"), ("v0.19.1", "v0.20.0")),
}
HELD_OUT = {
    "transformers": (
        ("v5.0.0rc1", "v5.5.0"),
        ("v5.0.0", "v5.20.0"),
        ("v5.5.0", "v5.15.0"),
        ("v5.15.0", "v5.23.0"),
        ("v5.20.0", "v5.23.0"),
    ),
    "peft": (("v0.18.0", "v0.20.0"), ("v0.18.1", "v0.19.1"), ("v0.19.0", "v0.20.0")),
}
PER_KIND = 240
SEED = 31


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("transformers", type=Path)
    parser.add_argument("peft", type=Path)
    parser.add_argument("--per-kind", type=int, default=PER_KIND)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--parts", nargs="*", default=(), help="tuned, held out; both if left out")
    arguments = parser.parse_args()
    chosen = set(arguments.parts)
    drawn: dict[str, list[dict[str, object]]] = {}
    doubts: Counter[tuple[str, str]] = Counter()
    for part, pairs_of in (("tuned", TUNED), ("held out", HELD_OUT)):
        for name, pairs in pairs_of.items():
            if chosen and part not in chosen:
                continue
            with open_target(getattr(arguments, name)) as target:
                tree = cache(lambda rev, target=target: Tree(target.revision(rev)))
                for old, new in pairs:
                    rng = random.Random(f"{arguments.seed} {name} {old} {new}")
                    some = cases(tree(old), tree(new), arguments.per_kind, rng, doubts)
                    key = f"{part}/{name}"
                    drawn.setdefault(key, []).extend(case.as_dict() for case in some)
                    print(key, old, new, len(some))
    for (kind, reason), count in sorted(doubts.items()):
        print(f"left out: {kind}, {reason}: {count}")
    arguments.output.write_text(json.dumps(drawn))


if __name__ == "__main__":
    main()
