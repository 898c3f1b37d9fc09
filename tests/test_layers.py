"""The layers of the package, as ``pyproject.toml`` states them."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_a_layer_imports_only_from_those_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "src"))
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    shown = capsys.readouterr().out
    assert status == 0, shown
    assert " kept" in shown
