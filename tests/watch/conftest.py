import pytest

from support import with_rules


@pytest.fixture
def zz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of `support` take part."""
    with_rules(monkeypatch)
