"""Conflict of interest: keeping somebody in the office out of a case, and letting them in again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ..custody.people import people_of, person_of
from ..errors import Misuse, Refused
from ..home import officers_at_a_glance
from ..store.audit import Happening, append
from ..store.exclusions import (
    ADMITTED,
    EXCLUDED,
    Exclusion,
    admit_again,
    exclude,
    excluded_from,
    exclusions_of,
    hidden_cases,
    same_referral,
)
from ..store.matching import Record, links_of, records_by_id, records_of_submissions
from ..store.office_events import references_of
from ..store.queries import Case, find_case
from ..store.tables import LinkKind, LinkState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Shut:
    """Who must not open a case now, who still can, and everything that was ever noted about that.

    ``also`` are the other numbers of the same referral, where it was, or may have been, sealed twice: what is shut is
    the referral. ``same_adult`` are other cases that a person linked to it as about the same adult: those are not shut.
    """

    case: str
    also: tuple[str, ...]
    same_adult: tuple[str, ...]
    excluded: tuple[str, ...]
    can_open: tuple[str, ...]
    history: tuple[Exclusion, ...]


def shut_out(office: Office, name: str, officer: str, *, reason: str, now: datetime) -> Shut:
    """Keep somebody out of a case, whichever of their keys they use. Raises Misuse or Refused.

    Somebody has to be left who can open it.
    """
    why = " ".join(reason.split())
    if not why:
        raise Misuse("no reason is given", hint="say why in a few words: --reason “Knows the family”")
    person = _person(office, officer)
    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        if case.case_id is None:
            raise Refused("this waits for its case", hint="put it into a case with lado case join")
        shut = excluded_from(connection, case.case_id)
        if person in shut and _is_excluded(connection, case.case_id, person):
            raise Refused(f"{person} is excluded from {case.reference} already", hint="nothing is left to be done")
        if not set(people_of(office.home)) - {*shut, person}:
            raise Refused(
                f"nobody could open {case.reference} any more",
                hint="first give somebody else a key: lado keys new --role cover",
            )
        exclude(connection, case.case_id, person, authority=case.authority, reason=why, actor=office.officer, now=now)
        noted = Happening(action=EXCLUDED, subject=case.reference, detail={"officer": person, **_held(why)})
        append(connection, [noted], authority=case.authority, actor=office.officer, now=now)
        return _shut(connection, office, case, case.case_id)


def let_in(office: Office, name: str, officer: str, *, reason: str, now: datetime) -> Shut:
    """Let somebody open a case again. Nobody can do that for themselves. Raises Refused."""
    why = " ".join(reason.split())
    person = _person(office, officer)
    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        if case.case_id is None or person not in excluded_from(connection, case.case_id):
            raise Refused(f"{person} is not excluded from {case.subject}", hint="nothing is left to be done")
        if not _is_excluded(connection, case.case_id, person):
            also = " or ".join(_others(connection, case.case_id))
            raise Refused(
                f"{person} is excluded from another number of the same referral",
                hint=f"undo it in {also}; if they are two referrals, say so with lado case duplicate --not",
            )
        admit_again(connection, case.case_id, [person], actor=office.officer, now=now)
        noted = Happening(action=ADMITTED, subject=case.reference, detail={"officer": person, **_held(why)})
        append(connection, [noted], authority=case.authority, actor=office.officer, now=now)
        return _shut(connection, office, case, case.case_id)


def _is_excluded(connection: Connection, case_id: UUID, person: str) -> bool:
    """Tell whether somebody is excluded from a case itself, and not only from another number of its referral."""
    return any(each.officer == person and each.ended_at is None for each in exclusions_of(connection, case_id))


def _held(why: str) -> dict[str, str | int]:
    """The reason may name a person: the audit chain holds it by its hash."""
    return {"why_sha256": hashlib.sha256(why.encode()).hexdigest()} if why else {}


def _person(office: Office, officer: str) -> str:
    known = [name for name, _, _ in officers_at_a_glance(office.home)]
    if officer not in known:
        raise Misuse(f"there is no officer {officer}", hint=f"use one of {', '.join(known)}")
    return person_of(office.home, officer)


def _shut(connection: Connection, office: Office, case: Case, case_id: UUID) -> Shut:
    shut = excluded_from(connection, case_id)
    return Shut(
        case=case.reference,
        also=_others(connection, case_id),
        same_adult=_of_same_adult(connection, case, case_id),
        excluded=shut,
        can_open=tuple(each for each in people_of(office.home) if each not in shut),
        history=exclusions_of(connection, case_id),
    )


def _others(connection: Connection, case_id: UUID) -> tuple[str, ...]:
    return tuple(sorted(references_of(connection, same_referral(connection, frozenset([case_id])) - {case_id})))


def _of_same_adult(connection: Connection, case: Case, case_id: UUID) -> tuple[str, ...]:
    """Name the cases that persons linked to this one as about the same adult, but those shut to whoever asks."""
    found: dict[UUID, Record] = {}
    fresh = {each.id: each for each in records_of_submissions(connection, case.submission_ids) if each.kind is _ADULT}
    while fresh:
        found |= fresh
        links = links_of(connection, [each.submission_id for each in fresh.values()])
        same = (each for each in links if each.kind is _ADULT and each.state is LinkState.CONFIRMED)
        ends = {end for each in same for end in (each.one_id, each.other_id)} - found.keys()
        fresh = dict(records_by_id(connection, case.authority, _ADULT, ends))
    shut = same_referral(connection, frozenset([case_id])) | hidden_cases(connection)
    return tuple(sorted(references_of(connection, {each.case_id for each in found.values() if each.case_id} - shut)))


_ADULT = LinkKind.ADULT
