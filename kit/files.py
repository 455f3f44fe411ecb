"""Files that are whole or not there: written beside their place for the owner only, then moved into it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step; what was there before stays until the new one is whole."""
    beside = _write_beside(path, content)
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _make_durable(path.parent)


def add_file(path: Path, content: bytes) -> None:
    """Write a new file in one step. Raises FileExistsError when there is one of that name: nothing is overwritten."""
    beside = _write_beside(path, content)
    try:
        _move_to_free_name(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _make_durable(path.parent)


def add_made_file(beside: Path, path: Path) -> None:
    """Move a file that was made in the same folder to its name, in one step. Raises FileExistsError."""
    _move_to_free_name(beside, path)
    beside.unlink(missing_ok=True)
    _make_durable(path.parent)


def read_text(path: Path) -> str:
    """Read a text that an editor, a shell or a program of any system has written."""
    return decode_text(path.read_bytes())


def decode_text(content: bytes) -> str:
    """Decode UTF-8, or the UTF-16 that Windows PowerShell writes, without the mark. Raises UnicodeDecodeError."""
    return content.decode("utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig")


def _write_beside(path: Path, content: bytes) -> Path:
    try:
        # mkstemp makes the file readable by its owner only, where the system can.
        descriptor, name = tempfile.mkstemp(prefix=".lado-", suffix=".part", dir=path.parent)
        try:
            _write_through(descriptor, content)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        error.filename = str(path)  # the name that means something to the person
        raise
    return Path(name)


def _write_through(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move_to_free_name(beside: Path, path: Path) -> None:
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        # A USB stick's file system has no links. Exclusive creation reserves the name instead.
        path.open("xb").close()
        beside.replace(path)


def _make_durable(folder: Path) -> None:
    # A folder cannot be opened like this on Windows, which needs no such step.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
