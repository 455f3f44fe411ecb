"""The questions asked of the store, one function each. They need a connection and change nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, func, select

from ..errors import Refused
from .audit import AuditEntry, entries_about
from .tables import (
    CaseState,
    adult,
    allegation,
    attachment,
    case_record,
    child,
    engagement,
    envelope,
    envelope_part,
    organisation,
    referrer,
    submission,
)

Answers = Mapping[str, Any]
"""What answers landed in one row: column name to value, None where nothing is known."""

_SUBMISSION_ID = re.compile(r"[0-9a-f]{32}")
_RECEIPT = re.compile(r"[0-9A-Z]{17}")
_REFERENCE = re.compile(r"([0-9]{4})([0-9]{4,})")
_SEPARATORS = re.compile(r"[\s\u00a0\u2010-\u2015\u2212._-]+")
_MISREADINGS = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSummary:
    """One line of a list of cases."""

    authority: str
    reference: str
    state: str
    receipt: str
    form: str
    sealed_at: datetime
    imported_at: datetime
    adult: str = field(repr=False)
    organisation: str = field(repr=False)
    children: int
    attachments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRow:
    """What the sender attached. The bytes stay sealed inside the envelope."""

    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Everything about one case. None where the submission has nothing of the kind."""

    authority: str
    reference: str
    state: str
    opened_at: datetime
    submission_id: str
    receipt: str
    envelope_sha256: str
    envelope_size: int
    form_name: str
    form_version: int
    form_digest: str
    release: str
    roster_version: int
    sealed_at: datetime
    imported_at: datetime
    imported_by: str
    adult: Answers | None = field(repr=False)
    engagement: Answers | None = field(repr=False)
    organisation: Answers | None = field(repr=False)
    children: tuple[Answers, ...] = field(repr=False)
    referrer: Answers | None = field(repr=False)
    allegation: Answers | None = field(repr=False)
    attachments: tuple[AttachmentRow, ...] = field(repr=False)
    answers: Answers = field(repr=False)
    audit: tuple[AuditEntry, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A submission that is in the store already."""

    submission_id: str
    envelope_sha256: str
    content_sha256: str
    reference: str


def inbox(connection: Connection, *, authority: str | None = None) -> tuple[CaseSummary, ...]:
    """List the cases nobody has looked at yet, newest first; of one authority, or of all in the store."""
    return _summaries(connection, _summary_question(authority).where(case_record.c.state == CaseState.NEW))


def cases(connection: Connection, *, authority: str | None = None) -> tuple[CaseSummary, ...]:
    """List every case, newest first; of one authority, or of all in the store."""
    return _summaries(connection, _summary_question(authority))


def find_case(connection: Connection, id: str, *, authority: str | None = None) -> Case:  # noqa: A002 - what people call it
    """Find a case by its reference, receipt code or submission id, however it is spaced and in either case.

    Raises Refused when there is none, or when two authorities in the store have this reference.
    """
    asked = (
        select(
            *case_record.c["authority", "reference", "state", "opened_at"],
            envelope.c.receipt,
            envelope.c.sha256.label("envelope_sha256"),
            envelope.c.size.label("envelope_size"),
            *submission.c["submission_id", "form_name", "form_version", "form_digest", "release", "roster_version"],
            *submission.c["sealed_at", "imported_at", "imported_by", "answers"],
        )
        .select_from(_submissions())
        .where(_is_named(id), *_of(authority))
    )
    found = connection.execute(asked).mappings().all()
    if not found:
        raise Refused(
            "no case here has this reference, receipt code or submission id",
            hint="look it up with lado inbox; if the file has not been imported yet, import it first",
        )
    if len(found) > 1:
        raise Refused("more than one authority here has this reference", hint="use the receipt code")
    return _case(connection, found[0])


def original_envelope(connection: Connection, submission_id: str) -> bytes:
    """Return the sealed file of a submission as it is kept, in its binary form; empty when there is none."""
    asked = (
        select(envelope_part.c.content)
        .join(submission, submission.c.envelope_id == envelope_part.c.envelope_id)
        .where(submission.c.submission_id == UUID(submission_id))
        .order_by(envelope_part.c.position)
    )
    return b"".join(connection.scalars(asked))


def stored_submissions(
    connection: Connection,
    authority: str,
    *,
    envelopes: Collection[str] = (),
    submission_ids: Collection[str] = (),
) -> tuple[Stored, ...]:
    """List those of these envelopes (by SHA-256) and submissions that are in the store."""
    asked = (
        select(submission.c.submission_id, envelope.c.sha256, submission.c.content_sha256, case_record.c.reference)
        .select_from(_submissions())
        .where(submission.c.authority == authority)
    )
    by_envelope = asked.where(envelope.c.sha256.in_(envelopes))
    by_submission = asked.where(submission.c.submission_id.in_([UUID(each) for each in submission_ids]))
    rows = [row for question in (by_envelope, by_submission) for row in connection.execute(question)]
    return tuple(
        Stored(submission_id=id.hex, envelope_sha256=sha256, content_sha256=content, reference=reference)
        for id, sha256, content, reference in rows  # noqa: A001 - not used as the built-in here
    )


def cases_counted(connection: Connection, authority: str, *, year: int) -> int:
    """Return the number of the authority's last case of a year, 0 when there is none yet."""
    # By length first, because after 2026-9999 comes 2026-10000.
    last = connection.scalar(
        select(case_record.c.reference)
        .where(case_record.c.authority == authority, case_record.c.reference.startswith(f"{year:04}-"))
        .order_by(func.length(case_record.c.reference).desc(), case_record.c.reference.desc())
        .limit(1)
    )
    return int(last.partition("-")[2]) if last else 0


def case_reference(*, year: int, number: int) -> str:
    """Write the reference of a case: "2026-0001"."""
    return f"{year:04}-{number:04}"


def _submissions() -> Any:
    return case_record.join(submission, submission.c.case_id == case_record.c.id).join(
        envelope, envelope.c.id == submission.c.envelope_id
    )


def _of(authority: str | None) -> list[ColumnElement[bool]]:
    return [] if authority is None else [case_record.c.authority == authority]


def _count(table: Table) -> Any:
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.submission_id == submission.c.submission_id)
        .scalar_subquery()
    )


def _summary_question(authority: str | None) -> Select[Any]:
    question: Select[Any] = (
        select(
            *case_record.c["authority", "reference", "state"],
            envelope.c.receipt,
            submission.c.form_name.label("form"),
            *submission.c["sealed_at", "imported_at"],
            *adult.c["given_names", "family_name"],
            organisation.c.name.label("organisation"),
            _count(child).label("children"),
            _count(attachment).label("attachments"),
        )
        .select_from(
            _submissions()
            .outerjoin(adult, adult.c.submission_id == submission.c.submission_id)
            .outerjoin(organisation, organisation.c.submission_id == submission.c.submission_id)
        )
        .where(*_of(authority))
        .order_by(
            submission.c.imported_at.desc(),
            func.length(case_record.c.reference).desc(),
            case_record.c.reference.desc(),
        )
    )
    return question


def _summaries(connection: Connection, question: Select[Any]) -> tuple[CaseSummary, ...]:
    return tuple(_summary(row) for row in connection.execute(question).mappings())


def _summary(row: RowMapping) -> CaseSummary:
    rest = {name: value for name, value in row.items() if name not in ("given_names", "family_name", "organisation")}
    name = " ".join(part for part in (row["given_names"], row["family_name"]) if part)
    return CaseSummary(adult=name, organisation=row["organisation"] or "", **rest)


def _is_named(text: str) -> ColumnElement[bool]:
    """Return the condition that a case is the one meant by ``text``; no two kinds of name look the same."""
    letters = _SEPARATORS.sub("", text)
    if _SUBMISSION_ID.fullmatch(letters.lower()):
        return submission.c.submission_id == UUID(letters)
    reference = _REFERENCE.fullmatch(letters)
    if reference and len(letters) < 17:
        return case_record.c.reference == f"{reference[1]}-{reference[2]}"
    code = letters.upper().translate(_MISREADINGS)
    if not _RECEIPT.fullmatch(code):
        raise Refused(
            "this is not a case reference, a receipt code or a submission id",
            hint="a reference looks like 2026-0001, a receipt code like 4F7K-2M9Q-X0TB-8RCH-5",
        )
    return envelope.c.receipt == "-".join([*(code[start : start + 4] for start in range(0, 16, 4)), code[16]])


def _case(connection: Connection, found: RowMapping) -> Case:
    id = found["submission_id"]  # noqa: A001
    adults = _rows(connection, adult, adult.c.submission_id == id)
    return Case(
        **{name: value for name, value in found.items() if name not in ("submission_id", "answers")},
        submission_id=id.hex,
        answers=json.loads(found["answers"]),
        adult=_first(adults),
        engagement=_first(_rows(connection, engagement, engagement.c.adult_id.in_(_ids(adult, id)))),
        organisation=_first(_rows(connection, organisation, organisation.c.submission_id == id)),
        children=_rows(connection, child, child.c.submission_id == id),
        referrer=_first(_rows(connection, referrer, referrer.c.submission_id == id)),
        allegation=_first(_rows(connection, allegation, allegation.c.submission_id == id)),
        attachments=tuple(
            AttachmentRow(**row) for row in _rows(connection, attachment, attachment.c.submission_id == id)
        ),
        audit=entries_about(connection, authority=found["authority"], reference=found["reference"]),
    )


def _ids(table: Table, submission_id: UUID) -> Select[Any]:
    return select(table.c.id).where(table.c.submission_id == submission_id)


_KEYS = {"id", "authority", "submission_id", "adult_id", "organisation_id", "position"}


def _rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> tuple[Answers, ...]:
    shown = [column for column in table.c if column.name not in _KEYS]
    order = [table.c.position] if "position" in table.c else [table.c.id]
    return tuple(dict(row) for row in connection.execute(select(*shown).where(condition).order_by(*order)).mappings())


def _first(rows: Iterable[Answers]) -> Answers | None:
    return next(iter(rows), None)
