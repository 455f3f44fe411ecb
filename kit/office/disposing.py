"""Disposal of a case by two people: what is left to be counted, and the certificate that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.profiles import day_in_england

from ..casework.clocks import EventKind, in_force
from ..casework.figures.cases import CLAIMED
from ..casework.retention import Retention
from ..errors import Misuse, Refused
from ..store.audit import Happening, append, entries_about, head_of
from ..store.canonical import canonical
from ..store.disposal import (
    DisposedCase,
    count_rows_of,
    counted,
    disposed_cases,
    duplicates_of,
    finish_removal,
    held_back,
)
from ..store.disposal import dispose as remove
from ..store.projection import rows_of
from ..store.retention import Decision, record_sha256
from .retention import Reviewing, check_reason, hash_of, read_for_review, refuse_not_due
from .rows import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..documents.disposal_certificate import DisposalCertificate

DISPOSED = "disposed"
"""What the audit chain calls a disposal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disposal:
    """A case that was disposed of: its certificate, the files with that, and whether the room was given back."""

    case: str
    also: tuple[str, ...]
    certificate: DisposalCertificate
    files: tuple[Path, ...]
    is_compacted: bool


def list_disposed(office: Office) -> tuple[DisposedCase, ...]:
    """List what is left of the cases that have been disposed of, the last first."""
    with office.store.reading() as connection:
        return disposed_cases(connection, office.home.authority)


def dispose(office: Office, name: str, *, reason: str, out: Path, now: datetime) -> Disposal:
    """Remove everything of a case but what figures count, as somebody else has proposed, and write the certificate.

    All of it or nothing is removed. Raises Refused or Misuse, and FileExistsError: nothing is overwritten.
    """
    check_reason(reason)
    files = _certificate_files(out)
    bring_up_to_date(office, now=now)
    with office.store.writing() as connection:
        file = read_for_review(connection, office, name, now)
        refuse_not_due(file, office)
        proposal = _proposal_of_another(connection, office, file)
        ids = (file.case_id, *duplicates_of(connection, file.case_id))
        _refuse_undecided(connection, file, ids)
        left = _what_is_left(connection, office, file, proposal, ids, now)
        remove(connection, left)
        append(
            connection,
            [_noted(each, left[0], file.kept.retention, reason) for each in left],
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )
        certificate = _certificate(connection, office, left[0])
    is_compacted = finish_removal(office.store)
    try:
        _write(certificate, files)
    except OSError as error:
        raise Refused(
            f"{left[0].reference} is disposed of, and its certificate could not be written: {error.strerror}",
            hint=f"write it elsewhere: lado retention certificate {left[0].reference} --out FILE.pdf",
        ) from None
    also = tuple(each.reference for each in left[1:])
    return Disposal(case=left[0].reference, also=also, certificate=certificate, files=files, is_compacted=is_compacted)


def write_certificate(office: Office, name: str, *, out: Path) -> tuple[Path, ...]:
    """Write the certificate of a case that was disposed of again. Raises Refused, and FileExistsError."""
    files = _certificate_files(out)
    with office.store.reading() as connection:
        left = [each for each in disposed_cases(connection, office.home.authority) if each.reference == name.strip()]
        if not left:
            raise Refused(f"no case {name} has been disposed of", hint="lado retention list --disposed names them")
        certificate = _certificate(connection, office, left[0])
    _write(certificate, files)
    return files


def _proposal_of_another(connection: Connection, office: Office, file: Reviewing) -> Decision:
    """Return the proposal that a disposal follows: of another person, and about what is on record now."""
    from ..custody.people import person_of

    proposal = file.kept.proposal
    if proposal is None:
        raise Refused(
            f"nobody has proposed to dispose of {file.case.reference}",
            hint="two people decide: one with lado retention propose, then another with lado retention dispose",
        )
    if person_of(office.home, proposal.decided_by) == person_of(office.home, office.officer):
        raise Refused(
            f"{proposal.decided_by} has proposed it, and cannot do it too",
            hint="two people decide: another officer has to look at it, and do it with a key of their own",
        )
    if proposal.record_sha256 != record_sha256(connection, file.case_id):
        raise Refused(
            f"{file.case.reference} has changed since it was proposed",
            hint="look at it again: lado case show; then lado retention propose",
        )
    return proposal


def _refuse_undecided(connection: Connection, file: Reviewing, ids: Sequence[UUID]) -> None:
    codes = held_back(connection, ids)
    if codes:
        raise Refused(
            f"{', '.join(codes)} in quarantine has the number of a submission of {file.case.reference}",
            hint="decide about it first: lado quarantine show",
        )


def _what_is_left(
    connection: Connection, office: Office, file: Reviewing, proposal: Decision, ids: Sequence[UUID], now: datetime
) -> list[DisposedCase]:
    """Say what is left of a case, and of its duplicates, which count as nothing: the case itself first."""
    facts = _counted_by(connection, file)
    there = sorted(counted(connection, ids), key=lambda each: ids.index(each.id))
    certificate = _certificate_text(connection, office, file, proposal, facts, [each.reference for each in there], now)
    return [
        DisposedCase(
            id=each.id,
            authority=office.home.authority,
            duplicate_of=None if each.id == file.case_id else file.case_id,
            reference=each.reference,
            form=each.form,
            children=each.children,
            proposed_by=proposal.decided_by,
            disposed_by=office.officer,
            proposed_at=proposal.decided_at,
            disposed_at=now,
            certificate=certificate,
            certificate_sha256=hashlib.sha256(certificate.encode()).hexdigest(),
            **facts,
        )
        for each in there
    ]


def _counted_by(connection: Connection, file: Reviewing) -> Mapping[str, str]:
    """Return all that a case is counted by: what its row says, so that no figure changes when it goes."""
    row = rows_of(connection, [file.case_id])[0][file.case_id]
    received = day_in_england(row["received_at"])
    is_concluded = any(each.kind is EventKind.CONCLUDED for each in in_force(file.events))
    ended = received + timedelta(days=row["days"]) if is_concluded and row["days"] is not None else None
    closed = day_in_england(row["closed_at"]) if row["closed_at"] else None
    return {
        **{name: row[name] for name in ("sector", "category", "outcome", "pathway", "result")},
        **{name: CLAIMED[row[name]] for name in ("met", "overseen")},
        "received_on": received.isoformat(),
        "concluded_on": ended.isoformat() if ended else "",
        "closed_on": closed.isoformat() if closed else "",
    }


def _certificate_text(
    connection: Connection,
    office: Office,
    file: Reviewing,
    proposal: Decision,
    facts: Mapping[str, str],
    references: Sequence[str],
    now: datetime,
) -> str:
    """Write what the certificate says in its one exact form. No name of anyone in the case, and no answer."""
    found, authority = file.kept.retention, office.home.authority
    assert found.rule
    assert found.review_on
    head = head_of(connection, authority=authority, now=now)
    ids = (file.case_id, *duplicates_of(connection, file.case_id))
    says: dict[str, Any] = {
        "certificate": "disposal",
        "version": 1,
        "authority": authority,
        "cases": list(references),
        "facts": dict(facts),
        "removed": dict(count_rows_of(connection, ids)),
        "rule": {name: getattr(found.rule, name) for name in ("key", "label", "months", "start", "source")},
        "review_on": found.review_on.isoformat(),
        "proposed": {"by": proposal.decided_by, "at": proposal.decided_at.isoformat(timespec="seconds")},
        "disposed": {"by": office.officer, "at": now.isoformat(timespec="seconds")},
        "audit": {"entries": head.entries, "head": head.hash},
    }
    return canonical(says)


def _noted(left: DisposedCase, first: DisposedCase, found: Retention, reason: str) -> Happening:
    assert found.rule
    detail: dict[str, str | int] = {
        "rule": found.rule.key,
        "months": found.rule.months,
        "from": found.rule.start,
        "proposed-by": left.proposed_by,
        "certificate": left.certificate_sha256,
        **hash_of(reason),
    }
    also = {} if left is first else {"with": first.reference}
    return Happening(action=DISPOSED, subject=left.reference, detail=detail | also)


def _certificate(connection: Connection, office: Office, left: DisposedCase) -> DisposalCertificate:
    from ..documents.disposal_certificate import read_certificate

    noted = [
        each
        for each in entries_about(connection, authority=office.home.authority, reference=left.reference)
        if each.action == DISPOSED
    ]
    profile = office.home.read_profile()
    return read_certificate(
        left.certificate,
        service=profile.service,
        is_sample=profile.contact.sample,
        entry=noted[-1].sequence,
        entry_hash=noted[-1].hash,
    )


def _certificate_files(out: Path) -> tuple[Path, Path]:
    """Return where the certificate goes, as a document and for programs. Raises Misuse, and FileExistsError."""
    if out.suffix.lower() != ".pdf":
        raise Misuse(f"{out.name} does not end in .pdf", hint=f"write {out.with_suffix('.pdf').name}")
    files = out, out.with_suffix(".json")
    for file in files:
        if file.exists():
            raise FileExistsError(EEXIST, "the file is there already", str(file))
    if not out.parent.is_dir():
        raise Misuse(f"there is no folder {out.parent}", hint="make it first: a certificate has to go somewhere")
    return files


def _write(certificate: DisposalCertificate, files: tuple[Path, Path]) -> None:
    from ..documents.disposal_certificate import build_disposal_certificate
    from ..files import add_file

    document, for_programs = files
    add_file(document, build_disposal_certificate(certificate))
    add_file(for_programs, certificate.text.encode())
