"""What looks wrong in the events of a case. All of it is kept: a doubt is for a person to settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lado_site.profiles import LONDON, day_in_england

from .events import WORDS, Event, EventKind, in_force, is_before

EARLIEST_YEAR = 1900
AHEAD = timedelta(days=1)
"""How far an event may be ahead of the clock on this PC, which may itself be a little behind."""

_TOLD = (EventKind.CONTACT, EventKind.REFERRAL_RECEIVED)
_MEETINGS = (
    EventKind.MEETING_HELD,
    EventKind.OUTCOME_MEETING_HELD,
    EventKind.EVALUATION_MEETING_HELD,
    EventKind.POLICE_DISCUSSION_HELD,
    EventKind.STRATEGY_DISCUSSION_HELD,
    EventKind.PROFESSIONALS_DISCUSSION_HELD,
    EventKind.REVIEW_HELD,
)

CAUSES: Mapping[EventKind, tuple[EventKind, ...]] = {
    EventKind.CONTACT: (EventKind.EMPLOYER_AWARE,),
    EventKind.REFERRAL_RECEIVED: (EventKind.EMPLOYER_AWARE,),
    EventKind.CALLER_TELEPHONED: (EventKind.CONTACT,),
    EventKind.ADVICE_GIVEN: (EventKind.ADVICE_ASKED,),
    EventKind.ADVICE_CONFIRMED: (EventKind.ADVICE_GIVEN,),
    EventKind.COVER_ANSWERED: (EventKind.COVER_CONTACTED,),
    EventKind.THRESHOLD_DECIDED: _TOLD,
    **dict.fromkeys(_MEETINGS, _TOLD),
    EventKind.ACTIONS_SENT: _MEETINGS,
    EventKind.MINUTES_SENT: _MEETINGS,
    EventKind.ADULT_UPDATED: _TOLD,
    EventKind.HOLD_ENDED: (EventKind.HELD,),
    EventKind.POLICE_INVESTIGATION_ENDED: (EventKind.POLICE_INVESTIGATION_STARTED,),
    EventKind.S47_ENDED: (EventKind.S47_STARTED,),
    EventKind.INTERNAL_INVESTIGATION_ENDED: (EventKind.INTERNAL_INVESTIGATION_STARTED,),
    EventKind.OUTCOME_KNOWN: _TOLD,
    EventKind.CONCLUDED: _TOLD,
    EventKind.CLOSED: _TOLD,
    EventKind.REOPENED: (EventKind.CLOSED,),
    EventKind.ACTION_ESCALATED: (EventKind.ACTION_RAISED,),
    EventKind.INTERIM_ENDED: (EventKind.INTERIM_SET,),
}
"""What comes before an event of a kind, where it is recorded at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """Why an event looks wrong, in a sentence."""

    event: str
    sentence: str


def doubts(events: Iterable[Event], now: datetime) -> tuple[Doubt, ...]:
    """List everything that looks wrong in the events of a case, in the order in which it is said to have happened."""
    every = tuple(events)
    standing = in_force(every)
    known = {each.id for each in every}
    return (
        *(Doubt(event=each.id, sentence=wrong) for each in standing for wrong in _wrong(each, standing, now)),
        *(
            Doubt(event=each.id, sentence=f"this corrects event {each.corrects}, which is not here")
            for each in every
            if each.corrects and each.corrects not in known
        ),
    )


def _wrong(event: Event, standing: Sequence[Event], now: datetime) -> Iterable[str]:
    day = day_in_england(event.happened_at)
    if day.year < EARLIEST_YEAR:
        yield f"this is said to have happened in {day.year}: check the year"
    if event.happened_at > now + AHEAD:
        yield f"this is said to happen on {_date(event)}, which is still to come: it counts from then on"
    cause = _first(standing, CAUSES.get(event.kind, ()))
    if cause and is_before(event, cause):
        when = _date if day != day_in_england(cause.happened_at) else _moment
        yield (
            f"{WORDS[event.kind]} on {when(event)}, which is before {WORDS[cause.kind]} on {when(cause)}: "
            "both are kept; correct the one that is wrong"
        )
    police = _first(standing, (EventKind.POLICE_DISCUSSION_HELD,))
    if event.kind is EventKind.MEETING_HELD and police and day <= day_in_england(police.happened_at):
        yield _POLICE_FIRST
    if _is_booked_too_early(event, standing):
        yield _POLICE_FIRST
    same = _recorded_before(event, standing)
    if same:
        yield f"the same is on record as event {same.id}: if it happened once, take one back with withdrawn"
    if event.kind is EventKind.CLOSED and event.detail.get("result") != "advice" and not _first(standing, _DECIDED):
        yield "nobody has put on record whether the criteria are met"


_DECIDED = (
    EventKind.THRESHOLD_DECIDED, EventKind.TRANSFER_DECIDED, EventKind.CONTACT_KEPT,
    EventKind.ADVICE_ASKED, EventKind.ADVICE_GIVEN,
)  # fmt: skip
"""What is on record of a case about which somebody decided, or of one that only asked for advice."""


def _recorded_before(event: Event, standing: Sequence[Event]) -> Event | None:
    """Find an earlier entry that says the very same of the very same time."""
    return next(
        (
            each
            for each in standing
            if (each.kind, each.happened_at, each.detail, each.note)
            == (event.kind, event.happened_at, event.detail, event.note)
            and each.recorded_at < event.recorded_at
        ),
        None,
    )


_POLICE_FIRST = "the discussion with the police comes before the meeting, so that they can make enquiries"


def _is_booked_too_early(event: Event, standing: Sequence[Event]) -> bool:
    """Tell whether the LADO's meeting is planned for a day up to that on which the police are talked to, or will be."""
    if not _is_planned(event, "lado-led"):
        return False
    held = [day_in_england(each.happened_at) for each in standing if each.kind is EventKind.POLICE_DISCUSSION_HELD]
    planned = [date.fromisoformat(each.detail["on"]) for each in standing if _is_planned(each, "lado-police")]
    talked = min(held or planned[-1:], default=None)
    return talked is not None and date.fromisoformat(event.detail["on"]) <= talked


def _is_planned(event: Event, meeting: str) -> bool:
    return event.kind is EventKind.MEETING_PLANNED and event.detail.get("meeting") == meeting and "on" in event.detail


def _first(standing: Sequence[Event], kinds: Sequence[EventKind]) -> Event | None:
    return next((each for each in standing if each.kind in kinds), None)


def _date(event: Event) -> str:
    day = day_in_england(event.happened_at)
    return f"{day.day} {day:%B %Y}"


def _moment(event: Event) -> str:
    return f"{_date(event)} at {event.happened_at.astimezone(LONDON):%H:%M}"
