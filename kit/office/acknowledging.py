"""Acknowledging what came in: drafts of e-mails for the office to send, each noted. Nothing is ever sent from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lado_site.codes import letters_of
from lado_site.profiles import Profile

from ..casework.acknowledgement import Acknowledgement, as_draft, check_address, received_at, write_acknowledgement
from ..errors import Refused
from ..files import add_file
from ..home import definition_for
from ..store.acknowledging import ACTION, receipts_to_acknowledge
from ..store.audit import Happening, append
from ..store.exclusions import hidden_cases
from ..store.queries import Case, Joined, find_case

if TYPE_CHECKING:
    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgeable:
    """A submission to be acknowledged. ``address`` is what was typed into the form: nobody has checked whose it is."""

    subject: str
    submission: Case | Joined = field(repr=False)
    received: datetime
    address: str = field(repr=False)

    @property
    def receipt(self) -> str:
        return self.submission.receipt


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """A draft that was written. ``passed`` are the promises whose time was over."""

    receipt: str
    file: Path
    to: str = field(repr=False)
    address_in_form: str = field(repr=False)
    received: datetime
    passed: tuple[str, ...]


def find_acknowledgeable(office: Office, name: str) -> Acknowledgeable:
    """Find what is to be acknowledged: a submission by its receipt code or id, or the one that opened a case."""
    with office.store.reading() as connection:
        case = find_case(connection, name, authority=office.home.authority)
    named = letters_of(name)
    submission = next((each for each in case.joined if named in _names(each)), case)
    sender = case.referrer if isinstance(submission, Case) else submission.sender
    return Acknowledgeable(
        subject=case.subject,
        submission=submission,
        received=received_at(
            sealed_at=submission.sealed_at,
            imported_at=submission.imported_at,
            mail_dates=[each.date for each in submission.mails],
        ),
        address=str((sender or {}).get("email") or "").strip(),
    )


def find_unacknowledged(office: Office, *, since: datetime) -> tuple[list[Acknowledgeable], int]:
    """List what was imported since then and never acknowledged, oldest first, and count how much is older."""
    with office.store.reading() as connection:
        receipts, older = receipts_to_acknowledge(
            connection, office.home.authority, since=since, but=hidden_cases(connection)
        )
    return [find_acknowledgeable(office, each) for each in receipts], older


def draft_acknowledgements(
    office: Office, wanted: Iterable[Acknowledgeable], folder: Path, *, to: str = "", now: datetime
) -> list[Drafted]:
    """Write a draft for each, named by its receipt code, and note it. Raises Refused where another file is there."""
    to = check_address(to) if to else ""
    profile = office.home.read_profile()
    folder.mkdir(parents=True, exist_ok=True)
    return [_draft(office, each, profile, folder, to=to, now=now) for each in wanted]


def _draft(
    office: Office, wanted: Acknowledgeable, profile: Profile, folder: Path, *, to: str, now: datetime
) -> Drafted:
    written = _written(office, wanted, profile, now=now)
    file = folder / f"{written.receipt}.eml"
    happening = Happening(action=ACTION, subject=wanted.subject, detail={"receipt": written.receipt})
    # The note is kept only when the file is there; a file without its note is found again and noted then.
    with office.store.writing() as connection:
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
        _keep(file, as_draft(written, profile.contact, to=to))
    return Drafted(
        receipt=written.receipt,
        file=file,
        to=to,
        address_in_form=wanted.address,
        received=wanted.received,
        passed=written.passed,
    )


def _written(office: Office, wanted: Acknowledgeable, profile: Profile, *, now: datetime) -> Acknowledgement:
    form = definition_for(office.home, wanted.submission.form_digest)
    return write_acknowledgement(form, profile, receipt=wanted.receipt, received=wanted.received, now=now)


def _keep(file: Path, content: bytes) -> None:
    try:
        add_file(file, content)
    except FileExistsError:
        if file.read_bytes() != content:
            raise Refused(
                f"{file} is there already, and says something else", hint="send or move that one, then try again"
            ) from None


def _names(joined: Joined) -> Sequence[str]:
    return letters_of(joined.receipt), letters_of(joined.submission_id)
