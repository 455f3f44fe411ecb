"""What goes onto paper about keys, put together from the home: the key card and the share sheets."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from ..documents.key_card import KeyCard, build_key_card
from ..documents.share_sheet import ShareSheet, build_share_sheet, share_sheet_text
from ..encrypt.roster import read_roster
from ..encrypt.words import fingerprint_words
from ..errors import Refused
from ..files import add_file, replace_file
from ..home import Home, current_roster
from .recovery import NewShares
from .shares import NEEDED


def key_card(home: Home, *, today: date) -> KeyCard:
    """Say what the key card of the roster in force says. Raises a RosterError: an expired roster gets no card."""
    signed = read_roster(current_roster(home), today=today, trusted_root=home.root)
    profile = home.read_profile()
    return KeyCard(
        service=profile.service,
        words=signed.words,
        sha256=signed.sha256,
        roster_version=signed.roster.version,
        issued=signed.roster.issued,
        valid_until=signed.roster.valid_until,
        contact=_contact(home),
        is_sample=profile.contact.sample,
    )


def write_key_card(home: Home, out: Path, *, today: date) -> KeyCard:
    """Write the key card of the roster in force as a PDF."""
    card = key_card(home, today=today)
    replace_file(out, build_key_card(card))
    out.chmod(0o644)
    return card


def share_sheets(home: Home, new: NewShares, *, now: datetime) -> list[ShareSheet]:
    """Say what each of the three share sheets says."""
    profile = home.read_profile()
    return [
        ShareSheet(
            service=profile.service,
            authority=profile.area,
            number=share.number,
            of=len(new.shares),
            needed=NEEDED,
            set_number=share.set_number,
            words=share.words,
            key=new.name,
            key_words=fingerprint_words(bytes.fromhex(new.fingerprint)),
            made_on=now.date(),
            contact=_contact(home),
        )
        for share in new.shares
    ]


def write_share_sheets(home: Home, new: NewShares, out: Path, *, as_text: bool, now: datetime) -> list[Path]:
    """Write the sheets into a folder, for its owner only. Raises Refused when there are sheets in it already."""
    ending = "txt" if as_text else "pdf"
    files = {
        out / f"share-{sheet.number}-of-{sheet.of}.{ending}": (
            share_sheet_text(sheet).encode() if as_text else build_share_sheet(sheet)
        )
        for sheet in share_sheets(home, new, now=now)
    }
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    taken = sorted(each.name for each in out.glob("share-*-of-*.*"))
    if taken:
        raise Refused(f"{out} holds {taken[0]} already", hint="name an empty folder: sheets are never overwritten")
    for path, content in files.items():
        add_file(path, content)
    return list(files)


def _contact(home: Home) -> tuple[tuple[str, str], ...]:
    contact = home.read_profile().contact
    found = (("Telephone", contact.telephone), ("E-mail", contact.email), ("Hours", contact.hours))
    return tuple((label, value) for label, value in found if value)
