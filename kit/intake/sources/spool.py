"""Sealed bytes that are too many for the memory: kept in a temporary file without a name, read piece by piece.

Only what is sealed may be put here. Plaintext never reaches the disk.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable
from typing import IO


class Spool:
    """Bytes in a temporary file that nobody else can find, and that is gone with the last use of this."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Write the pieces one after the other. Whatever ends them early leaves no file behind."""
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed as the next line says
        # With the last use of the spool: an envelope is handed on, and none of its users knows that it is the last one.
        weakref.finalize(self, self._file.close)
        self._size = sum(self._file.write(piece) for piece in pieces)

    def __len__(self) -> int:
        """Return how many bytes there are."""
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        """Read a part; one without steps."""
        start, stop, _ = part.indices(self._size)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))
