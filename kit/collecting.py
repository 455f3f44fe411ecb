"""Collecting from a shared folder: what has arrived whole is imported, and what is done is moved aside.

Nothing is ever deleted, and what is not ours, or could not be taken in, stays where it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from .errors import KitError, Misuse, Refused
from .intake import Books, Content, Duplicate, Imported, Item, Quarantined, Superseded
from .office.cases import finish_import, import_files

if TYPE_CHECKING:
    from .custody.unlocking import Office

HANDLED = "LADO handled"
"""The folder that what is done is moved to, in a mailbox and in a shared folder, unless another is named."""

SETTLING = 2.0
"""Seconds for which a file must stay as it is to count as whole: programs that share folders write bit by bit."""

Clock = Callable[[], datetime]

TakeIn = Callable[[str | Content | Quarantined], tuple[Item, ...]]
"""Imports one file or mail, and tells what was in it. What it says is stored is on the disk when it returns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """What one round brought: the books, how many mails or files were moved aside, and how many were left.

    ``stopped`` says what ended the round early.
    """

    books: Books
    moved: int
    left: int
    stopped: KitError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    """What tells that a file has changed."""

    size: int
    modified: int
    number: int


_UNSEEN = _State(size=0, modified=0, number=0)


def is_done(items: Sequence[Item]) -> bool:
    """Tell whether all that was ours in a mail or a file is in the store."""
    return any(isinstance(item, Imported | Duplicate | Superseded) for item in items) and not any(
        isinstance(item, Quarantined) for item in items
    )


@contextmanager
def one_round(office: Office, *, now: datetime, allow_old_roster: bool) -> Iterator[TakeIn]:
    """Give what imports one thing after the other as one run in the books.

    What ends the block early leaves it there as stopped half way.
    """
    run_id = uuid4()

    def take_in(found: str | Content | Quarantined) -> tuple[Item, ...]:
        return import_files(office, [found], now=now, allow_old_roster=allow_old_roster, run_id=run_id).items

    yield take_in
    finish_import(office, run_id)


def all_books(items: Sequence[Item]) -> Books:
    """Put what several imports found into one set of books."""
    return Books(found=len(items), items=tuple(items))


def watch_folder(
    office: Office,
    folder: Path,
    *,
    handled: str = HANDLED,
    every: float,
    once: bool,
    clock: Clock,
    allow_old_roster: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Collected]:
    """Collect from a folder, round by round: one round, or without end. Raises Misuse or Refused.

    What was left is not looked into again until it changes.
    """
    folder = folder.absolute()  # else a file called "-" in it would be taken for standard input
    _check_handled(folder, handled)
    left: dict[Path, _State] = {}
    while True:
        before = _look(folder, handled)
        pause(SETTLING)
        settled = {path: state for path, state in _look(folder, handled).items() if before.get(path) == state}
        fresh = {path: state for path, state in settled.items() if left.get(path) != state}
        collected, stayed = _collect(office, fresh, folder / handled, clock(), allow_old_roster=allow_old_roster)
        left = {path: state for path, state in left.items() if settled.get(path) == state} | stayed
        yield collected
        if once:
            return
        pause(every)


def _collect(
    office: Office, files: dict[Path, _State], handled: Path, now: datetime, *, allow_old_roster: bool
) -> tuple[Collected, dict[Path, _State]]:
    items: list[Item] = []
    stayed: dict[Path, _State] = {}
    with one_round(office, now=now, allow_old_roster=allow_old_roster) as take_in:
        for path, state in files.items():
            found = take_in(str(path))
            items += found
            # What has changed since it was looked at is not what was imported.
            if not (is_done(found) and _state(path) == state and path.is_file() and _move_aside(path, handled)):
                stayed[path] = state
    return Collected(books=all_books(items), moved=len(files) - len(stayed), left=len(stayed)), stayed


def _look(folder: Path, handled: str) -> dict[Path, _State]:
    """Return the files in a folder and its folders, with their states. Links are not followed and not looked at.

    A folder in it that cannot be read is among them: the import then says so, and goes on. However deep they are.
    """
    found: dict[Path, _State] = {}
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                inside = [each for each in entries if not each.is_symlink()]
        except OSError:
            if place == folder:
                raise Refused(
                    f"the folder {place} cannot be read", hint="check that the share is connected, then start again"
                ) from None
            found[place] = _state(place) or _UNSEEN
            continue
        for path, is_folder in ((place / each.name, each.is_dir(follow_symlinks=False)) for each in inside):
            if is_folder and path != folder / handled:
                waiting.append(path)
            elif not is_folder and (state := _state(path)):
                found[path] = state
    return dict(sorted(found.items()))


def _state(path: Path) -> _State | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return _State(size=found.st_size, modified=found.st_mtime_ns, number=found.st_ino)


def _move_aside(path: Path, handled: Path) -> bool:
    """Move a file under a name that is free there; False where the system refuses, and it stays."""
    try:
        handled.mkdir(exist_ok=True)
        place = _reserve(handled, path)
    except OSError:
        return False
    try:
        path.replace(place)
    except OSError:
        with suppress(OSError):
            place.unlink()
        return False
    return True


def _reserve(handled: Path, path: Path) -> Path:
    """Take a name that is free, by an empty file that the move then replaces: nothing else is ever written over."""
    number = 1
    while True:
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        try:
            (handled / name).open("xb").close()
        except FileExistsError:
            number += 1
        else:
            return handled / name


def _check_handled(folder: Path, handled: str) -> None:
    place = folder / handled
    if not folder.is_dir():
        raise Misuse(f"{folder} is not a folder", hint="name the shared folder that sealed files arrive in")
    if Path(handled).name != handled or handled in ("", ".", ".."):
        raise Misuse(f"{handled} is not the name of a folder", hint="give a plain name, such as handled")
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise Misuse(f"{place} is not a folder of its own", hint="remove it, or choose another --handled-folder")
