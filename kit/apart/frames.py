"""What the two processes say to each other: frames, each a JSON value and some bytes, both with their length before."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import IO, Any

Piece = bytes | bytearray | memoryview

_LENGTHS = struct.Struct(">IQ")


class Garbled(Exception):
    """What came is not a frame, or longer than was asked for."""


def write_frame(stream: IO[bytes], value: Any, pieces: Iterable[Piece] = (), *, size: int = 0) -> None:
    """Write one frame. The pieces are ``size`` bytes in all: what reads it waits for exactly those."""
    said = json.dumps(value, allow_nan=False).encode("ascii")
    stream.write(_LENGTHS.pack(len(said), size))
    stream.write(said)
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def read_frame(stream: IO[bytes], *, most_said: int, most_bytes: int) -> tuple[Any, bytes] | None:
    """Read one frame; None where the other side has ended. Raises Garbled."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise Garbled
    said_size, size = _LENGTHS.unpack(lengths)
    if said_size > most_said or size > most_bytes:
        raise Garbled
    return _value(_exactly(stream, said_size)), _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size) if size else b""
    if len(content) != size:
        raise Garbled
    return content


def _value(said: bytes) -> Any:
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        raise Garbled from None
