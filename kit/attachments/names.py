"""The names of attachments: what is wrong with one, and a name under which any system can keep the file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from lado_site.forms.file_kinds import kind_said

MOST_BYTES = 200
"""Of a safe name. File systems allow 255; there is room for a number and for what is put beside the file."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNNAMED = "attachment"


def name_findings(name: str) -> list[str]:
    """List what is to be said about a name."""
    stem, dot, _ = name.rpartition(".")
    findings = []
    # "statement.pdf.docx" is common where programs convert; what hides is an ending before another kind of ending.
    if dot and (inner := kind_said(stem)) and inner != kind_said(name):
        findings.append("two-endings")
    if any(unicodedata.category(character) in _HIDDEN for character in name) or re.search(r"\s{4}", name):
        findings.append("hidden-letters")
    if _DEVICE.match(name.strip()):
        findings.append("device-name")
    return findings


def safe_name(name: str) -> str:
    """Return a name for a file on any system: no path, no device, nothing hidden, not too long, with its ending."""
    shown = "".join(
        "_" if unicodedata.category(each) in _HIDDEN else each for each in unicodedata.normalize("NFC", name)
    )
    plain = _FORBIDDEN.sub("_", shown).strip().rstrip(". ")
    plain = re.sub(r"\s+", " ", plain)
    if not plain.strip("._ "):
        return _UNNAMED
    if plain.startswith((".", "-", "~")):
        plain = f"_{plain}"
    if _DEVICE.match(plain):
        plain = f"_{plain}"
    return _shortened(plain)


def numbered(name: str, number: int) -> str:
    """Return the name for the second, third… file of a name: "note (2).pdf"."""
    path = PurePosixPath(name)
    return name if number == 1 else f"{path.stem} ({number}){path.suffix}"


def cleaned_name(name: str, ending: str) -> str:
    """Return the name of the copy without metadata, which stands beside a file: "note (cleaned).pdf"."""
    return f"{PurePosixPath(name).stem} (cleaned).{ending}"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    stem = name.removesuffix(tail) if tail else name
    room = MOST_BYTES - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + tail
