"""The hook that pre-commit offers."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kbaudit.cli.group import COMMANDS

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"


def hook() -> dict[str, Any]:
    [only] = YAML(typ="safe").load(MANIFEST.read_text("utf-8"))
    assert isinstance(only, dict)
    return only


def test_it_audits_the_whole_knowledge_base_once() -> None:
    found = hook()
    assert found["id"] == "kbaudit"
    program, command = found["entry"].split()
    assert (program, command in COMMANDS) == ("kbaudit", True)
    assert found["pass_filenames"] is False
    assert found["require_serial"] is True


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("kb/workflows/a.md", True),
        ("a.MD", True),
        ("a.mediawiki", True),
        ("kb/kbaudit.yaml", True),
        ("kbaudit.yaml", True),
        ("src/a.py", False),
        ("a.md.txt", False),
        ("notkbaudit.yaml", False),
    ],
)
def test_when_it_runs(path: str, wanted: bool) -> None:
    assert bool(re.search(hook()["files"], path)) is wanted
