"""PDFs: who made them with what and when, whether they are locked, and what they would do by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pikepdf.models

from .seen import Seen, facts

MOST_OBJECTS = 200_000
"""Looked at in one PDF. A report with 1,000 pages has about 20,000."""

_ACTS = {"/JavaScript": "runs-by-itself", "/Launch": "starts-programs", "/EmbeddedFile": "holds-files"}
_MOMENT = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?")
_FIELDS = {
    "author": "/Author", "title": "/Title", "software": "/Producer", "made": "/CreationDate", "changed": "/ModDate",
}  # fmt: skip
_NAMES = {"author": "creator", "made": "CreateDate", "changed": "ModifyDate", "software": "CreatorTool"}


def look_at_pdf(content: bytes) -> Seen:
    """Read what a PDF tells of itself, and find what in it acts."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            acts = {act for each in islice(pdf.objects, MOST_OBJECTS) for act in _acts(each)}
            root_acts = {"runs-by-itself"} if "/OpenAction" in pdf.Root and _is_action(pdf.Root.OpenAction) else set()
            return Seen(findings=tuple(sorted(acts | root_acts)), facts=_facts(pdf))
    except pikepdf.PasswordError:
        return Seen(findings=("locked",))
    except pikepdf.PdfError:
        return Seen(findings=("damaged",))


def _acts(each: Any) -> Iterator[str]:
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        for key in ("/S", "/Type"):
            value = each.get(key)
            if isinstance(value, pikepdf.Name) and str(value) in _ACTS:
                yield _ACTS[str(value)]
        if "/AA" in each:
            yield "runs-by-itself"


def _is_action(action: Any) -> bool:
    """Tell an action from the page that a PDF opens at, which is no more than a place."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in ("", "/GoTo")


def _facts(pdf: pikepdf.Pdf) -> dict[str, str]:
    written = {name: _text(pdf.docinfo.get(key)) for name, key in _FIELDS.items()}
    maker = _text(pdf.docinfo.get("/Creator"))
    written["software"] = " · ".join(dict.fromkeys(part for part in (maker, written["software"]) if part))
    beside = _in_xml(pdf)
    found = {name: written[name] or beside.get(name, "") for name in _FIELDS}
    return facts(**{**found, "made": _moment(found["made"]), "changed": _moment(found["changed"])})


def _in_xml(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Read the same from the second place in which a PDF keeps it."""
    try:
        tree = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314  # read apart, where it can do no harm
    except (AttributeError, KeyError, ElementTree.ParseError, pikepdf.PdfError):
        return {}
    written: dict[str, str] = {}
    for element in tree.iter():
        texts = {element.tag: "".join(element.itertext()), **element.attrib}
        written |= {tag.rpartition("}")[2]: text.strip() for tag, text in texts.items() if text.strip()}
    return {name: written.get(tag, "") for name, tag in _NAMES.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(text: str) -> str:
    """Write "D:20260430101500+01'00'" as a date and time, and leave any other text as it is."""
    match = _MOMENT.match(text)
    if not match:
        return text
    year, month, day, hour, minute, second = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    time = ":".join(part for part in (hour, minute, second) if part)
    zone = text[match.end() :].replace("'", ":").strip(":")
    return f"{date} {time} {zone}".strip()
