"""What happened in the office's cases: reading it, recording it, and how a case stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.forms.typed import read_date, split_date
from lado_site.profiles import LONDON, Calendar, Profile

from ..casework.clocks import (
    Change,
    Clock,
    Doubt,
    Event,
    EventKind,
    State,
    clocks,
    doubts,
    history,
    in_force,
)
from ..casework.clocks.arriving import Arrived, events_told
from ..casework.clocks.events import NOT_KNOWN, TIME, first_recorded, last_recorded
from ..casework.record import MEANT, CaseView, NextStep, meant, missing, next_steps, read_entry, view
from ..casework.record.corrections import WAS
from ..errors import Misuse, Refused
from ..store.audit import note_reading
from ..store.events import Arrival, EventRow, arrivals, events_of, last_number, record_event
from ..store.queries import Case, find_case
from .crossing import AGAINST, Crossed, crossing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

OVERRIDE = "override"
"""Under this name an event says why it stands though something is missing."""


_CLOCK = re.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME_OF_DAY = re.compile("T[0-9]|:")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseEvents:
    """Everything that happened in a case: all entries, those in force, what looks wrong, and what was believed when."""

    case: str
    events: tuple[Event, ...]
    standing: tuple[Event, ...]
    doubts: tuple[Doubt, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """An event that was recorded, what looks wrong about it, the clocks that it changed, and what it brings about.

    ``filled_in`` are the fields of it that nobody said: the authority's settings did.
    """

    case: str
    event: Event
    doubts: tuple[Doubt, ...]
    changed: tuple[Clock, ...]
    next_steps: tuple[NextStep, ...] = ()
    filled_in: tuple[str, ...] = ()


def standing_of(connection: Connection, office: Office, case: Case) -> CaseView:
    """Return how a case stands."""
    return view(_events(connection, office, case), office.home.read_profile())


def list_events(office: Office, name: str, *, now: datetime) -> CaseEvents:
    """List what happened in a case, and note who read it. Raises Refused."""
    profile = office.home.read_profile()
    with office.store.writing() as connection:
        case = a_case(connection, office, name)
        events = _events(connection, office, case)
        note_reading(
            connection, authority=case.authority, reference=case.reference, actor=office.officer, now=now,
            events=_last(connection, case),
        )  # fmt: skip
    return CaseEvents(
        case=case.reference,
        events=events,
        standing=in_force(events),
        doubts=doubts(events, now),
        changes=history(events, profile, Calendar.of(profile), now),
    )


def record(
    office: Office,
    name: str,
    kind: EventKind,
    *,
    at: str | None = None,
    detail: Mapping[str, str],
    note: str = "",
    corrects: str | None = None,
    override: str = "",
    seen: int | None = None,
    now: datetime,
) -> Recorded:
    """Record what happened in a case. What looks wrong is kept and said. Raises Refused, Crossed or Misuse.

    Where the authority's procedure asks for more before this, it is refused, unless ``override`` says why it stands;
    and where somebody else said something of the same fact meanwhile, unless ``seen`` is at least the number of that.
    """
    happened_at = now if at is None else read_moment(at)
    profile = office.home.read_profile()
    with office.store.writing() as connection:
        case = a_case(connection, office, name)
        before = _events(connection, office, case)
        _refuse_fact(kind, corrects, before)
        said = {**_kept_of(kind, corrects, before), **detail}
        told = read_entry(kind, said, profile, before, before=_by_then(before, happened_at))
        event = Event(
            id=str(_last(connection, case) + 1),
            kind=kind,
            happened_at=happened_at,
            recorded_at=after_what_it_corrects(now, corrects, before),
            recorded_by=office.officer,
            corrects=corrects,
            detail=told | _refuse_incomplete(kind, told, override.strip(), before, profile) | _precision(at),
            note=note,
        )
        crossed = crossing(connection, office, case, event, before, seen=seen)
        if crossed.unseen:  # whose author is about to read it
            note_reading(connection, authority=case.authority, reference=case.reference, actor=office.officer, now=now)
        else:
            event = replace(event, detail={**event.detail, **crossed.noted, **meant(kind, told, profile)})
            recorded = _recorded(case, before, event, profile, now)
            _refuse_late_without_reason(_changed_by_then(recorded, before, profile, now))
            _write(connection, case, event, now=now)
    if crossed.unseen:
        raise Crossed(case.reference, event, crossed.unseen)
    return replace(recorded, filled_in=tuple(name for name in told if name not in said))


def _recorded(case: Case, before: tuple[Event, ...], event: Event, profile: Profile, now: datetime) -> Recorded:
    """Say what a new entry comes to."""
    after = (*before, event)
    own = {event.id, first_recorded(event, after)}
    return Recorded(
        case=case.reference,
        event=event,
        doubts=tuple(each for each in doubts(after, now) if each.event in own),
        changed=_changed(before, event, profile, now),
        next_steps=_brought_about(before, after, profile, now),
    )


def read_moment(text: str) -> datetime:
    """Read a time as it is typed: ISO 8601, or a day as people write it, with a time of day or without.

    Without an offset it is what the clock on the wall in England shows. Raises Misuse for what is no time, what that
    clock never showed, and what it showed twice.
    """
    if not text.strip():  # as a variable of a script may be: it must not pass for now
        raise Misuse("the date is empty", hint="write it like 2026-05-03, or leave the option out for “now”")
    try:
        moment = datetime.fromisoformat(_as_iso(text))
    except ValueError:
        raise Misuse(
            f"{text} is not a date and time",
            hint="write it like 2026-05-03T14:30 or 3/5/2026 14:30, or without the time for the day alone",
        ) from None
    if not 2 <= moment.year <= 9998:
        raise Misuse(f"no calendar here goes to the year {moment.year}", hint="check the year")
    if moment.tzinfo is not None:
        return moment
    local = moment.replace(tzinfo=LONDON)
    earlier, later = local.utcoffset(), local.replace(fold=1).utcoffset()
    if earlier == later:
        return local
    assert earlier is not None
    assert later is not None
    if earlier < later:
        raise Misuse(f"{text} was on no clock: the clocks went forward", hint="say the time before or after the change")
    raise Misuse(
        f"{text} was on the clock twice: the clocks went back",
        hint=f"add the offset: {local:%Y-%m-%dT%H:%M}+01:00 for summer time, or +00:00 for after the change",
    )


def says_no_time(text: str) -> bool:
    """Tell whether somebody typed a day alone."""
    return not _TIME_OF_DAY.search(text)


def _as_iso(text: str) -> str:
    """Return “3/5/2026 14:30” and “3 May 2026” as ISO 8601; anything else as it is."""
    day, _, time = text.strip().rpartition(" ")
    if not _CLOCK.fullmatch(time):
        day, time = text, ""
    read = read_date(*split_date(day))
    if not _DAY.fullmatch(read):
        return text
    return f"{read}T{time:0>5}" if time else read


def a_case(connection: Connection, office: Office, name: str) -> Case:
    """Find a case, and not what still waits for one. Raises Refused."""
    case = find_case(connection, name, authority=office.home.authority)
    if case.case_id is None:
        raise Refused("this waits for its case, and has no clocks", hint="put it into a case with lado case join")
    return case


def files_of(connection: Connection, office: Office, case_id: UUID | None) -> list[tuple[str, tuple[Event, ...]]]:
    """Return the reference of one case, or of every case that counts, and everything that happened in it."""
    authority = office.home.authority
    rows = events_of(connection, authority, case_id)
    arrived: dict[tuple[UUID, str], list[Arrival]] = {}
    for each in arrivals(connection, authority, case_id):
        arrived.setdefault((each.case_id, each.reference), []).append(each)
    return [(reference, _file(came, rows.get(id_, ()))) for (id_, reference), came in arrived.items()]


def files_by_case(
    connection: Connection, authority: str, case_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Event, ...]]:
    """Return everything that happened in each of these cases."""
    rows = events_of(connection, authority, case_ids)
    arrived: dict[UUID, list[Arrival]] = {}
    for each in arrivals(connection, authority, case_ids):
        arrived.setdefault(each.case_id, []).append(each)
    return {id_: _file(came, rows.get(id_, ())) for id_, came in arrived.items()}


def _events(connection: Connection, office: Office, case: Case) -> tuple[Event, ...]:
    ((_, events),) = files_of(connection, office, case.case_id)
    return events


def _file(came: Iterable[Arrival], rows: Sequence[EventRow]) -> tuple[Event, ...]:
    recorded = tuple(map(_event, rows))
    return *_told(came, gone_from(recorded)), *recorded


def gone_from(events: Iterable[Event]) -> frozenset[str]:
    """Return the ids under which what was taken out of a case told that it had arrived."""
    return frozenset(each.detail[WAS] for each in events if each.kind is EventKind.JOINING_UNDONE)


def _told(came: Iterable[Arrival], gone: Collection[str]) -> tuple[Event, ...]:
    return events_told(
        [
            Arrived(
                form=each.form_name,
                is_opening=each.is_opening,
                sealed_at=each.sealed_at,
                imported_at=each.imported_at,
                imported_by=each.imported_by,
                became_aware=each.became_aware,
                basis=each.basis,
                answers=each.answers,
            )
            for each in came
        ],
        gone,
    )


def _event(row: EventRow) -> Event:
    return Event(
        id=str(row.number),
        kind=EventKind(row.kind),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        corrects=row.corrects,
        detail=row.detail,
        note=row.note,
    )


def _last(connection: Connection, case: Case) -> int:
    return last_number(connection, case.case_id) if case.case_id else 0


def after_what_it_corrects(now: datetime, corrects: str | None, events: Sequence[Event]) -> datetime:
    """Return when an entry counts as recorded: not before what it corrects, whatever the clocks of two PCs show."""
    corrected = next((each for each in events if each.id == corrects), None)
    return max(now, last_recorded(events)[first_recorded(corrected, events)].recorded_at) if corrected else now


def _write(connection: Connection, case: Case, event: Event, *, now: datetime) -> None:
    assert case.case_id
    record_event(
        connection, authority=case.authority, case_id=case.case_id, reference=case.reference, kind=event.kind.value,
        happened_at=event.happened_at, recorded_at=event.recorded_at, detail=event.detail, note=event.note,
        corrects=event.corrects, actor=event.recorded_by, now=now,
    )  # fmt: skip


_NOT_TAKEN_OVER = (TIME, OVERRIDE, AGAINST, MEANT)


def _precision(at: str | None) -> dict[str, str]:
    return {TIME: NOT_KNOWN} if at is not None and says_no_time(at) else {}


def _kept_of(kind: EventKind, corrects: str | None, events: Sequence[Event]) -> dict[str, str]:
    """Return what a correction says too, unless it says otherwise: what it corrects did. Raises Misuse."""
    # Nothing corrects None, which each entry that corrects nothing has there.
    earlier = next((each for each in reversed(events) if corrects and corrects in (each.id, each.corrects)), None)
    if corrects and earlier is None:
        raise Misuse(f"there is no event {corrects} in this case", hint="see them with lado case events")
    if earlier is None or earlier.kind is not kind:
        return {}
    return {name: value for name, value in earlier.detail.items() if name not in _NOT_TAKEN_OVER}


def _refuse_fact(kind: EventKind, corrects: str | None, events: Iterable[Event]) -> None:
    """Keep the same what an entry tells and the rows that it tells of. Raises Refused."""
    corrected = {each.id: each.kind for each in events}.get(corrects or "")
    own = next((_OWN_COMMAND[each] for each in (kind, corrected) if each in _OWN_COMMAND), None)
    if own:
        what, command = own
        raise Refused(f"{what} with a command of its own: an event alone would not change it", hint=f"use {command}")


_OWN_COMMAND = {
    EventKind.FACT_CORRECTED: ("a fact is put right, and put back,", "lado case correct"),
    EventKind.ADULT_ADDED: ("an adult is put on record, and taken off,", "lado case adult"),
    EventKind.JOINING_UNDONE: ("what joined a case is taken out", "lado case join --undo"),
}


def _by_then(events: Iterable[Event], moment: datetime) -> tuple[Event, ...]:
    """Return what stands of what had happened by a moment."""
    return tuple(each for each in in_force(events) if each.happened_at <= moment)


def _refuse_incomplete(
    kind: EventKind, told: Mapping[str, str], override: str, events: tuple[Event, ...], profile: Profile
) -> dict[str, str]:
    """Return why an event stands though something is missing, if it is. Raises Refused where nobody says why."""
    lacking = missing(kind, told, profile, in_force(events))
    if lacking and not override:
        listed = "; ".join(f"{each.what} ({each.requirement})" for each in lacking)
        typed = "; ".join(dict.fromkeys(each.typed for each in lacking))
        raise Refused(
            f"not on record yet: {listed}",
            hint=f"record it first: {typed}; or say with --override why it may stand all the same, which stays visible",
        )
    return {OVERRIDE: override} if lacking else {}


def _changed(before: tuple[Event, ...], event: Event, profile: Profile, now: datetime) -> tuple[Clock, ...]:
    calendar = Calendar.of(profile)
    known = set(clocks(before, profile, calendar, now))
    return tuple(each for each in clocks((*before, event), profile, calendar, now) if each not in known)


def _changed_by_then(
    recorded: Recorded, before: tuple[Event, ...], profile: Profile, now: datetime
) -> tuple[Clock, ...]:
    """Return the clocks that an event changes as they will be once it has happened."""
    event = recorded.event
    return recorded.changed if event.happened_at <= now else _changed(before, event, profile, event.happened_at)


def _brought_about(
    before: Iterable[Event], after: Iterable[Event], profile: Profile, now: datetime
) -> tuple[NextStep, ...]:
    """Return what is to be done next that was not to be done, or was by another entry."""
    known = {(each.key, each.because.id) for each in next_steps(_by_then(before, now), profile)}
    return tuple(each for each in next_steps(_by_then(after, now), profile) if (each.key, each.because.id) not in known)


def _refuse_late_without_reason(changed: tuple[Clock, ...]) -> None:
    for clock in changed:
        if clock.reason_if_late and clock.state is State.LATE and clock.met_at and clock.due_on:
            raise Refused(
                f"{clock.id} was due on {clock.due_on.day} {clock.due_on:%B %Y}, and there is no reason why it is late",
                hint="say why with --reason",
            )
