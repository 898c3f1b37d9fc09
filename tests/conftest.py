"""What holds for every test."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test measures time: how long one example takes says how busy the machine is.
settings.register_profile("kbaudit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kbaudit")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what another one, or the person who runs them, has in the cache."""
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where this test's results are kept; the folder is made by the first that is kept."""
    place = tmp_path / "cache of the test"
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(place))
    return place
