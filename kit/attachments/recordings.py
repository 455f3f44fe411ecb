"""Recordings: where and when a telephone took a video. Nothing is played or decoded."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from .seen import Seen, facts

# ISO 6709, as telephones write it into the box "©xyz" or under Apple's key.
_PLACE = re.compile(rb"(?:\xa9xyz.{4}|location\.ISO6709.{0,600}?)([+-]\d{2}\.\d{2,8})([+-]\d{3}\.\d{2,8})", re.DOTALL)
_HEADER = re.compile(rb"mvhd\x00...(.{4})", re.DOTALL)
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)


def look_at_recording(content: bytes) -> Seen:
    """Read where and when a video was taken, where its file says so."""
    place, header = _PLACE.search(content), _HEADER.search(content)
    seconds = int.from_bytes(header[1], "big") if header else 0
    return Seen(
        facts=facts(
            place=f"{float(place[1]):.5f}, {float(place[2]):.5f}" if place else "",
            taken=f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC" if seconds else "",
        )
    )
