"""Counting earlier records twice: as the spreadsheet says, and as the store gives them back. Both must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.earlier_record import CLOSED, CONCLUDED, OPEN, bodies
from lado_site.profiles import Profile, day_in_england

from ..casework.clocks import Event, EventKind, in_force
from ..casework.clocks.earlier import NO_DAY, first_day
from ..casework.record import view
from ..office.events import files_of
from ..store.tables import case_record, child, engagement, referrer, submission, was_sent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

NOT_SAID = "not said"
NONE = "none"

TABLES = {
    "year": "Year of the contact",
    "source": "Source",
    "sector": "Sector",
    "category": "Category, the first of each contact",
    "threshold": "Criteria met",
    "pathway": "Pathway",
    "outcome": "Outcome",
    "stage": "Stage",
    "referred": "Referred to (a contact may count several times)",
    "children": "Children",
    "decided": "Year of the decision",
    "concluded": "Year of the conclusion",
    "closed": "Year of closing",
}
"""What is counted, with its heading."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A count that the store does not give back."""

    table: str
    value: str
    spreadsheet: int
    store: int


def count_answers(every: Iterable[Mapping[str, Any]], profile: Profile) -> Counts:
    """Count records by their answers."""
    return _counted(pair for answers in every for pair in _said(answers, profile))


def count_stored(connection: Connection, office: Office, submission_ids: Sequence[UUID], profile: Profile) -> Counts:
    """Count records as the store has them: by its columns, and by what has happened in their cases."""
    asked = (
        select(
            submission.c.submission_id, case_record.c.reference, referrer.c.kind, engagement.c.sector,
        )
        .join(case_record, case_record.c.id == submission.c.case_id)
        .outerjoin(referrer, referrer.c.submission_id == submission.c.submission_id)
        .outerjoin(engagement, was_sent(engagement))
        .where(submission.c.authority == office.home.authority)
    )  # fmt: skip
    wanted = set(submission_ids)
    rows = [row for row in connection.execute(asked) if row.submission_id in wanted]
    of_authority = child.c.authority == office.home.authority
    children = Counter(connection.scalars(select(child.c.submission_id).where(of_authority)))
    happened = dict(files_of(connection, office, None))
    return _counted(
        pair
        for row in rows
        for pair in (
            ("source", row.kind or NOT_SAID),
            ("sector", row.sector or NOT_SAID),
            ("children", str(children[row.submission_id])),
            *_happened(happened[row.reference], profile),
        )
    )


def differences(spreadsheet: Counts, store: Counts) -> tuple[Difference, ...]:
    """List every count in which the two differ."""
    return tuple(
        Difference(table=table, value=value, spreadsheet=one, store=other)
        for table in TABLES
        for value in {**spreadsheet.get(table, {}), **store.get(table, {})}
        if (one := spreadsheet.get(table, {}).get(value, 0)) != (other := store.get(table, {}).get(value, 0))
    )


def in_words(table: str, value: str, profile: Profile) -> str:
    """Return a counted value as the authority says it."""
    listed = {
        "sector": {each.key: each.label for each in profile.sectors},
        "category": {each.key: each.label for each in profile.categories},
        "pathway": {each.key: each.label for each in profile.pathways},
        "outcome": {each.key: each.label for each in profile.outcomes},
        "referred": {each.value: each.label for each in bodies(profile)},
    }
    return listed.get(table, {}).get(value, value)


def _counted(pairs: Iterable[tuple[str, str]]) -> Counts:
    counted: dict[str, Counter[str]] = {table: Counter() for table in TABLES}
    for table, value in pairs:
        counted[table][value] += 1
    return {table: dict(sorted(values.items())) for table, values in counted.items()}


def _said(answers: Mapping[str, Any], profile: Profile) -> Iterator[tuple[str, str]]:
    def said(name: str) -> str:
        value = answers.get(name)
        return value if isinstance(value, str) and value != NOT_KNOWN else ""

    yield "year", _year(first_day(said("received_on")), profile)
    yield "source", said("source") or NOT_SAID
    yield "sector", said("work_sector") or NOT_SAID
    yield "category", next(iter(answers.get("categories", ())), NOT_SAID)
    yield "threshold", said("threshold_met") or NOT_SAID
    yield "pathway", said("pathway") or NOT_SAID
    yield "outcome", said("outcome") or NOT_SAID
    is_closed = said("closed_on") or said("stage") == CLOSED
    is_concluded = said("concluded_on") or said("stage") == CONCLUDED
    yield "stage", CLOSED if is_closed else CONCLUDED if is_concluded else OPEN
    yield from (("referred", each["referred_body"]) for each in answers.get("referrals_on", ()))
    if not answers.get("referrals_on"):
        yield "referred", NONE
    yield "children", str(len(answers.get("children", ())))
    for table in ("decided", "concluded", "closed"):
        day = said(f"{table}_on")
        if day:
            yield table, _year(first_day(day), profile)


def _happened(events: Sequence[Event], profile: Profile) -> Iterator[tuple[str, str]]:
    case = view(events, profile)
    last = {event.kind: event for event in in_force(events)}
    decision = case.decision.detail if case.decision else {}
    yield "year", _year(day_in_england(last[EventKind.CONTACT].happened_at), profile)
    yield "category", case.category or NOT_SAID
    yield "threshold", decision.get("met") or NOT_SAID
    yield "pathway", decision.get("pathway") or NOT_SAID
    yield "outcome", (case.headline.detail.get("outcome") if case.headline else "") or NOT_SAID
    yield "stage", OPEN if case.is_open and EventKind.CONCLUDED not in last else CONCLUDED if case.is_open else CLOSED
    yield from (("referred", each.detail["body"]) for each in case.referred_on)
    if not case.referred_on:
        yield "referred", NONE
    for table, kind in _DATED.items():
        if kind in last and _is_dated(last[kind]):
            yield table, _year(day_in_england(last[kind].happened_at), profile)


_DATED = {
    "decided": EventKind.THRESHOLD_DECIDED,
    "concluded": EventKind.CONCLUDED,
    "closed": EventKind.CLOSED,
}


def _is_dated(event: Event) -> bool:
    """Tell whether an event of an earlier record is on a day of its own."""
    return event.note != NO_DAY


def _year(day: date, profile: Profile) -> str:
    """Return the reporting year of a day: "2022-23" where the authority's ends in March, else the year itself."""
    ends = profile.annual_report.year_ends if profile.annual_report else ""
    if not ends or ends == "12-31":
        return str(day.year)
    begins = day.year if f"{day:%m-%d}" > ends else day.year - 1
    return f"{begins}-{(begins + 1) % 100:02}"
