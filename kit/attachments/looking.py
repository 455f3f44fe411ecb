"""A look at one attachment, in the process apart: what it is by its bytes, what is wrong, what it tells of itself.

Everything that is needed is loaded with this module. Nothing is rendered, run or followed.
"""

from __future__ import annotations

import re
from typing import Any

from lado_site.forms.file_kinds import HEAD, TAIL, judge_file, kind_inside, kind_said

from .documents import look_at_document, look_at_old_document
from .names import name_findings
from .pdfs import look_at_pdf
from .pictures import look_at_picture
from .recordings import look_at_recording
from .seen import Seen
from .sentences import FACTS, SENTENCES

# In halves, so that no virus scanner takes this file for what it looks for.
_TEST_VIRUS = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"
_PACKED_AT_THE_END = b"PK\x05\x06"
_END_OF_PACKED = 65_557
_MACRO_TEXT = re.compile(rb"\\objdata|\\object\b")
_OF_JUDGEMENT = {
    "file-type": "not-accepted", "file-program": "program", "file-web": "web", "file-archive": "archive",
    "file-macro": "macro", "file-disguised": "disguised", "file-differs": "name-differs", "file-unknown": "unknown",
}  # fmt: skip
_IS_A_FINDING = {"program", "web", "archive", "macro"}
_MAY_HOLD_PACKED = {"archive", "macro", "office"}
_TYPES = {
    "pdf": ("application/pdf",),
    "picture": ("image/",),
    "recording": ("audio/", "video/", "application/ogg"),
    "text": ("text/", "message/", "application/csv", "application/vnd.ms-excel", "application/rtf"),
    "rtf": ("text/rtf", "application/rtf", "application/msword"),
}
_SPECIFIC = ("application/pdf", "image/", "audio/", "video/", "text/")


def look(content: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Look at one attachment: its bytes, and its name and media type as the sender gave them."""
    name, media_type = str(options["name"]), str(options["media_type"])
    head, tail = content[:HEAD], content[-TAIL:]
    kind = kind_inside(head, tail)
    seen = _inside(kind, content)
    findings = {*_of_kind(name, kind, head, tail), *seen.findings, *name_findings(name)}
    if _type_differs(media_type, kind):
        findings.add("type-differs")
    if _TEST_VIRUS in content:
        findings.add("test-virus")
    if kind not in _MAY_HOLD_PACKED and _PACKED_AT_THE_END in content[-_END_OF_PACKED:]:
        findings.add("also-archive")
    return {
        "kind": kind,
        "findings": [code for code in SENTENCES if code in findings],
        "facts": [[code, seen.facts[code]] for code in FACTS if code in seen.facts],
    }


def _of_kind(name: str, kind: str, head: bytes, tail: bytes) -> set[str]:
    judged, _ = judge_file(name, head, tail)
    said = kind_said(name)
    findings = {_OF_JUDGEMENT[judged]} if judged else set()
    if kind in _IS_A_FINDING and not (kind == "web" and said == "text"):  # mail programs save pages as .txt
        findings.add(kind)
    return findings


def _inside(kind: str, content: bytes) -> Seen:
    match kind:
        case "pdf":
            return look_at_pdf(content)
        case "picture":
            return look_at_picture(content)
        case "office" | "macro":
            return look_at_document(content)
        case "old-office":
            return look_at_old_document(content)
        case "recording":
            return look_at_recording(content)
        case "rtf" if _MACRO_TEXT.search(content):
            return Seen(findings=("holds-files",))
    return Seen()


def _type_differs(media_type: str, kind: str) -> bool:
    """Hold what the sender's browser said against what the file is, where both say something."""
    said = media_type.lower()
    return kind in _TYPES and said.startswith(_SPECIFIC) and not said.startswith(_TYPES[kind])
