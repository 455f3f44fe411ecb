"""The questions asked of the store, one function each. They need a connection and change nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, case, func, or_, select

from lado_site.codes import RECEIPT_LENGTH, letters_of, read_code

from ..errors import Refused
from .audit import AuditEntry, entries_about
from .duplicates import Duplication, duplicate_of, duplications_of, is_duplicate, possible_duplicate_of
from .earlier import EARLIER_RECORD, earlier_id
from .exclusions import HIDDEN, check_may_open, hidden_cases, without_hidden
from .matching import count_known
from .quarantine import Held, is_released, release_of
from .tables import (
    CaseState,
    adult,
    allegation,
    attachment,
    case_duplicate,
    case_record,
    child,
    disposed_case,
    engagement,
    envelope,
    envelope_part,
    is_confirmed,
    mail_evidence,
    organisation,
    referrer,
    submission,
    was_sent,
)

Answers = Mapping[str, Any]
"""What answers landed in one row: column name to value, None where nothing is known."""

WAITING = "waiting"
"""Where a submission without a case stands: it waits for the one it belongs to."""

_SUBMISSION_ID = re.compile(r"[0-9A-F]{32}")
_REFERENCE = re.compile(r"([0-9]{4})([0-9]{4,})")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSummary:
    """One line of a list: a case by the submission that opened it, or one that waits and has no ``reference``.

    Of a case that whoever asks is excluded from there is its ``reference``, and nothing else.

    ``joined`` is how many more submissions are in the case, ``waits_for`` the receipt code or the meeting's reference
    under which it waits. ``known`` is how many other records may be of its adult or children: nobody dismissed those.
    ``marked`` is what the office has to say about its page, which the store does not know. ``released`` says that a
    person took it in although it did not pass; ``duplicate_of`` and ``possible_duplicate`` name other cases.
    """

    authority: str
    reference: str
    state: str
    receipt: str
    form: str
    sealed_at: datetime | None
    imported_at: datetime | None
    release: str
    adult: str = field(repr=False)
    organisation: str = field(repr=False)
    children: int
    attachments: int
    joined: int
    waits_for: str
    known: int = 0
    marked: str = ""
    duplicate_of: str = ""
    possible_duplicate: str = ""
    released: bool = False

    @property
    def is_hidden(self) -> bool:
        """Tell whether whoever asks is excluded from the case."""
        return self.sealed_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRow:
    """What the sender attached. The bytes stay sealed inside the envelope."""

    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRow:
    """What a mail that carried a submission says of itself. Nobody has verified it."""

    date: str
    sender: str = field(repr=False)
    message_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A submission that was added to a case, and stands beside what opened it."""

    submission_id: str
    receipt: str
    form_name: str
    form_version: int
    form_digest: str
    release: str
    sealed_at: datetime
    imported_at: datetime
    imported_by: str
    joined_at: datetime
    follows: str | None
    meeting_reference: str | None
    sender: Answers | None = field(repr=False)
    mails: tuple[MailRow, ...] = field(repr=False)
    attachments: tuple[AttachmentRow, ...] = field(repr=False)
    answers: Answers = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedAdult:
    """Another adult whom the office put on record in a case, with the employer and the work of that one."""

    number: int
    adult: Answers = field(repr=False)
    organisation: Answers | None = field(repr=False)
    engagement: Answers | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Everything about one case, as the submission that opened it said; what ``joined`` it says more.

    ``added`` are more adults, whom the office put on record: the first of them is number 2.

    A submission that waits is read the same way: its ``state`` is "waiting", and it has no ``reference``. None where
    the submission has nothing of the kind. ``released`` is the quarantine it was released from.
    """

    authority: str
    case_id: UUID | None
    reference: str
    state: str
    opened_at: datetime | None
    follows: str | None
    meeting_reference: str | None
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
    mails: tuple[MailRow, ...] = field(repr=False)
    attachments: tuple[AttachmentRow, ...] = field(repr=False)
    answers: Answers = field(repr=False)
    joined: tuple[Joined, ...] = field(repr=False)
    added: tuple[AddedAdult, ...] = field(repr=False)
    duplicates: tuple[Duplication, ...]
    released: Held | None = field(repr=False)
    audit: tuple[AuditEntry, ...] = field(repr=False)

    @property
    def subject(self) -> str:
        """What the audit chain calls it: its reference, or while it waits its receipt code."""
        return self.reference or self.receipt

    @property
    def submission_ids(self) -> tuple[UUID, ...]:
        """What opened it, then what joined it."""
        return UUID(self.submission_id), *(UUID(each.submission_id) for each in self.joined)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A submission that is in the store already; ``case_id`` is None while it waits.

    ``original_id`` and ``original`` are of the case that counts in its place, where a person said that there is one.
    """

    submission_id: str
    envelope_sha256: str
    content_sha256: str
    receipt: str
    follows: str | None
    case_id: UUID | None
    reference: str
    original_id: UUID | None
    original: str


def inbox(connection: Connection, *, authority: str | None = None) -> tuple[CaseSummary, ...]:
    """List the cases nobody has looked at yet and what waits for a case, newest first; of one authority, or of all.

    What the office has brought in from its own spreadsheet is not among them.
    """
    is_new = and_(
        case_record.c.state == CaseState.NEW,
        submission.c.form_name != EARLIER_RECORD,
        ~is_duplicate(case_record.c.id),
    )
    unseen = or_(is_new, submission.c.case_id.is_(None))
    return _summaries(connection, _summary_question(authority).where(unseen))


def cases(connection: Connection, *, authority: str | None = None) -> tuple[CaseSummary, ...]:
    """List every case, newest first; of one authority, or of all in the store."""
    return _summaries(connection, _summary_question(authority).where(submission.c.case_id.is_not(None)))


def find_case(connection: Connection, id: str, *, authority: str | None = None) -> Case:  # noqa: A002 - what people call it
    """Find a case by its reference, or by the receipt code or submission id of anything in it.

    It may be spaced in any way, and in either case. What waits for its case is found too, and an earlier record by the
    reference that it had in the office's spreadsheet, unless a case here has it as well. Raises Refused when there is
    none, or when two authorities in the store have this reference, and Excluded where whoever asks must not open it.
    """
    found = _named(connection, id, authority)
    if found["joined_at"] is not None:
        found = _opening(connection, found["case_id"])
    check_may_open(connection, found["case_id"], found["reference"] or found["receipt"], authority=found["authority"])
    return _case(connection, found)


def known_records(connection: Connection, submission_id: str) -> int:
    """Count the other records that may be of the adult or the children of a submission: nobody dismissed those."""
    asked = select(count_known()).select_from(submission).where(submission.c.submission_id == UUID(submission_id))
    return connection.scalar(asked) or 0


def waiting_for(connection: Connection, authority: str, receipts: Collection[str]) -> tuple[Stored, ...]:
    """List what waits for these receipt codes, and what waits for that in turn."""
    found: dict[str, Stored] = {}
    sought = set(receipts)
    while sought:
        asked = _stored_question(authority).where(submission.c.case_id.is_(None), submission.c.follows.in_(sought))
        fresh = {each.receipt: each for each in _stored(connection, asked) if each.receipt not in found}
        found |= fresh
        sought = set(fresh)
    return tuple(found.values())


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
    receipts: Collection[str] = (),
) -> tuple[Stored, ...]:
    """List those of these envelopes (by SHA-256), submissions and receipt codes that are in the store."""
    sought = (
        # With its authority, because the index by hash begins with that.
        and_(envelope.c.authority == authority, envelope.c.sha256.in_(envelopes)) if envelopes else None,
        submission.c.submission_id.in_([UUID(each) for each in submission_ids]) if submission_ids else None,
        envelope.c.receipt.in_(receipts) if receipts else None,
    )
    questions = [_stored_question(authority).where(condition) for condition in sought if condition is not None]
    return tuple(each for question in questions for each in _stored(connection, question))


def cases_counted(connection: Connection, authority: str, *, year: int) -> int:
    """Return the number of the authority's last case of a year, 0 when there is none yet."""
    # By length first, because after 2026-9999 comes 2026-10000. Between two references, not by how they start, so that
    # every collation answers from its index. What was disposed of keeps its number.
    of_year = f"{year:04}-0", f"{year:04}-99999999"
    lasts = [
        connection.scalar(
            select(table.c.reference)
            .where(table.c.authority == authority, table.c.reference.between(*of_year))
            .order_by(func.length(table.c.reference).desc(), table.c.reference.desc())
            .limit(1)
        )
        for table in (case_record, disposed_case)
    ]
    return max(int(last.partition("-")[2]) if last else 0 for last in lasts)


def case_reference(*, year: int, number: int) -> str:
    """Write the reference of a case: "2026-0001"."""
    return f"{year:04}-{number:04}"


def _submissions() -> Any:
    """Every submission with its envelope, and with its case where it has one."""
    return submission.join(envelope, envelope.c.id == submission.c.envelope_id).outerjoin(
        case_record, case_record.c.id == submission.c.case_id
    )


_ORIGINAL = case_record.alias("original")


def _with_original(submissions: Any) -> Any:
    """Add, to what opened a case that a person said is a duplicate, the case that counts in its place."""
    is_superseded = and_(
        case_duplicate.c.case_id == submission.c.case_id,
        is_confirmed(case_duplicate),
        submission.c.joined_at.is_(None),
    )
    return submissions.outerjoin(case_duplicate, is_superseded).outerjoin(
        _ORIGINAL, _ORIGINAL.c.id == case_duplicate.c.of_case_id
    )


def _of(authority: str | None) -> list[ColumnElement[bool]]:
    return [] if authority is None else [submission.c.authority == authority]


def _stored_question(authority: str) -> Select[Any]:
    return (
        select(
            submission.c.submission_id,
            envelope.c.sha256.label("envelope_sha256"),
            envelope.c.receipt,
            *submission.c["content_sha256", "follows", "case_id"],
            func.coalesce(case_record.c.reference, "").label("reference"),
            _ORIGINAL.c.id.label("original_id"),
            func.coalesce(_ORIGINAL.c.reference, "").label("original"),
        )
        .select_from(_with_original(_submissions()))
        .where(submission.c.authority == authority)
    )


def _stored(connection: Connection, question: Select[Any]) -> Iterable[Stored]:
    for row in connection.execute(question).mappings():
        yield Stored(**{**row, "submission_id": row["submission_id"].hex})


def _found_question() -> Select[Any]:
    return select(
        *submission.c["authority", "submission_id", "case_id", "joined_at", "follows", "meeting_reference"],
        func.coalesce(case_record.c.reference, "").label("reference"),
        func.coalesce(case_record.c.state, WAITING).label("state"),
        case_record.c.opened_at,
        envelope.c.receipt,
        envelope.c.sha256.label("envelope_sha256"),
        envelope.c.size.label("envelope_size"),
        *submission.c["form_name", "form_version", "form_digest", "release", "roster_version"],
        *submission.c["sealed_at", "imported_at", "imported_by", "answers"],
    ).select_from(_submissions())


def _named(connection: Connection, id: str, authority: str | None) -> RowMapping:  # noqa: A002
    earlier = _meant(connection, submission.c.submission_id == earlier_id(authority or "", id), authority)
    try:
        found = _meant(connection, _is_named(id), authority) or earlier
    except Refused:
        if not earlier:
            raise
        found = earlier
    if not found:
        _refuse_disposed(connection, id)
        raise Refused(
            "no case here has this reference, receipt code or submission id",
            hint="look it up with lado case list; if the file has not been imported yet, import it first",
        )
    if len(found) > 1:
        raise Refused("more than one authority here has this reference", hint="use the receipt code")
    return found[0]


def _meant(connection: Connection, condition: ColumnElement[bool], authority: str | None) -> Sequence[RowMapping]:
    return connection.execute(_found_question().where(condition, *_of(authority))).mappings().all()


def _refuse_disposed(connection: Connection, id: str) -> None:  # noqa: A002
    reference = _REFERENCE.fullmatch(letters_of(id))
    named = f"{reference[1]}-{reference[2]}" if reference else ""
    at = connection.scalar(select(disposed_case.c.disposed_at).where(disposed_case.c.reference == named))
    if at:
        raise Refused(
            f"{named} was disposed of on {at.day} {at:%B %Y}", hint="lado retention certificate says what is left of it"
        )


def _opening(connection: Connection, case_id: UUID) -> RowMapping:
    """Return the submission that opened a case."""
    asked = _found_question().where(submission.c.case_id == case_id, submission.c.joined_at.is_(None))
    return connection.execute(asked).mappings().one()


def _count(table: Table) -> Any:
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.submission_id == submission.c.submission_id)
        .scalar_subquery()
    )


def _waits_for() -> Any:
    named = func.coalesce(submission.c.follows, submission.c.meeting_reference, "")
    return case((submission.c.case_id.is_(None), named), else_="")


def _count_joined() -> Any:
    more = submission.alias("more")
    return (
        select(func.count())
        .select_from(more)
        .where(more.c.case_id == submission.c.case_id, more.c.joined_at.is_not(None))
        .scalar_subquery()
    )


def _summary_question(authority: str | None) -> Select[Any]:
    question: Select[Any] = (
        select(
            *submission.c["authority", "case_id"],
            func.coalesce(case_record.c.reference, "").label("reference"),
            func.coalesce(case_record.c.state, WAITING).label("state"),
            envelope.c.receipt,
            submission.c.form_name.label("form"),
            *submission.c["sealed_at", "imported_at", "release"],
            _waits_for().label("waits_for"),
            count_known().label("known"),
            *adult.c["given_names", "family_name"],
            organisation.c.name.label("organisation"),
            _count(child).label("children"),
            _count(attachment).label("attachments"),
            _count_joined().label("joined"),
            duplicate_of(case_record.c.id).label("duplicate_of"),
            possible_duplicate_of(case_record.c.id).label("possible_duplicate"),
            is_released().label("released"),
        )
        .select_from(_submissions().outerjoin(adult, was_sent(adult)).outerjoin(organisation, was_sent(organisation)))
        .where(submission.c.joined_at.is_(None), *_of(authority))
        .order_by(
            submission.c.imported_at.desc(),
            func.length(case_record.c.reference).desc().nulls_last(),
            case_record.c.reference.desc().nulls_last(),
        )
    )
    return question


def _summaries(connection: Connection, question: Select[Any]) -> tuple[CaseSummary, ...]:
    hidden = hidden_cases(connection)
    return tuple(_summary(row, is_hidden=row["case_id"] in hidden) for row in connection.execute(question).mappings())


def _summary(row: RowMapping, *, is_hidden: bool) -> CaseSummary:
    rest = {name: value for name, value in row.items() if name not in _NOT_OF_SUMMARY}
    rest["released"] = bool(row["released"])
    if is_hidden:
        return CaseSummary(authority=row["authority"], reference=row["reference"], adult=HIDDEN, **_NOTHING_TOLD)
    name = " ".join(part for part in (row["given_names"], row["family_name"]) if part)
    return CaseSummary(adult=name, organisation=row["organisation"] or "", **rest)


_NOT_OF_SUMMARY = ("case_id", "given_names", "family_name", "organisation")
_NOTHING_TOLD: Mapping[str, Any] = {
    "state": "",
    "receipt": "",
    "form": "",
    "sealed_at": None,
    "imported_at": None,
    "release": "",
    "organisation": "",
    "children": 0,
    "attachments": 0,
    "joined": 0,
    "waits_for": "",
}
"""What is not told of a case to somebody who is excluded from it."""


def _is_named(text: str) -> ColumnElement[bool]:
    """Return the condition that a case is the one meant by ``text``; no two kinds of name look the same."""
    letters = letters_of(text)
    if _SUBMISSION_ID.fullmatch(letters):
        return submission.c.submission_id == UUID(letters)
    reference = _REFERENCE.fullmatch(letters)
    if reference and len(letters) <= RECEIPT_LENGTH:
        return and_(case_record.c.reference == f"{reference[1]}-{reference[2]}", submission.c.joined_at.is_(None))
    if len(letters) != RECEIPT_LENGTH + 1:
        raise Refused(
            "this is not a case reference, a receipt code or a submission id",
            hint="a reference looks like 2026-0001, a receipt code like 4F7K-2M9Q-X0TB-8RCH-5",
        )
    code = read_code(text, RECEIPT_LENGTH)
    if code is None:
        raise Refused("the receipt code is mistyped", hint="ask for the code again, one letter or digit at a time")
    return envelope.c.receipt == code


def _case(connection: Connection, found: RowMapping) -> Case:
    id = found["submission_id"]  # noqa: A001
    subject = found["reference"] or found["receipt"]
    return Case(
        **{name: value for name, value in found.items() if name not in _NOT_OF_CASE},
        submission_id=id.hex,
        answers=json.loads(found["answers"]),
        adult=_first(connection, adult, id),
        engagement=_first(connection, engagement, id),
        organisation=_first(connection, organisation, id),
        children=_rows(connection, child, id),
        referrer=_first(connection, referrer, id),
        allegation=_first(connection, allegation, id),
        mails=_mails(connection, id),
        attachments=_attachments(connection, id),
        joined=_joined(connection, found["case_id"]) if found["case_id"] else (),
        added=_added(connection, id),
        duplicates=_duplicates(connection, found["case_id"]) if found["case_id"] else (),
        released=release_of(connection, id.hex),
        audit=without_hidden(connection, entries_about(connection, authority=found["authority"], reference=subject)),
    )


def _duplicates(connection: Connection, case_id: UUID) -> tuple[Duplication, ...]:
    """List the cases that may be the same referral, but those that whoever asks must not open."""
    hidden = hidden_cases(connection)
    found = duplications_of(connection, case_id)
    return tuple(each for each in found if hidden.isdisjoint((each.case_id, each.of_case_id)))


_NOT_OF_CASE = {"submission_id", "joined_at", "answers"}


def _joined(connection: Connection, case_id: UUID) -> tuple[Joined, ...]:
    """List what was added to a case, in the order in which it was sealed."""
    names = {each.name for each in fields(Joined)}
    asked = _found_question().where(submission.c.case_id == case_id, submission.c.joined_at.is_not(None))
    in_order = asked.order_by(submission.c.sealed_at, envelope.c.receipt)
    return tuple(
        Joined(
            **{
                **{name: value for name, value in row.items() if name in names},
                "submission_id": row["submission_id"].hex,
                "sender": _first(connection, referrer, row["submission_id"]),
                "mails": _mails(connection, row["submission_id"]),
                "attachments": _attachments(connection, row["submission_id"]),
                "answers": json.loads(row["answers"]),
            }
        )
        for row in connection.execute(in_order).mappings()
    )


def _attachments(connection: Connection, submission_id: UUID) -> tuple[AttachmentRow, ...]:
    return tuple(AttachmentRow(**row) for row in _rows(connection, attachment, submission_id))


def _mails(connection: Connection, submission_id: UUID) -> tuple[MailRow, ...]:
    return tuple(MailRow(**row) for row in _rows(connection, mail_evidence, submission_id))


_KEYS = {"id", "authority", "submission_id", "adult_id", "organisation_id", "position"}


def _added(connection: Connection, submission_id: UUID) -> tuple[AddedAdult, ...]:
    positions = select(adult.c.position).where(adult.c.submission_id == submission_id, adult.c.position > 0)
    return tuple(
        AddedAdult(
            number=position + 1,
            adult=_rows(connection, adult, submission_id, position)[0],
            organisation=_first(connection, organisation, submission_id, position),
            engagement=_first(connection, engagement, submission_id, position),
        )
        for position in connection.scalars(positions.order_by(adult.c.position)).all()
    )


def _rows(
    connection: Connection, table: Table, submission_id: UUID, position: int | None = None
) -> tuple[Answers, ...]:
    shown = [column for column in table.c if column.name not in _KEYS]
    order = [table.c.position] if "position" in table.c else [table.c.id]
    asked = select(*shown).where(table.c.submission_id == submission_id).order_by(*order)
    if position is not None and "position" in table.c:
        asked = asked.where(table.c.position == position)
    return tuple(dict(row) for row in connection.execute(asked).mappings())


def _first(connection: Connection, table: Table, submission_id: UUID, position: int = 0) -> Answers | None:
    return next(iter(_rows(connection, table, submission_id, position)), None)
