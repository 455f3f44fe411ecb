"""What a difference looks like, and what has usually caused it. Values in, values out; nothing is read here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lado_site.release import FileFacts

EXCERPT = 60
"""Bytes shown of each side, from a little before the first that differs."""

BEFORE = 12

_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"\s+")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_SAVED = re.compile(rb"<!--\s*saved from url=|_files/[^\"']+\.(?:css|js)", re.IGNORECASE)
_PAGES = (".html", ".htm")
_TEXTS = (*_PAGES, ".css", ".js", ".json", ".txt", ".svg")
_OF_A_BROWSER = "a browser saved the page, which rewrites it: download the file itself, with “Save link as”"
_BOT_PROTECTION = "/cdn-cgi/"


class Kind(StrEnum):
    """In which way a file differs from the release."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    REDIRECTED = "redirected"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where two contents begin to differ: the byte from 0, its line from 1, and what stands there on each side."""

    byte: int
    line: int
    signed: str
    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One file that is not as the release has it. ``detail`` says more, or what has usually caused it."""

    kind: Kind
    name: str
    detail: str = ""
    spot: Spot | None = None


def is_text(name: str) -> bool:
    """Tell whether a file can be shown to people."""
    return name.endswith(_TEXTS)


def changed(name: str, found: bytes, facts: FileFacts, original: bytes | None) -> Finding:
    """Describe a file whose content is not the signed one. ``original`` is that, where it is at hand."""
    spot = first_difference(original, found) if original is not None and is_text(name) else None
    return Finding(kind=Kind.CHANGED, name=name, detail=cause(name, found, facts, original), spot=spot)


def cause(name: str, found: bytes, facts: FileFacts, original: bytes | None) -> str:
    """Say what has usually caused such a difference; empty where nothing can be told."""
    if not found:
        return "the file is empty: an upload was interrupted"
    undone = [said for undo, said in _UNDOINGS if _is_signed(undo(found), facts)]
    if undone:
        return undone[0]
    if not name.endswith(_PAGES):
        return _of_size(found, facts, original)
    return _of_page(found, original) or _of_size(found, facts, original)


def first_difference(original: bytes, found: bytes) -> Spot:
    """Find where two contents begin to differ."""
    shorter = min(len(original), len(found))
    byte = next((at for at in range(shorter) if original[at] != found[at]), shorter)
    return Spot(
        byte=byte,
        line=original.count(b"\n", 0, byte) + 1,
        signed=_excerpt(original, byte),
        found=_excerpt(found, byte),
    )


def local_files(name: str, page: bytes) -> tuple[str, ...]:
    """List the files of this site that a page loads or leads to, by their path from its root."""
    depth = name.count("/")
    found = []
    for address in _read_page(page).addresses:
        parts = urlsplit(address)
        path = parts.path.removeprefix("./")
        if not parts.scheme and not parts.netloc and path and not path.startswith("/"):
            ups = path.count("../")
            folder = name.split("/")[: depth - ups] if ups <= depth else []
            found.append("/".join([*folder, path.replace("../", "")]))
    return tuple(dict.fromkeys(found))


def _is_signed(content: bytes, facts: FileFacts) -> bool:
    return len(content) == facts.size and hashlib.sha256(content).hexdigest() == facts.sha256


def _recoded(encoding: str) -> Callable[[bytes], bytes]:
    def recode(content: bytes) -> bytes:
        try:
            return content.decode(encoding).encode("utf-8")
        except UnicodeError:
            return b""

    return recode


def _with_plain_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


_UNDOINGS: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
    (
        lambda content: content.removeprefix(_BOM),
        "a byte order mark (BOM) was put before the first character: an editor or a script saved the file anew",
    ),
    (
        _with_plain_ends,
        "line ends were changed from LF to CRLF: an upload by FTP in text mode, a git setting or an editor",
    ),
    (
        lambda content: _with_plain_ends(content.removeprefix(_BOM)),
        "a byte order mark (BOM) was added and line ends were changed: a Windows editor saved the file anew",
    ),
    (_recoded("utf-16"), "the text was saved as UTF-16 in place of UTF-8: a Windows script or editor"),
    (_recoded("cp1252"), "the text was saved as Windows-1252 in place of UTF-8: an editor or the host"),
    (lambda content: content + b"\n", "the last line end was taken away: an editor or a minifier"),
    (lambda content: content.removesuffix(b"\n"), "a line end was added at the end: an editor or the host"),
)


def _of_page(found: bytes, original: bytes | None) -> str:
    page, signed = _read_page(found), _read_page(original) if original is not None else None
    added = [each for each in page.scripts if (each not in signed.scripts if signed else _is_foreign(each))]
    if added:
        return f"a script was added: {_shown(added[0])}: the host, a tag manager, analytics, or an attack"
    if _SAVED.search(found):
        return _OF_A_BROWSER
    if _BOT_PROTECTION in found.decode("utf-8", "replace"):
        return "the host rewrites pages to hide e-mail addresses or to hold off robots: switch that off for this site"
    if original is not None and _bare(original) == _bare(found):
        return "only spaces, line ends or comments differ: a minifier or “optimise HTML” at the host"
    if original is None and found.count(b"\n") < 3:
        return "the page has hardly any line ends: perhaps a minifier or “optimise HTML” at the host"
    return ""


def _of_size(found: bytes, facts: FileFacts, original: bytes | None) -> str:
    if len(found) < facts.size and (original is None or original.startswith(found)):
        return f"it is {len(found):,} bytes long in place of {facts.size:,}: perhaps an upload was interrupted"
    return ""


def _bare(content: bytes) -> bytes:
    """Return a page without what a minifier takes away."""
    return _SPACE.sub(b"", _COMMENT.sub(b"", content)).replace(b'"', b"").replace(b"'", b"")


def _is_foreign(script: str) -> bool:
    """Tell whether a script is none of ours, which are files of the site; a form kept as a file has them inside."""
    return script.startswith(("http:", "https:", "//"))


def _shown(script: str) -> str:
    return script if len(script) <= EXCERPT else f"{script[:EXCERPT]}…"


def _excerpt(content: bytes, byte: int) -> str:
    start = max(0, byte - BEFORE)
    text = content[start : start + EXCERPT].decode("utf-8", "replace").replace("\ufeff", "[BOM]")
    return text.replace("\r", "␍").replace("\n", "␊") or "(nothing: it ends here)"


class _Page(HTMLParser):
    """The scripts of a page, by their address or their text, and every address in it."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.addresses: list[str] = []
        self._is_in_script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.addresses += [address for name in ("src", "href", "action") if (address := found.get(name))]
        if tag == "script":
            self._is_in_script = not found.get("src")
            self.scripts += [source] if (source := found.get("src")) else []
        else:
            self.scripts += [f"{name}={text}" for name, text in attributes if name.startswith("on") and text]

    def handle_data(self, text: str) -> None:
        if self._is_in_script and text.strip():
            self.scripts.append(" ".join(text.split()))

    def handle_endtag(self, tag: str) -> None:
        self._is_in_script = self._is_in_script and tag != "script"


def _read_page(content: bytes) -> _Page:
    page = _Page()
    page.feed(content.decode("utf-8", "replace"))
    return page
