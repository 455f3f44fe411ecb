"""Entries of one kind across all cases, and what of a case is given out: to the child's own file, to the employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ..casework.clocks import Event, EventKind, in_force
from ..casework.record import fields_of
from ..casework.record.advice_note import AdviceNote, advice_note
from ..casework.record.extract import ChildExtract, extract_for_child
from ..casework.record.sought import is_said
from ..casework.record.standing import closing_of, of_kind
from ..errors import Misuse, Refused
from ..store.audit import READ, Happening, append
from ..store.events import cases_with_entries
from ..store.exclusions import hidden_cases
from ..store.projection import ROWS, counting_cases
from ..store.queries import Case
from .events import a_case, files_by_case, files_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

EXPORTED = "exported"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseEntry:
    """An entry in force, and the case that it is in."""

    case: str
    is_open: bool
    entry: Event = field(repr=False)


def list_entries(
    office: Office, kind: EventKind, *, says: Mapping[str, str], only_open: bool = False, now: datetime
) -> tuple[CaseEntry, ...]:
    """List the entries of a kind that are in force and say all of this, the oldest first; of open cases only, if asked.

    Cases that are shut to the reader are left out, and so is what a person called a duplicate. The reading is noted in
    every case that is listed. Raises Misuse for what no entry of the kind says.
    """
    _refuse_unknown(kind, says)
    authority = office.home.authority
    found: list[CaseEntry] = []
    with office.store.writing() as connection:
        hidden = hidden_cases(connection)
        cases = [each for each in cases_with_entries(connection, authority, kind.value) if each not in hidden]
        for start in range(0, len(cases), ROWS):
            some = cases[start : start + ROWS]
            names = counting_cases(connection, some)
            for case, events in files_by_case(connection, authority, some).items():
                if case in names:
                    found += _of_case(names[case], events, kind, says)
        kept = [each for each in found if each.is_open or not only_open]
        read = [Happening(action=READ, subject=each) for each in dict.fromkeys(each.case for each in kept)]
        append(connection, read, authority=authority, actor=office.officer, now=now)
    return tuple(sorted(kept, key=lambda each: (each.entry.happened_at, each.case)))


def _refuse_unknown(kind: EventKind, says: Mapping[str, str]) -> None:
    known = [each.name for each in fields_of(kind)]
    for name in says:
        if name not in known:
            raise Misuse(f"an event “{kind}” has no field {name}", hint=f"it has {', '.join(known)}")


def _of_case(reference: str, events: tuple[Event, ...], kind: EventKind, says: Mapping[str, str]) -> list[CaseEntry]:
    standing = in_force(events)
    is_open = closing_of(standing) is None
    return [
        CaseEntry(case=reference, is_open=is_open, entry=each)
        for each in of_kind(standing, kind)
        if is_said(each.detail, says.items())
    ]


def write_child_extract(office: Office, name: str, *, now: datetime) -> ChildExtract:
    """Return what goes on the child's file about a Standards of Care case, and note that it was given out.

    Raises Refused where there is no such advice on record.
    """
    with office.store.writing() as connection:
        case, standing = _read(connection, office, name)
        found = extract_for_child(case.reference, standing)
        if found is None:
            raise Refused(
                f"{case.reference} has no advice on a Standards of Care case",
                hint="record it first with lado case event … standards-of-care-advised",
            )
        _note_export(connection, case, office, {"for": "child", "days": len(found.advised_on)}, now=now)
    return found


def write_advice_note(office: Office, name: str, *, now: datetime) -> AdviceNote:
    """Return the note on next steps for the employer of a case below the threshold, and note that it was given out.

    Raises Refused where nobody has decided that the criteria are not met.
    """
    profile = office.home.read_profile()
    with office.store.writing() as connection:
        case, standing = _read(connection, office, name)
        found = advice_note(case.reference, standing, profile)
        if found is None:
            raise Refused(
                f"{case.reference} is not decided to be below the threshold",
                hint="record it first: lado case event … threshold-decided --set met=no",
            )
        _note_export(connection, case, office, {"for": "employer"}, now=now)
    return found


def _read(connection: Connection, office: Office, name: str) -> tuple[Case, tuple[Event, ...]]:
    case = a_case(connection, office, name)
    ((_, events),) = files_of(connection, office, case.case_id)
    return case, in_force(events)


def _note_export(
    connection: Connection, case: Case, office: Office, detail: Mapping[str, str | int], *, now: datetime
) -> None:
    noted = Happening(action=EXPORTED, subject=case.reference, detail=detail)
    append(connection, [noted], authority=case.authority, actor=office.officer, now=now)
