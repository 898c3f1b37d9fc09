from pathlib import Path

import pytest

NAMES = (
    "plain",
    'a"b',
    "x]y[z",
    "(p)",
    "<b>bold<_b>",
    "end",
    "subgraph",
    "a;b",
    "a#35;b",
    "style:#x;",
    "ünïcode_日本",
    "emoji😀",
    "back`tick`",
    "b\\slash\\N",
    "pipe|bar",
    "per%cent%%",
    "amp&amp;",
    "{{curly}}",
    "a-->b",
    "graph TD",
    "\u202eevil",
    "bell\x07",
    "no\ufffechar",
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Pages with names that mean something in one format or another, in a ring."""
    root = tmp_path / "kb"
    for at, name in enumerate(NAMES):
        after = NAMES[(at + 1) % len(NAMES)]
        for folder in ("workflows", "principles"):
            path = root / folder / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            links = (f"step::Principle:{after}", name, f"odd::Heuristic:{name} gone")
            path.write_text("# Page\n" + "".join(f"[[{link}]]\n" for link in links))
    return root
