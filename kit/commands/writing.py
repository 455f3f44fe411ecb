"""A file that a command makes: new, in one step, and never in the place of another."""

from __future__ import annotations

from pathlib import Path


def write_new(file: Path, content: bytes) -> None:
    """Write a new file. Raises Refused where there is one of that name already."""
    from ..errors import Refused
    from ..files import add_file

    try:
        add_file(file, content)
    except FileExistsError:
        raise Refused(f"{file} is there already", hint="choose another name; nothing is overwritten") from None
