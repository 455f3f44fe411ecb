"""How far long work has come, for a person at a terminal. It counts, and never says a name."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

    from .session import Session

LONGEST_COUNT = 0.3
"""Seconds that counting files beforehand may take; where it takes longer, nobody knows how many there will be."""


class Told(Protocol):
    """Is told how many are done, and of how many where that is known."""

    def __call__(self, done: int, total: int | None = None, /) -> None: ...


@contextmanager
def telling(session: Session, what: str, *, expect: Callable[[], int | None] = lambda: None) -> Iterator[Told | None]:
    """Show on standard error how far the work in the block has come; nothing where no person looks at it.

    ``expect`` works out beforehand how much there is.
    """
    if session.as_json or not is_looked_at():
        yield None
        return
    progress, expected = _build(), expect()
    task = progress.add_task(what, total=expected, count="")

    def told(done: int, total: int | None = None, /) -> None:
        of = total if total is not None else expected
        # What is inside mails and packed files was not counted beforehand: no end is better than a wrong one.
        of = of if of is not None and done <= of else None
        progress.update(task, completed=done, total=of, count=f"{done:,}" if of is None else f"{done:,} of {of:,}")

    with progress:
        yield told


def is_looked_at() -> bool:
    """Tell whether a person sees standard error, on a terminal that can draw over what it has drawn."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def count_files(paths: Iterable[str]) -> int | None:
    """Count the files in what is to be imported; None where it cannot be told in a moment."""
    until, count = time.monotonic() + LONGEST_COUNT, 0
    try:
        for path in paths:
            if path == "-":
                return None
            if Path(path).is_file():
                count += 1
            for _, _, names in os.walk(path):
                count += len(names)
                if time.monotonic() > until:
                    return None
    except RecursionError:  # os.walk calls itself for every folder in a folder
        return None
    return count


def _build() -> Progress:
    # Loaded only here: a command that ends at once does not wait for it.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn("line"),
        TextColumn("lado: {task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False),
        refresh_per_second=5,
        transient=True,
        redirect_stdout=False,  # results go where they always go
    )
