"""The work on attachments: looking at them, listing, scanning, saving. Each act is noted before it has effect."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from pathlib import Path
from tempfile import mkstemp
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection

from ..apart import Answered, Apart, Failed
from ..encrypt.envelope import OpenedParts, envelope_of, open_parts
from ..encrypt.recipients import Identity
from ..errors import BadContainer, Misuse, Refused, SealedFileError, StoreRuleBroken
from ..files import add_made_file
from ..store import Store
from ..store.attachments import (
    Found,
    KeptAttachment,
    KeptBytes,
    Saving,
    case_attachments,
    keep_findings,
    keep_saving,
    unseen_attachments,
)
from ..store.audit import Happening, append
from ..store.queries import Case, find_case
from .inspecting import RELEASE, Inspector
from .names import cleaned_name, numbered, safe_name
from .scanning import Scanned, Scanner, Verdict
from .sentences import DANGEROUS, SENTENCES, is_dangerous

_MOST_CLEANED = 160_000_000
_CLEANING_SECONDS = 120.0
_FROM_THE_INTERNET = b"[ZoneTransfer]\r\nZoneId=3\r\n"


class _HomeAtWork(Protocol):
    @property
    def authority(self) -> str: ...


class OfficeAtWork(Protocol):
    """What of an unlocked office is needed here."""

    @property
    def store(self) -> Store: ...
    @property
    def home(self) -> _HomeAtWork: ...
    @property
    def identities(self) -> Sequence[Identity]: ...
    @property
    def officer(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What work on attachments is done with: the store, what opens sealed files, who works, and when."""

    store: Store
    authority: str
    identities: Sequence[Identity] = field(repr=False)
    actor: str
    now: datetime

    @classmethod
    def of(cls, office: OfficeAtWork, *, now: datetime) -> Desk:
        """Take what there is of an unlocked office."""
        return cls(
            store=office.store,
            authority=office.home.authority,
            identities=office.identities,
            actor=office.officer,
            now=now,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """Where an attachment was written to, and the copy without metadata, where one was asked for."""

    file: Path
    cleaned: Path | None
    sha256: str
    scanned: Scanned | None


def inspect_submissions(desk: Desk, submission_ids: Sequence[str]) -> int:
    """Look at the attachments of some submissions that nobody has looked at, and return how many those were.

    What cannot be opened with the keys at hand is left for another time.
    """
    unseen: list[KeptAttachment] = []
    with desk.store.reading() as connection:
        for each in submission_ids:
            unseen += unseen_attachments(connection, authority=desk.authority, submission_id=each, release=RELEASE)
    return _inspect(desk, unseen)


def attachments_of_case(connection: Connection, case: Case) -> tuple[KeptAttachment, ...]:
    """List the attachments of a case, with what has been found in each so far."""
    return case_attachments(
        connection,
        authority=case.authority,
        case_id=case.case_id,
        submission_id=case.submission_id,
        release=RELEASE,
    )


def list_attachments(desk: Desk, name: str, *, again: bool = False) -> tuple[str, tuple[KeptAttachment, ...]]:
    """Return what a case is called and its attachments, having looked at those nobody had. The reading is noted.

    ``again`` looks once more at those with which that failed. Raises Refused when there is no such case.
    """
    with desk.store.writing() as connection:
        subject = find_case(connection, name, authority=desk.authority).subject
        _note(desk, connection, Happening(action="listed-attachments", subject=subject))
    attachments = _of_case(desk, name)
    looked_at = _inspect(desk, [each for each in attachments if _is_to_be_looked_at(each, again)])
    return subject, _of_case(desk, name) if looked_at else attachments


def scan_attachments(desk: Desk, name: str, scanner: Scanner) -> tuple[str, tuple[tuple[KeptAttachment, Scanned], ...]]:
    """Have a virus scanner look at every attachment of a case, and note how many it found something in.

    Raises Refused when there is no such case, or the scanner does not answer.
    """
    with desk.store.reading() as connection:
        subject = find_case(connection, name, authority=desk.authority).subject
    scanned = []
    for group in _by_envelope(_of_case(desk, name)):
        opened = _open(desk, group)
        scanned += [(each, scanner.scan(opened.pieces(each.position))) for each in group]
    infected = sum(result.verdict is Verdict.INFECTED for _, result in scanned)
    detail = {"scanned": len(scanned), "infected": infected}
    with desk.store.writing() as connection:
        _note(desk, connection, Happening(action="scanned-attachments", subject=subject, detail=detail))
    return subject, tuple(scanned)


def save_attachment(
    desk: Desk,
    name: str,
    number: int,
    folder: Path,
    *,
    reason: str,
    cleaned: bool = False,
    even_if_dangerous: bool = False,
    scanner: Scanner | None = None,
) -> Saved:
    """Write one attachment of a case into a folder, as it was sent, and beside it a copy without metadata if wanted.

    Who did it and why is in the store before anything is on the disk. Nothing is overwritten.

    Raises Misuse or Refused, and nothing is written then.
    """
    if not reason.strip():
        raise Misuse("there is no reason", hint="say in a sentence why the attachment is taken out of the store")
    subject, attachments = list_attachments(desk, name)
    wanted = next((each for each in attachments if each.number == number), None)
    if wanted is None:
        raise Misuse(
            f"{subject} has {len(attachments) or 'no'} attachment{'' if len(attachments) == 1 else 's'}",
            hint=f"see their numbers with lado attachment list {subject}",
        )
    if not even_if_dangerous:
        _refuse_danger(wanted)
    opened = _open(desk, [wanted])
    scanned = scanner.scan(opened.pieces(wanted.position)) if scanner else None
    if scanned and scanned.verdict is not Verdict.CLEAN and not even_if_dangerous:
        raise Refused(f"the virus scanner does not let this file pass: {scanned.detail}", hint=_HOW_TO_SAVE_ANYWAY)
    copy = _clean(opened, wanted) if cleaned else None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _note_saving(desk, subject, wanted, reason)
    file = _write(folder, safe_name(wanted.name), opened.pieces(wanted.position))
    beside = _write(folder, cleaned_name(file.name, copy[0]), [copy[1]]) if copy else None
    return Saved(file=file, cleaned=beside, sha256=wanted.sha256, scanned=scanned)


_HOW_TO_SAVE_ANYWAY = "ask your IT team first; to save it all the same, add --even-if-dangerous"


def _is_to_be_looked_at(each: KeptAttachment, again: bool) -> bool:
    return each.found is None or (again and "not-looked-at" in each.found.findings)


def _inspect(desk: Desk, unseen: Sequence[KeptAttachment]) -> int:
    if not unseen:
        return 0
    looked_at = 0
    with Inspector() as inspector:
        for group in _by_envelope(unseen):
            with suppress(SealedFileError):
                looked_at += _inspect_one_sender(desk, group, inspector)
    return looked_at


def _inspect_one_sender(desk: Desk, group: Sequence[KeptAttachment], inspector: Inspector) -> int:
    found: dict[UUID, Found] = {}
    inspector.next_sender()
    opened = _open(desk, group)
    for each in group:
        pieces = opened.pieces(each.position)
        found[each.id] = inspector.inspect(pieces, size=each.size, name=each.name, media_type=each.media_type)
    # Another program may have looked at the same time, and found the same.
    with suppress(StoreRuleBroken), desk.store.writing() as connection:
        keep_findings(connection, found, authority=desk.authority, release=RELEASE, now=desk.now)
    return len(found)


def _by_envelope(attachments: Sequence[KeptAttachment]) -> Iterator[list[KeptAttachment]]:
    for _, group in groupby(attachments, key=lambda each: each.envelope_id):
        yield list(group)


def _open(desk: Desk, group: Sequence[KeptAttachment]) -> OpenedParts:
    """Open the sealed file that some attachments are in. Raises a SealedFileError.

    The manifest's hashes have been checked by then; here they are held against those in the store.
    """
    opened = open_parts(envelope_of(KeptBytes(desk.store, group[0].envelope_id)), desk.identities)
    entries = opened.manifest.attachments
    if any(entries[each.position].sha256 != each.sha256 for each in group):
        raise BadContainer("the sealed file does not hold the attachments that the record says")
    return opened


def _of_case(desk: Desk, name: str) -> tuple[KeptAttachment, ...]:
    with desk.store.reading() as connection:
        return attachments_of_case(connection, find_case(connection, name, authority=desk.authority))


def _refuse_danger(wanted: KeptAttachment) -> None:
    findings = wanted.found.findings if wanted.found else ("not-looked-at",)
    if is_dangerous(findings):
        said = "; ".join(SENTENCES[code] for code in findings if code in DANGEROUS)
        raise Refused(f"attachment {wanted.number} may do harm: {said}", hint=_HOW_TO_SAVE_ANYWAY)


def _clean(opened: OpenedParts, wanted: KeptAttachment) -> tuple[str, bytes]:
    with Apart(f"{__package__}.cleaning:clean", seconds=_CLEANING_SECONDS, most_made=_MOST_CLEANED) as apart:
        answer = apart.ask_in_pieces(opened.pieces(wanted.position), size=wanted.size)
    match answer:
        case Answered(made=made) if made:
            ending, _, copy = made.partition(b"\n")
            if ending.isalnum() and len(ending) <= 4:
                return ending.decode("ascii"), copy
        case Failed(fault="NotCleanable"):
            raise Refused(
                "there is no cleaned copy of this kind of file: only of PDFs and of pictures such as JPEG and PNG",
                hint="save it without --cleaned, and remove what it tells of itself in the program it was made with",
            )
        case Failed(fault="SeveralPictures"):
            raise Refused(
                "there is no cleaned copy: the file holds several pictures, and only the first would be left",
                hint="save it without --cleaned",
            )
    raise Refused("a cleaned copy could not be made: the file may be damaged", hint="save it without --cleaned")


def _note_saving(desk: Desk, subject: str, wanted: KeptAttachment, reason: str) -> None:
    saving = Saving(saved_at=desk.now, saved_by=desk.actor, reason=reason.strip())
    detail: dict[str, str | int] = {
        "attachment": wanted.number,
        "sha256": wanted.sha256,
        "reason_sha256": hashlib.sha256(saving.reason.encode()).hexdigest(),
    }
    with desk.store.writing() as connection:
        keep_saving(connection, wanted.id, authority=desk.authority, saving=saving)
        _note(desk, connection, Happening(action="saved-attachment", subject=subject, detail=detail))


def _note(desk: Desk, connection: Connection, happening: Happening) -> None:
    append(connection, [happening], authority=desk.authority, actor=desk.actor, now=desk.now)


def _write(folder: Path, name: str, pieces: Iterable[bytes | memoryview]) -> Path:
    """Write a file for its owner only, under a name that is free, whole or not at all."""
    descriptor, made = mkstemp(prefix=".lado-", suffix=".part", dir=folder)
    beside = Path(made)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(descriptor)
        path = _move(beside, folder, name)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _mark_as_from_the_internet(path)
    return path


def _move(beside: Path, folder: Path, name: str) -> Path:
    for number in count(1):
        path = folder / numbered(name, number)
        with suppress(FileExistsError):
            add_made_file(beside, path)
            return path
    raise AssertionError("there is always a next number")


def _mark_as_from_the_internet(path: Path) -> None:
    """Have Windows ask before it opens the file, and Office open it guarded. Only NTFS keeps such a mark."""
    if os.name == "nt":
        with suppress(OSError):
            Path(f"{path}:Zone.Identifier").write_bytes(_FROM_THE_INTERNET)
