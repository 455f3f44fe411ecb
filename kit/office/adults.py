"""More than one adult in a case: putting another on record, and taking off who is not in it after all.

Whoever is added has rows as the adult has whom the case was sent about, so that matching, patterns and exports find
them alike. An entry of the case says who added them, from what and why; it stays when they are taken off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.forms.questions import Kind
from lado_site.forms.schema import day_in_england
from lado_site.forms.summary import Row, Section, show

from ..casework.clocks import Event, EventKind, in_force
from ..casework.clocks.events import REASON
from ..casework.likeness import names_like
from ..casework.matching.spelling import fold_name
from ..casework.record.adults import ADULT, FACTS, NAMES, added_adults, called, name_of, next_number, whose
from ..casework.record.corrections import SOURCE
from ..errors import Misuse, Refused
from ..intake.knowing import each_once, key_rows, subject_of
from ..intake.linking import look_for_matches
from ..store.corrections import add_adult, add_keys, take_adult_off
from ..store.events import last_number, record_event
from ..store.matching import records_of_submissions
from ..store.tables import LinkKind
from .correcting import question_for, read_fact
from .events import Recorded, a_case, after_what_it_corrects, files_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..intake import Matches
    from ..store.queries import AddedAdult, Case


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """An adult who was put on record: the entry, what looks odd about it, and which records may be of the same."""

    recorded: Recorded
    warnings: tuple[str, ...]
    matches: Matches


def put_on_record(
    office: Office, name: str, typed: Mapping[str, str], *, source: str, reason: str, now: datetime
) -> Added:
    """Put another adult on record in a case, and look for who that may be. Raises Misuse or Refused."""
    if not source.strip() or not reason.strip():
        raise Misuse("it needs to be said where this is known from, and why", hint="say it with --source, --reason")
    with office.store.writing() as connection:
        case = a_case(connection, office, name)
        said, warnings = _read(office, case, typed, today=day_in_england(now))
        _refuse_known(case, said)
        ((_, before),) = files_of(connection, office, case.case_id)
        number = next_number(before)
        detail = {ADULT: called(number), **said, SOURCE: source.strip(), REASON: reason.strip()}
        event = _event(connection, office, case, EventKind.ADULT_ADDED, detail, now=now)
        _write(connection, case, number - 1, said)
        _record(connection, case, event, now=now)
        matches = look_for_matches(connection, case.subject, authority=case.authority, actor=office.officer, now=now)
    return Added(recorded=_recorded(case, event), warnings=warnings, matches=matches)


def take_off(office: Office, name: str, adult: str, *, reason: str, now: datetime) -> Recorded:
    """Take an added adult off the record of a case: they are not in it after all. Raises Misuse or Refused."""
    if not reason.strip():
        raise Misuse("no reason is given", hint="say why in a few words: --reason “Another person of that name”")
    with office.store.writing() as connection:
        case = a_case(connection, office, name)
        ((_, before),) = files_of(connection, office, case.case_id)
        standing = in_force(before)
        wanted = adult.strip().casefold()
        added = next((each for each in added_adults(standing) if each.detail[ADULT] == wanted), None)
        if added is None:
            raise Refused(
                f"nobody whom the office added to {case.subject} is called {wanted}",
                hint=f"lado case show {case.subject} names them; who was sent in stays, and can be corrected",
            )
        _refuse_accused(case, wanted, standing)
        event = _event(connection, office, case, EventKind.WITHDRAWN, {REASON: reason.strip()}, now=now)
        recorded_at = after_what_it_corrects(now, added.id, before)
        _record(connection, case, replace(event, corrects=added.id, recorded_at=recorded_at), now=now)
        take_adult_off(connection, UUID(case.submission_id), _position(wanted))
    return _recorded(case, event)


def added_in_words(office: Office, case: Case) -> tuple[Section, ...]:
    """Return what is on record of each added adult, in the words of the form that asks for it."""
    return tuple(
        Section(
            step=called(each.number),
            title=f"{called(each.number)}: {name_of(_strings(each.adult)) or 'name not known'}, added by this office",
            rows=tuple(_rows(office, case, each)),
        )
        for each in case.added
    )


def _rows(office: Office, case: Case, adult: AddedAdult) -> Iterator[Row]:
    tables = {"adult": adult.adult, "organisation": adult.organisation or {}, "engagement": adult.engagement or {}}
    for name, (place, label) in FACTS.items():
        table, _, column = place.partition(".")
        if value := tables[table].get(column):
            yield Row(path=name, label=label, lines=show(question_for(office, case, place), value))


def _read(
    office: Office, case: Case, typed: Mapping[str, str], *, today: date
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what was typed as it is kept, and what looks odd about it. Raises Misuse with all that is wrong."""
    said: dict[str, str] = {}
    odd: list[str] = []
    wrong: list[str] = []
    for each, text in typed.items():
        name = each.replace("-", "_")
        if name not in FACTS:
            near = names_like(name, {key: label for key, (_, label) in FACTS.items()})
            wrong.append(f"{each}: nothing of an adult is called that ({', '.join(near or FACTS)})")
            continue
        try:
            value, warnings = read_fact(_question(office, case, name), text, today=today)
        except Misuse as error:
            wrong.append(f"{each}: {error.message} ({error.hint})")
            continue
        odd += [f"{each}: {warning}" for warning in warnings]
        if value is not None:
            said[name] = value
    if not wrong and not any(name in said for name in NAMES):
        wrong.append("nobody is named: say at least one of family_name, given_names and other_names")
    if wrong:
        raise Misuse(
            "; ".join(wrong), hint="say each as --set family_name=Larkmoss; lado case kinds adult-added lists all"
        )
    return said, tuple(odd)


def _question(office: Office, case: Case, name: str) -> Kind:
    return question_for(office, case, FACTS[name][0])


def _refuse_known(case: Case, said: Mapping[str, str]) -> None:
    """Refuse to put somebody on record twice: under one name, and with no other date of birth. Raises Refused."""
    own = fold_name(name_of(said))
    here = [(1, case.adult), *((each.number, each.adult) for each in case.added)]
    for number, row in here:
        is_called_so = own and own == fold_name(name_of(_strings(row or {})))
        if row and is_called_so and said.get("birth_date") in (None, row["birth_date"]):
            raise Refused(
                f"{called(number)} of {case.subject} is called so already",
                hint="of somebody else, say the date of birth too; what is wrong is put right with lado case correct",
            )


def _refuse_accused(case: Case, adult: str, standing: Sequence[Event]) -> None:
    of_them = [each.id for each in standing if each.kind is EventKind.ALLEGATION_SET and whose(each, standing) == adult]
    if of_them:
        raise Refused(
            f"{adult} has allegations on record in {case.subject}: event {', '.join(of_them)}",
            hint=f"withdraw or correct those first: lado case event {case.subject} withdrawn --corrects {of_them[0]}",
        )


def _write(connection: Connection, case: Case, position: int, said: Mapping[str, str]) -> None:
    tables: dict[str, dict[str, str]] = {}
    for name, value in said.items():
        table, _, column = FACTS[name][0].partition(".")
        tables.setdefault(table, {})[column] = value
    submission_id = UUID(case.submission_id)
    add_adult(connection, case.authority, submission_id, position, tables)
    records = each_once(records_of_submissions(connection, [submission_id]))
    fresh = [each for each in records if each.position == position and each.kind is not LinkKind.CHILD]
    add_keys(connection, key_rows(case.authority, map(subject_of, fresh)))


def _event(
    connection: Connection, office: Office, case: Case, kind: EventKind, detail: Mapping[str, str], *, now: datetime
) -> Event:  # fmt: skip
    assert case.case_id
    return Event(
        id=str(last_number(connection, case.case_id) + 1), kind=kind, happened_at=now, recorded_at=now,
        recorded_by=office.officer, detail=detail,
    )  # fmt: skip


def _record(connection: Connection, case: Case, event: Event, *, now: datetime) -> None:
    assert case.case_id
    record_event(
        connection, authority=case.authority, case_id=case.case_id, reference=case.reference, kind=event.kind.value,
        happened_at=event.happened_at, recorded_at=event.recorded_at, detail=event.detail, note=event.note,
        corrects=event.corrects, actor=event.recorded_by, now=now,
    )  # fmt: skip


def _recorded(case: Case, event: Event) -> Recorded:
    return Recorded(case=case.reference, event=event, doubts=(), changed=())


def _position(adult: str) -> int:
    return int(adult.removeprefix(f"{ADULT}-")) - 1


def _strings(row: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in row.items() if isinstance(value, str)}
