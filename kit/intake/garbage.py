"""How the interpreter works while a run lasts: it looks for garbage less often, and lets threads take turns more often.

Both are for a run because both would cost something elsewhere; afterwards they are as they were.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (20_000, 10, 10)
"""A batch makes some 50,000 values and keeps them until it is written: with the usual 700, looking through them again
and again takes a tenth of a run. What ten times as many leave behind would be 30 MB.
"""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let the interpreter look for unreachable values seldom, until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_TURN = 0.0001
"""Seconds for which one thread may keep the others waiting. The one that reads files, and the one that asks, wait for
the interpreter after every call to the system; with the usual 5 ms a run takes half as long again.
"""


@contextmanager
def turns_taken_often() -> Iterator[None]:
    """Let threads take turns often, until the block ends."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
