"""A made-up month of an office: two hundred files as they lie in its folders, each beside what is to become of it.

Every person, school and telephone number is invented. Keys and numbers are drawn anew each time; the books are always
the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

from lado_kit.encrypt import Envelope, SignedRoster, age
from lado_kit.encrypt.envelope import rewrap
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity
from lado_site.codes import show_code
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Form
from tests.kit.front_door import SAMPLES
from tests.reliability.hostile import NAMES, instead_of, sealed_by_hand
from tests.reliability.office import NOW, SealedOffice

from .builders import ANSWERS, DIGEST, REFERRAL, STRANGER, an_attachment, without
from .mails import (
    a_mail,
    a_zip,
    an_mbox,
    forwarded_by_gmail,
    forwarded_by_outlook,
    forwarded_by_thunderbird,
)
from .outlook import OutlookMail, as_msg

Outcome = tuple[str, str]

NEW: Outcome = ("imported", "new-case")
JOINED: Outcome = ("imported", "joined-case")
WAITS: Outcome = ("imported", "waiting")
SAME_FILE: Outcome = ("duplicate", "same-file")
SAME: Outcome = ("duplicate", "same-submission")
LEFT: Outcome = ("ignored", "not-sealed")

PEOPLE = (
    ("Ambrose", "Thistlewood"), ("Béatrice", "O’Quill"), ("Cosmo", "Featherby"), ("Dilys", "ap Rhydderch"),
    ("Emeka", "Adichukwu"), ("Fenella", "Marchbanks"), ("Gurdeep", "Singh Made-Up"), ("Hyacinth", "Pebblestone"),
    ("Ivo", "Lanternby"), ("Jocasta", "Wrenfield"), ("Kasimir", "Żółkiewka"), ("Lettice", "Oddington"),
)  # fmt: skip
SCHOOLS = ("Tumbledown Academy", "St Wenna’s Primary", "Larkrise Nursery", "Fernhill Riding Club", "Moorgate Hostel")
OLDER_FORM: Form = replace(REFERRAL, version=REFERRAL.version + 500)
"""A form of a release that this office has not been told of yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """A file, and what is to become of what is in it, in order. ``cured`` is that once its reason has been cured."""

    name: str
    content: bytes = field(repr=False)
    comes_to: tuple[Outcome, ...]
    cured: tuple[Outcome, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """What the files of a month are made with."""

    office: SealedOffice
    first_roster: SignedRoster
    identity: Identity

    def referral(self, number: int, **changes: Any) -> Envelope:
        """Seal the referral of an invented person; the same number gives the same person."""
        given, family = PEOPLE[number % len(PEOPLE)]
        answers = ANSWERS | {
            "adult_given_names": given,
            "adult_family_name": family,
            "adult_birth_date": f"19{60 + number % 39}-{1 + number % 12:02}-{1 + number % 28:02}",
            "employer_name": SCHOOLS[number % len(SCHOOLS)],
            "what_happened": f"In the {number + 1}th week of term a colleague saw a child pulled by the sleeve.",
        }
        return self.office.seal(**{"answers": answers} | changes)

    def referrals(self, count: int, start: int) -> list[Envelope]:
        """Seal several."""
        return [self.referral(start + number) for number in range(count)]


def a_month(month: Month) -> list[Thing]:
    """Return the two hundred, in the order of their names."""
    shared = month.referrals(8, 0)
    last = month.referral(9)
    groups = (
        [thing("an addition, long before what it adds to.txt", month.office.seal_addition(last.receipt), WAITS)],
        *(make(month) for make in (_downloads, _mails, _outlook_files, _packed, _additions)),
        [thing(f"referral {number}.txt", each, NEW) for number, each in enumerate(shared, start=1)],
        _repeats(month, shared),
        *(make(month) for make in (_not_in_order, _damaged, _hostile, _junk)),
        [thing("the referral that the first addition adds to.txt", last, NEW)],
    )
    things = [each for group in groups for each in group]
    return [replace(each, name=f"{number:03} {each.name}") for number, each in enumerate(things, start=1)]


def write(things: Sequence[Thing], folder: Path) -> Path:
    """Put them into a folder with folders inside, which are gone through in the same order."""
    for number, each in enumerate(things):
        place = folder / f"{number // 40 + 1} {('shared mailbox', 'saved by duty', 'USB stick')[number // 40 % 3]}"
        place.mkdir(parents=True, exist_ok=True)
        (place / each.name).write_bytes(each.content)
    return folder


def thing(name: str, content: Envelope | EmailMessage | bytes, *comes_to: Outcome) -> Thing:
    match content:
        case Envelope():
            raw = content.armoured()
        case EmailMessage():
            raw = content.as_bytes()
        case _:
            raw = content
    return Thing(name=name, content=raw, comes_to=comes_to)


def forwarded_by_apple(sealed: Envelope, *, quoted: bool = False) -> EmailMessage:
    """Apple Mail quotes the mail it forwards, and shows a small text file in the middle of it."""
    head = "Begin forwarded message:\n\nFrom: Head <head@example.org>\nSubject: Referral\nDate: 3 May 2026\n\n"
    text = sealed.armoured().decode("ascii")
    if quoted:
        quote = "".join(f"> {line}\n" for line in (head + text).splitlines())
        mail = a_mail(text=f"See below.\n\n{quote}")
        mail.add_alternative(
            f'<html><body>See below.<br><blockquote type="cite"><div>{escape(head)}</div><div>'
            + text.replace("\n", "<br class=''>\n") + "</div></blockquote></body></html>",
            subtype="html",
        )  # fmt: skip
        return mail
    mail = a_mail(text=head)
    mail.add_attachment(
        sealed.armoured(), maintype="text", subtype="plain", disposition="inline", filename="referral.txt",
        params={"x-unix-mode": "0644"},
    )  # fmt: skip
    mail.add_attachment(b"\nSent from my iPhone\n", maintype="text", subtype="plain", disposition="inline")
    return mail


def _downloads(month: Month) -> list[Thing]:
    """Files as they were saved from a mail or a web page, in every form a text gets into."""
    plain = [thing(f"lado-referral-{n}.txt", each, NEW) for n, each in enumerate(month.referrals(22, 20))]
    binary = [thing(f"lado-referral-{n}.age", each.binary, NEW) for n, each in enumerate(month.referrals(6, 50))]
    text = [each.armoured() for each in month.referrals(7, 60)]
    note, photo = SAMPLES / "dated-note.pdf", SAMPLES / "mark-on-arm.png"
    files = (
        an_attachment("note.pdf", note.read_bytes()),
        replace(an_attachment("arm.png", photo.read_bytes()), media_type="image/png"),
    )
    with_files = month.referral(70, attachments=files, answers=ANSWERS | {"attachments": ["note.pdf", "arm.png"]})
    return [
        *plain,
        *binary,
        thing("saved by notepad.txt", text[0].replace(b"\n", b"\r\n"), NEW),
        thing("saved as unicode.txt", text[1].decode().encode("utf-16"), NEW),
        thing("saved with a mark.txt", b"\xef\xbb\xbf" + text[2], NEW),
        thing("copied out of a mail.txt", b"Hello,\r\nplease see:\r\n\r\n" + text[3] + b"\r\nKind regards", NEW),
        thing("without an ending", text[4], NEW),
        thing("said to be a picture.jpg", text[5], NEW),
        thing("Überweisung – naïve file name.txt", text[6], NEW),
        thing("with a note and a photo.txt", with_files, NEW),
    ]


def _mails(month: Month) -> list[Thing]:
    sealed = month.referrals(26, 80)
    take = iter(sealed).__next__
    inner = a_mail(("referral.txt", take().armoured()), message_id="<inner@example.org>")
    return [
        *[thing(f"Referral {n}.eml", a_mail(("referral.txt", take().armoured())), NEW) for n in range(6)],
        *[thing(f"FW Referral {n}.eml", forwarded_by_outlook(take()), NEW) for n in range(4)],
        *[thing(f"Fwd Referral {n}.eml", forwarded_by_gmail(take()), NEW) for n in range(4)],
        *[thing(f"Fwd- Referral {n}.eml", forwarded_by_apple(take()), NEW) for n in range(3)],
        *[thing(f"Fwd- below {n}.eml", forwarded_by_apple(take(), quoted=True), NEW) for n in range(3)],
        thing("Fwd whole mail.eml", forwarded_by_thunderbird(inner), NEW),
        thing("twice whole.eml", forwarded_by_thunderbird(forwarded_by_thunderbird(
            a_mail(("r.txt", take().armoured())))), NEW),
        thing("two at once.eml", a_mail(("a.txt", take().armoured()), ("b.age", take().binary)), NEW, NEW),
        thing("with a letter beside.eml", a_mail(("letter.pdf", b"%PDF-1.7"), ("r.txt", take().armoured())), LEFT, NEW),
        thing("out of office.eml", a_mail(text="I am away until Monday.\n"), LEFT),
        thing("newsletter.eml", a_mail(("offers.pdf", b"%PDF-1.4"), text="Training offers\n"), LEFT),
        thing("question from a school.eml", a_mail(text="Is this the right form? 01632 960 555\n"), LEFT),
        thing("an openly written referral.eml", a_mail(("referral.docx", a_zip(("word/document.xml", b"<w/>")))), LEFT),
    ]  # fmt: skip


def _outlook_files(month: Month) -> list[Thing]:
    sealed = [each.armoured() for each in month.referrals(6, 110)]
    forwarded = OutlookMail(body="See attached", attachments=[("FW", OutlookMail(attachments=[("r.txt", sealed[4])]))])
    return [
        *[thing(f"Referral {n}.msg", as_msg(OutlookMail(attachments=[("referral.txt", sealed[n])])), NEW)
          for n in range(3)],
        thing("pasted.msg", as_msg(OutlookMail(body=f"Hello\r\n{sealed[3].decode()}")), NEW),
        thing("forwarded.msg", as_msg(forwarded), NEW),
        thing("as a web page.msg", as_msg(OutlookMail(html=f"<p>{sealed[5].decode()}</p>")), NEW),
        thing("meeting.msg", as_msg(OutlookMail(body="Strategy meeting on Tuesday, room 2")), LEFT),
    ]  # fmt: skip


def _packed(month: Month) -> list[Thing]:
    sealed = [each.armoured() for each in month.referrals(14, 120)]
    return [
        thing("one.zip", a_zip(("referral.txt", sealed[0])), NEW),
        thing("two and a letter.zip", a_zip(("a.txt", sealed[1]), ("b/b.txt", sealed[2]), ("c.pdf", b"%PDF")), NEW, NEW,
              LEFT),
        thing("zip in a zip.zip", a_zip(("inner.zip", a_zip(("r.txt", sealed[3])))), NEW),
        thing("mail in a zip.zip", a_zip(("m.eml", a_mail(("r.txt", sealed[4])).as_bytes())), NEW),
        thing("zip in a mail.eml", a_mail(("packed.zip", a_zip(("r.txt", sealed[5])))), NEW),
        thing("msg in a zip.zip", a_zip(("m.msg", as_msg(OutlookMail(attachments=[("r.txt", sealed[6])])))), NEW),
        thing("Inbox.mbox", an_mbox(a_mail(("r.txt", sealed[7])), a_mail(), a_mail(("r.txt", sealed[8]))), NEW, LEFT,
              NEW),
        thing("Sent", an_mbox(a_mail(), a_mail()), LEFT, LEFT),
        thing("half of it known.zip", a_zip(("known.txt", sealed[0]), ("new.txt", sealed[9])), SAME_FILE, NEW),
        thing("photos.zip", a_zip(("1.jpg", b"\xff\xd8\xff"), ("2.jpg", b"\xff\xd8\xff")), LEFT, LEFT),
        thing("empty.zip", a_zip(), LEFT),
    ]  # fmt: skip


def _additions(month: Month) -> list[Thing]:
    """Each addition next to what it adds to, once before and once behind it; in one batch the order does not matter."""
    things = []
    for number, referral in enumerate(month.referrals(4, 140)):
        addition = thing(f"addition {number}.txt", month.office.seal_addition(referral.receipt), JOINED)
        original = thing(f"original {number}.txt", referral, NEW)
        things += [original, addition]
    chained = month.referral(145)
    first = month.office.seal_addition(chained.receipt)
    return [
        *things,
        thing("original with two.txt", chained, NEW),
        thing("its addition.txt", first, JOINED),
        thing("addition to the addition.txt", month.office.seal_addition(first.receipt), JOINED),
        thing("addition to what never came.txt", month.office.seal_addition(show_code("ABCDEFGHJKMNPQRS")), WAITS),
    ]


def _repeats(month: Month, shared: Sequence[Envelope]) -> list[Thing]:
    """The same submissions again, by every way in which they come again."""
    text = [each.armoured() for each in shared]
    again = rewrap(shared[6], [month.identity], month.office.roster.active_recipients)
    other = month.referral(8, submission_id=_number_of(shared[7], month))
    return [
        *[thing(f"referral {n} (1).txt", each, SAME_FILE) for n, each in enumerate(shared[:5], start=1)],
        *[thing(f"as binary {n}.age", each.binary, SAME_FILE) for n, each in enumerate(shared[:3], start=1)],
        *[thing(f"RE Referral {n}.txt", b"> " + each.replace(b"\n", b"\n> "), SAME_FILE)
          for n, each in enumerate(text[:2], start=1)],
        *[thing(f"again {n}.zip", a_zip(("r.txt", each)), SAME_FILE) for n, each in enumerate(text[:2], start=1)],
        *[thing(f"again {n}.eml", a_mail(("r.txt", each)), SAME_FILE) for n, each in enumerate(text[:3], start=1)],
        thing("again by Outlook.eml", forwarded_by_outlook(shared[3]), SAME_FILE),
        thing("again by Gmail.eml", forwarded_by_gmail(shared[4]), SAME_FILE),
        thing("again by Apple.eml", forwarded_by_apple(shared[5]), SAME_FILE),
        thing("again.msg", as_msg(OutlookMail(attachments=[("r.txt", text[5])])), SAME_FILE),
        thing("sealed again for new keys.txt", again, SAME),
        thing("its number, other words.txt", other, ("quarantined", "different-content")),
    ]  # fmt: skip


def _number_of(sealed: Envelope, month: Month) -> str:
    from lado_kit.encrypt.envelope import open_envelope

    return open_envelope(sealed, [month.identity]).manifest.submission_id


def _not_in_order(month: Month) -> list[Thing]:
    """Sealed as it should be, and not to be taken in, or not yet."""
    office = month.office
    older = FormReference(name="referral", version=OLDER_FORM.version, digest=digest(compile_form(OLDER_FORM)))
    first = {"roster_version": 1, "recipients": month.first_roster.active_recipients}
    stopped: list[tuple[str, Envelope, str, bool]] = [
        *[(f"for another office {n}.txt", office.seal(recipients=[STRANGER.recipient]), "wrong-key", False)
          for n in range(3)],
        *[(f"for Bromley {n}.txt", month.referral(n, authority="bromley"), "wrong-authority", False) for n in range(2)],
        *[(f"on a form from elsewhere {n}.txt", month.referral(150 + n, form=older), "unknown-form", True)
          for n in range(3)],
        ("on a form by another name.txt",
         month.referral(153, form=FormReference(name="referral", version=77, digest=DIGEST)), "form-mismatch", False),
        ("without what happened.txt", month.referral(154, answers=without("what_happened")), "answers-refused", False),
        ("born in the future.txt", month.referral(155, answers=without(adult_birth_date="2099-01-01")),
         "answers-refused", False),
        ("a choice that is not offered.txt", month.referral(156, answers=without(concern_setting="moon")),
         "answers-refused", False),
        ("a file it does not name.txt",
         month.referral(157, answers=ANSWERS, attachments=(an_attachment(),)), "attachments-differ", False),
        *[(f"to a roster nobody knows {n}.txt", month.referral(160 + n, roster_version=99), "unknown-roster", True)
          for n in range(2)],
        *[(f"from a page of last year {n}.txt", month.referral(162 + n, **first), "old-roster", True)
          for n in range(3)],
    ]  # fmt: skip
    things = [thing(name, sealed, ("quarantined", reason)) for name, sealed, reason, _ in stopped]
    return [replace(each, cured=(NEW,) if can_be else None) for each, (*_, can_be) in zip(things, stopped, strict=True)]


def _damaged(month: Month) -> list[Thing]:
    whole = month.referral(170)
    text, binary = whole.armoured(), whole.binary
    line = b"A" * 43 + b"\n"
    other_tool = b"age-encryption.org/v1\n-> X25519 " + line + line + b"--- " + line + bytes(200)
    two = text + b"\n" + month.referral(171).armoured()
    return [
        thing("cut on the way.txt", text[: len(text) // 2], ("quarantined", "damaged")),
        thing("cut on the way.age", binary[:-2_000], ("quarantined", "damaged")),
        thing("only its first line.txt", text[:36], ("quarantined", "damaged")),
        thing("a letter changed.txt", text[:5_000] + (b"A" if text[5_000:5_001] != b"A" else b"B") + text[5_001:],
              ("quarantined", "damaged")),
        thing("a bit changed.age", binary[:-100] + bytes([binary[-100] ^ 1]) + binary[-99:],
              ("quarantined", "damaged")),
        thing("lines lost.txt", b"".join(text.splitlines(keepends=True)[:100] + text.splitlines(keepends=True)[140:]),
              ("quarantined", "damaged")),
        thing("damaged in a mail.eml", a_mail(("r.txt", text[:9_000])), ("quarantined", "damaged")),
        thing("two in one text.txt", two, NEW, NEW),
        thing("sealed by another program.age", other_tool, ("quarantined", "not-allowed")),
        thing("of a newer release.age", _by_hand(month, b"LRK2\0"), ("quarantined", "unknown-container")),
        thing("parts run together.eml", a_mail(("r.txt", text)).as_bytes().replace(b"boundary=", b"bound="),
              ("quarantined", "cannot-be-read")),
        thing("half a zip.zip", a_zip(("r.txt", text))[:-40], ("quarantined", "cannot-be-read")),
        thing("half a mail.msg", as_msg(OutlookMail(attachments=[("r.txt", text)]))[:5_000],
              ("quarantined", "damaged")),
    ]  # fmt: skip


def _by_hand(month: Month, magic: bytes) -> bytes:
    return age.encrypt((magic + bytes(100)).ljust(65_536, b"\0"), month.office.roster.active_recipients)


def _hostile(month: Month) -> list[Thing]:
    """A few of those that ``tests/reliability/hostile.py`` has many of."""

    def changed(new: bytes, old: bytes = b'"times":3') -> bytes:
        change: Callable[[bytes], bytes] = instead_of(old, new)
        return sealed_by_hand(month.office, change)

    inside = month.referral(180).armoured()
    locked = bytearray(a_zip(("r.txt", inside)))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    deep = inside
    for _ in range(6):
        deep = a_zip(("r.zip", deep))
    refused = ("quarantined", "bad-container")
    return [
        thing("not a number.age", changed(b'"times":NaN'), refused),
        thing("one answer twice.age", changed(b'"times":3,"times":4'), refused),
        thing("very deep.age", changed(b'"times":' + b"[" * 50_000 + b"]" * 50_000), refused),
        thing("very long number.age", changed(b'"times":' + b"9" * 100_000), refused),
        thing("half a letter.age", changed(rb'"The\ud800corridor"', b'"The corridor"'), refused),
        thing("a bomb.zip", a_zip(("zeros", bytes(20_000_000))), ("quarantined", "too-much-inside")),
        thing("a password.zip", bytes(locked), ("quarantined", "zip-locked")),
        thing("too deep.zip", deep, ("quarantined", "nested-too-deep")),
        thing("names that lead out.zip", a_zip(*((name, inside) for name in NAMES)),
              NEW, *[SAME_FILE] * (len(NAMES) - 1)),
        thing("parts in parts.eml", b"Message-ID: <a@b>\r\nMIME-Version: 1.0\r\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(300)),
            ("quarantined", "too-much-inside")),
    ]  # fmt: skip


def _junk(_month: Month) -> list[Thing]:
    """What else lies in the folders of an office."""
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    office_file = a_zip(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))
    found: dict[str, bytes] = {
        **{f"IMG_{number}.jpg": b"\xff\xd8\xff\xe0" + bytes([number]) * 3_000 for number in range(6)},
        "scan.pdf": (SAMPLES / "dated-note.pdf").read_bytes(),
        "mark.png": (SAMPLES / "mark-on-arm.png").read_bytes(),
        "desktop.ini": b"[.ShellClassInfo]\r\nIconResource=C:\\Windows\\system32\\SHELL32.dll,3\r\n",
        "Thumbs.db": compound, "minutes.doc": compound, "minutes.docx": office_file, "list.xlsx": office_file,
        ".DS_Store": b"\0\0\0\x01Bud1" + bytes(100), "~$minutes.docx": b"\x05Clerk" + bytes(150),
        "form.html": b"<!DOCTYPE html><p>The form", "form.url": b"[InternetShortcut]\r\nURL=https://example.org/\r\n",
        "setup.exe": b"MZ" + bytes(500), "old.7z": b"7z\xbc\xaf\x27\x1c" + bytes(50), "old.rar": b"Rar!\x1a\x07\0",
        "old.tar.gz": b"\x1f\x8b\x08" + bytes(50), "invite.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "head.vcf": b"BEGIN:VCARD\r\nFN:Head\r\nTEL:01632 960 555\r\nEND:VCARD\r\n",
        "winmail.dat": b"\x78\x9f\x3e\x22" + bytes(100), "empty.txt": b"", "blank.txt": b" \r\n\r\n",
        "note to self.txt": b"Ring the school on 01632 960 777 about the sealed file", "call.mp3": b"ID3" + bytes(900),
        "letter.asc": b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "letter.rtf": b"{\\rtf1}",
        "records.db": b"SQLite format 3\0" + bytes(500), "list.csv": b"name;date\r\nA;1\r\n",
        "answers.json": b'{"adult_family_name": "Thistlewood"}', "unknown": bytes(range(200, 232)) + b"\xff\0",
    }  # fmt: skip
    return [thing(name, content, LEFT) for name, content in found.items()]


ROSTERS_APART = timedelta(days=40)
"""How long ago the second roster was made; pages may use the one before for thirty days."""

MADE = NOW - timedelta(days=60)
