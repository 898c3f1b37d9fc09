"""While much is taken up Python does not look for garbage, and does so again behind it."""

import gc

import pytest

from kbaudit.engine.garbage import frozen, loading


@pytest.mark.parametrize("enabled", [True, False])
def test_what_was_set_is_set_again(enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with loading():
            assert not gc.isenabled()
        assert gc.isenabled() is enabled
        assert gc.get_freeze_count() == 0
    finally:
        (gc.enable if before else gc.disable)()


def test_what_is_frozen_stays_so() -> None:
    held: list[object] = [[]]
    with frozen():
        with loading():
            pass
        assert gc.get_freeze_count() > 0
        assert not any(one is held for one in gc.get_objects())
    assert gc.get_freeze_count() == 0
    assert any(one is held for one in gc.get_objects())


def test_garbage_that_was_made_meanwhile_is_found() -> None:
    class Ring:
        ring: "Ring"

    found: list[int] = []
    with loading():
        one = Ring()
        one.ring = one
    number = id(one)
    del one
    gc.collect()
    found += [id(thing) for thing in gc.get_objects() if isinstance(thing, Ring)]
    assert number not in found
