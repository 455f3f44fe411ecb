"""Attachments for the tests, each made by a program of its kind: harmless, but with all that is to be found in them."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, PngImagePlugin

from tests.intake.outlook import compound

# In halves, so that no virus scanner takes this file for what it looks for.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def photo(*, rotated: bool = False) -> bytes:
    """A JPEG as a telephone writes it: in Sandwell Valley, upright or lying on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Fictional", "Phone 7", "Peregrine Oddbody"
    exif[0x0112] = 6 if rotated else 1
    exif.get_ifd(0x8769)[0x9003] = "2026:04:30 10:15:00"
    exif.get_ifd(0x8769)[0x9011] = "+01:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "W", 4: (1.0, 57.0, 36.0)})
    made = BytesIO()
    picture = Image.new("RGB", (64, 32), (200, 30, 40))
    picture.paste((10, 20, 200), (0, 0, 16, 32))  # blue on the left, so that its way up can be seen
    picture.save(made, "JPEG", exif=exif, quality=95)
    return made.getvalue()


def heic() -> bytes:
    """What is to be found of a HEIC: its beginning, and what a camera wrote into it."""
    exif = Image.Exif()
    exif[0x010F] = "Fictional"
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 30.0, 0.0), 3: "E", 4: (151.0, 0.0, 36.0)})
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200 + exif.tobytes() + b"\x00" * 50


def drawing() -> bytes:
    """A PNG that says who drew it."""
    made = BytesIO()
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Peregrine Oddbody")
    Image.new("RGB", (8, 8)).save(made, "PNG", pnginfo=said)
    return made.getvalue()


def pdf(*, password: str = "", acts: bool = False, launches: bool = False) -> bytes:
    """A PDF of one page with an author; ``acts`` puts a script and a file into it."""
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Author"] = "Peregrine Oddbody"
        document.docinfo["/Producer"] = "Fictional Writer 3"
        document.docinfo["/CreationDate"] = "D:20260430101500+01'00'"
        if acts:
            script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('canary-script')"))
            document.Root.OpenAction = document.make_indirect(script)
            document.attachments["hidden.txt"] = b"canary-hidden"
        if launches:
            document.Root.OpenAction = document.make_indirect(
                pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
            )
        encryption = pikepdf.Encryption(user=password, owner=password) if password else False
        document.save(made, encryption=encryption)
    return made.getvalue()


def word(*, macros: bool = False, template: str = "") -> bytes:
    """A Word document with an author, perhaps with macros or with a template from elsewhere."""
    core = (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:t">'
        "<dc:creator>Marigold Yaxley</dc:creator><cp:lastModifiedBy>Zebedee Quillfeather</cp:lastModifiedBy>"
        "<dcterms:created>2026-04-30T09:00:00Z</dcterms:created></cp:coreProperties>"
    )
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "docProps/core.xml": core}
    if macros:
        parts["word/vbaProject.bin"] = "macros"
    if template:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        parts["word/_rels/settings.xml.rels"] = (
            f'<Relationships><Relationship Id="rId1" Type="{kind}" Target="{template}" TargetMode="External"/>'
            "</Relationships>"
        )
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A zip with these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return made.getvalue()


def video() -> bytes:
    """The boxes of a video that a telephone took in Sandwell Valley."""
    header = b"mvhd" + struct.pack(">4B4I", 0, 0, 0, 0, 3_860_000_000, 0, 600, 6000)
    place = b"\xa9xyz" + struct.pack(">HH", 18, 0x15C7) + b"+52.5200-001.9600/"
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 8 + header + place


def old_document(*, macros: bool = False, locked: bool = False) -> bytes:
    """A .doc as old Word writes it, with an author."""
    head = b"\xec\xa5\xc1\x00" + b"\x00" * 6 + (b"\x00\x01" if locked else b"\x00\x00") + b"\x00" * 500
    tree: dict[str, Any] = {"WordDocument": head, "\x05SummaryInformation": _summary(b"Marigold Yaxley", b"M\xfcller")}
    if macros:
        tree["Macros"] = {"VBA": {"dir": b"\x01" * 16}}
    return compound(tree)


def locked_new_document() -> bytes:
    """A .docx under a password, which is an old kind of file around sealed bytes."""
    return compound({"EncryptedPackage": b"\x00" * 64, "EncryptionInfo": b"\x04\x00\x04\x00" + b"\x00" * 60})


def _summary(author: bytes, changed_by: bytes) -> bytes:
    texts = {4: author, 8: changed_by}
    head = 8 + 8 * len(texts)
    values, places = b"", b""
    for number, text in texts.items():
        places += struct.pack("<II", number, head + len(values))
        values += struct.pack("<II", 0x1E, len(text) + 1) + text + b"\x00" * (4 - len(text) % 4)
    section = struct.pack("<II", head + len(values), len(texts)) + places + values
    format_id = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return struct.pack("<HHI16sI", 0xFFFE, 0, 2, b"", 1) + format_id + struct.pack("<I", 48) + section
