"""The hooks that pre-commit is offered."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kbaudit.cli.group import COMMANDS

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in YAML(typ="safe").load(MANIFEST.read_text("utf-8"))
}


@pytest.mark.parametrize("name", ["kbaudit", "kbaudit-fix"])
def test_it_is_a_command_that_is_given_all_files_at_once(name: str) -> None:
    program, command, *_ = HOOKS[name]["entry"].split()
    assert (program, command in COMMANDS) == ("kbaudit", True)
    assert HOOKS[name]["require_serial"] is True
    assert "pass_filenames" not in HOOKS[name]


def test_a_commit_that_only_deletes_pages_is_checked() -> None:
    """pre-commit passes no deleted file, and runs a hook without files only if told to."""
    assert HOOKS["kbaudit"]["always_run"] is True
    assert "always_run" not in HOOKS["kbaudit-fix"]


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("kb/workflows/a.md", True),
        ("a.MD", True),
        ("a.mediawiki", True),
        ("kb/kbaudit.yaml", True),
        ("kbaudit.lock", True),
        ("kb/kbaudit.baseline", True),
        ("src/a.py", False),
        ("a.md.txt", False),
        ("notkbaudit.yaml", False),
    ],
)
def test_which_files_it_is_given(name: str, path: str, wanted: bool) -> None:
    assert bool(re.search(HOOKS[name]["files"], path)) is wanted
