"""Work grows as its input does. Calls are counted and no time is measured, so that it is the same
on every machine; `benchmarks/scale/growth.py` measures the same cases at full size."""

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kbaudit.engine.audit import audit
from kbaudit.engine.request import Request

GROWTH = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks/scale/growth.py"))
CASES: dict[str, tuple[int, Callable[[int], dict[str, str]]]] = GROWTH["CASES"]
SMALLER = 15
LEAST = 60
"""No case is made smaller than this."""


def calls(folder: Path, files: dict[str, str]) -> int:
    """How many calls an audit of `files` makes, and steps of generators among them."""
    pages = {path: text for path, text in files.items() if ":" not in path}
    GROWTH["write"](folder, {"environments/acme_rocket_Cuda.md": "# Environment\n", **pages})
    repo = GROWTH["repository"](folder.with_name(f"{folder.name} code"), files)
    request = Request(folder, repo=repo, rev=("v2",) * len(repo), base=("v1",) * len(repo))
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        audit(request)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", CASES)
def test_twice_the_input_is_twice_the_work(tmp_path: Path, name: str) -> None:
    size, make = CASES[name]
    small = max(LEAST, size // SMALLER)
    for n in (0, 2):  # what is imported and compiled once for all
        calls(tmp_path / f"first {n}", make(n * small))
    none, once, twice = (calls(tmp_path / str(n), make(n * small)) for n in (0, 1, 2))
    assert twice - none <= 2.08 * max(once - none, 500)
