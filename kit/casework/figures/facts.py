"""What is kept of a case to be counted, beside the row of how it stands: keys and days, and no word that names anybody.

Everything has its day, so that a figure can be asked for any period: what was so at its end, and what happened in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from lado_site.profiles import Choice, Profile, day_in_england

from ..clocks import Clock, Event, EventKind, in_force
from ..clocks.events import ABOUT, YES
from ..record import view
from ..record.oversight import sources
from ..record.standing import of_kind
from ..worklists.state import Told, category_sent, ended_at
from .agencies import OTHER, POLICE, PROSECUTORS, agency_of

EMPLOYER, SECTION_47, STANDARDS = "employer", "s47", "standards-of-care"
PUBLIC, SUSPENDED, PERSONAL = "public", "suspended", "personal"

Span = tuple[date, date | None]
"""From a day to a day; None while it goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFacts:
    """The facts of one case. Texts are keys, "" where nobody has said.

    ``current`` is the category as it is held to be now, ``ended`` the day of the conclusion or closing. ``police`` are
    the times in which the police or the Crown Prosecution Service were waited for, ``deadlines`` who had to do
    something, by when, and on which day it was done.
    """

    source: str = ""
    current: str = ""
    life: str = ""
    historic: str = ""
    basis: str = ""
    restraint: str = ""
    is_expected_long: bool = False
    allegations: int = 0
    investigations: tuple[str, ...] = ()
    ended: date | None = None
    police: tuple[Span, ...] = ()
    suspended: tuple[Span, ...] = ()
    meetings: tuple[tuple[str, date], ...] = ()
    referred: tuple[tuple[str, str, date], ...] = ()
    follow_ups: tuple[date, ...] = ()
    deadlines: tuple[tuple[str, date, date | None], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain values, without those that are empty."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _plain(value) for name, value in found.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> CaseFacts:
        """Read them back."""
        read: dict[str, Any] = dict(said)
        for name, to_value in _READ.items():
            if name in read:
                read[name] = to_value(read[name])
        return cls(**read)


def facts_of_case(
    events: Sequence[Event], told: Told, profile: Profile, running: Iterable[Clock], now: datetime
) -> CaseFacts:
    """Work out the facts of a case at a moment, of its events, its answers and its clocks."""
    standing = tuple(each for each in in_force(events) if each.happened_at <= now)
    case = view(standing, profile)
    of = _Record(standing, told)
    ended = ended_at(case, of.by_kind)
    allegation = case.allegations[0].allegation.detail if case.allegations else {}
    return CaseFacts(
        source=_source(of, sources(profile)),
        current=allegation.get("category", "") or category_sent(told),
        life=allegation.get("life", "") or _LIVES.get(of.said("concern_setting"), ""),
        historic=allegation.get("historic", "") or of.said("historic"),
        basis=of.said("work_basis"),
        restraint=of.said("restraint"),
        is_expected_long=_is_expected_long(of),
        allegations=len(case.allegations),
        investigations=tuple(_investigations(of)),
        ended=day_in_england(ended) if ended else None,
        police=_merged(_police(of)),
        suspended=_merged(_suspended(standing, ended)),
        meetings=tuple(_meetings(standing)),
        referred=tuple(
            (each.detail.get("body", ""), each.detail.get("by", ""), _said_day(each)) for each in case.referred_on
        ),
        follow_ups=tuple(day_in_england(each.happened_at) for each in of.all(*_FOLLOW_UPS)),
        deadlines=(*_clock_deadlines(running), *_action_deadlines(of)),
    )


def _said_day(event: Event) -> date:
    """Return the day that an entry itself names, else the one on which it stands."""
    on = event.detail.get("on")
    return date.fromisoformat(on) if on else day_in_england(event.happened_at)


class _Record:
    """The events in force by kind, and what the submissions say: what opened the case before what joined it."""

    def __init__(self, standing: Sequence[Event], told: Told) -> None:
        self.standing = standing
        self.by_kind: dict[EventKind, list[Event]] = {}
        for each in standing:
            self.by_kind.setdefault(each.kind, []).append(each)
        self._answers = (told.answers, *(answers for _, answers in told.joined))

    def said(self, name: str) -> str:
        return next((value for each in self._answers if isinstance(value := each.get(name), str) and value), "")

    def all(self, *kinds: EventKind) -> list[Event]:
        return of_kind(self.standing, *kinds)

    def last(self, kind: EventKind) -> Mapping[str, str]:
        return self.by_kind[kind][-1].detail if kind in self.by_kind else {}


_LIVES = {"work": "work", "personal-life": PERSONAL, "both": "both"}
_FOLLOW_UPS = (
    EventKind.FOLLOWED_UP, EventKind.ADVICE_CONFIRMED, EventKind.MONITORED, EventKind.UPDATE_MADE, EventKind.LIAISED,
    EventKind.CHALLENGED, EventKind.PASSED_BACK, EventKind.INVESTIGATION_GUIDED,
)  # fmt: skip
"""What is still to be done after the first contact of a consultation (BRO-63)."""

_KINDS_OF_MEETING = {
    EventKind.POLICE_DISCUSSION_HELD: "lado-police",
    EventKind.STRATEGY_DISCUSSION_HELD: "child-protection",
    EventKind.PROFESSIONALS_DISCUSSION_HELD: "professionals",
    EventKind.MEETING_HELD: "lado-led",
    EventKind.OUTCOME_MEETING_HELD: "outcome",
    EventKind.EVALUATION_MEETING_HELD: "evaluation",
    EventKind.REVIEW_HELD: "review",
}


def _source(of: _Record, known: Sequence[Choice]) -> str:
    """Return the agency that a case came from: as somebody said, else as the answers tell.

    Whoever writes for the adult's own employer comes from its sector.
    """
    said = of.last(EventKind.SOURCE_SET).get("agency", "")
    if said:
        return said
    if named := of.said("source"):
        return _known_source(named, known)
    if of.said("referrer_kind") == PUBLIC:
        return PUBLIC
    organisation, employer = of.said("referrer_organisation"), of.said("employer_name")
    return of.said("work_sector") if employer and _alike(organisation) == _alike(employer) else ""


def _known_source(named: str, known: Sequence[Choice]) -> str:
    """Return the agency that a free text of an earlier record names, and never the text: it may name a person."""
    words = (_alike(named), _alike(named).replace(" ", "-"))
    own = (each.key for each in known if each.key in words or _alike(each.label) in words)
    kind = agency_of(named)
    return next(own, kind if kind in {each.key for each in known} else OTHER)


def _alike(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_expected_long(of: _Record) -> bool:
    return of.last(EventKind.EXPECTED_LONG_SET).get("why", "no") != "no"


def _investigations(of: _Record) -> Iterable[str]:
    decided = of.last(EventKind.POLICE_DECIDED).get("decision") == "investigate"
    if EventKind.POLICE_INVESTIGATION_STARTED in of.by_kind or decided:
        yield POLICE
    if EventKind.S47_STARTED in of.by_kind or of.last(EventKind.S47_DECIDED).get("agreed") == YES:
        yield SECTION_47
    if EventKind.INTERNAL_INVESTIGATION_STARTED in of.by_kind:
        yield EMPLOYER
    if EventKind.STANDARDS_OF_CARE_STARTED in of.by_kind:
        yield STANDARDS


def _police(of: _Record) -> Iterable[Span]:
    """Yield the times in which the police or the prosecutors were waited for.

    A hold that waits for the police is over when their investigation is, whether or not somebody ended the hold too.
    """
    ended, over = EventKind.POLICE_INVESTIGATION_ENDED, EventKind.HOLD_ENDED
    yield from _spans(of.standing, lambda each: each.kind is EventKind.POLICE_INVESTIGATION_STARTED, ended)
    yield from _spans(of.standing, lambda each: _waited_for(each) == POLICE, over, ended)
    yield from _spans(of.standing, lambda each: _waited_for(each) == PROSECUTORS, over)


def _waited_for(event: Event) -> str:
    """Return whom an entry says that the case is held up for, "" where it says nothing of the kind."""
    if event.kind is not EventKind.HELD:
        return ""
    return event.detail.get("waits-for") or agency_of(event.detail.get("agency", ""))


def _spans(
    standing: Iterable[Event], begins: Callable[[Event], bool], end: EventKind, *others: EventKind
) -> Iterable[Span]:
    """Yield the times from an event that begins one to that which ends it, or the case.

    An end that names what it is about ends that alone.
    """
    since: dict[str, date] = {}
    for each in standing:
        day = day_in_england(each.happened_at)
        if begins(each):
            since[each.id] = day
        elif each.kind in (end, *others, EventKind.CONCLUDED, EventKind.CLOSED):
            about = each.detail.get(ABOUT) if each.kind is end else None
            for started in [about] if about else list(since):
                if started in since:
                    yield since.pop(started), day
    yield from ((day, None) for day in since.values())


def _suspended(standing: Iterable[Event], ended: datetime | None) -> Iterable[Span]:
    since: date | None = None
    for each in standing:
        if each.kind not in (EventKind.INTERIM_SET, EventKind.INTERIM_ENDED):
            continue
        day = day_in_england(each.happened_at)
        if each.kind is EventKind.INTERIM_SET and each.detail.get("what") == SUSPENDED:
            since = since or day
            until = each.detail.get("until")
            if until:
                yield since, max(since, date.fromisoformat(until))
                since = None
        elif since:
            yield since, day
            since = None
    if since:
        yield since, max(since, day_in_england(ended)) if ended else None


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put times that overlap together, so that no day counts twice."""
    found: list[Span] = []
    for first, last in sorted(spans, key=lambda each: (each[0], each[1] or date.max)):
        if found and (found[-1][1] is None or first <= found[-1][1]):
            before = found[-1][1]
            found[-1] = (found[-1][0], None if before is None or last is None else max(before, last))
        else:
            found.append((first, last))
    return tuple(found)


def _meetings(standing: Iterable[Event]) -> Iterable[tuple[str, date]]:
    for each in standing:
        if each.kind in _KINDS_OF_MEETING:
            named = each.detail.get("meeting", "") if each.kind is EventKind.MEETING_HELD else ""
            yield named or _KINDS_OF_MEETING[each.kind], day_in_england(each.happened_at)


def _clock_deadlines(running: Iterable[Clock]) -> Iterable[tuple[str, date, date | None]]:
    """Yield the steps that somebody had to do by a day. How soon whole cases should end is counted elsewhere."""
    for each in running:
        was_stopped_in_time = each.stopped_at and each.ends and each.stopped_at <= each.ends
        if each.ends and not each.aim and not was_stopped_in_time:
            done = day_in_england(each.met_at) if each.met_at else None
            yield agency_of(each.responsible), day_in_england(each.ends), done


def _action_deadlines(of: _Record) -> Iterable[tuple[str, date, date | None]]:
    done = {each.detail.get(ABOUT): day_in_england(each.happened_at) for each in of.all(EventKind.ACTION_DONE)}
    for each in of.all(EventKind.ACTION_AGREED):
        if each.detail.get("by"):
            yield agency_of(each.detail.get("owner", "")), date.fromisoformat(each.detail["by"]), done.get(each.id)


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
    return value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read_spans(said: Any) -> tuple[Span, ...]:
    return tuple((date.fromisoformat(first), _day(last)) for first, last in said)


_READ: Mapping[str, Any] = {
    "investigations": tuple,
    "ended": _day,
    "police": _read_spans,
    "suspended": _read_spans,
    "meetings": lambda said: tuple((kind, date.fromisoformat(day)) for kind, day in said),
    "referred": lambda said: tuple((body, by, date.fromisoformat(day)) for body, by, day in said),
    "follow_ups": lambda said: tuple(map(date.fromisoformat, said)),
    "deadlines": lambda said: tuple((who, date.fromisoformat(due), _day(done)) for who, due, done in said),
}
