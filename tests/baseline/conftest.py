from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from support import lay_out, with_rules


@pytest.fixture(autouse=True)
def zz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of `support` take part."""
    with_rules(monkeypatch)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """Two equal findings on one page, and one on another."""
    return lay_out(
        tmp_path / "kb",
        {"workflows/o_r_A.md": "a TODO\nb TODO\n", "workflows/o_r_B.md": "c TODO\n"},
    )


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])
