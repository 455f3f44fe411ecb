"""Everything known about an adult, a child or an organisation, over all the times somebody spoke of them.

Records stay apart, as they are: what a person linked is shown as that, what is only suggested is marked so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks import EventKind
from ..casework.record import fields_of
from ..casework.record.fields import allowed
from ..casework.worklists import Contact, Repeats, repeats
from ..errors import Refused
from ..intake.linking import described
from ..store.audit import Happening, append
from ..store.exclusions import HIDDEN, hidden_cases
from ..store.matching import Link, Record, linked_records, links_of, records_by_id, records_of_submissions
from ..store.projection import states_of, work_of
from ..store.queries import Case, find_case
from ..store.tables import LinkKind, LinkState
from .rows import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

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
    is_hidden: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """What is known of one adult, child or organisation: a time line, and how often that was."""

    case: str
    kind: LinkKind
    described: str = field(repr=False)
    moments: tuple[Moment, ...] = field(repr=False)
    repeats: Repeats


def read_patterns(office: Office, name: str, *, kind: LinkKind, now: datetime) -> tuple[Pattern, ...]:
    """Follow every adult, child or organisation of a case through all that is known, and note who read it.

    Raises Refused where the case has nobody of the kind.
    """
    profile = office.home.read_profile()
    bring_up_to_date(office, now=now, profile=profile)
    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        own = [each for each in records_of_submissions(connection, _submissions(case)) if each.kind is kind]
        if not own:
            raise Refused(f"{case.subject} names no {kind}", hint="say with --kind what is meant")
        patterns = tuple(_pattern(connection, case, record, profile) for record in own)
        append(connection, _noted(case, patterns), authority=case.authority, actor=office.officer, now=now)
    return patterns


def _pattern(connection: Connection, case: Case, record: Record, profile: Profile) -> Pattern:
    moments = time_line(connection, case.authority, record, profile)
    contacts = [
        Contact(name=each.name, day=day_in_england(each.received_at), is_sure=each.link != LinkState.SUGGESTED)
        for each in moments
    ]
    return Pattern(
        case=case.subject,
        kind=record.kind,
        described=described(record),
        moments=moments,
        repeats=repeats(contacts, case.subject),
    )


def time_line(connection: Connection, authority: str, record: Record, profile: Profile) -> tuple[Moment, ...]:
    """Return every time that somebody was spoken of who is, or may be, whom a record is of; the earliest first."""
    sure, unsure = _related(connection, authority, record)
    marks = {
        **{each.id: LinkState.SUGGESTED.value for each in unsure},
        **{each.id: LinkState.CONFIRMED.value for each in sure},
    }
    records = _once([record, *(each for each in (*sure, *unsure) if each.whole != record.whole)])
    states = states_of(connection, [each.case_id for each in records if each.case_id])
    work = work_of(connection, [each.submission_id for each in records])
    hidden, words = hidden_cases(connection), _words(profile)
    found = (
        _moment(each, marks.get(each.id, ""), states, work[each.submission_id], words, is_hidden=each.case_id in hidden)
        for each in records
    )
    return tuple(sorted(found, key=lambda each: (each.received_at, each.name)))


def _related(connection: Connection, authority: str, record: Record) -> tuple[list[Record], list[Record]]:
    """Return the records that persons linked to one, over any number of links, and those only suggested for these."""
    cluster = linked_records(connection, record)
    sure = {**records_by_id(connection, authority, record.kind, cluster - {record.id}), record.id: record}
    links = _about(links_of(connection, [each.submission_id for each in sure.values()]), record.kind, sure)
    suggested = {end for each in links if each.state is LinkState.SUGGESTED for end in (each.one_id, each.other_id)}
    unsure = records_by_id(connection, authority, record.kind, suggested - sure.keys())
    del sure[record.id]
    return list(sure.values()), list(unsure.values())


def _about(links: Iterable[Link], kind: LinkKind, ids: Collection[UUID]) -> list[Link]:
    return [each for each in links if each.kind is kind and (each.one_id in ids or each.other_id in ids)]


def _once(records: Iterable[Record]) -> list[Record]:
    """Leave one record of each case: what was sent later about it is the same contact. The surest comes first."""
    found: dict[UUID, Record] = {}
    for each in records:
        found.setdefault(each.whole, each)
    return list(found.values())


def _moment(
    record: Record,
    link: str,
    states: Mapping[UUID, RowMapping],
    work: RowMapping,
    words: Mapping[str, str],
    *,
    is_hidden: bool,
) -> Moment:
    state = states.get(record.case_id) if record.case_id else None
    received = state["received_at"] if state else work["sealed_at"]
    if is_hidden:
        return Moment(
            name=record.named, received_at=received, link=link, described=HIDDEN, form="", role="", employer="",
            category="", pathway="", outcome="", is_open=False, is_hidden=True,
        )  # fmt: skip
    ended = state["outcome"] or state["result"] if state else ""
    return Moment(
        name=record.named,
        received_at=received,
        link=link,
        described=described(record),
        form=work["form_name"],
        role=work["role"] or "",
        employer=work["employer"] or "",
        category=words.get(state["category"], state["category"]) if state else "",
        pathway=words.get(state["pathway"], state["pathway"]) if state else "",
        outcome=words.get(ended, ended),
        is_open=bool(state and state["is_open"]),
    )


def _words(profile: Profile) -> Mapping[str, str]:
    endings = next(each for each in fields_of(EventKind.CLOSED) if each.name == "result")
    lists = (profile.categories, profile.pathways, profile.outcomes, allowed(endings, profile))
    return {each.key: each.label for some in lists for each in some}


def _submissions(case: Case) -> list[UUID]:
    return [UUID(case.submission_id), *(UUID(each.submission_id) for each in case.joined)]


def _noted(case: Case, patterns: Iterable[Pattern]) -> list[Happening]:
    """Note the reading with each case that was read."""
    others = dict.fromkeys(
        each.name
        for pattern in patterns
        for each in pattern.moments
        if each.name != case.subject and not each.is_hidden
    )
    return [
        Happening(action=ACTION, subject=case.subject, detail={"others": len(others)}),
        *(Happening(action=ACTION, subject=name, detail={"from": case.subject}) for name in others),
    ]
