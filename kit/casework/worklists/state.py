"""How a case stands, in one row: worked out of its events and answers, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from lado_site.profiles import Calendar, Pathway, Profile, day_in_england

from ..clocks import Clock, Event, EventKind, clocks, in_force, limits
from ..clocks.events import ABOUT, REASON, YES
from ..clocks.facts import facts_of
from ..clocks.states import last_instant
from ..record import CaseView, NextStep, missing, view
from ..record.standing import going_on
from .data_set import blanks
from .years import band_of, days_between, report_year

BASIS = 7
"""Counted up whenever a row would come out differently: all are then worked out again."""

SEPARATE = "separate"
"""The key of the pathway for what another agency's inquiry holds up (SAN-16)."""

AGREED_ACTION = "agreed-action"
"""What an action that was agreed for a day is called among the time limits of a case."""

AND = "; "

_UNDER_WAY = (
    ("the police", EventKind.POLICE_INVESTIGATION_STARTED, EventKind.POLICE_INVESTIGATION_ENDED),
    ("section 47 enquiries", EventKind.S47_STARTED, EventKind.S47_ENDED),
    ("the employer’s investigation", EventKind.INTERNAL_INVESTIGATION_STARTED, EventKind.INTERNAL_INVESTIGATION_ENDED),
)
_CHECKS = (EventKind.MONITORED, EventKind.REVIEW_HELD, EventKind.CHILD_IN_CARE_CHECKED)
_CONTACT_NOW = ("works_there_now", "children_at_home")
"""Answers that say whether the adult meets children now, at work or in private life (WAN-12)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the submissions of a case say: the form and answers that opened it, and what each that joined it says."""

    form: str
    answers: Mapping[str, Any] = field(repr=False)
    joined: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A time limit that is still to be met; ``due_at`` is its last instant, None while its day is to be set.

    Actions that were agreed for a day are told here as well, as ``AGREED_ACTION``. So are next steps, by their own
    keys: no time is set for them, so they never have a ``due_at``.
    """

    clock: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseState:
    """A row. Texts are "" where there is nothing to say; ``with_police`` is a case that the police did investigate.

    ``adults`` counts the one whom the case was sent about, known or not, and those whom the office added.

    It holds from ``valid_from`` until ``changes_at``: what is recorded as still to come counts from then on.
    """

    form: str
    received_at: datetime
    year: int
    pathway: str
    common: str
    met: bool | None
    counted: bool | None
    overseen: bool | None
    category: str
    sector: str
    area: str
    outcome: str
    adults: int
    is_open: bool
    closed_at: datetime | None
    result: str
    held_by: str = field(repr=False)
    is_held: bool
    with_police: bool
    police_now: bool
    no_employer: bool
    is_complex: bool
    is_priority: bool
    next_due_at: datetime | None
    next_clock: str
    open_actions: int
    waits_for: str = field(repr=False)
    monitored_at: datetime | None
    letters: str
    problems: str
    days: int | None
    band: str
    valid_from: datetime | None
    changes_at: datetime | None


def project(
    events: Sequence[Event],
    told: Told,
    profile: Profile,
    calendar: Calendar,
    now: datetime,
    *,
    running: Sequence[Clock] | None = None,
) -> tuple[CaseState, tuple[Due, ...]]:
    """Work out the row of a case at a moment, and what is still to be done in it, the most urgent first.

    Whoever has the clocks of that moment already gives them.
    """
    every = in_force(events)
    standing = tuple(each for each in every if each.happened_at <= now)
    by_kind: dict[EventKind, list[Event]] = {}
    for each in standing:
        by_kind.setdefault(each.kind, []).append(each)
    seen, facts = view(standing, profile), facts_of(standing, profile)
    received = _received(every)
    ended = ended_at(seen, by_kind)
    came, resolved = day_in_england(received), day_in_england(ended) if ended else None
    if running is None:
        running = clocks(events, profile, calendar, now) if seen.is_open else ()
    due = _due(running if seen.is_open else (), seen.next_steps, seen.open_actions if seen.is_open else ())
    pathway = _pathway(seen, profile)
    begun, ends = _turns(running if seen.is_open else (), profile)
    row = CaseState(
        form=told.form,
        received_at=received,
        year=report_year(received, profile),
        pathway=seen.decision.detail.get("pathway", "") if seen.decision else "",
        common=pathway.common if pathway else "",
        met=facts.met,
        counted=pathway.counted if pathway else None,
        overseen=pathway.overseen if facts.overseen is None and pathway else facts.overseen,
        # Frozen when it was first put on record, whatever is corrected later; until then as it was sent.
        category=(view(events, profile) if len(standing) != len(events) else seen).category or category_sent(told),
        sector=_said(told.answers, "work_sector"),
        area=_said(told.answers, "work_area"),
        outcome=seen.headline.detail.get("outcome", "") if seen.headline else "",
        adults=1 + len(by_kind.get(EventKind.ADULT_ADDED, ())),
        is_open=seen.is_open,
        closed_at=seen.closed.happened_at.astimezone(UTC) if seen.closed else None,
        result=seen.closed.detail.get("result", "") if seen.closed else "",
        held_by=seen.held_by,
        is_held=facts.is_held,
        with_police=facts.with_police,
        police_now=going_on(standing, *_UNDER_WAY[0][1:]) is not None,
        no_employer=facts.is_employed is False,
        is_complex=facts.is_complex is True,
        is_priority=seen.is_open and any(_said(told.answers, each) == YES for each in _CONTACT_NOW),
        next_due_at=next((each.due_at for each in due if each.due_at), None),
        next_clock=next((each.clock for each in due if each.due_at), ""),
        open_actions=len(seen.open_actions),
        waits_for=AND.join(dict.fromkeys(_waits_for(seen, standing, told))) if seen.is_open else "",
        monitored_at=_last([each for kind in _CHECKS for each in by_kind.get(kind, ())]),
        letters=AND.join(_letters(seen, standing, by_kind, profile)),
        problems=AND.join(_problems(seen, standing, by_kind, told, held=facts.is_held)),
        days=days_between(came, resolved),
        band=band_of(came, resolved),
        valid_from=max(filter(None, (_last(standing), begun)), default=None),
        changes_at=min(filter(None, (_first_to_come(every, now), ends)), default=None),
    )
    return row, due


def category_sent(told: Told) -> str:
    """Return the first category that was sent: with what opened the case, else with what joined it."""
    listed = (answers.get("categories") for answers in (told.answers, *(answers for _, answers in told.joined)))
    return next((str(value[0]) for value in listed if isinstance(value, list) and value), "")


def _received(every: Sequence[Event]) -> datetime:
    """Return when somebody first got in touch, whenever that is held to be."""
    for kind in (EventKind.CONTACT, EventKind.REFERRAL_RECEIVED, EventKind.ADVICE_ASKED, EventKind.CASE_OPENED):
        for event in every:
            if event.kind is kind:
                return event.happened_at.astimezone(UTC)
    return every[0].happened_at.astimezone(UTC)


def ended_at(seen: CaseView, by_kind: Mapping[EventKind, Sequence[Event]]) -> datetime | None:
    """Return when the matter was at its end: concluded, or else closed. What was opened again had none before."""
    reopened = _last(by_kind.get(EventKind.REOPENED, ()))
    if seen.is_open and reopened:
        return None
    concluded = [each for each in by_kind.get(EventKind.CONCLUDED, ()) if not reopened or each.happened_at > reopened]
    return concluded[0].happened_at if concluded else seen.closed.happened_at if seen.closed else None


def _due(running: Iterable[Clock], steps: Iterable[NextStep], actions: Iterable[Event]) -> tuple[Due, ...]:
    found = [
        Due(clock=each.id, due_at=each.ends.astimezone(UTC) if each.ends else None) for each in running if each.is_open
    ]
    found += [Due(clock=each.key, due_at=None) for each in steps]
    ends = [action_ends(each) for each in actions]
    found += [Due(clock=AGREED_ACTION, due_at=each.astimezone(UTC)) for each in ends if each]
    return tuple(sorted(found, key=lambda each: (each.due_at is not None, each.due_at, each.clock)))


def action_ends(agreed: Event) -> datetime | None:
    """Return the last instant of the day by which an agreed action is to be done; None where no day was agreed."""
    by = agreed.detail.get("by", "")
    return last_instant(date.fromisoformat(by)) if by else None


def _turns(running: Sequence[Clock], profile: Profile) -> tuple[datetime | None, datetime | None]:
    """Return when the latest turn of any limit with fixed dates began, and when the next one does."""
    begun, ends = [], []
    for key in _with_fixed_dates(profile):
        every = [each for each in running if each.id == key]
        turns = [each.ends for each in every if each.ends and each.started_by == every[-1].started_by]
        begun += turns[-2:-1]
        ends += turns[-1:]
    return max(begun, default=None), min(ends, default=None)


@lru_cache(maxsize=16)
def _with_fixed_dates(profile: Profile) -> tuple[str, ...]:
    return tuple(each.key for each in limits(profile) if each.repeats and each.from_start)


def _first_to_come(every: Iterable[Event], now: datetime) -> datetime | None:
    return min((each.happened_at.astimezone(UTC) for each in every if each.happened_at > now), default=None)


def _last(events: Iterable[Event]) -> datetime | None:
    return max((each.happened_at.astimezone(UTC) for each in events), default=None)


def _pathway(seen: CaseView, profile: Profile) -> Pathway | None:
    key = seen.decision.detail.get("pathway", "") if seen.decision else ""
    return next((each for each in profile.pathways if each.key == key), None)


def _waits_for(seen: CaseView, standing: Sequence[Event], told: Told) -> Iterator[str]:
    """Say whom a case waits for: who holds it up or investigates, who has an action to do, who is to send a return."""
    if seen.held_by:
        yield seen.held_by
    for who, begins, ends in _UNDER_WAY:
        if going_on(standing, begins, ends):
            yield who
    yield from (
        each.detail.get("owner", "") for each in seen.open_actions if not _is_lado(each.detail.get("owner", ""))
    )
    yield from _returns(standing, told)


def _returns(standing: Sequence[Event], told: Told) -> Iterator[str]:
    planned = [each for each in standing if each.kind is EventKind.MEETING_PLANNED]
    if not planned:
        return
    meeting = planned[-1].detail.get("meeting", "")
    held = [each for each in standing if each.kind.value.endswith(("-held", "meeting-not-needed"))]
    if any(each.happened_at >= planned[-1].happened_at for each in held):
        return
    invited = [
        each
        for each in standing
        if each.kind is EventKind.INVITED
        and each.detail.get("meeting", "") == meeting
        and each.detail.get("left-out") != YES
    ]
    here = sum(form == "meeting" for form, _ in told.joined)
    if here < len(invited):
        yield f"returns for the meeting: {here} of {len(invited)} are here"


def _is_lado(owner: str) -> bool:
    return not owner or owner.casefold() in ("lado", "the lado")


def _letters(
    seen: CaseView, standing: Sequence[Event], by_kind: Mapping[EventKind, Sequence[Event]], profile: Profile
) -> Iterator[str]:
    """List the letters that the authority's own procedure asks for before a case is closed, once they are due."""
    if EventKind.ADVICE_GIVEN in by_kind:
        advice = by_kind[EventKind.ADVICE_GIVEN][-1]
        confirmed = by_kind.get(EventKind.ADVICE_CONFIRMED, ())
        if _asks_for(profile, "advice-confirmed") and not any(_answers(each, advice) for each in confirmed):
            yield "confirm the advice in writing"
    if seen.closed or any(
        kind in by_kind for kind in (EventKind.OUTCOME_RECORDED, EventKind.OUTCOME_KNOWN, EventKind.CONCLUDED)
    ):
        closing = seen.closed.detail if seen.closed else {}
        needed = missing(EventKind.CLOSED, closing, _only_letters(profile), standing)
        yield from (each.what for each in needed)


def _answers(confirmed: Event, advice: Event) -> bool:
    return confirmed.detail.get(ABOUT) == advice.id or confirmed.happened_at >= advice.happened_at


@lru_cache(maxsize=16)
def _asks_for(profile: Profile, entry: str) -> bool:
    return any(sought.startswith(entry) for stage in profile.stages for need in stage.needs for sought in need.any)


@lru_cache(maxsize=16)
def _only_letters(profile: Profile) -> Profile:
    """Return the profile with nothing but letters among what is needed before a case is closed."""
    stages = (
        replace(stage, needs=tuple(need for need in stage.needs if need.any[0].startswith("letter-sent")))
        for stage in profile.stages
    )
    return replace(profile, stages=tuple(stages))


def _problems(
    seen: CaseView,
    standing: Sequence[Event],
    by_kind: Mapping[EventKind, Sequence[Event]],
    told: Told,
    *,
    held: bool,
) -> Iterator[str]:
    """List what must be on record and is not: why a case waits so long, and the fields of the data set."""
    pathway = seen.decision.detail.get("pathway", "") if seen.decision else ""
    if seen.is_open and (held or pathway == SEPARATE):
        said = (*by_kind.get(EventKind.HELD, ())[-1:], *by_kind.get(EventKind.DELAY_EXPLAINED, ()))
        if not any(each.detail.get(REASON) for each in said):
            yield "no reason for the delay (SAN-18)"
    answers = [told.answers, *(each for _, each in told.joined)]
    yield from blanks(answers, seen, standing, pathway)


def _said(answers: Mapping[str, Any], name: str) -> str:
    value = answers.get(name)
    return value if isinstance(value, str) else ""
