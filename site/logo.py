"""A council's logo: what is wrong with the file, so that nothing in it can run, load or hide.

An SVG may hold shapes, words and colours and nothing else; whatever is not on the list is refused.
"""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from xml.etree.ElementTree import Element, ParseError, XMLParser

LARGEST = 50_000
"""Bytes. The logo stands in every form that is one file as well, and those go by memory stick and telephone."""

WIDEST = 2_000
"""Pixels of a PNG, in either direction."""

TYPES = {".svg": "image/svg+xml", ".png": "image/png"}

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    *("title", "desc", "defs", "metadata", "style", "symbol", "use"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
}
_WHY_NOT = {
    "script": "a script",
    "foreignObject": "a foreignObject, which can be a whole web page",
    "image": "another picture",
    "a": "a link",
}
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_ADDRESS = re.compile(r"url\((?!\s*[\"']?#)|@import|//|\\|javascript:|data:", re.IGNORECASE)
_PREAMBLE = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?(?!xml\s)", re.IGNORECASE)
# What drawing programs leave behind: names without a meaning to a browser.
_INERT = re.compile(
    r"\{http://(?:www\.inkscape\.org|sodipodi\.sourceforge\.net|creativecommons\.org|purl\.org|www\.w3\.org/1999/02/22-rdf)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Logo:
    """A picture that may be published, and the words for those who do not see it."""

    name: str
    alt: str
    content: bytes

    @property
    def file(self) -> str:
        """Return the name that it is published under, which changes with what it holds."""
        return f"logo-{sha256(self.content).hexdigest()[:8]}{PurePath(self.name).suffix.lower()}"

    @property
    def data_address(self) -> str:
        """Return the whole picture as an address, for a page that is one file."""
        return f"data:{TYPES[PurePath(self.name).suffix.lower()]};base64,{base64.b64encode(self.content).decode()}"


def fault_of(name: str, content: bytes) -> str:
    """Say what is wrong with a picture and what is allowed, "" when nothing is."""
    if len(content) > LARGEST:
        return f"is {len(content):,} bytes; a logo may have {LARGEST:,}. Save it smaller."
    match PurePath(name).suffix.lower():
        case ".svg":
            return _fault_of_svg(content)
        case ".png":
            return _fault_of_png(content)
    return "is neither an SVG nor a PNG. Save the logo as one of them."


def _fault_of_png(content: bytes) -> str:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or not content.endswith(_PNG_END):
        return "is named .png and is no whole PNG picture. Save it as a PNG again."
    size = struct.unpack(">II", content[16:24])
    if not all(1 <= side <= WIDEST for side in size):
        return f"is {size[0]} by {size[1]} pixels; each may be 1 to {WIDEST}. Save it smaller."
    return ""


def _fault_of_svg(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "is not UTF-8 text. Save it as plain SVG."
    if preamble := _PREAMBLE.search(text):
        return f"holds {preamble[0]}, which can bring in other files. Save it as plain SVG."
    parser = XMLParser()  # noqa: S314  # no DOCTYPE and no entity gets this far, and a logo is small
    try:
        parser.feed(text)
        root = parser.close()
    except ParseError:
        return "is named .svg and cannot be read as one. Save it as plain SVG."
    if root.tag != f"{_SVG}svg":
        return "is named .svg and does not begin as one. Save it as plain SVG."
    wrong = next((found for each in root.iter() if (found := _wrong(each))), "")
    return f"holds {wrong}. Save it as plain SVG, without it." if wrong else ""


def _wrong(element: Element) -> str:
    name = element.tag.removeprefix(_SVG)
    if _INERT.match(name):
        return ""
    if name not in _SHAPES:
        return _WHY_NOT.get(name, f"<{name.rpartition('}')[2]}>, which a logo may not")
    for key, value in element.attrib.items():
        plain = key.rpartition("}")[2]
        if plain.lower().startswith("on"):
            return f"{plain}, which runs a script"
        if plain == "href" and not value.startswith("#"):
            return f"an address, {value[:60]}: a page may load nothing from elsewhere"
        if _ADDRESS.search(value):
            return f"an address in {plain}: a page may load nothing from elsewhere"
    if name == "style" and _ADDRESS.search(element.text or ""):
        return "an address in its style: a page may load nothing from elsewhere"
    return ""
