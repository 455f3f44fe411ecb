"""What the service does regularly: how often it was done, what was missed, and the drill of keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from lado_site.profiles import Duty, Profile, add_months, day_in_england

from ..casework.log import LogEntry, LogKind, standing
from ..casework.record.sought import is_sought, read_sought
from ..casework.worklists import Turn, past_turns, turn_of
from ..custody.drill import ACTION, OPENED, SHARES
from ..custody.keys import read_current_roster
from ..encrypt.roster import Officer, Role, Status
from ..errors import Misuse
from ..store.audit import AuditEntry, begun_at, entries_on
from .log import Logged, read_log, record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..home import Home

DUTY_DONE = "duty-done"
"""What the audit chain called something that the service did, before there was a log."""

DRILL = "keys-drill"
DRILL_MONTHS = 12
"""Every key is tried once a year: docs/keys.md."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How often a duty was done in one of its turns."""

    turn: Turn
    times: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyStanding:
    """How a duty stands: in this turn, and in those of the reporting year that are over."""

    duty: Duty
    now: Done
    past: tuple[Done, ...]

    @property
    def is_short(self) -> bool:
        """Tell whether it is still to be done in this turn."""
        return self.now.times < self.duty.times

    @property
    def missed(self) -> tuple[Done, ...]:
        """The turns that are over, and in which it was done too seldom."""
        return tuple(each for each in self.past if each.times < self.duty.times)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drilled:
    """When a key last opened what it must, None for never, and by when it is to be tried."""

    name: str
    last: date | None
    due: date


def note_duty(office: Office, key: str, *, now: datetime) -> Logged:
    """Put on record that a duty was done. Raises Misuse for one that there is not, or where more has to be said."""
    duties = office.home.read_profile().duties
    duty = next((each for each in duties if each.key == key), None)
    if duty is None:
        known = ", ".join(each.key for each in duties) or "the profile names none"
        raise Misuse(f"the profile has no duty {key}", hint=f"it has: {known}")
    done_by = read_sought(_done_by(duty))
    return record(office, LogKind(done_by.kind), detail=dict(done_by.says), now=now)


def duties_standing(
    connection: Connection, authority: str, profile: Profile, *, now: datetime
) -> tuple[DutyStanding, ...]:
    """Say of every duty of an authority how it stands at a moment."""
    entries = standing(read_log(connection, authority))
    begun = begun_at(connection, authority) or now
    noted = entries_on(connection, authority, DUTY_DONE, [_subject(each) for each in profile.duties], until=now)
    return tuple(_standing(each, profile, entries, noted, begun, now) for each in profile.duties)


def drills(connection: Connection, home: Home, *, now: datetime) -> tuple[Drilled, ...]:
    """Say of every key in use, and of the paper shares, when it was last tried and by when it is to be."""
    active = [
        each
        for each in read_current_roster(home, today=day_in_england(now)).roster.officers
        if each.status is Status.ACTIVE
    ]
    names = {_drilled_as(each): each for each in active}
    opened = {
        each.subject: day_in_england(each.at)
        for each in entries_on(connection, home.authority, ACTION, list(names), until=now)
        if each.detail.get("result") == OPENED
    }
    return tuple(
        Drilled(name=name, last=opened.get(name), due=_due(opened.get(name), each.added))
        for name, each in names.items()
    )


def _drilled_as(officer: Officer) -> str:
    return SHARES if officer.role is Role.RECOVERY else officer.name


def _due(last: date | None, added: date) -> date:
    """Return by when a key is to be tried: at once when it is new."""
    return add_months(last, DRILL_MONTHS) if last else added


def _standing(
    duty: Duty,
    profile: Profile,
    entries: Sequence[LogEntry],
    noted: Iterable[AuditEntry],
    begun: datetime,
    now: datetime,
) -> DutyStanding:
    done = [each.happened_at for each in entries if each.happened_at <= now and _is_of(each, duty)]
    done += [each.at for each in noted if each.subject == _subject(duty)]
    days, today = [day_in_england(each) for each in done], day_in_england(now)
    since = min([day_in_england(begun), *days])
    return DutyStanding(
        duty=duty,
        now=_done(turn_of(duty, profile, today), days),
        past=tuple(_done(each, days) for each in past_turns(duty, profile, today, since=since)),
    )


def _done(turn: Turn, days: Collection[date]) -> Done:
    return Done(turn=turn, times=sum(turn.has(each) for each in days))


def _is_of(entry: LogEntry, duty: Duty) -> bool:
    return any(is_sought(entry, each) for each in (_done_by(duty), _said_to_be_done(duty)))


def _done_by(duty: Duty) -> str:
    return duty.done_by or _said_to_be_done(duty)


def _said_to_be_done(duty: Duty) -> str:
    return f"{LogKind.DUTY_DONE}:duty={duty.key}"


def _subject(duty: Duty) -> str:
    return f"duty {duty.key}"
