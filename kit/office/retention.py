"""How long the office keeps its cases: what is due for review, what people decide, and holds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks import Event, EventKind
from ..casework.record import view
from ..casework.retention import Facts, Retention, RetentionState, retention
from ..errors import Misuse, Refused
from ..store.audit import Happening, append, note_reading
from ..store.exclusions import hidden_cases
from ..store.office_events import references_of
from ..store.queries import Case, find_case
from ..store.retention import (
    Decision,
    Hold,
    add_decision,
    birth_dates,
    case_ids,
    decisions,
    end_hold,
    holds,
    set_hold,
)
from ..store.tables import Reviewed
from .events import files_of, record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

ALL = "all cases"
"""What the audit chain calls a hold over every case."""

PROPOSED, KEPT = "disposal-proposed", "kept-after-review"
"""Actions in the audit chain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A case, until when it is kept, and what people have decided about that."""

    case: str
    retention: Retention
    decisions: tuple[Decision, ...] = ()

    @property
    def proposal(self) -> Decision | None:
        """The proposal to dispose of it that nobody has taken back since."""
        return self.decisions[-1] if self.decisions and self.decisions[-1].kind is Reviewed.PROPOSE else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewing:
    """All that is read to decide about a case."""

    case: Case
    case_id: UUID
    events: Sequence[Event] = field(repr=False)
    kept: Kept
    profile: Profile = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptList:
    """Cases with until when they are kept; ``hidden`` more are left out, because whoever asks is excluded from them."""

    cases: tuple[Kept, ...] = ()
    hidden: int = 0


def list_kept(office: Office, *, by: date, every: bool = False) -> KeptList:
    """List the cases that are due for review by a day, the longest due first; with ``every`` every case.

    What is on hold is listed too, once its day has come.
    """
    profile, authority = office.home.read_profile(), office.home.authority
    if not (every or profile.retention_rules):
        return KeptList()
    with office.store.reading() as connection:
        files = files_of(connection, office, None)
        ids = case_ids(connection, authority)
        born, decided = birth_dates(connection, authority), decisions(connection, authority)
        held, hidden = bool(holds(connection, authority)), references_of(connection, hidden_cases(connection))
    found = [
        _kept(reference, events, born.get(ids[reference], ()), decided.get(ids[reference], ()), profile, held, by)
        for reference, events in files
    ]
    due = [each for each in found if every or _is_due(each.retention, by)]
    shown = [each for each in due if each.case not in hidden]
    in_order = sorted(shown, key=lambda each: (each.retention.review_on or date.max, each.case))
    return KeptList(cases=tuple(in_order), hidden=len(due) - len(shown))


def list_holds(office: Office) -> tuple[Hold, ...]:
    """List the holds over all cases that are in force."""
    with office.store.reading() as connection:
        return holds(connection, office.home.authority)


def show(office: Office, name: str, *, now: datetime) -> Kept:
    """Say until when a case is kept, and what was decided, with the reasons; note who read it. Raises Refused."""
    with office.store.writing() as connection:
        file = read_for_review(connection, office, name, now)
        note_reading(
            connection, authority=office.home.authority, reference=file.case.reference, actor=office.officer, now=now
        )
    return file.kept


def keep(office: Office, name: str, *, until: date, reason: str, now: datetime) -> Kept:
    """Keep a case on until a day, as was decided at its review; a proposal to dispose of it is taken back by that.

    Raises Refused or Misuse.
    """
    check_reason(reason)
    with office.store.writing() as connection:
        file = read_for_review(connection, office, name, now)
        _refuse_open(file)
        if until <= day_in_england(now):
            raise Misuse(
                f"{_day(until)} is not a day to come", hint="give the day on which it is to be looked at again"
            )
        _decide(connection, office, file, Reviewed.KEEP, until=until, reason=reason, now=now)
        return read_for_review(connection, office, name, now).kept


def propose(office: Office, name: str, *, reason: str, now: datetime) -> Kept:
    """Propose to dispose of a case whose review is due. Somebody else has to do it. Raises Refused or Misuse."""
    check_reason(reason)
    with office.store.writing() as connection:
        file = read_for_review(connection, office, name, now)
        refuse_not_due(file, office)
        _decide(connection, office, file, Reviewed.PROPOSE, reason=reason, now=now)
        return read_for_review(connection, office, name, now).kept


def hold(office: Office, name: str, *, reason: str, now: datetime) -> str:
    """Say that a case must be kept until further notice, and return its reference. Raises Refused or Misuse."""
    return _change_hold(office, name, reason=reason, is_held=False, now=now)


def unhold(office: Office, name: str, *, reason: str, now: datetime) -> str:
    """Say that a case need no longer be kept for that reason, and return its reference. Raises Refused or Misuse."""
    return _change_hold(office, name, reason=reason, is_held=True, now=now)


def hold_all(office: Office, *, reason: str, now: datetime) -> int:
    """Begin a hold over every case, as an inquiry asks for it, and return its number. Raises Misuse."""
    check_reason(reason)
    with office.store.writing() as connection:
        authority, actor = office.home.authority, office.officer
        number = set_hold(connection, authority, reason=reason, actor=actor, now=now)
        noted = Happening(action="hold-set", subject=ALL, detail={"number": number, **hash_of(reason)})
        append(connection, [noted], authority=authority, actor=actor, now=now)
    return number


def unhold_all(office: Office, *, number: int | None, reason: str, now: datetime) -> int:
    """End a hold over every case, and return its number. Raises Refused or Misuse."""
    check_reason(reason)
    with office.store.writing() as connection:
        authority, actor = office.home.authority, office.officer
        there = [each.number for each in holds(connection, authority)]
        if not there or (number is not None and number not in there):
            raise Refused("there is no such hold over all cases", hint="lado retention list names those in force")
        if number is None and len(there) > 1:
            raise Misuse(
                f"{len(there)} holds are in force", hint=f"say which with --number: {', '.join(map(str, there))}"
            )
        ended = there[0] if number is None else number
        end_hold(connection, authority, ended, reason=reason, actor=actor, now=now)
        noted = Happening(action="hold-ended", subject=ALL, detail={"number": ended, **hash_of(reason)})
        append(connection, [noted], authority=authority, actor=actor, now=now)
    return ended


def in_words(found: Retention) -> str:
    """Say why a record is kept until then: the rule, what it is counted from, and what was not known."""
    match found.state:
        case RetentionState.OPEN:
            return "the case is not closed"
        case RetentionState.NO_PERIOD:
            return "no period is set: it is kept"
    if found.rule is None or found.counted_from is None:
        return "no period is set"
    counted_from = f"{found.rule.counted_from}, {_day(found.counted_from)}"
    return "; ".join((f"{found.rule.label}: {found.rule.months} months from {counted_from}", *found.doubts))


def read_for_review(connection: Connection, office: Office, name: str, now: datetime) -> Reviewing:
    """Read all that is needed to decide about a case. Raises Refused."""
    authority, profile = office.home.authority, office.home.read_profile()
    case = find_case(connection, name, authority=authority)
    if case.case_id is None:
        raise Refused("this waits for its case", hint="put it into a case with lado case join")
    ((_, events),) = files_of(connection, office, case.case_id)
    kept = _kept(
        case.reference,
        events,
        birth_dates(connection, authority, case.case_id).get(case.case_id, ()),
        decisions(connection, authority, case.case_id).get(case.case_id, ()),
        profile,
        bool(holds(connection, authority)),
        day_in_england(now),
    )
    return Reviewing(case=case, case_id=case.case_id, events=events, kept=kept, profile=profile)


def _kept(
    reference: str,
    events: Sequence[Event],
    born: Sequence[str | None],
    decided: Sequence[Decision],
    profile: Profile,
    is_held_for_all: bool,
    today: date,
) -> Kept:
    until = next((each.until for each in reversed(decided) if each.kind is Reviewed.KEEP), None)
    facts = Facts(events=events, birth_dates=born, kept_until=until, is_held_for_all=is_held_for_all)
    return Kept(case=reference, retention=retention(facts, profile, today), decisions=tuple(decided))


def _is_due(found: Retention, by: date) -> bool:
    return found.review_on is not None and found.review_on <= by


def _decide(
    connection: Connection,
    office: Office,
    file: Reviewing,
    kind: Reviewed,
    *,
    reason: str,
    now: datetime,
    until: date | None = None,
) -> None:
    authority, actor = office.home.authority, office.officer
    add_decision(connection, file.case_id, kind, authority=authority, reason=reason, until=until, actor=actor, now=now)
    rule = file.kept.retention.rule
    detail = hash_of(reason) | ({"until": until.isoformat()} if until else {}) | ({"rule": rule.key} if rule else {})
    action = PROPOSED if kind is Reviewed.PROPOSE else KEPT
    append(
        connection,
        [Happening(action=action, subject=file.case.reference, detail=detail)],
        authority=authority,
        actor=actor,
        now=now,
    )


def _refuse_open(file: Reviewing) -> None:
    if file.kept.retention.state is RetentionState.OPEN:
        raise Refused(
            f"{file.case.reference} is not closed",
            hint=f"close it first: lado case event {file.case.reference} closed; how long it is kept counts from then",
        )


def refuse_not_due(file: Reviewing, office: Office) -> None:
    """Refuse to dispose of a case before its review is due. Raises Refused."""
    _refuse_open(file)
    for each in file.case.duplicates:
        if each.state.value == "confirmed" and each.case == file.case.reference:
            raise Refused(f"{each.case} is a duplicate of {each.of}", hint=f"it goes with that: give {each.of}")
    found = file.kept.retention
    match found.state:
        case RetentionState.ON_HOLD:
            raise Refused(
                f"{file.case.reference} is on hold and must be kept",
                hint="lado retention unhold ends a hold, once whoever asked for it says so",
            )
        case RetentionState.NO_PERIOD:
            raise Refused(
                f"no period is set for {file.case.reference}: it is kept",
                hint=f"a period is set with [[retention]] in {office.home.profile_file.name}: docs/retention.md",
            )
        case RetentionState.RUNNING | RetentionState.KEPT_ON if found.review_on:
            raise Refused(
                f"{file.case.reference} is to be kept until {_day(found.review_on)}",
                hint="its review is due then; lado retention show says by which rule",
            )


def _change_hold(office: Office, name: str, *, reason: str, is_held: bool, now: datetime) -> str:
    check_reason(reason)
    with office.store.reading() as connection:
        file = read_for_review(connection, office, name, now)
    reference = file.case.reference
    if view(file.events, file.profile).on_legal_hold is not is_held:
        raise Refused(
            f"{reference} is not on a hold of its own" if is_held else f"{reference} is on hold already",
            hint="lado case events shows since when, and why"
            if not is_held
            else "lado retention list names other holds",
        )
    kind = EventKind.LEGAL_HOLD_ENDED if is_held else EventKind.LEGAL_HOLD_SET
    record(office, name, kind, detail={"reason": reason}, now=now)
    return reference


def check_reason(reason: str) -> None:
    """Refuse to go on without a reason. Raises Misuse."""
    if not reason.strip():
        raise Misuse("a reason is needed", hint='give it with --reason "…"')


def hash_of(reason: str) -> dict[str, str | int]:
    """Return what the audit chain holds of a reason: its hash, because it may name a person."""
    return {"reason_sha256": hashlib.sha256(reason.encode()).hexdigest()}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
