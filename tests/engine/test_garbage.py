"""When Python looks for garbage."""

import gc

from kbaudit.engine.garbage import frozen, seldom_collected, uncollected


def test_what_is_old_is_looked_through_as_ever_after_it() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold()[2] > 1_000
        with seldom_collected():
            pass
        assert gc.get_threshold()[2] > 1_000
    assert gc.get_threshold() == before


def test_what_is_frozen_thaws() -> None:
    with frozen():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_who_collects_nothing_collects_again() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
