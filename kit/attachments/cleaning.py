"""A copy of a document or picture without what it tells of itself, made in the process apart."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf.sanitize import Sanitizer
from PIL import Image, ImageOps

from lado_site.forms.file_kinds import HEAD, TAIL, kind_inside

Image.init()

_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tiff", "BMP": "bmp", "GIF": "gif", "MPO": "jpg"}


class NotCleanable(Exception):
    """There is no way to clean a file of this kind."""


class SeveralPictures(Exception):
    """Only the first picture of the file would be left."""


def clean(content: bytes, options: dict[str, Any]) -> bytes:  # noqa: ARG001  # what every function apart takes
    """Return the ending for the copy, a line end, and the copy. Raises NotCleanable or SeveralPictures."""
    match kind_inside(content[:HEAD], content[-TAIL:]):
        case "pdf":
            return b"pdf\n" + _pdf(content)
        case "picture" if content[4:8] != b"ftyp":
            return _picture(content)
    raise NotCleanable


def _pdf(content: bytes) -> bytes:
    actions = Sanitizer().remove_javascript().remove_external_access().remove_attachments().remove_multimedia()
    rest = actions.remove_private_app_data().remove_thumbnails().remove_web_capture().remove_search_index()
    cleaned = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        rest.apply(pdf)
        for key in ("/OpenAction", "/AA", "/Metadata"):
            if key in pdf.Root:
                del pdf.Root[key]
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream) and "/Metadata" in each:
                del each["/Metadata"]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.save(cleaned, encryption=False, deterministic_id=True)
    return cleaned.getvalue()


def _picture(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        kind = picture.format or ""
        if kind not in _FORMATS:
            raise NotCleanable
        if getattr(picture, "n_frames", 1) > 1 and kind != "MPO":
            raise SeveralPictures
        upright = ImageOps.exif_transpose(picture)
        profile = picture.info.get("icc_profile")  # without it the colours of an injury would change
        cleaned = BytesIO()
        bare = Image.new(upright.mode, upright.size)
        if upright.mode == "P" and (palette := upright.getpalette()):
            bare.putpalette(palette)
        bare.paste(upright)
        more = {"quality": 95} if kind in ("JPEG", "MPO", "WEBP") else {}
        bare.save(cleaned, format="JPEG" if kind == "MPO" else kind, icc_profile=profile, **more)
    return f"{_FORMATS[kind]}\n".encode() + cleaned.getvalue()
