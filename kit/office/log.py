"""The office's own log: putting on record what the service did that belongs to no single case, and reading it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks.doubts import EARLIEST_YEAR
from ..casework.clocks.events import NOT_KNOWN, TIME
from ..casework.log import (
    CASE,
    Counts,
    LogEntry,
    LogKind,
    PlannedAction,
    count,
    fields_of,
    plan_of_year,
    shut_by,
    standing,
)
from ..casework.record import read_fields
from ..casework.worklists import report_year
from ..errors import Misuse
from ..store.exclusions import hidden_cases
from ..store.office_events import OfficeEventRow, office_events, record_office_event, references_of
from ..store.queries import find_case
from .events import read_moment, says_no_time

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """An entry that was recorded, and what looks wrong about it."""

    entry: LogEntry
    doubts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An entry of a list, and those that follow from it. It stands unless it was corrected or withdrawn."""

    entry: LogEntry = field(repr=False)
    stands: bool
    followed_by: tuple[LogEntry, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class LogList:
    """What was asked for of the log: its lines, and what those that stand come to.

    ``hidden`` more are of cases that whoever is working must not open, or follow from what is.
    """

    lines: tuple[Line, ...]
    counts: tuple[Counts, ...]
    hidden: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is asked for of the log. Days are whole days in England, both included; a ``year`` is a reporting year.

    With ``every`` also what was corrected or withdrawn; ``naming`` is a person to be looked for in all that was ever
    written.
    """

    since: date | None = None
    until: date | None = None
    year: int | None = None
    kinds: Collection[LogKind] = ()
    every: bool = False
    naming: str = ""


def record(
    office: Office,
    kind: LogKind,
    *,
    at: str | None = None,
    detail: Mapping[str, str],
    note: str = "",
    corrects: str | None = None,
    now: datetime,
) -> Logged:
    """Put on record what the service did. A correction stands beside what it corrects. Raises Misuse or Refused.

    What a correction does not say again it takes over, the day too.
    """
    profile = office.home.read_profile()
    moment = None if at is None else read_moment(at)
    with office.store.writing() as connection:
        every = read_log(connection, office.home.authority)
        _refuse_shut(connection, office, corrects, every)
        corrected = _corrected(every, corrects, kind)
        told = _whole_detail(connection, office, kind, detail, corrected, every, profile)
        told |= _precision(at, corrected)
        happened_at = moment or (corrected.happened_at if corrected else now)
        number = record_office_event(
            connection, authority=office.home.authority, kind=kind.value, happened_at=happened_at, detail=told,
            note=note, corrects=_first(corrected), actor=office.officer, now=now,
        )  # fmt: skip
    entry = LogEntry(
        number=number, kind=kind, happened_at=happened_at, recorded_at=now, recorded_by=office.officer,
        corrects=_first(corrected), detail=told, note=note,
    )  # fmt: skip
    return Logged(entry=entry, doubts=_doubts(entry, now))


def list_log(office: Office, wanted: Wanted) -> LogList:
    """List what is in the log. Raises Misuse."""
    profile = office.home.read_profile()
    with office.store.reading() as connection:
        every = read_log(connection, office.home.authority)
        shut = _shut(connection, every)
    stands = standing(every)
    listed = _named(every, wanted.naming) if wanted.naming else every if wanted.every else stands
    chosen = [each for each in listed if _is_wanted(each, wanted, profile)]
    shown = [each for each in chosen if each.id not in shut]
    lines = tuple(_lines(shown, [each for each in stands if each.id not in shut]))
    return LogList(
        lines=lines, counts=count(each.entry for each in lines if each.stands), hidden=len(chosen) - len(shown)
    )


def list_plan(office: Office, year: int) -> tuple[PlannedAction, ...]:
    """List what was planned for a reporting year, and how each action stands."""
    profile = office.home.read_profile()
    with office.store.reading() as connection:
        every = read_log(connection, office.home.authority)
        shut = _shut(connection, every)
    return plan_of_year([each for each in standing(every) if each.id not in shut], year, profile)


def read_log(connection: Connection, authority: str) -> tuple[LogEntry, ...]:
    """Return every entry of the log, in the order in which they were recorded."""
    return tuple(_entry(row) for row in office_events(connection, authority))


def _entry(row: OfficeEventRow) -> LogEntry:
    return LogEntry(
        number=row.number,
        kind=LogKind(row.kind),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        corrects=row.corrects,
        detail=row.detail,
        note=row.note,
    )


def _corrected(every: Iterable[LogEntry], corrects: str | None, kind: LogKind) -> LogEntry | None:
    """Return the entry that is to be corrected, as it stands, under the number of what was recorded first."""
    if corrects is None:
        if kind is LogKind.WITHDRAWN:
            raise Misuse("say which entry never happened", hint="give its number with --corrects: lado log list")
        return None
    known = {str(each.number): each for each in every}
    named = known.get(corrects)
    if named is None:
        raise Misuse(f"there is no entry {corrects} in the log", hint="see them with lado log list")
    found = next((each for each in standing(known.values()) if each.id == named.id), None)
    if found is None:
        raise Misuse(f"entry {corrects} was withdrawn", hint="record it anew, as an entry of its own")
    if kind not in (found.kind, LogKind.WITHDRAWN):
        raise Misuse(
            f"entry {corrects} is of the kind {found.kind}",
            hint=f"correct it with lado log add {found.kind}, or take it out with lado log add {LogKind.WITHDRAWN}",
        )
    return found


def _first(corrected: LogEntry | None) -> int | None:
    return int(corrected.id) if corrected else None


def _whole_detail(
    connection: Connection,
    office: Office,
    kind: LogKind,
    given: Mapping[str, str],
    corrected: LogEntry | None,
    every: Iterable[LogEntry],
    profile: Profile,
) -> dict[str, str]:
    kept = {name: value for name, value in corrected.detail.items() if name != TIME} if corrected else {}
    told = read_fields(
        kind, fields_of(kind), given if kind is LogKind.WITHDRAWN else {**kept, **given}, profile,
        standing(every), where="of the log", kinds="lado log kinds",
    )  # fmt: skip
    if CASE in told and told[CASE] != kept.get(CASE):
        case = find_case(connection, told[CASE], authority=office.home.authority)
        told[CASE] = case.subject
    return told


def _precision(at: str | None, corrected: LogEntry | None) -> dict[str, str]:
    is_day = bool(corrected and corrected.is_day) if at is None else says_no_time(at)
    return {TIME: NOT_KNOWN} if is_day else {}


def _doubts(entry: LogEntry, now: datetime) -> tuple[str, ...]:
    day = day_in_england(entry.happened_at)
    if day > day_in_england(now):
        return ("its day has not come yet: it counts from then on",)
    return ("its year is very long ago",) if day.year < EARLIEST_YEAR else ()


def _lines(chosen: Iterable[LogEntry], stands: Iterable[LogEntry]) -> Iterator[Line]:
    in_force, following = set(), defaultdict(list)
    for each in stands:
        in_force.add(each.number)
        following[each.about].append(each)
    for each in chosen:
        yield Line(
            entry=each,
            stands=each.number in in_force,
            followed_by=tuple(following.get(each.id, ())),
        )


def _is_wanted(each: LogEntry, wanted: Wanted, profile: Profile) -> bool:
    day = day_in_england(each.happened_at)
    return (
        (wanted.since is None or day >= wanted.since)
        and (wanted.until is None or day <= wanted.until)
        and (wanted.year is None or report_year(each.happened_at, profile) == wanted.year)
        and (not wanted.kinds or each.kind in wanted.kinds)
    )


def _named(every: Iterable[LogEntry], name: str) -> tuple[LogEntry, ...]:
    """Return every entry that ever was in which somebody of this name may be named."""
    from ..access.mentions import Search, Sought, words_of_name

    search = Search([Sought(key=name, names=(words_of_name(name),))], not_alone=frozenset())
    return tuple(
        each for each in every if any(search.find(text) for text in (each.note, *each.detail.values()) if text)
    )


def _shut(connection: Connection, every: Iterable[LogEntry]) -> Mapping[str, str]:
    """Return the entries of which whoever is working is shown nothing, each with the case that is shut to them."""
    return shut_by(every, references_of(connection, hidden_cases(connection)))


def _refuse_shut(connection: Connection, office: Office, corrects: str | None, every: Iterable[LogEntry]) -> None:
    """Refuse to correct what whoever is working is not shown. Raises Excluded, which is noted."""
    shut = _shut(connection, every)
    for case in {shut[each.id] for each in every if str(each.number) == corrects and each.id in shut}:
        find_case(connection, case, authority=office.home.authority)
