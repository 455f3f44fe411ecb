"""Things that were made to harm, each beside what is to become of it. What is sealed is sealed as it should be."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from io import BytesIO

from lado_kit.encrypt import age, container
from lado_kit.encrypt.manifest import AttachmentEntry, Manifest, RosterReference, write_manifest
from lado_kit.encrypt.manifest import FormReference as Form
from tests.intake.builders import ANSWERS, DIGEST, REFERRAL, an_attachment
from tests.intake.mails import a_mail, a_zip

from .office import NOW, SealedOffice

Outcome = tuple[str, str]
Made = Mapping[str, tuple[bytes, Iterable[Outcome]]]

NEW = [("imported", "new-case")]
REFUSED = [("quarantined", "bad-container")]
IGNORED = [("ignored", "not-sealed")]
TOO_MUCH = [("quarantined", "too-much-inside")]
UNREAD = [("quarantined", "cannot-be-read")]

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file of virus scanners, in halves so that none finds it here."""

NAMES = (
    "../../../../../../../../../../srv/lado-was-here.txt", "/srv/lado-was-here.txt", "..\\..\\lado-was-here.txt",
    "C:\\Windows\\lado-was-here.txt", "\\\\server\\share\\lado-was-here.txt", "CON", "NUL.txt", "COM1.txt",
    "referral\u202etxt.exe", "a\u200b.txt", "x" * 5_000, "\x1b[2J.txt", "nul\x00.txt", "..", "~/lado-was-here.txt",
    "$(touch lado-was-here).txt", "`touch lado-was-here`.txt", "file.txt:stream", " .txt ", "-rf",
)  # fmt: skip


def sealed_by_hand(office: SealedOffice, change: Callable[[bytes], bytes], *, files: Iterable[bytes] = ()) -> bytes:
    """Seal what no page of ours would write: the text of a good submission, changed."""
    recipients = office.roster.active_recipients
    attachments = tuple(an_attachment(name=f"{number}.pdf", content=each) for number, each in enumerate(files))
    manifest = Manifest(
        submission_id="0" * 32,
        authority="sandwell",
        form=Form(name="referral", version=REFERRAL.version, digest=DIGEST),
        release="2026.1",
        roster=RosterReference(
            version=office.roster.roster.version, recipients=tuple(each.fingerprint for each in recipients)
        ),
        sealed_at=NOW,
        answers=ANSWERS,
        attachments=tuple(_entry(each.name, each.content) for each in attachments),
    )
    written = change(write_manifest(manifest))
    length = len(written).to_bytes(container.LENGTH_SIZE, "big")
    plain = b"".join((container.MAGIC, length, written, *(each.content for each in attachments)))
    padded = plain.ljust(container.padded_size(len(plain)), b"\0")
    return age.encrypt(padded, recipients)


def _entry(name: str, content: bytes) -> AttachmentEntry:
    return AttachmentEntry(
        name=name, media_type="application/pdf", size=len(content), sha256=sha256(content).hexdigest()
    )


def instead_of(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return the change that puts one text in the place of another that is there."""

    def change(written: bytes) -> bytes:
        assert written.count(old) == 1, old
        return written.replace(old, new)

    return change


def hostile_json(office: SealedOffice) -> Made:
    """Text inside a file that is sealed as it should be, and that no reader may stumble over."""
    times, place = b'"times":3', b'"The corridor"'
    changes: dict[str, tuple[Callable[[bytes], bytes], list[Outcome]]] = {
        "deep lists": (instead_of(place, b"[" * 100_000 + b"]" * 100_000), REFUSED),
        "deep objects": (instead_of(place, b'{"a":' * 100_000 + b"1" + b"}" * 100_000), REFUSED),
        "deep and never closed": (lambda _: b"[" * 100_000, REFUSED),
        "not a number": (instead_of(times, b'"times":NaN'), REFUSED),
        "infinity": (instead_of(times, b'"times":-Infinity'), REFUSED),
        "infinite by its exponent": (instead_of(times, b'"times":1e999999'), REFUSED),
        "a million digits": (instead_of(times, b'"times":' + b"9" * 1_000_000), REFUSED),
        "a million digits behind the point": (
            instead_of(times, b'"times":0.' + b"9" * 1_000_000), [("quarantined", "answers-refused")]
        ),
        "millions of empty lists": (instead_of(place, b"[" + b"[]," * 5_500_000 + b"1]"), REFUSED),
        "as many empty lists as may be": (
            instead_of(place, b"[" + b"[]," * 99_000 + b"1]"), [("quarantined", "answers-refused")]
        ),
        "one answer twice": (instead_of(times, b'"times":3,"times":4'), REFUSED),
        "the authority twice": (instead_of(b'"answers":', b'"authority":"bromley","answers":'), REFUSED),
        "half a character": (instead_of(place, rb'"\ud800"'), REFUSED),
        "half a character in a key": (instead_of(b'"times"', rb'"\udfff"'), REFUSED),
        "half a character in bytes": (instead_of(place, b'"\xed\xa0\x80"'), REFUSED),
        "letters too long": (instead_of(place, b'"\xc0\xaf"'), REFUSED),
        "a zero in an answer": (instead_of(place, rb'"The\u0000corridor"'), [("quarantined", "answers-refused")]),
        "a zero in the text": (instead_of(place, b'"The\0corridor"'), REFUSED),
        "a zero in a key": (instead_of(b'"times"', rb'"ti\u0000mes"'), [("quarantined", "answers-refused")]),
        "a mark before it": (lambda written: b"\xef\xbb\xbf" + written, REFUSED),
        "more after it": (lambda written: written + b"{}", REFUSED),
        "two bytes a letter": (lambda written: written.decode().encode("utf-16"), REFUSED),
        "a list where a text is": (instead_of(place, b'["The corridor"]'), [("quarantined", "answers-refused")]),
        "an answer nobody asked": (
            instead_of(times, b'"times":3,"__proto__":{"x":1}'), [("quarantined", "answers-refused")]
        ),
        "very many answers": (
            instead_of(times, b'"times":3,' + b",".join(b'"q%d":1' % number for number in range(190_000))),
            [("quarantined", "answers-refused")],
        ),
        "ten megabytes of one answer": (
            instead_of(place, b'"' + b"corridor " * 1_000_000 + b'"'), [("quarantined", "answers-refused")]
        ),
    }  # fmt: skip
    made = {name: (sealed_by_hand(office, change), outcome) for name, (change, outcome) in changes.items()}
    for number, name in enumerate(("../up.pdf", "..", "C:\\up.pdf", "/srv/up.pdf", "a\\u0000.pdf", "x" * 300)):
        change = instead_of(b'"0.pdf"', f'"{name}"'.replace("C:\\", "C:\\\\").encode())
        made[f"a file named to get out {number}"] = (sealed_by_hand(office, change, files=[b"%PDF"]), REFUSED)
    return made


def hostile_archives(office: SealedOffice) -> Made:
    """Zips that unpack to very much, lie about themselves, or name their files to get out."""
    inside = office.seal().armoured()
    zeros = a_zip(("zeros", bytes(20_000_000)))
    again = a_zip(*((f"{number}.zip", zeros) for number in range(20)))
    return {
        "a thousandfold.zip": (a_zip(("zeros.txt", bytes(100_000_000))), TOO_MUCH),
        "bombs inside.zip": (again, TOO_MUCH * 20),
        "bombs inside bombs.zip": (a_zip(*((f"{number}.zip", again) for number in range(3))), TOO_MUCH * 60),
        "too deep.zip": (_wrapped(inside, 6), [("quarantined", "nested-too-deep")]),
        "very deep.zip": (_wrapped(inside, 200), [("quarantined", "nested-too-deep")]),
        "too many.zip": (a_zip(*((f"{number}", b"") for number in range(10_001))), TOO_MUCH),
        "one file two hundred times.zip": (
            _overlapping(office.seal().armoured(), 200),
            [*NEW, *[("duplicate", "same-file")] * 199],
        ),
        "hostile names.zip": (
            a_zip(*((name, inside) for name in NAMES)),
            [*NEW, *[("duplicate", "same-file")] * (len(NAMES) - 1)],
        ),
        "a link.zip": (_with_link(), IGNORED),
        "says two gigabytes.zip": (_saying(a_zip(("r.txt", inside)), 2_000_000_000), TOO_MUCH),
        "says nothing.zip": (_saying(a_zip(("r.txt", inside)), 0), UNREAD),
        "its list is cut.zip": (a_zip(("r.txt", inside))[:-30], UNREAD),
        "only an end.zip": (b"PK\x05\x06" + b"\xff" * 18, UNREAD),
        "a document and a zip.pdf": (b"%PDF-1.7\n%%EOF\n" + a_zip(("r.txt", b"hello")), IGNORED),
        "a zip and a document.zip": (a_zip(("x.pdf", b"%PDF-1.7\n")) + b"%PDF-1.7\n%%EOF\n", IGNORED),
        "a page, a picture and a program": (b"GIF89a=0//<script>alert(1)</script>MZ%PDF-1.4", IGNORED),
    }


def hostile_mails(office: SealedOffice) -> Made:
    """Mails of a thousand parts, without end, broken in their middle, or with headers that are too much."""
    sealed, *more = (office.seal().armoured() for _ in range(4))
    head = b"Message-ID: <a@example.org>\r\nMIME-Version: 1.0\r\n"
    many = a_mail(("r.txt", sealed), *((f"{number}.pdf", b"%PDF") for number in range(1_000)))
    names = a_mail(*((name.replace("\0", "").replace("\x1b", ""), more[0]) for name in NAMES))
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(5_000)
    )
    return {
        "a thousand parts.eml": (many.as_bytes(), [*NEW, *IGNORED * 1_000]),
        "hostile names.eml": (names.as_bytes(), NEW),
        "parts in parts.eml": (head + nested, TOO_MUCH),
        "parts without end.eml": (
            head + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhello\r\n" * 20_000, TOO_MUCH
        ),
        "a header of ten megabytes.eml": (head + b"X: " + b"y" * 10_000_000 + b"\r\n\r\n" + more[1], NEW),
        "a hundred thousand headers.eml": (head + b"X: y\r\n" * 100_000 + b"\r\n" + more[2], NEW),
        "no boundary.eml": (head + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\n" + sealed, UNREAD),
        "cut.eml": (a_mail(("r.txt", sealed)).as_bytes()[:-9_000], [("quarantined", "damaged")]),
        "unknown letters.eml": (head + b"Content-Type: text/plain; charset=x-klingon\r\n\r\nhello", IGNORED),
        "broken base64.eml": (head + b"Content-Transfer-Encoding: base64\r\n\r\n!!!=A=\x00\xff", IGNORED),
        "quotes without end.eml": (head + b"Content-Type: text/plain" + b'\r\n ;"' * 600_000 + b"\r\n\r\nhi", TOO_MUCH),
        "a name without end.eml": (
            head + b'Content-Disposition: attachment; filename="' + b"=?utf-8?q?=41?= " * 5_000 + b'"\r\n\r\n',
            IGNORED,
        ),
        "endless words.eml": (head + b"From: " + b"=?utf-8?q?=41?= " * 200_000 + b"\r\n\r\nhello", IGNORED),
        "addresses without end.eml": (head + b"To: " + b"(" * 100_000 + b"\r\n\r\nhello", IGNORED),
        "parameters without end.eml": (
            head + b"Content-Type: text/plain" + b"".join(b"; name*%d*=x" % n for n in range(5_000)) + b"\r\n\r\nhello",
            IGNORED,
        ),
        "a thousand mails.mbox": (
            b"".join(b"From a@example.org Sun May  3 11:30:00 2026\nMessage-ID: <a@b>\nFrom: a\n\nhello\n\n"
                     for _ in range(1_000)),
            IGNORED * 1_000,
        ),
    }  # fmt: skip


def hostile_files(office: SealedOffice) -> Made:
    """A virus (of the harmless kind that scanners are tried with), openly and sealed; and files that are two in one."""
    virus = office.seal(attachments=(an_attachment(name="invoice.pdf", content=EICAR),))
    pasted = office.seal().armoured()
    return {
        "virus openly.com": (EICAR, IGNORED),
        "virus in a zip.zip": (a_zip(("eicar.com", EICAR)), IGNORED),
        "virus sealed.txt": (virus.armoured(), NEW),
        "a referral and a zip.txt": (pasted + a_zip(("x.pdf", b"%PDF")), NEW),
        "a picture with a referral in it.png": (b"\x89PNG\r\n\x1a\n" + office.seal().armoured(), NEW),
        "referral\u202etxt.exe": (office.seal().armoured(), NEW),
        "-rf": (b"-----BEGIN AGE ENCRYPTED FILE-----\n", [("quarantined", "damaged")]),
        "begins only.txt": (b"-----BEGIN AGE ENCRYPTED FILE-----\n" * 100_000, [("quarantined", "damaged")]),
        "nothing but zeros": (bytes(30_000_000), IGNORED),
        "one long line": (b"A" * 30_000_000, IGNORED),
    }


def _wrapped(content: bytes, depth: int) -> bytes:
    for number in range(depth):
        content = a_zip((f"{number}.zip" if number else "r.txt", content))
    return content


def _overlapping(content: bytes, count: int) -> bytes:
    """Write a zip whose list names one packed file many times."""
    raw = a_zip(("r.txt", content))
    start, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry = raw[start:end]
    listed = entry * count
    return raw[:start] + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), start, 0)


def _with_link() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _saying(raw: bytes, size: int) -> bytes:
    """Give the zip another unpacked size of its entry."""
    place, said = raw.index(b"PK\x01\x02"), struct.pack("<I", size)
    return raw[:22] + said + raw[26 : place + 24] + said + raw[place + 28 :]
