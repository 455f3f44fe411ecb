"""Cases that may be one referral sealed twice: looking for them, and what a person said of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select

from .tables import (
    LinkState,
    Sameness,
    allegation,
    answer_digest,
    case_duplicate,
    case_record,
    is_confirmed,
    submission,
)

_OTHER = case_record.alias("other")
_ORIGINAL = case_record.alias("original")
_CONFIRMED = case_duplicate.alias("confirmed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """A case that may say the same as another."""

    case_id: UUID
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplication:
    """Two cases that may be one referral: ``case`` came later than ``of``, and what a person said of it."""

    case_id: UUID
    of_case_id: UUID
    case: str
    of: str
    sameness: Sameness
    state: LinkState
    found_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None = field(repr=False)


def cases_with_digest(connection: Connection, authority: str, digests: Collection[str]) -> Mapping[str, Twin]:
    """Return by digest the first case whose main answers have it. What is a duplicate itself is left out."""
    if not digests:
        return {}
    asked = (
        select(answer_digest.c.digest, case_record.c.id, case_record.c.reference)
        .join(case_record, case_record.c.id == answer_digest.c.case_id)
        .where(
            answer_digest.c.authority == authority,
            answer_digest.c.digest.in_(digests),
            ~_is_confirmed(case_record.c.id),
        )
        .order_by(*_latest_first(case_record))
    )
    found = connection.execute(asked)
    return {digest: Twin(case_id=case_id, reference=reference) for digest, case_id, reference in found}


def accounts_of(connection: Connection, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[Twin, str]]:
    """Return what happened, as the openings of these cases tell it. What is a duplicate itself is left out."""
    if not case_ids:
        return {}
    asked = (
        select(case_record.c.id, case_record.c.reference, allegation.c.summary)
        .join(submission, submission.c.case_id == case_record.c.id)
        .join(allegation, allegation.c.submission_id == submission.c.submission_id)
        .where(
            case_record.c.id.in_(case_ids),
            submission.c.joined_at.is_(None),
            allegation.c.summary.is_not(None),
            ~_is_confirmed(case_record.c.id),
        )
    )
    return {
        case_id: (Twin(case_id=case_id, reference=reference), summary)
        for case_id, reference, summary in connection.execute(asked)
    }


def duplications_of(connection: Connection, case_id: UUID) -> tuple[Duplication, ...]:
    """List the cases that may be the same referral as this one, and those that a person said are."""
    asked = _question().where(or_(case_duplicate.c.case_id == case_id, case_duplicate.c.of_case_id == case_id))
    return tuple(_duplication(row) for row in connection.execute(asked).mappings())


def cases_of_referral(connection: Connection, case_id: UUID) -> frozenset[UUID]:
    """List the cases that a person said are one referral with this one, and itself."""
    pair = (case_duplicate.c.case_id, case_duplicate.c.of_case_id)
    confirmed = is_confirmed(case_duplicate)
    counts = connection.scalar(select(pair[1]).where(pair[0] == case_id, confirmed)) or case_id
    return frozenset([counts, *connection.scalars(select(pair[0]).where(pair[1] == counts, confirmed))])


def between(connection: Connection, one: UUID, other: UUID) -> Duplication | None:
    """Return what is known of two cases as one referral."""
    pair = (case_duplicate.c.case_id, case_duplicate.c.of_case_id)
    asked = _question().where(
        or_(and_(pair[0] == one, pair[1] == other), and_(pair[0] == other, pair[1] == one)),
    )
    row = connection.execute(asked).mappings().first()
    return _duplication(row) if row else None


def later_of(connection: Connection, one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return two cases, the one that was opened later first."""
    asked = select(case_record.c.id).where(case_record.c.id.in_([one, other])).order_by(*_latest_first(case_record))
    later, earlier = connection.scalars(asked)
    return later, earlier


def duplicate_of(case_id: Any) -> Any:
    """Say, for a question about cases, the reference of the case that this one is a duplicate of; empty for none."""
    return func.coalesce(
        select(_ORIGINAL.c.reference)
        .join(_CONFIRMED, _CONFIRMED.c.of_case_id == _ORIGINAL.c.id)
        .where(_CONFIRMED.c.case_id == case_id, is_confirmed(_CONFIRMED))
        .correlate(case_record)
        .scalar_subquery(),
        "",
    )


def possible_duplicate_of(case_id: Any) -> Any:
    """Say the same of the first case that nobody has decided about."""
    possible = case_duplicate.alias("possible")
    found = case_record.alias("found")
    return func.coalesce(
        select(found.c.reference)
        .join(possible, possible.c.of_case_id == found.c.id)
        .where(possible.c.case_id == case_id, possible.c.state == LinkState.SUGGESTED.value)
        .order_by(func.length(found.c.reference), found.c.reference)
        .limit(1)
        .correlate(case_record)
        .scalar_subquery(),
        "",
    )


def is_duplicate(case_id: Any) -> Any:
    """Say, for a question about cases, whether a person said that this one is a duplicate of another."""
    return _is_confirmed(case_id)


def _is_confirmed(case_id: Any) -> Any:
    confirmed = case_duplicate.alias("is_confirmed")
    return (
        select(confirmed.c.case_id)
        .where(confirmed.c.case_id == case_id, is_confirmed(confirmed))
        .correlate(case_record)
        .exists()
    )


def _latest_first(table: Any) -> tuple[Any, ...]:
    return table.c.opened_at.desc(), func.length(table.c.reference).desc(), table.c.reference.desc()


def _question() -> Select[Any]:
    return (
        select(
            *case_duplicate.c["case_id", "of_case_id", "sameness", "state", "found_at"],
            *case_duplicate.c["decided_at", "decided_by", "reason"],
            case_record.c.reference.label("case"),
            _OTHER.c.reference.label("of"),
        )
        .select_from(
            case_duplicate.join(case_record, case_record.c.id == case_duplicate.c.case_id).join(
                _OTHER, _OTHER.c.id == case_duplicate.c.of_case_id
            )
        )
        .order_by(func.length(_OTHER.c.reference), _OTHER.c.reference, case_record.c.reference)
    )


def _duplication(row: RowMapping) -> Duplication:
    return Duplication(
        **{**row, "sameness": Sameness(row["sameness"]), "state": LinkState(row["state"])},
    )
