"""Whatever is edited, and in whatever order: a run with the cache says what one without says."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from edits import Editor
from kbaudit.cli.group import cli
from kbaudit.example.layout import lay_out

EDITS = int(os.environ.get("KBAUDIT_EDITS", "100"))
"""In each of the two runs; benchmarks ask for more."""


def shown(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["check", *args])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("with_target", [False, True])
def test_warm_is_cold(tmp_path: Path, cache: Path, with_target: bool) -> None:
    example = lay_out(tmp_path / "example")
    chance = random.Random(f"edits {with_target}")
    editor = Editor(example.wiki, example.code, chance)
    often: list[Callable[[], None]] = [editor.line, editor.digit, editor.back]
    edits = [*often, *often, editor.new, editor.gone, editor.moved, editor.settings, editor.touched]
    if with_target:
        edits += [editor.commit, editor.undone, editor.tagged, editor.packed]
    command = [str(example.wiki), "--format", "json"]
    if with_target:
        command += ["--repo", str(example.code), "--rev", "HEAD"]
    hits = 0
    for number in range(EDITS // 4 if with_target else EDITS):
        edit = chance.choice(edits)
        edit()
        kept = set(cache.glob("results/*"))
        first = shown(*command)
        hits += kept == set(cache.glob("results/*"))
        said = f"edit {number}, {edit.__name__}"
        assert shown(*command) == first, said
        assert shown(*command, "--no-cache") == first, said
    assert 0 < hits < number
