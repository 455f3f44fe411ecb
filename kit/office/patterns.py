"""Everything known about an adult, a child or an organisation, over all the times somebody spoke of them.

Records stay apart, as they are: what a person linked is shown as that, what is only suggested is marked so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks import EventKind, in_force
from ..casework.record import fields_of, found_of, view
from ..casework.record.adults import Found, called
from ..casework.record.fields import allowed
from ..casework.worklists import Contact, Repeats, repeats
from ..errors import Refused
from ..intake.knowing import each_once
from ..intake.linking import describe, described
from ..store.audit import Happening, append
from ..store.matching import Record, records_of_submissions
from ..store.patterns import ITSELF, contacts_about
from ..store.queries import Case, find_case
from ..store.tables import LinkKind, LinkState
from .events import files_by_case
from .rows import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from ..custody.unlocking import Office

ACTION = "read-pattern"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One time somebody was spoken of, in the authority's words; texts are "" where nothing is known.

    ``link`` is why it is here: "" for the case itself, "confirmed" by a person, or "suggested" by a program.
    """

    name: str
    received_at: datetime
    link: str
    described: str = field(repr=False)
    form: str
    role: str = field(repr=False)
    employer: str = field(repr=False)
    category: str
    pathway: str
    outcome: str
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """What is known of one adult, child or organisation: a time line, and how often that was.

    ``hidden`` more times are in cases that whoever asks must not open; they count in nothing here.
    """

    case: str
    kind: LinkKind
    described: str = field(repr=False)
    moments: tuple[Moment, ...] = field(repr=False)
    repeats: Repeats
    hidden: int


def read_patterns(office: Office, name: str, *, kind: LinkKind, now: datetime) -> tuple[Pattern, ...]:
    """Follow every adult, child or organisation of a case through all that is known, and note who read it.

    Raises Refused where the case has nobody of the kind.
    """
    profile = office.home.read_profile()
    bring_up_to_date(office, now=now, profile=profile)
    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        own = [each for each in each_once(records_of_submissions(connection, case.submission_ids)) if each.kind is kind]
        if not own:
            raise Refused(f"{case.subject} names no {kind}", hint="say with --kind what is meant")
        patterns = tuple(_pattern(connection, case, record, profile) for record in own)
        append(connection, _noted(case, patterns), authority=case.authority, actor=office.officer, now=now)
    return patterns


def _pattern(connection: Connection, case: Case, record: Record, profile: Profile) -> Pattern:
    moments, hidden = time_line(connection, case.authority, record, profile)
    contacts = [
        Contact(name=each.name, day=day_in_england(each.received_at), is_sure=each.link != LinkState.SUGGESTED)
        for each in moments
    ]
    return Pattern(
        case=case.subject,
        kind=record.kind,
        described=described(record),
        moments=moments,
        repeats=repeats(contacts, next(each.name for each in moments if each.link == ITSELF)),
        hidden=hidden,
    )


def time_line(
    connection: Connection, authority: str, record: Record, profile: Profile
) -> tuple[tuple[Moment, ...], int]:
    """Return every time that somebody was spoken of who is, or may be, whom a record is of; the earliest first.

    And how many more there are in cases that whoever asks must not open.
    """
    words = _words(profile)
    every = _once(contacts_about(connection, authority, record))
    shown = [each for each in every if not each.is_hidden]
    own = _found_of_each(connection, authority, shown, profile)
    found = [_moment(record.kind, each, words, own.get(each.whole)) for each in shown]
    return tuple(sorted(found, key=attrgetter("received_at", "name"))), len(every) - len(found)


def _once(contacts: Iterable[Row[Any]]) -> Collection[Row[Any]]:
    """Leave one record of each case, the surest: what was sent later about it is the same contact."""
    found: dict[UUID, Row[Any]] = {}
    for each in contacts:
        found.setdefault(each.whole, each)
    return found.values()


def _found_of_each(
    connection: Connection, authority: str, contacts: Iterable[Row[Any]], profile: Profile
) -> Mapping[UUID, Found]:
    """Return what was found of the very adult, in cases of more than one: the case stands by its headline outcome."""
    numbers = {each.whole: called(each.number) for each in contacts if each.number}
    if not numbers:
        return {}
    files = files_by_case(connection, authority, numbers)
    return {
        whole: found
        for whole, adult in numbers.items()
        if (found := found_of(adult, view(files[whole], profile).allegations, in_force(files[whole])))
    }


def _moment(kind: LinkKind, contact: Sequence[Any], words: Mapping[str, str], own: Found | None) -> Moment:
    """Say what one contact was; a duplicate of another case, and what waits for its case, does not stand in any way.

    Of several adults in one case, ``own`` is what was found of this one.
    """
    _, _, _, link, name, received_at, form, role, employer, category, pathway, outcome, result, is_open, *says = contact
    categories, outcomes = own or ([category], [outcome])
    return Moment(
        name=name,
        received_at=received_at,
        link=link,
        described=describe(kind, says),
        form=form,
        role=role or "",
        employer=employer or "",
        category=_all_said(categories, words),
        pathway=_said(pathway, words),
        outcome=_all_said(outcomes, words) or _said(result, words),
        is_open=bool(is_open),
    )


def _all_said(keys: Iterable[str | None], words: Mapping[str, str]) -> str:
    return "; ".join(filter(None, (_said(each, words) for each in keys)))


def _said(key: str | None, words: Mapping[str, str]) -> str:
    return words.get(key, key) if key else ""


@lru_cache(maxsize=16)
def _words(profile: Profile) -> Mapping[str, str]:
    endings = next(each for each in fields_of(EventKind.CLOSED) if each.name == "result")
    lists = (profile.categories, profile.pathways, profile.outcomes, allowed(endings, profile))
    return {each.key: each.label for some in lists for each in some}


def _noted(case: Case, patterns: Iterable[Pattern]) -> list[Happening]:
    """Note the reading with each case that was read."""
    others = dict.fromkeys(each.name for pattern in patterns for each in pattern.moments if each.name != case.subject)
    return [
        Happening(action=ACTION, subject=case.subject, detail={"others": len(others)}),
        *(Happening(action=ACTION, subject=name, detail={"from": case.subject}) for name in others),
    ]
