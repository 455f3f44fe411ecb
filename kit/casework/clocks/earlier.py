"""The events that an earlier record tells of: what a spreadsheet said had been decided, done and found, and when.

A day that the spreadsheet does not have is invented nowhere without saying so: the entry stands on a day that it does
have, and its note says that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lado_site.forms.earlier_record import CLOSED, CONCLUDED, EMPLOYER, POLICE, SECTION_47
from lado_site.forms.referral.work import WITHOUT_EMPLOYER
from lado_site.profiles import LONDON, day_in_england

from .events import NO, NOT_KNOWN, TIME, YES, Event, EventKind

ALLEGATION = "allegation"
_SETTINGS = {"work": "work", "personal-life": "personal", "both": "both"}
_INVESTIGATIONS = (
    (POLICE, EventKind.POLICE_INVESTIGATION_STARTED, EventKind.POLICE_INVESTIGATION_ENDED),
    (SECTION_47, EventKind.S47_STARTED, EventKind.S47_ENDED),
    (EMPLOYER, EventKind.INTERNAL_INVESTIGATION_STARTED, EventKind.INTERNAL_INVESTIGATION_ENDED),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record:
    """An earlier record: its answers, and who brought it in when."""

    answers: Mapping[str, Any] = field(repr=False)
    recorded_at: datetime
    recorded_by: str

    def said(self, name: str) -> str:
        """Return an answer; empty where there is none."""
        value = self.answers.get(name)
        return value if isinstance(value, str) and value != NOT_KNOWN else ""

    def several(self, name: str) -> list[Any]:
        value = self.answers.get(name)
        return value if isinstance(value, list) else []

    def first(self, *names: str) -> str:
        """Return the first of these days that the record has."""
        return next(filter(None, map(self.said, names)), "")

    def event(
        self,
        name: str,
        kind: EventKind,
        *days: str,
        detail: Mapping[str, str] | None = None,
    ) -> Event:
        """Return an event on the first of these days that the record has, else on the day of the contact."""
        day = self.first(*days) or self.said("received_on")
        note = _about(day) if self.said(days[0]) else NO_DAY
        return Event(
            id=name,
            kind=kind,
            happened_at=moment_of(day),
            recorded_at=self.recorded_at,
            recorded_by=self.recorded_by,
            detail={**{name: text for name, text in (detail or {}).items() if text}, TIME: NOT_KNOWN},
            note=note,
        )


NO_DAY = "the spreadsheet does not say on which day"
_NO_MORE = "the spreadsheet says no more than "


def earlier_events(answers: Mapping[str, Any], *, recorded_at: datetime, recorded_by: str) -> Iterator[Event]:
    """Yield what an earlier record tells of, under ids that stay the same."""
    record = _Record(answers=answers, recorded_at=recorded_at, recorded_by=recorded_by)
    yield record.event("contact", EventKind.CONTACT, "received_on")
    yield record.event("received", EventKind.REFERRAL_RECEIVED, "received_on")
    reference = {"reference": record.said("own_reference")}
    yield record.event("reference", EventKind.EXTERNAL_REFERENCE_SET, "received_on", detail=reference)
    if record.said("work_basis") in WITHOUT_EMPLOYER:
        yield record.event("employer", EventKind.EMPLOYER_SET, "received_on", detail={"employed": NO})
    yield record.event(ALLEGATION, EventKind.ALLEGATION_SET, "received_on", detail=_allegation(record))
    yield from _decided(record)
    yield from _investigated(record)
    yield from _referred(record)
    yield from _ended(record)


def moment_of(day: str) -> datetime:
    """Return the first moment of a day, month or year on the clock in England: "2023-03-05", "2023-03", "2023"."""
    return datetime.combine(first_day(day), datetime.min.time(), tzinfo=LONDON)


def first_day(day: str) -> date:
    """Return the first day of a day, month or year. Raises ValueError."""
    year, month, of_month = [*map(int, day.split("-")), 1, 1][:3]
    return date(year, month, of_month)


def _about(day: str) -> str:
    return "" if len(day) == len("2023-03-05") else f"{_NO_MORE}{day}"


def day_said(event: Event) -> str:
    """Return the day of an event as far as it is known: "2023-03-05", "2023-03", "2023", or "" where nobody said it."""
    if event.note == NO_DAY:
        return ""
    if event.note.startswith(_NO_MORE):
        return event.note.removeprefix(_NO_MORE)
    return day_in_england(event.happened_at).isoformat()


def _allegation(record: _Record) -> dict[str, str]:
    named = " ".join(filter(None, (record.said("adult_given_names"), record.said("adult_family_name"))))
    return {
        "adult": named or "not named",
        "category": next(map(str, record.several("categories")), ""),
        "life": _SETTINGS.get(record.said("concern_setting"), ""),
        "historic": record.said("historic"),
    }


def _decided(record: _Record) -> Iterator[Event]:
    said = {name: record.said(answer) for name, answer in _DECISION.items()}
    if said["met"] or said["pathway"] or record.said("decided_on"):
        yield record.event("decision", EventKind.THRESHOLD_DECIDED, "decided_on", detail=said)
    if what := record.said("interim"):
        yield record.event("interim", EventKind.INTERIM_SET, "interim_on", "decided_on", detail={"what": what})


_DECISION = {"met": "threshold_met", "pathway": "pathway", "overseen": "overseen", "reason": "decision_reason"}


def _investigated(record: _Record) -> Iterator[Event]:
    by = record.several("investigated_by")
    for who, started, ended in _INVESTIGATIONS:
        if who in by or record.first(f"{who}_started_on", f"{who}_ended_on"):
            yield record.event(f"{who}-started", started, f"{who}_started_on", "decided_on")
        if record.said(f"{who}_ended_on"):
            yield record.event(f"{who}-ended", ended, f"{who}_ended_on")
    agency = record.said("held_by")
    if agency or record.first("held_on", "hold_ended_on"):
        detail = {"agency": agency or "not said"}
        yield record.event("held", EventKind.HELD, "held_on", "police_started_on", detail=detail)
    if record.said("hold_ended_on"):
        yield record.event("hold-ended", EventKind.HOLD_ENDED, "hold_ended_on")


def _referred(record: _Record) -> Iterator[Event]:
    for number, each in enumerate(record.several("referrals_on"), 1):
        if not isinstance(each, dict):
            continue
        day = str(each.get("referred_on") or "")
        dated = _Record(
            answers={**record.answers, "referred_on": day},
            recorded_at=record.recorded_at,
            recorded_by=record.recorded_by,
        )
        detail = {
            "body": str(each.get("referred_body") or "other"),
            "by": record.said("referred_by"),
            "details": str(each.get("referred_details") or ""),
        }
        days = ("referred_on", "outcome_on", "concluded_on", "closed_on")
        yield dated.event(f"referred-{number}", EventKind.REFERRED_ON, *days, detail=detail)


def _ended(record: _Record) -> Iterator[Event]:
    stage = record.said("stage")
    if outcome := record.said("outcome"):
        found = {ALLEGATION: ALLEGATION, "outcome": outcome, "headline": YES}
        days = ("outcome_on", "concluded_on", "closed_on")
        yield record.event("outcome", EventKind.OUTCOME_RECORDED, *days, detail=found)
    if record.said("concluded_on") or stage == CONCLUDED:
        yield record.event("concluded", EventKind.CONCLUDED, "concluded_on", "outcome_on", "closed_on")
    if record.said("closed_on") or stage == CLOSED:
        how = {"result": record.said("closing_result")}
        others = ("concluded_on", "outcome_on", "decided_on")
        yield record.event("closed", EventKind.CLOSED, "closed_on", *others, detail=how)
