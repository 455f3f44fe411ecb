"""What a pattern asks of the store: every contact about somebody, over all the records that are, or may be, of them.

It is one statement, put together once (``@cache``): to ask four takes longer than they take to be answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from .exclusions import hidden_from, reader_of
from .matching import DESCRIBED_BY, TABLES, Record, name_of_record
from .tables import (
    LinkKind,
    LinkState,
    case_duplicate,
    case_record,
    case_state,
    engagement,
    is_confirmed,
    link,
    organisation,
    submission,
)

_STANDING = ("category", "pathway", "outcome", "result", "is_open")

ITSELF = ""
"""How a record is linked to itself; the others as ``LinkState`` says."""


def contacts_about(connection: Connection, authority: str, record: Record) -> Sequence[Row[Any]]:
    """List a record, those that persons linked to it over any number of links, and those suggested for any of these.

    Each with its case (``whole``), whether whoever is working must not open that, which of several adults it is, its
    contact, and how its case stands.
    A record that is linked in several ways is there as often, the surest first. What is in a case that
    a person said is a duplicate is of the case that counts in its place.
    """
    of = {
        "of_authority": authority,
        "of_id": record.id,
        "of_submission_id": record.submission_id,
        "of_reader": reader_of(connection),
    }
    return connection.execute(_asked(record.kind), of).all()


@cache
def _asked(kind: LinkKind) -> Select[Any]:
    related, table, employer = _related(), TABLES[kind], organisation.alias("employer")
    position = 0 if kind is LinkKind.CHILD else table.c.position

    def at_same_place(other: Any) -> ColumnElement[bool]:
        return and_(other.c.submission_id == submission.c.submission_id, other.c.position == position)

    # A duplicate has no state of its own. Asked for one of two numbers at once, a server reads the states of all cases.
    original, stands = case_record.alias("original"), case_state.alias("stands")
    counted = func.coalesce(case_duplicate.c.of_case_id, submission.c.case_id)
    adults = func.coalesce(stands.c.adults, case_state.c.adults)
    return (
        select(
            func.coalesce(counted, submission.c.submission_id).label("whole"),
            submission.c.case_id.in_(select(hidden_from().c.case_id)).label("is_hidden"),
            (case((adults > 1, table.c.position + 1)) if kind is LinkKind.ADULT else null()).label("number"),
            related.c.link,
            func.coalesce(original.c.reference, name_of_record()).label("named"),
            func.coalesce(stands.c.received_at, case_state.c.received_at, submission.c.sealed_at).label("received_at"),
            submission.c.form_name,
            engagement.c.role,
            employer.c.name.label("employer"),
            *(func.coalesce(stands.c[name], case_state.c[name]).label(name) for name in _STANDING),
            *table.c[DESCRIBED_BY[kind]],
        )
        .join_from(related, table, table.c.id == related.c.id)
        .join(submission, submission.c.submission_id == table.c.submission_id)
        .outerjoin(case_record, case_record.c.id == submission.c.case_id)
        .outerjoin(case_state, case_state.c.case_id == submission.c.case_id)
        .outerjoin(case_duplicate, and_(case_duplicate.c.case_id == submission.c.case_id, is_confirmed(case_duplicate)))
        .outerjoin(original, original.c.id == case_duplicate.c.of_case_id)
        .outerjoin(stands, stands.c.case_id == case_duplicate.c.of_case_id)
        .outerjoin(engagement, at_same_place(engagement))
        .outerjoin(employer, at_same_place(employer))
        .where(submission.c.authority == bindparam("of_authority"))
        .order_by(related.c.link, case_duplicate.c.of_case_id.is_not(None), related.c.id)
    )


def _related() -> CTE:
    """Follow links from a record: from what a person linked to it they lead on, from what is only suggested no further.

    A link is not asked for its kind: what tells its ends apart is their ids. Asked for it, SQLite reads every link of
    the kind, because it does not know that there are many.
    """
    own: BindParameter[Any] = bindparam("of_id", type_=Uuid())
    start = select(
        own.label("id"),
        bindparam("of_submission_id", type_=Uuid()).label("submission_id"),
        cast(literal(ITSELF), Text()).label("link"),
    )
    related = start.cte("related", recursive=True)
    is_one = and_(link.c.one_submission_id == related.c.submission_id, link.c.one_id == related.c.id)
    is_other = and_(link.c.other_submission_id == related.c.submission_id, link.c.other_id == related.c.id)
    is_one_end = link.c.one_id == related.c.id
    other_end = case((is_one_end, link.c.other_id), else_=link.c.one_id)
    beyond = (
        select(
            other_end,
            case((is_one_end, link.c.other_submission_id), else_=link.c.one_submission_id),
            link.c.state,
        )
        .join_from(related, link, or_(is_one, is_other))
        .where(related.c.link != LinkState.SUGGESTED.value, link.c.state != LinkState.DISMISSED.value, other_end != own)
    )
    return related.union(beyond)
