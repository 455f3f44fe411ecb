"""A small folder with some of everything that arrives: what every kill and every failing disk is tried on."""

from __future__ import annotations

from pathlib import Path

from lado_kit.encrypt import Envelope
from lado_kit.intake.ahead import MANY
from lado_site.codes import show_code
from tests.intake.builders import STRANGER, an_attachment, save, without
from tests.intake.mails import a_mail, a_zip, forwarded_by_gmail

from .office import SealedOffice

NEW = 12
"""Submissions in the folder, each counted once."""

LONG = 5 * MANY


def fill_long_folder(folder: Path, office: SealedOffice) -> Path:
    """Fill a folder with so many new submissions that a process apart finds their keys."""
    for number in range(LONG):
        envelope = office.seal()
        save(folder, f"{number:03} referral", envelope.armoured() if number % 2 else envelope.binary)
    return folder


def fill_folder(folder: Path, office: SealedOffice) -> Path:
    """Fill a folder with about twenty things, twelve of them submissions that are new."""
    first, second, third, fourth, fifth, sixth, seventh, eighth = (office.seal() for _ in range(8))
    with_file = office.seal(attachments=(an_attachment(content=b"%PDF-1.7" + bytes(range(256)) * 400),))
    early, late = office.seal_addition(seventh.receipt), office.seal_addition(first.receipt)
    of_nothing = office.seal_addition(show_code("ABCDEFGHJKMNPQRS"))
    damaged = bytearray(office.seal().binary)
    damaged[-100] ^= 1
    content: dict[str, Envelope | bytes] = {
        "01 addition, before what it adds to.txt": early,
        "02 referral.txt": first,
        "03 referral.age": second.binary,
        "04 the first again.age": first.binary,
        "05 mail.eml": a_mail(("r.txt", third.armoured())).as_bytes(),
        "06 forwarded.eml": forwarded_by_gmail(fourth).as_bytes(),
        "07 two of them.zip": a_zip(("one.txt", fifth.armoured()), ("two.age", sixth.binary), ("x.pdf", b"%PDF-1.4")),
        "08 damaged.age": bytes(damaged),
        "09 for others.txt": office.seal(recipients=[STRANGER.recipient]),
        "10 answers missing.txt": office.seal(answers=without("what_happened")),
        "11 photo.jpg": b"\xff\xd8\xff\xe0 a photo",
        "12 with a file.txt": with_file,
        "13 referral.txt": seventh,
        "14 addition.txt": late,
        "15 addition to nothing here.txt": of_nothing,
        "16 letter.pdf": b"%PDF-1.7 a letter",
        "17 the mail again.eml": a_mail(("r.txt", third.armoured())).as_bytes(),
        "18 referral.txt": eighth,
    }
    for name, each in content.items():
        save(folder, name, each)
    return folder
