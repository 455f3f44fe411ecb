"""Pictures: where, when and with what they were taken. The picture itself is not decoded."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from .seen import Seen, facts

# From here on nothing can be loaded: every format that Pillow knows is loaded now.
Image.init()

# The one place where HEIC and AVIF keep what a camera wrote, found by how it begins.
_EXIF = re.compile(rb"Exif\x00\x00(?=II\*\x00|MM\x00\*)")


def look_at_picture(content: bytes) -> Seen:
    """Read what a camera or a program has written into a picture."""
    found = _EXIF.search(content)
    if found and content[4:8] == b"ftyp":
        exif = Image.Exif()
        exif.load(content[found.start() :])
        return Seen(facts=_facts(exif, {}))
    try:
        with Image.open(BytesIO(content)) as picture:
            return Seen(facts=_facts(picture.getexif(), picture.info))
    except Image.DecompressionBombError:
        return Seen(findings=("too-big-inside",))
    except UnidentifiedImageError:
        # Pillow cannot open HEIC: without what a camera wrote there is nothing to tell.
        return Seen() if content[4:8] == b"ftyp" else Seen(findings=("damaged",))
    except (OSError, SyntaxError, ValueError, struct.error):  # what Pillow says of a picture that is cut short
        return Seen(findings=("damaged",))


def _facts(exif: Image.Exif, info: Mapping[str | tuple[int, int], Any]) -> dict[str, str]:
    base, photo = ExifTags.Base, exif.get_ifd(ExifTags.IFD.Exif)
    taken = photo.get(base.DateTimeOriginal) or exif.get(base.DateTime)
    return facts(
        place=_place(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        taken=_moment(taken, photo.get(base.OffsetTimeOriginal)),
        camera=" ".join(str(part).strip("\0 ") for part in (exif.get(base.Make), exif.get(base.Model)) if part),
        serial=photo.get(base.BodySerialNumber),
        owner=photo.get(base.CameraOwnerName),
        author=exif.get(base.Artist) or info.get("Author"),
        title=exif.get(base.ImageDescription) or info.get("Title"),
        made=info.get("Creation Time"),
        software=exif.get(base.Software) or info.get("Software"),
    )


def _moment(written: object, zone: object) -> str:
    """Write "2026:04:30 10:15:00" as a date and time."""
    text = str(written or "").strip("\0 ")
    day, _, time = text.partition(" ")
    return f"{day.replace(':', '-')} {time} {zone or ''}".strip()


def _place(gps: Mapping[int, Any]) -> str:
    tags = ExifTags.GPS
    north = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), minus="S")
    east = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), minus="W")
    return f"{north:.5f}, {east:.5f}" if north is not None and east is not None else ""


def _degrees(parts: object, reference: object, *, minus: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]  # whatever was written
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(reference).strip("\0 ").upper() == minus else value
