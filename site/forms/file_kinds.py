"""What kind of file somebody adds, by its name and by the bytes it begins and ends with.

The browser judges the same way (``site/browser/file-kinds.js``); both run ``tests/vectors/files.json``. Nothing is
opened, and nothing is said to be safe.
"""

from __future__ import annotations

import re

HEAD = 2048
TAIL = 262_144
"""The names inside a packed file stand at its end."""

MOST_BYTES = 100_000_000
"""Of one submission, all its files together."""

_KINDS = {
    "pdf": "pdf",
    "picture": "jpg jpeg jpe jfif png gif webp heic heif avif tif tiff bmp",
    "recording": "mp3 m4a wav aac amr ogg oga opus flac wma mp4 m4v mov avi mkv webm wmv 3gp mpg mpeg",
    "office": "docx xlsx pptx odt ods odp",
    "old-office": "doc xls ppt msg",
    "text": "txt csv eml rtf",
    "program": (
        "exe msi msp scr com pif cpl bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta jar sh bash command app apk dll "
        "sys lnk url reg scf inf py pl rb"
    ),
    "web": "html htm xhtml xht mht mhtml svg svgz xml swf",
    "archive": "zip rar 7z gz tgz tar bz2 xz cab iso img dmg vhd arj lzh ace z zst",
    "macro": "docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam sldm",
}
_KIND_OF_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}
_TAKEN = {"pdf", "picture", "recording", "office", "old-office", "text"}

# In this order: the first that fits.
_SIGNATURES = [
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (
            "program",
            rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|#!(?!AMR)"
            rb"|L\x00\x00\x00\x01\x14\x02\x00",
        ),
        ("pdf", rb".{0,1024}%PDF-"),
        (
            "picture",
            rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\x00{4}|II\*\x00|MM\x00\*|RIFF.{4}WEBP"
            rb"|.{4}ftyp(?:hei|hev|mif1|msf1|avi)",
        ),
        (
            "recording",
            rb"ID3|\xff[\xe2\xe3\xf1-\xf3\xf9-\xfb]|RIFF.{4}(?:WAVE|AVI )|.{4}(?:ftyp|moov|mdat|wide|free|skip)"
            rb"|\x1aE\xdf\xa3|0&\xb2u|#!AMR|OggS|fLaC|\x00\x00\x01[\xb3\xba]",
        ),
        ("old-office", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        (
            "archive",
            rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|BZh[1-9]|\xfd7zXZ|MSCF|\x28\xb5\x2f\xfd|.{257}ustar",
        ),
        ("rtf", rb"\{\\rtf"),
        ("web", rb"(?i:(?:\xef\xbb\xbf)?[\t\n\r ]*<(?:!doctype html|html|head|body|script|svg|\?xml))"),
        ("text", rb"\xff\xfe|\xfe\xff|[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]*\Z"),
    )
]
_REFUSED_INSIDE = {"program", "web", "archive"}
_ALSO = {"old-office": {"office", "rtf", "text"}, "text": {"rtf", "web"}, "office": {"old-office"}}
"""What else a file may be when its name says this: Word writes all four as .doc, and mail programs save web pages."""


def judge_file(name: str, head: bytes, tail: bytes) -> tuple[str, str]:
    """Return the code of what is to be said about a file, "" for nothing, and what kind it is inside.

    ``head`` are its first ``HEAD`` bytes, ``tail`` its last ``TAIL``.
    """
    said = kind_said(name) or "type"
    if said not in _TAKEN:
        return f"file-{said}", ""
    kind = kind_inside(head, tail)
    if kind == "macro":
        return "file-macro", kind
    if kind == said or kind in _ALSO.get(said, ()):
        return "", kind
    if kind in _REFUSED_INSIDE:
        return "file-disguised", kind
    return "file-differs" if kind else "file-unknown", kind


def kind_said(name: str) -> str:
    """Return what kind the name says that a file is, "" for one we do not know."""
    _, dot, ending = name.lower().rpartition(".")
    return _KIND_OF_ENDING.get(ending.strip(), "") if dot else ""


def kind_inside(head: bytes, tail: bytes) -> str:
    """Return what kind a file is by the bytes it begins and ends with, "" for one we do not know."""
    kind = next((kind for kind, pattern in _SIGNATURES if pattern.match(head)), "")
    if kind != "archive" or not head.startswith(b"PK"):
        return kind
    if b"vbaProject.bin" in tail:
        return "macro"
    ends = head + tail
    is_office = b"[Content_Types].xml" in ends or b"mimetypeapplication/vnd.oasis.opendocument" in ends
    return "office" if is_office else kind
