"""Putting right what a record says of a person or an organisation, where it is wrong or missing.

What was sent is never touched. The working row gets the right value, and an entry of the case keeps the value before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.codes import letters_of
from lado_site.forms.answers import BLANK
from lado_site.forms.catalogue import form_for
from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import Date, Form, Kind, OneOf, ShortText, YesNo
from lado_site.forms.rules import check_question, choice_values
from lado_site.forms.schema import day_in_england
from lado_site.forms.typed import read_date, split_date

from ..casework.clocks import Event, EventKind
from ..casework.clocks.events import REASON
from ..casework.likeness import names_like
from ..casework.record.corrections import FACT, IS, NOTHING, SENT_IN, SOURCE, WAS
from ..errors import Misuse, Refused
from ..home import definition_for
from ..intake.knowing import each_once, key_rows, subject_of
from ..intake.linking import look_for_matches
from ..store.audit import note_reading
from ..store.corrections import add_keys, add_record, correctable, put_right
from ..store.events import last_number, record_event
from ..store.matching import Record, records_of_submissions
from ..store.tables import LinkKind
from .crossing import Crossed, crossing
from .events import Recorded, a_case, files_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..intake import Matches
    from ..store.queries import Case, Joined

_MOST_NEAR = 5
_YEAR_AND_MONTH = re.compile("[0-9]{4}-[0-9]{2}")
_PLAIN = {
    "family_name": "family name, surname, last name",
    "given_names": "first and middle names, forename",
    "other_names": "other names they are known by, alias",
    "birth_date": "date of birth, born, dob",
    "telephone": "telephone number, phone",
}
"""What else people call a fact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a fact is: a column of a record. ``record_id`` is None for an adult or organisation nothing is known of.

    ``position`` says which of several it is.
    """

    name: str
    kind: LinkKind
    column: str
    submission: Case | Joined
    record_id: UUID | None
    value: str | None
    position: int = 0

    @property
    def answered_as(self) -> str:
        """Return what a question calls the place that its answer lands in."""
        return f"{self.kind}.{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A fact that was put right: the entry that keeps it, what looks odd, and which records may be of the same."""

    recorded: Recorded
    warnings: tuple[str, ...]
    matches: Matches

    @property
    def is_former_name(self) -> bool:
        """Tell whether the adult had another name on record before, under which somebody may ask for them."""
        said = self.recorded.event.detail
        return said[FACT] in ("adult.family_name", "adult.given_names") and WAS in said


def correct_fact(
    office: Office,
    name: str,
    fact: str,
    typed: str,
    *,
    source: str,
    reason: str,
    sent_in: str = "",
    seen: int | None = None,
    now: datetime,
) -> Correction:
    """Put a fact of a case right, keep what it was before, and look anew for what may be the same.

    ``sent_in`` says in which submission, if not in what opened the case. Raises Refused, Crossed, Excluded or Misuse.
    """
    if not source.strip() or not reason.strip():
        raise Misuse("a correction needs to say where it is known from, and why", hint="say it with --source, --reason")
    with office.store.writing() as connection:
        case = a_case(connection, office, name)
        places = _places(case, records_of_submissions(connection, case.submission_ids))
        place = _find_place(places, fact, sent_in, case)
        question = question_for(office, place.submission, place.answered_as)
        value, warnings = read_fact(question, typed, today=day_in_england(now))
        if value == place.value:
            raise Refused(
                f"{place.name} says that already: there is nothing to change",
                hint=f"lado case history {case.subject} --field {place.name} shows what was put right, and when",
            )
        ((_, before),) = files_of(connection, office, case.case_id)
        event = Event(
            id=str(last_number(connection, case.case_id) + 1 if case.case_id else 1),
            kind=EventKind.FACT_CORRECTED,
            happened_at=now,
            recorded_at=now,
            recorded_by=office.officer,
            detail=_detail(place, value, source=source.strip(), reason=reason.strip()),
        )
        crossed = crossing(connection, office, case, event, before, seen=seen)
        if crossed.unseen:  # whose author is about to read it
            note_reading(connection, authority=case.authority, reference=case.reference, actor=office.officer, now=now)
        else:
            event = replace(event, detail={**event.detail, **crossed.noted})
            _write(connection, case, place, value, event)
            matches = look_for_matches(
                connection, case.subject, authority=case.authority, actor=office.officer, now=now
            )
    if crossed.unseen:
        raise Crossed(case.reference, event, crossed.unseen)
    recorded = Recorded(case=case.reference, event=event, doubts=(), changed=())
    warnings = (*warnings, *_otherwise(places, place, value))
    return Correction(recorded=recorded, warnings=warnings, matches=matches)


def _places(case: Case, records: Sequence[Record]) -> tuple[Place, ...]:
    """List every fact of a case that can be put right, also those of an adult or organisation nobody knew."""
    submissions: tuple[Case | Joined, ...] = (case, *case.joined)
    sent = {each.submission_id: each for each in submissions}
    found = [
        Place(
            name=f"{_called(record.kind, record.position)}.{column}",
            kind=record.kind,
            column=column,
            submission=sent[record.submission_id.hex],
            record_id=record.id,
            value=record.row[column],
            position=record.position,
        )
        for record in records
        for column in correctable(record.kind)
    ]
    known = {(each.kind, each.position) for each in records if each.submission_id.hex == case.submission_id}
    employers = [(LinkKind.ORGANISATION, position) for position in (0, *(each.number - 1 for each in case.added))]
    for kind, position in ((LinkKind.ADULT, 0), *employers):
        if (kind, position) not in known:
            found += [
                Place(
                    name=f"{_called(kind, position)}.{column}", kind=kind, column=column, submission=case,
                    record_id=None, value=None, position=position,
                )
                for column in correctable(kind)
            ]  # fmt: skip
    return tuple(found)


def _called(kind: LinkKind, position: int) -> str:
    """Return what the history of a case calls a record: of several children each by its number, as added adults are."""
    return f"{kind}-{position + 1}" if position or kind is LinkKind.CHILD else str(kind)


def _find_place(places: Sequence[Place], fact: str, sent_in: str, case: Case) -> Place:
    wanted = fact.strip()
    called = [each for each in places if wanted == each.name]
    if not called:
        raise Refused(f"no fact that can be put right in {case.subject} is called {wanted}", hint=_near(places, wanted))
    if not sent_in.strip():
        return min(called, key=lambda each: each.submission is not case)
    found = [each for each in called if letters_of(sent_in) == letters_of(each.submission.receipt)]
    if not found:
        codes = " or ".join(each.submission.receipt for each in called)
        raise Refused(f"{wanted} was not sent in a submission of that code", hint=f"say --in {codes}")
    return found[0]


def _otherwise(places: Iterable[Place], corrected: Place, value: str | None) -> Iterator[str]:
    """Name the other submissions of the case that still say something else of the fact."""
    for each in places:
        is_other = each.name == corrected.name and each.submission is not corrected.submission
        if is_other and each.value not in (None, value):
            code = each.submission.receipt
            yield f"{code} says something else of {each.name}: --in {code} puts it right there"


def _near(places: Iterable[Place], wanted: str) -> str:
    """Name what may be meant; else say what can be put right, and what to do about the rest."""
    if wanted.startswith("engagement-"):
        return "the work of an adult whom the office added is right once they are taken off and added anew"
    if wanted.endswith(".in_care"):
        return "whether a child is in your care is an event of the case: record child-in-care-set"
    words = {each.name: _PLAIN.get(each.column, each.column) for each in places}
    near = names_like(wanted, words) or names_like(wanted.rpartition(".")[2], words)
    if near:
        return f"is it {', '.join(near[:_MOST_NEAR])}?"
    return (
        "facts of the adult, the children and the organisation can be put right; of others record a dispute or an event"
    )


def question_for(office: Office, submission: Case | Joined, answered_as: str) -> Kind:
    """Return the question whose rules hold for a fact: as it was asked, or as this release asks it."""
    for form in (definition_for(office.home, submission.form_digest), _referral(office)):
        for question in form.every_question() if form else ():
            if question.record == answered_as:
                return question
    column = answered_as.rpartition(".")[2]
    return ShortText(name=column, label=_PLAIN.get(column, column))


def _referral(office: Office) -> Form:
    return form_for("referral", office.home.read_profile())


def read_fact(question: Kind, typed: str, *, today: date) -> tuple[str | None, tuple[str, ...]]:
    """Return a value as its column keeps it, None for not known, and what looks odd about it. Raises Misuse."""
    text = typed.strip(BLANK)
    if not text:
        raise Misuse("the right value is empty", hint=f"write “{NOTHING}” where nobody knows it")
    if text.casefold() in (NOTHING, NOT_KNOWN) and (question.not_known or not question.required):
        return None, ()
    value = _as_kept(question, text)
    problems = check_question(question, value, {}, today=today)
    wrong = [each.sentence for each in problems if each.blocks]
    if wrong:
        raise Misuse("; ".join(wrong), hint=_how_written(question))
    return value, tuple(each.sentence for each in problems)


def _as_kept(question: Kind, text: str) -> str:
    match question:
        case Date():
            return text if _YEAR_AND_MONTH.fullmatch(text) else read_date(*split_date(text))
        case OneOf(choices=choices):
            return next(
                (each.value for each in choices if text.casefold() in (each.value, each.label.casefold())), text
            )
        case YesNo():
            return text.casefold()
    return text


def _how_written(question: Kind) -> str:
    match question:
        case Date():
            return "write it like 1987-03-04 or 4 March 1987; where only the year is known, the year"
        case OneOf() | YesNo():
            return f"it takes one of {', '.join(choice_values(question))}, or “{NOTHING}”"
    return f"or write “{NOTHING}” where nobody knows it"


def _detail(place: Place, value: str | None, *, source: str, reason: str) -> dict[str, str]:
    """Return what the entry says; a value that was or is not known has no field in it."""
    values = {name: text for name, text in ((WAS, place.value), (IS, value)) if text is not None}
    return {FACT: place.name, SENT_IN: place.submission.receipt, **values, SOURCE: source, REASON: reason}


def _write(connection: Connection, case: Case, place: Place, value: str | None, event: Event) -> None:
    assert case.case_id
    submission_id = UUID(place.submission.submission_id)
    record_id = place.record_id or add_record(connection, case.authority, place.kind, submission_id, place.position)
    put_right(connection, place.kind, record_id, place.column, value)
    # Also those of the adult, who is found by the employer too.
    records = each_once(records_of_submissions(connection, [submission_id]))
    add_keys(connection, key_rows(case.authority, map(subject_of, records)))
    record_event(
        connection, authority=case.authority, case_id=case.case_id, reference=case.reference, kind=event.kind.value,
        happened_at=event.happened_at, detail=event.detail, note=event.note, corrects=None, actor=event.recorded_by,
        now=event.recorded_at,
    )  # fmt: skip
