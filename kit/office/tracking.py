"""The lists by which a service is watched over: exceptions, actions and minutes of meetings, open investigations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.profiles import Calendar, Profile, day_in_england

from ..casework.clocks import Clock, Event, EventKind, clocks, in_force, limits
from ..casework.figures import Kind, counted_kind
from ..casework.figures.cases import CLAIMED, is_long
from ..casework.record import view
from ..casework.record.fields import day_in_words
from ..casework.record.standing import of_kind
from ..casework.worklists import AGREED_ACTION, action_ends
from ..store.counting import cases_with_events, open_with_facts
from ..store.projection import ROWS
from .events import files_by_case

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """One line about a case: what is to be seen, and by when something is due, if anything is."""

    case_id: UUID
    case: str
    what: str = field(repr=False)
    ends: datetime | None = None
    is_late: bool = False


def exceptions(connection: Connection, authority: str, profile: Profile, now: datetime) -> Iterator[Watched]:
    """Yield the open cases that are not as they should be: a limit is over, too old, or something is not on record.

    What was said to take long is not too old by itself (WAN-63).
    """
    tasks = _tasks(profile)
    for row in open_with_facts(connection, authority):
        due = row["next_due_at"]
        said = [
            *([f"late: {tasks.get(row['next_clock'], row['next_clock'])}"] if due and due < now else []),
            *([f"open for {_age(row, now)} days"] if _is_drifting(row, now) else []),
            *([row["problems"]] if row["problems"] else []),
        ]
        if said:
            is_late = bool(due and due < now)
            yield Watched(
                case_id=row["case_id"],
                case=row["reference"],
                what="; ".join(said),
                ends=due if is_late else None,
                is_late=is_late,
            )


def investigations(connection: Connection, authority: str, profile: Profile, now: datetime) -> Iterator[Watched]:
    """Yield every open referral with its age, where it is, and its next step, the oldest first."""
    tasks = _tasks(profile)
    labels = {each.key: each.label for each in profile.pathways}
    for row in sorted(open_with_facts(connection, authority), key=lambda each: each["received_at"]):
        if counted_kind(row["pathway"], CLAIMED[row["met"]], profile) is not Kind.REFERRAL:
            continue
        long = ", expected to take long" if row["facts"].get("is_expected_long") else ""
        said = [
            f"{_age(row, now)} days old{long}",
            labels.get(row["pathway"], row["pathway"]),
            *([f"waits for {row['waits_for']}"] if row["waits_for"] else []),
            f"next: {tasks.get(row['next_clock'], row['next_clock'])}" if row["next_clock"] else "no next step is set",
        ]
        due = row["next_due_at"]
        yield Watched(
            case_id=row["case_id"],
            case=row["reference"],
            what="; ".join(filter(None, said)),
            ends=due,
            is_late=bool(due and due < now),
        )


def meeting_actions(connection: Connection, authority: str, profile: Profile, now: datetime) -> Iterator[Watched]:
    """Yield every open action and every set of minutes of the open cases, with the days due and sent (WAN-68)."""
    kinds = [each.value for each in (EventKind.MEETING_HELD, EventKind.MINUTES_SENT, EventKind.ACTION_AGREED)]
    cases = cases_with_events(connection, authority, kinds)
    calendar = Calendar.of(profile)
    for start in range(0, len(cases), ROWS):
        some = dict(cases[start : start + ROWS])
        for case_id, events in files_by_case(connection, authority, list(some)).items():
            standing = tuple(each for each in in_force(events) if each.happened_at <= now)
            for what, ends, is_late in (
                *_open_actions(standing, profile, now),
                *_minutes(standing, clocks(events, profile, calendar, now), profile, now),
            ):
                yield Watched(case_id=case_id, case=some[case_id], what=what, ends=ends, is_late=is_late)


Line = tuple[str, datetime | None, bool]


def _open_actions(standing: Sequence[Event], profile: Profile, now: datetime) -> Iterator[Line]:
    for each in view(standing, profile).open_actions:
        owner = each.detail.get("owner", "")
        ends = action_ends(each)
        yield f"action: {each.detail.get('action', '')} ({owner})", ends, bool(ends and ends < now)


def _minutes(standing: Sequence[Event], running: Sequence[Clock], profile: Profile, now: datetime) -> Iterator[Line]:
    """Yield the minutes of each meeting: when they are due by the authority's limit, and when they were sent."""
    keys = {each.key for each in limits(profile) if EventKind.MINUTES_SENT in each.done}
    sent = of_kind(standing, EventKind.MINUTES_SENT)
    for meeting in of_kind(standing, EventKind.MEETING_HELD):
        clock = next((each for each in running if each.id in keys and each.started_by == meeting.id), None)
        done = (
            clock.met_at if clock else next((x.happened_at for x in sent if x.happened_at >= meeting.happened_at), None)
        )
        ends = clock.ends if clock else None
        said = f"sent {day_in_words(day_in_england(done).isoformat())}" if done else "not sent"
        held = day_in_words(day_in_england(meeting.happened_at).isoformat())
        yield f"minutes of the meeting on {held}: {said}", ends, bool(ends and ends < (done or now))


def _tasks(profile: Profile) -> dict[str, str]:
    own = {each.key: each.task for each in limits(profile)} | {each.key: each.task for each in profile.follow_ups}
    return own | {AGREED_ACTION: "Do what was agreed"}


def _age(row: Any, now: datetime) -> int:
    return (day_in_england(now) - day_in_england(row["received_at"])).days


def _is_drifting(row: Any, now: datetime) -> bool:
    is_old = is_long(day_in_england(row["received_at"]), day_in_england(now))
    return is_old and not row["facts"].get("is_expected_long")
