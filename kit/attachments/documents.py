"""Office documents, new and old: macros, passwords, what they fetch or hold, and who wrote them."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import olefile

from .seen import MOST_READ, Seen, facts

# The letters of names in packed files and of old documents, loaded now: nothing can be once a file is there.
for _letters in ("cp437", "cp850", "cp1252", "utf-16-le", "latin-1"):
    codecs.lookup(_letters)

MOST_PARTS = 20_000
_FETCHING = re.compile(rb'TargetMode\s*=\s*"External"[^>]*')
_FETCHED_AT_ONCE = re.compile(rb"/(?:attachedTemplate|oleObject|frame|subDocument|externalLink(?:Path)?)\"")
_HELD = re.compile(r"/embeddings/|^Object \d+/|\.bin$")
_NOT_HELD = re.compile(r"vbaProject\.bin$|printerSettings\d*\.bin$", re.IGNORECASE)
_ODF_MACROS = ("Basic/", "Scripts/")
_OLE_MACROS = {"_vba_project_cur", "macros", "vba", "_vba_project"}
_TAGS = {
    "author": "creator", "changed-by": "lastModifiedBy", "title": "title", "made": "created", "changed": "modified",
}  # fmt: skip
_ODF_TAGS = {
    "author": "initial-creator", "changed-by": "creator", "title": "title", "made": "creation-date", "changed": "date",
    "software": "generator",
}  # fmt: skip


def look_at_document(content: bytes) -> Seen:
    """Look into a packed Office document: .docx, .xlsx, .pptx, .odt and their like."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()[:MOST_PARTS]
            if "mimetype" in names:
                return _open_document(packed, names)
            return Seen(findings=tuple(_findings(packed, names)), facts=_facts(packed))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, struct.error):
        return Seen(findings=("damaged",))
    except RuntimeError:  # a part is under a password
        return Seen(findings=("locked",))


def look_at_old_document(content: bytes) -> Seen:
    """Look into what old Office programs and Outlook write: .doc, .xls, .ppt, .msg, and locked new documents."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as ole:  # type: ignore[no-untyped-call]
            return Seen(findings=tuple(_old_findings(ole)), facts=_old_facts(ole))
    except (OSError, struct.error, IndexError, ValueError):
        return Seen(findings=("damaged",))


def _findings(packed: zipfile.ZipFile, names: list[str]) -> list[str]:
    findings = []
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        findings.append("macro")
    if any(_HELD.search(name) and not _NOT_HELD.search(name) for name in names):
        findings.append("holds-files")
    relations = (_read(packed, name) for name in names if name.endswith(".rels"))
    if any(_fetches(relation) for relation in relations):
        findings.append("fetches")
    return findings


def _fetches(relations: bytes) -> bool:
    """Tell a template or an object from elsewhere from a link, which waits until somebody follows it."""
    return any(
        b"External" in each and _FETCHED_AT_ONCE.search(each)
        for each in re.findall(rb"<Relationship\b[^>]*>", relations)
    )


def _open_document(packed: zipfile.ZipFile, names: list[str]) -> Seen:
    findings = []
    if b"encryption-data" in _read(packed, "META-INF/manifest.xml"):
        findings.append("locked")
    if any(name.startswith(_ODF_MACROS) for name in names):
        findings.append("macro")
    if any(_HELD.search(name) for name in names):
        findings.append("holds-files")
    return Seen(findings=tuple(findings), facts=_texts(_read(packed, "meta.xml"), _ODF_TAGS))


def _facts(packed: zipfile.ZipFile) -> dict[str, str]:
    core = _texts(_read(packed, "docProps/core.xml"), _TAGS)
    more = _texts(_read(packed, "docProps/app.xml"), {"company": "Company", "software": "Application"})
    return core | more


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        with packed.open(name) as part:
            return part.read(MOST_READ)
    except KeyError:
        return b""


def _texts(xml: bytes, tags: dict[str, str]) -> dict[str, str]:
    if not xml:
        return {}
    try:
        tree = ElementTree.fromstring(xml)  # noqa: S314  # read apart, where it can do no harm
    except ElementTree.ParseError:
        return {}
    found = {element.tag.rpartition("}")[2]: element.text for element in tree.iter() if isinstance(element.tag, str)}
    return {name: text for name, tag in tags.items() for text in facts(text=found.get(tag)).values()}


def _old_findings(ole: olefile.OleFileIO) -> list[str]:
    paths = [[part.lower() for part in path] for path in ole.listdir(streams=True, storages=True)]  # type: ignore[no-untyped-call]
    tops = {path[0] for path in paths}
    findings = []
    if any(part in _OLE_MACROS for path in paths for part in path):
        findings.append("macro")
    if "encryptedpackage" in tops or _is_locked(ole, tops):
        findings.append("locked")
    if any(top.startswith(("__attach_version", "objectpool", "mbd")) for top in tops):
        findings.append("holds-files")
    return findings


def _is_locked(ole: olefile.OleFileIO, tops: set[str]) -> bool:
    """Find the mark of a password: a bit in Word's header, a record of Excel's, a stream of PowerPoint's."""
    if "worddocument" in tops:
        head = ole.openstream("WordDocument").read(12)  # type: ignore[no-untyped-call]
        return len(head) == 12 and bool(head[11] & 0x01)
    book = next((name for name in ("Workbook", "Book") if name.lower() in tops), "")
    if book:
        return _has_record(ole.openstream(book).read(4096), 0x002F)  # type: ignore[no-untyped-call]
    return "encryptedsummary" in tops


def _has_record(stream: bytes, wanted: int) -> bool:
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        if kind == wanted:
            return True
        position += 4 + size
    return False


def _old_facts(ole: olefile.OleFileIO) -> dict[str, str]:
    told = ole.get_metadata()  # type: ignore[no-untyped-call]
    return facts(
        author=_letters_of(told.author),
        changed_by=_letters_of(told.last_saved_by),
        company=_letters_of(told.company),
        title=_letters_of(told.title),
        made=told.create_time,
        changed=told.last_saved_time,
        software=_letters_of(told.creating_application),
    )


def _letters_of(text: object) -> object:
    """Old documents write in UTF-8 or in the letters of Windows in western Europe."""
    if not isinstance(text, bytes):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")
