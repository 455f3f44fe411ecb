"""Looking for garbage less often while many values are made that are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (200_000, 10, 10)
"""A batch makes some 50,000 values and keeps them until it is written: looking through them takes a tenth of a run."""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let the interpreter look for unreachable values seldom, until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
