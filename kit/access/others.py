"""Who else is named in an export, where, and as what: for whoever masks it before the person is given it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.profiles import Profile

from ..casework.clocks import WORDS, EventKind
from ..casework.record.adults import ADULT, FACTS, called, name_of
from ..casework.record.corrections import FACT, IS, SENT_IN, WAS, corrections
from .gathering import HeldCase, Holding, Sent
from .mentions import Search, Sought, words_of_name
from .naming import ENTRIES, QUESTIONS, Named, names_in
from .people import PersonKind, own_words, words_of
from .wording import sayings

OFFICER = "Works for this office"
NO_NAME = "(no name)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where something is said: in which case, in which submission or event, and under which question or field."""

    case: str
    source: str
    path: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Somebody found at a place, as what. ``position`` is the character in its text, 0 where all of it is meant."""

    place: Place
    role: str
    text: str = field(repr=False)
    how: str
    position: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """Another person in the export. One who is called like the person may be the person: somebody has to look."""

    number: int
    name: str = field(repr=False)
    roles: tuple[str, ...]
    is_called_the_same: bool
    found: tuple[Found, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """That a place names somebody. What has no name stands for itself by ``key``."""

    key: str
    name: str
    role: str
    place: Place
    text: str
    how: str
    is_searched: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    place: Place
    text: str


IN_A_FIELD = "named there"
DETAIL = "a detail about them"


def find_others(holding: Holding, profile: Profile) -> tuple[Other, ...]:
    """List everybody else who is named in an export, and where; in the order in which they come up."""
    claims = dict.fromkeys(claim for case in holding.cases for claim in _claims(case, holding, profile))
    people: dict[str, list[_Claim]] = {}
    for claim in claims:
        people.setdefault(claim.key, []).append(claim)
    mentioned = _mentions(holding, profile, people)
    own = [words_of(seat.name) for seat in holding.seats if seat.name]
    return tuple(
        Other(
            number=number,
            name=found[0].name or NO_NAME,
            roles=tuple(dict.fromkeys(each.role for each in found)),
            is_called_the_same=words_of(found[0].name) in own,
            found=(*(_found(each) for each in found), *mentioned.get(key, ())),
        )
        for number, (key, found) in enumerate(people.items(), start=1)
    )


def _found(claim: _Claim) -> Found:
    return Found(place=claim.place, role=claim.role, text=claim.text, how=claim.how)


def _claims(case: HeldCase, holding: Holding, profile: Profile) -> Iterator[_Claim]:
    for sent in case.sent:
        yield from _in_answers(case, sent, holding)
        yield from _in_mails(case, sent)
    for event in case.events:
        place = _of_event(case, event.id, WORDS[event.kind])
        yield _officer(event.recorded_by, place("recorded_by", "Who recorded it"))
        for said in sayings(event, profile) if event.kind is not EventKind.ADULT_ADDED else ():
            role, kind = ENTRIES.get(said.name, ("", None))
            if role and said.is_text and not (kind is holding.person.kind and _is_own(said.value, case, holding)):
                named = _adult_called(said.value, case) if kind is PersonKind.ADULT else said.value
                yield from _several(named, role, place(said.name, said.label))
    yield from _in_corrections(case, holding)
    yield from _in_added_adults(case, holding, profile)
    for sent in case.sent:
        yield _officer(sent.submission.imported_by, _of_submission(case, sent, "imported_by", "Who imported it"))
    for saving in (each for attachment in case.attachments for each in attachment.savings):
        yield _officer(
            saving.saved_by, Place(case=case.subject, source="attachments", path="saved_by", label="Who saved it")
        )
    for decision in case.decisions:
        yield _officer(
            decision.decided_by, Place(case=case.subject, source="retention", path="decided_by", label="Who decided")
        )
    for entry in case.audit:
        yield _officer(
            entry.actor, Place(case=case.subject, source="audit", path="actor", label="Who read or changed it")
        )


def _in_answers(case: HeldCase, sent: Sent, holding: Holding) -> Iterator[_Claim]:
    answers = sent.submission.answers
    for named in QUESTIONS:
        for index, entry in _entries(answers, named.group):
            if not _is_the_person(case, sent, named, index, holding):
                yield from _in_entry(case, sent, named, entry, f"{named.group}.{index}." if named.group else "")


def _in_entry(case: HeldCase, sent: Sent, named: Named, entry: Mapping[str, Any], before: str) -> Iterator[_Claim]:
    parts = [(name, text) for name in named.names if (text := _said(entry, name))]
    details = [(name, text) for name in named.details if (text := _said(entry, name))]
    if named.several:
        for name, text in parts:
            yield from _several(text, named.role, _of_submission(case, sent, before + name))
        if not parts:
            return
    whole = " ".join(text for _, text in parts)
    if named.several:
        whole = next(iter(names_in(whole)), whole)
    key = _key(whole) or f"{case.subject} {sent.submission.receipt} {before}{named.role}"
    if named.kind is PersonKind.CHILD and not parts:
        parts = [("", NO_NAME)]
    for how, found in ((IN_A_FIELD, () if named.several else parts), (DETAIL, details)):
        for name, text in found:
            yield _Claim(
                key=key,
                name=whole,
                role=named.role,
                place=_of_submission(case, sent, before + name),
                text=text,
                how=how,
            )


def _in_mails(case: HeldCase, sent: Sent) -> Iterator[_Claim]:
    for number, mail in enumerate(sent.submission.mails):
        name, address = parseaddr(mail.sender)
        place = _of_submission(case, sent, f"mails.{number}.sender", "Who the mail says it is from")
        if name or address:
            yield _Claim(
                key=_key(name or address),
                name=name or address,
                role="Sent a mail",
                place=place,
                text=mail.sender,
                how=IN_A_FIELD,
            )
        if name and address:
            yield _Claim(key=_key(name), name=name, role="Sent a mail", place=place, text=address, how=DETAIL)


def _in_corrections(case: HeldCase, holding: Holding) -> Iterator[_Claim]:
    """Yield the names and details of others that the office put right: what was sent does not have them."""
    receipts = {sent.submission.submission_id: sent.submission.receipt for sent in case.sent}
    own = {(receipts[seat.submission_id], seat.fact_of(holding.person.kind)) for seat in case.seats}
    for event in corrections(case.events):
        whose, _, column = event.detail[FACT].partition(".")
        kind = next((each for each in (PersonKind.ADULT, PersonKind.CHILD) if whose.startswith(each)), None)
        if kind is None or (event.detail[SENT_IN], whose) in own:
            continue
        role = _PUT_RIGHT[kind] if whose == ADULT or kind is PersonKind.CHILD else _ANOTHER
        key = f"{case.subject} {event.detail[SENT_IN]} {whose}"
        for name in (name for name in (WAS, IS) if name in event.detail):
            place, text = _of_event(case, event.id, WORDS[event.kind])(name, event.detail[FACT]), event.detail[name]
            if column.endswith(("name", "names")):
                yield from _several(text, role, place)
            elif column in _DETAILS:
                yield _Claim(key=key, name=whose, role=role, place=place, text=text, how=DETAIL, is_searched=False)


def _in_added_adults(case: HeldCase, holding: Holding, profile: Profile) -> Iterator[_Claim]:
    """Yield the names and details of other adults whom the office put on record, as they were when it did."""
    own = {seat.fact_of(PersonKind.ADULT) for seat in case.seats if holding.person.kind is PersonKind.ADULT}
    for event in case.events:
        if event.kind is not EventKind.ADULT_ADDED or event.detail[ADULT] in own:
            continue
        place, name = _of_event(case, event.id, WORDS[event.kind]), name_of(event.detail)
        key = _key(name) or f"{case.subject} {event.detail[ADULT]}"
        for said in sayings(event, profile):
            if said.name in ("given_names", "family_name"):
                how = IN_A_FIELD
            elif said.name in _DETAILS:
                how = DETAIL
            else:
                continue
            yield _Claim(
                key=key, name=name, role=_ANOTHER, place=place(said.name, said.label), text=said.value, how=how
            )
        yield from _several(
            event.detail.get("other_names", ""), _ANOTHER, place("other_names", FACTS["other_names"][1])
        )


_ANOTHER = "Another adult"
_PUT_RIGHT = {PersonKind.ADULT: "The adult", PersonKind.CHILD: "A child"}
_DETAILS = ("birth_date", "address", "postcode", "telephone", "email")


def _several(text: str, role: str, place: Place) -> Iterator[_Claim]:
    """Yield everybody whom a sentence names; where nothing in it looks like a name, the sentence itself."""
    names = names_in(text)
    for name in names:
        yield _Claim(key=_key(name), name=name, role=role, place=place, text=text, how=IN_A_FIELD)
    if not names:
        yield _Claim(
            key=_key(text) or text, name=text, role=role, place=place, text=text, how=IN_A_FIELD, is_searched=False
        )


def _officer(name: str, place: Place) -> _Claim:
    return _Claim(
        key=f"officer {name}", name=name, role=OFFICER, place=place, text=name, how=IN_A_FIELD, is_searched=False
    )


def _mentions(holding: Holding, profile: Profile, people: Mapping[str, Sequence[_Claim]]) -> Mapping[str, list[Found]]:
    """Look for everybody in every text but those that name them anyway."""
    search = Search(
        (
            Sought(
                key=key,
                names=tuple({words_of_name(each.name) for each in claims if each.is_searched and each.name}),
                details=frozenset(each.text for each in claims if each.how == DETAIL),
            )
            for key, claims in people.items()
        ),
        not_alone=own_words(holding.seats),
    )
    named_at = {(key, claim.place) for key, claims in people.items() for claim in claims}
    found: dict[str, list[Found]] = {}
    for case in holding.cases:
        for each in _texts(case, profile):
            for mention in search.find(each.text):
                if (mention.key, each.place) not in named_at:
                    found.setdefault(mention.key, []).append(
                        Found(
                            place=each.place,
                            role="",
                            text=mention.found,
                            how=mention.likeness.value,
                            position=mention.position,
                        )
                    )
    return found


def _texts(case: HeldCase, profile: Profile) -> Iterator[_Text]:
    for sent in case.sent:
        for path, text in _leaves(sent.submission.answers, ""):
            yield _Text(place=_of_submission(case, sent, path), text=text)
        for number, mail in enumerate(sent.submission.mails):
            yield _Text(
                place=_of_submission(case, sent, f"mails.{number}.sender", "Who the mail says it is from"),
                text=mail.sender,
            )
    for event in case.events:
        place = _of_event(case, event.id, WORDS[event.kind])
        for said in sayings(event, profile):
            if said.is_text:
                yield _Text(place=place(said.name, said.label), text=said.value)
        yield _Text(place=place("note", "Note"), text=event.note)
    yield from _other_texts(case)


def _other_texts(case: HeldCase) -> Iterator[_Text]:
    def at(source: str, path: str, label: str, text: str | None) -> _Text:
        return _Text(place=Place(case=case.subject, source=source, path=path, label=label), text=text or "")

    for each in case.attachments:
        source = f"attachment {each.number}"
        yield at(source, "name", "The name of the file", each.name)
        for name, text in each.found.facts if each.found else ():
            yield at(source, name, "What the file tells of itself", text)
        for saving in each.savings:
            yield at(source, "saved", "Why it was saved", saving.reason)
    for link in case.links:
        yield at(f"link to {link.other}", "reason", "Why", link.link.reason)
    for twin in case.case.duplicates:
        yield at(f"duplicate {twin.case}", "reason", "Why", twin.reason)
    for decision in case.decisions:
        yield at("retention", str(decision.number), "Why", decision.reason)
    for exclusion in case.exclusions:
        yield at("exclusion", exclusion.officer, "Why", exclusion.reason)
    released = case.case.released
    if released:
        yield at("quarantine", "why", "Why it was released", released.why)
        yield at("quarantine", "source", "What it came in", released.source)
        for number, problem in enumerate(released.problems):
            yield at("quarantine", f"problems.{number}", "What was wrong", problem)


def _is_the_person(case: HeldCase, sent: Sent, named: Named, index: int, holding: Holding) -> bool:
    """Tell whether the person is the one that a question asks for."""
    here = [seat for seat in case.seats if seat.submission_id == sent.submission.submission_id]
    if named.kind is not holding.person.kind:
        return False
    if named.kind is PersonKind.REFERRER:
        return bool(here)
    return any(seat.position == index for seat in here)  # no index but 0 of the adult: others were added here


def _adult_called(text: str, case: HeldCase) -> str:
    """Return the name of the adult who is called so by the case, "adult-2"; any other words as they are."""
    here = [(1, case.case.adult), *((each.number, each.adult) for each in case.case.added)]
    names = {called(number): row for number, row in here if row}
    row = names.get(text) or {}
    return " ".join(filter(None, (row.get("given_names"), row.get("family_name")))) or text


def _is_own(text: str, case: HeldCase, holding: Holding) -> bool:
    is_number = text in [seat.fact_of(holding.person.kind) for seat in case.seats]
    return is_number or words_of(text) in [words_of(seat.name) for seat in holding.seats]


def _entries(answers: Mapping[str, Any], group: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if not group:
        yield 0, answers
        return
    entries = answers.get(group)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _said(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) and value != NOT_KNOWN else ""


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case list():
            for index, each in enumerate(value):
                yield from _leaves(each, f"{path}.{index}")
        case dict():
            for name, each in value.items():
                yield from _leaves(each, f"{path}.{name}" if path else str(name))


def _of_submission(case: HeldCase, sent: Sent, path: str, label: str = "") -> Place:
    label = label or next((row.label for section in sent.sections for row in section.rows if row.path == path), path)
    return Place(case=case.subject, source=sent.submission.receipt, path=path, label=label)


def _of_event(case: HeldCase, id: str, what: str) -> Any:  # noqa: A002 - what it is
    return lambda path, label: Place(case=case.subject, source=f"event {id}", path=path, label=f"{what}: {label}")


def _key(name: str) -> str:
    """Return by what a name is known however it is written: its words, in the order of the alphabet."""
    return " ".join(sorted(words_of(name)))
