"""When Python looks for garbage, which it does far too often for what is made here.

Values that name each other in a circle are all that it finds so. Here they come to an end with the
page that is judged, while millions of others stay for the whole run, and would be looked through
again and again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (200_000, 5, 1_000_000)
"""So many new values before a look at them, and so many looks before one at what is older."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """With a look at what is new now and then, and none at what has been there for long."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def frozen() -> Iterator[None]:
    """Without a look for garbage in what is there, which would copy all memory that is shared."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Without a look for garbage at all, while nothing but what is wanted is made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """The same while much is made that stays; what is there at the end counts as old."""
    with uncollected():
        yield
        if gc.get_freeze_count() == 0:
            gc.freeze()
            gc.unfreeze()
