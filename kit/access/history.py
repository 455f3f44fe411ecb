"""The history of every fact in a case: what was said, by whom and when, and what was corrected or disputed since.

Nothing takes the place of anything here. A correction that somebody sent stands beside what it is about, as they said
it; whether it is right is for the LADO to record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lado_site.forms.questions import Code, Date, DateTime, Form, Group, Kind, Number, TextKind
from lado_site.forms.summary import NOT_ANSWERED, Row, show, show_date
from lado_site.forms.supplement import PARTS
from lado_site.profiles import Profile

from ..casework.clocks import WORDS, Event, EventKind
from ..casework.clocks.events import ABOUT, REASON
from ..casework.likeness import names_like
from ..casework.matching.spelling import fold
from ..casework.record.adults import ADULT, FACTS, fact_name
from ..casework.record.corrections import FACT, IS, SENT_IN, SOURCE, corrections, last_corrections, value_in_words
from ..errors import Refused
from ..store.audit import note_reading
from ..store.events import last_number
from ..store.queries import find_case
from .gathering import HeldCase, Sent, read_case
from .people import sender_name
from .standing import Stands, Stood, what_stood
from .wording import happened, sayings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

SUPPLEMENT = "supplement"
CORRECTIONS = "corrections"
WHEN = "when"

_MOST_NEAR = 5
_WRITTEN_AS_A_NAME = re.compile(r"[\w-]+(\.[\w-]+)+")
_IN_GROUP = re.compile(r"([a-z_]+)\.(\d+)\.([a-z_]+)")
_OF_PART: Mapping[str, tuple[str, ...]] = {
    "adult": ("adult.",),
    "work": ("engagement.", "organisation."),
    "children": ("child-",),
    "happened": ("allegation.",),
    "witnesses": ("allegation.witnesses",),
    "actions": ("allegation.",),
    "earlier": ("allegation.", "earlier"),
    "sender": ("referrer.",),
}
"""Where the parts of a form, as people remember them, land in the record; any other part may be anything."""


class Against(StrEnum):
    """How somebody objects to a fact."""

    DISPUTED = "disputed"
    CORRECTION = "correction-sent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was said of a fact, once. ``source`` is a receipt code or the number of an event; ``by`` may be unknown."""

    at: datetime
    source: str
    form: str
    by: str = field(repr=False)
    value: str = field(repr=False)
    state: Stands
    ended_by: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """That somebody says it is otherwise: what they take for said, "" where that is not told, and what they say."""

    kind: Against
    at: datetime
    source: str
    by: str = field(repr=False)
    was: str = field(repr=False)
    says: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that the record says, under the name by which it is asked for, and its history in order."""

    name: str
    label: str
    said: tuple[Said, ...]
    objections: tuple[Objection, ...] = ()


def field_history(office: Office, name: str, wanted: str = "", *, now: datetime) -> tuple[str, tuple[Fact, ...]]:
    """Return what a case is called and the history of its facts, or of those wanted, and note who read it.

    Raises Refused where there is no such case, or no such fact in it.
    """
    profile = office.home.read_profile()
    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        held = read_case(connection, office, profile, case)
        note_reading(
            connection, authority=case.authority, reference=case.subject, actor=office.officer, now=now,
            events=last_number(connection, case.case_id) if case.case_id and not wanted else 0,
        )  # fmt: skip
    facts = history(held, profile)
    found = tuple(each for each in facts if _is_wanted(each, wanted))
    if not found:
        raise Refused(
            f"nothing in {case.subject} is called {wanted}",
            hint=f"{_is_it(facts, wanted)}lado case history {case.subject}, without --field, names everything",
        )
    return case.subject, found


def check_disputed(office: Office, name: str, *, what: str, about: str) -> str:
    """Return what to say of a dispute that would stand beside no fact: it is recorded by itself. "" for any other.

    Raises Refused where what is disputed is written as the name of a fact, and there is none.
    """
    with office.store.reading() as connection:
        held = _held(connection, office, name)
    facts = {each.name: each for each in history(held, office.home.read_profile())}
    if _disputed(facts, what, about, what_stood(held.events)):
        return ""
    is_it, subject = _is_it(facts.values(), what), held.subject
    if _WRITTEN_AS_A_NAME.fullmatch(what.strip()):
        raise Refused(
            f"nothing in {subject} is called {what}",
            hint=f"{is_it}lado case history {subject} names everything; what has no name, say in a few words",
        )
    return f"no one fact in {subject} is called that, so the dispute stands by itself; {is_it}".rstrip("; ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """What is said against a case: answers by their submission and path, and entries by their id.

    ``answers`` are disputed; ``corrected`` answers no longer count: the entry that says so, and what is right in words.
    """

    answers: Mapping[tuple[str, str], tuple[Objection, ...]]
    corrected: Mapping[tuple[str, str], tuple[Event, str]]
    entries: frozenset[str]


def find_marked(office: Office, name: str) -> Marked:
    """Find what people dispute in a case, where it stands, and what was put right. Raises Refused."""
    with office.store.reading() as connection:
        held = _held(connection, office, name)
    facts = {each.name: each for each in history(held, office.home.read_profile())}
    objections = {
        each.name: found
        for each in facts.values()
        if (found := tuple(said for said in each.objections if said.kind is Against.DISPUTED))
    }
    last = last_corrections(held.events)
    named = [
        (sent, row.path, _name(row, _places(sent.form)))
        for sent in held.sent
        for row in (row for section in sent.sections for row in section.rows)
    ]
    answers = {
        (sent.submission.submission_id, path): objections[called]
        for sent, path, called in named
        if called in objections
    }
    corrected = {
        (sent.submission.submission_id, path): (event, _right(sent.form, event))
        for sent, path, called in named
        if (event := last.get((sent.submission.receipt, called)))
    }
    stand = [[said.source for said in facts[each].said if said.state is Stands.STANDS] for each in objections]
    only = {sources[0].removeprefix("event ") for sources in stand if len(sources) == 1}
    about = {each.detail.get(ABOUT, "") for each in (held.standing.disputed if held.standing else ())}
    return Marked(answers=answers, corrected=corrected, entries=frozenset(only | about))


def _held(connection: Connection, office: Office, name: str) -> HeldCase:
    case = find_case(connection, name, authority=office.home.authority)
    return read_case(connection, office, office.home.read_profile(), case)


def _is_it(facts: Iterable[Fact], wanted: str) -> str:
    """Return a question that names what may be meant, "" where nothing is near."""
    words = {each.name: each.label for each in facts if each.said}
    near = names_like(wanted, words) or names_like(wanted.rpartition(".")[2], words)
    near = near or tuple(each for each in words if each.startswith(wanted.rpartition(".")[0] + "."))
    return f"is it {', '.join(near[:_MOST_NEAR])}? " if near else ""


def history(held: HeldCase, profile: Profile) -> tuple[Fact, ...]:
    """Return the history of every fact in a case, as it is known by its submissions and its events."""
    facts: dict[str, Fact] = {}
    for sent in held.sent:
        for fact in _sent(sent):
            _add(facts, fact)
    stood = what_stood(held.events)
    added = [each for each in stood if each.event.kind is EventKind.ADULT_ADDED]
    for fact in (fact for each in added for fact in _said_of_adult(each)):
        _add(facts, fact)
    _put_right(facts, held)
    _take_off(facts, added)
    for each in stood:
        for fact in _recorded(each, profile):
            _add(facts, fact)
    kinds = _kinds(held)
    for part, objection in _corrections(held):
        _object(facts, _about(facts, part, objection.was, kinds), objection, *_correction_names(part))
    for each in stood:
        if each.event.kind is EventKind.DISPUTED and each.state is Stands.STANDS:
            detail = each.event.detail
            objection = Objection(
                kind=Against.DISPUTED,
                at=each.event.recorded_at,
                source=f"event {each.event.id}",
                by=detail.get("by", ""),
                was=detail.get("what", ""),
                says=detail.get("says", ""),
            )
            about = _disputed(facts, detail.get("what", ""), detail.get(ABOUT, ""), stood)
            _object(facts, about, objection, EventKind.DISPUTED.value, "What is disputed")
    return tuple(facts.values())


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text; a dot stands between two, as in the name of a fact."""
    return fold(text.replace(".", " "))


def _is_wanted(fact: Fact, wanted: str) -> bool:
    words = _words(wanted)
    return not words or any(
        set(words) <= {*_words(text)} for text in (fact.name, fact.label, f"{fact.name} {fact.label}")
    )


def _add(facts: dict[str, Fact], fact: Fact) -> None:
    before = facts.get(fact.name)
    facts[fact.name] = replace(before, said=(*before.said, *fact.said)) if before else fact


def _sent(sent: Sent) -> Iterator[Fact]:
    places = _places(sent.form)
    for row in (row for section in sent.sections for row in section.rows):
        if row.lines == (NOT_ANSWERED,) or (
            sent.submission.form_name == SUPPLEMENT and row.path.startswith(CORRECTIONS)
        ):
            continue
        said = Said(
            at=sent.submission.sealed_at,
            source=sent.submission.receipt,
            form=sent.submission.form_name,
            by=sender_name(sent.submission) or "",
            value="\n".join(row.lines),
            state=Stands.STANDS,
        )
        yield Fact(name=_name(row, places), label=f"{row.entry}: {row.label}" if row.entry else row.label, said=(said,))


def _recorded(stood: Stood, profile: Profile) -> Iterator[Fact]:
    event = stood.event
    if event.kind in (EventKind.DISPUTED, EventKind.FACT_CORRECTED, EventKind.WITHDRAWN, EventKind.ADULT_ADDED):
        return
    told = [(WHEN, "When", happened(event)), *((each.name, each.label, each.words) for each in sayings(event, profile))]
    if event.note:
        told.append(("note", "Note", event.note))
    for name, label, value in told:
        yield Fact(name=f"{event.kind}.{name}", label=f"{WORDS[event.kind]}: {label}", said=(_said_in(stood, value),))


def _said_in(stood: Stood, value: str) -> Said:
    event, after = stood.event, stood.after
    return Said(
        at=event.recorded_at,
        source=f"event {event.id}",
        form="",
        by=event.recorded_by,
        value=value,
        state=stood.state,
        ended_by=f"event {after.id}, {after.recorded_by}" if after else "",
        ended_at=after.recorded_at if after else None,
    )


def _said_of_adult(stood: Stood) -> Iterator[Fact]:
    """Yield what was put on record of another adult, fact by fact as the record calls them, and as if it stood."""
    said, before_its_end = stood.event.detail, replace(stood, state=Stands.STANDS, after=None)
    why = (f"known from: {said[SOURCE]}", f"why: {said[REASON]}")
    for name, (_, label) in FACTS.items():
        if name in said:
            value = "\n".join((show_date(said[name]), *why))
            yield Fact(name=fact_name(name, said[ADULT]), label=label, said=(_said_in(before_its_end, value),))


def _take_off(facts: dict[str, Fact], added: Iterable[Stood]) -> None:
    """End what was said of adults who were taken off again, also where it had been put right before."""
    for each in added:
        if not (after := each.after):
            continue
        for name in {fact_name(name, each.event.detail[ADULT]) for name in FACTS} & facts.keys():
            said = tuple(_ended(said, after, each.state) for said in facts[name].said)
            facts[name] = replace(facts[name], said=said)


def _put_right(facts: dict[str, Fact], held: HeldCase) -> None:
    """Put what the office corrected after what was said of the fact, which it took the place of."""
    forms = {sent.submission.receipt: sent.form for sent in held.sent}
    sources: dict[tuple[str, str], list[str]] = {}
    for event in corrections(held.events):
        name, receipt = event.detail[FACT], event.detail[SENT_IN]
        question = _question(forms.get(receipt), name)
        fact = facts.get(name) or Fact(name=name, label=question.label if question else name, said=())
        own = sources.setdefault((receipt, name), [receipt, *(each.source for each in fact.said if not each.form)])
        before = tuple(_ended(each, event) if each.source in own else each for each in fact.said)
        after = Said(
            at=event.recorded_at,
            source=f"event {event.id}",
            form="",
            by=event.recorded_by,
            value="\n".join(
                (
                    _right(forms.get(receipt), event),
                    f"known from: {event.detail[SOURCE]}",
                    f"why: {event.detail[REASON]}",
                )
            ),
            state=Stands.STANDS,
        )
        own.append(after.source)
        facts[name] = replace(fact, said=(*before, after))


def _ended(said: Said, event: Event, state: Stands = Stands.CORRECTED) -> Said:
    if said.state is not Stands.STANDS:
        return said
    by = f"event {event.id}, {event.recorded_by}"
    return replace(said, state=state, ended_by=by, ended_at=event.recorded_at)


def _right(form: Form | None, event: Event) -> str:
    """Return what a fact was corrected to in the words of the form that asked for it."""
    question = _question(form, event.detail[FACT])
    if question is None or IS not in event.detail:
        return value_in_words(event, IS)
    return "\n".join(show(question, event.detail[IS]))


def _question(form: Form | None, name: str) -> Kind | None:
    """Return the question whose answer lands in a fact."""
    table, _, column = name.partition(".")
    place = f"{table.partition('-')[0]}.{column}"
    return next((each for each in (form.every_question() if form else ()) if each.record == place), None)


def _places(form: Form | None) -> Mapping[str, str]:
    """Return where the answers to the questions of a form land in the record."""
    questions = form.every_question() if form else ()
    return {each.name: each.record for each in questions if each.record}


def _name(row: Row, places: Mapping[str, str]) -> str:
    grouped = _IN_GROUP.fullmatch(row.path)
    if not grouped:
        return places.get(row.path, row.path)
    group, index, question = grouped[1], int(grouped[2]) + 1, grouped[3]
    place = places.get(question, "")
    table, dot, column = place.partition(".")
    return f"{table}-{index}.{column}" if dot else f"{places.get(group, group)}-{index}.{question}"


def _kinds(held: HeldCase) -> frozenset[str]:
    """List the names of facts that people write in their own words or figures: a correction may quote those."""
    names = set()
    for sent in held.sent:
        places = _places(sent.form)
        own = {each.name for each in (sent.form.every_question() if sent.form else ()) if _is_written(each)}
        for row in (row for section in sent.sections for row in section.rows):
            if row.path.rpartition(".")[2] in own:
                names.add(_name(row, places))
    return frozenset(names)


def _is_written(question: Kind) -> bool:
    return isinstance(question, TextKind | Date | DateTime | Number | Code) and not isinstance(question, Group)


def _corrections(held: HeldCase) -> Iterator[tuple[str, Objection]]:
    for sent in held.sent:
        given: Any = sent.submission.answers.get(CORRECTIONS) if sent.submission.form_name == SUPPLEMENT else None
        for entry in given if isinstance(given, list) else ():
            if isinstance(entry, dict):
                yield (
                    str(entry.get("corrected_part") or "other"),
                    Objection(
                        kind=Against.CORRECTION,
                        at=sent.submission.sealed_at,
                        source=sent.submission.receipt,
                        by=sender_name(sent.submission) or "",
                        was=_text(entry.get("corrected_was")),
                        says=_text(entry.get("corrected_now")),
                    ),
                )


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value != "not-known" else ""


def _about(facts: Mapping[str, Fact], part: str, was: str, written: frozenset[str]) -> tuple[str, ...]:
    """Find the facts that a correction quotes: those whose whole value stands in what it says was said."""
    quoted = {*fold(was)}
    places = _OF_PART.get(part, ("",))
    return tuple(
        name
        for name, fact in facts.items()
        if name in written
        and name.startswith(places)
        and any((words := {*fold(said.value)}) and words <= quoted for said in fact.said)
    )


def _disputed(facts: Mapping[str, Fact], what: str, about: str, stood: Sequence[Stood]) -> tuple[str, ...]:
    """Find the facts that a dispute names: by their name or label, or by the event that they come from."""
    first = {each.event.id: each.first for each in stood}
    sources = {f"event {each.event.id}" for each in stood if about and each.first == first.get(about)}
    of_event = tuple(name for name, fact in facts.items() if any(said.source in sources for said in fact.said))
    whole = tuple(facts[name] for name in of_event or facts)
    for called in (_in_full, _in_short):
        named = tuple(fact.name for fact in whole if _words(what) and _words(what) in map(_words, called(fact)))
        # What two facts are called names neither.
        if len(named) == 1:
            return named
    return of_event


def _in_full(fact: Fact) -> tuple[str, ...]:
    return fact.name, fact.label


def _in_short(fact: Fact) -> tuple[str, ...]:
    return fact.name.rpartition(".")[2], fact.label.rpartition(": ")[2]


def _object(facts: dict[str, Fact], names: Sequence[str], objection: Objection, name: str, label: str) -> None:
    """Put an objection beside what it is about, or by itself where nobody can tell what that is."""
    if not names:
        facts.setdefault(name, Fact(name=name, label=label, said=()))
    for each in names or (name,):
        facts[each] = replace(facts[each], objections=(*facts[each].objections, objection))


def _correction_names(part: str) -> tuple[str, str]:
    label = next((each.label for each in PARTS if each.value == part), part)
    return f"{CORRECTIONS}.{part}", f"A correction that was sent: {label}"
