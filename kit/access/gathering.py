"""Reading everything that is held on a person: the cases, what was sent and recorded in them, and who has read it.

It reads inside one transaction, through ``find_case`` alone, so that whoever must not open one of the cases is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.forms.schema import day_in_england
from lado_site.profiles import Profile

from ..attachments import attachments_of_case
from ..casework.clocks import Event
from ..casework.record import CaseView, view
from ..casework.record.corrections import FACT, SENT_IN, WAS, corrections
from ..errors import Misuse
from ..home import Home, definition_for
from ..office.events import files_of
from ..office.reading import in_words
from ..store.attachments import KeptAttachment
from ..store.audit import AuditEntry, entries_about
from ..store.duplicates import Duplication
from ..store.exclusions import Exclusion, exclusions_of, hidden_cases, without_hidden
from ..store.matching import Link, Record, links_of, records_by_id, records_of_submissions
from ..store.queries import Case, Joined, find_case
from ..store.retention import Decision, decisions
from ..store.tables import LinkState
from .people import LINKED, Person, Seat, seats_at, seats_of, seats_of_same

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from lado_site.forms.questions import Form
    from lado_site.forms.summary import Section

    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A submission of a case, with its answers in the words of its form; no form where that is not kept here."""

    submission: Case | Joined = field(repr=False)
    form: Form | None = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """What the form is called."""
        return self.form.title if self.form else self.submission.form_name


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLink:
    """Another record that is, or may be, of the same person. ``other`` is the case it is in, or its receipt code."""

    other: str
    submission_id: str
    link: Link


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCase:
    """Everything in one case, where the person stands in it, and why it is here."""

    case: Case = field(repr=False)
    why: str
    seats: tuple[Seat, ...] = field(repr=False)
    sent: tuple[Sent, ...] = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)
    standing: CaseView | None = field(repr=False)
    attachments: tuple[KeptAttachment, ...] = field(repr=False)
    links: tuple[PersonLink, ...] = field(repr=False)
    decisions: tuple[Decision, ...] = field(repr=False)
    exclusions: tuple[Exclusion, ...] = field(repr=False)
    audit: tuple[AuditEntry, ...] = field(repr=False)

    @property
    def subject(self) -> str:
        """What the case is called."""
        return self.case.subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """A case that may hold more about the person and is not in the export, and why not."""

    case: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """Everything that is held on one person, as far as it was asked for."""

    authority: str
    person: Person
    cases: tuple[HeldCase, ...]
    elsewhere: tuple[Elsewhere, ...]

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Where the person stands, in all cases."""
        return tuple(seat for each in self.cases for seat in each.seats)


SUGGESTED = "it may be about the same person: nobody has decided"
SUGGESTED_TWICE = "it may be the same referral sealed twice: nobody has decided"
CONFIRMED = "it is about the same person, and was not asked for: --linked takes it in"
CONFIRMED_TWICE = "it is the same referral sealed twice, and was not asked for: --linked takes it in"

NOT_NAMED = "a case that is not named"
SHUT = "you are excluded from it: a colleague has to make this export"
"""Of a case that may be about the person, and that whoever exports must not open: never which one it is."""


def gather(
    connection: Connection, office: Office, profile: Profile, name: str, person: Person, *, linked: bool
) -> Holding:
    """Read everything about a person in a case and, with ``linked``, in every case that somebody linked to it.

    Raises Misuse or Refused; Excluded where one of these cases must not be opened by whoever asks.
    """
    if linked and person.kind not in LINKED:
        raise Misuse(
            "those who sent something are not linked from case to case", hint="export each case without --linked"
        )
    hidden = hidden_cases(connection)
    found = _Found(connection=connection, office=office, person=person, linked=linked, hidden=hidden)
    case = find_case(connection, name, authority=office.home.authority)
    records = records_of_submissions(connection, case.submission_ids)
    found.waiting.append((case, seats_of(case, records, person), "it was asked for"))
    while found.waiting:
        found.look_at(*found.waiting.pop())
    cases = [
        _with_names_before(
            read_case(connection, office, profile, place.case, seats=place.seats, links=place.links, why=place.why),
            person,
        )
        for place in found.places.values()
    ]
    named = {each.subject for each in cases}
    return Holding(
        authority=office.home.authority,
        person=person,
        cases=tuple(sorted(cases, key=lambda each: each.case.sealed_at)),
        elsewhere=tuple(
            Elsewhere(case=other, why=why) for other, why in sorted(found.elsewhere.items()) if other not in named
        ),
    )


def read_case(
    connection: Connection,
    office: Office,
    profile: Profile,
    case: Case,
    *,
    seats: tuple[Seat, ...] = (),
    links: tuple[PersonLink, ...] = (),
    why: str = "",
) -> HeldCase:
    """Read everything that is held in one case."""
    events: tuple[Event, ...] = ()
    decided: Sequence[Decision] = ()
    submissions: tuple[Case | Joined, ...] = (case, *case.joined)
    if case.case_id:
        ((_, events),) = files_of(connection, office, case.case_id)
        decided = decisions(connection, case.authority, case.case_id).get(case.case_id, ())
    return HeldCase(
        case=case,
        why=why,
        seats=seats,
        sent=tuple(_sent(office.home, each) for each in submissions),
        events=events,
        standing=view(events, profile) if case.case_id else None,
        attachments=attachments_of_case(connection, case),
        links=links,
        decisions=tuple(decided),
        exclusions=exclusions_of(connection, case.case_id) if case.case_id else (),
        audit=_audit(connection, case),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    case: Case
    seats: tuple[Seat, ...]
    links: tuple[PersonLink, ...]
    why: str


@dataclass(kw_only=True, slots=True)
class _Found:
    """The cases that have been found so far, from one to the next."""

    connection: Connection
    office: Office
    person: Person
    linked: bool
    hidden: frozenset[UUID]
    waiting: list[tuple[Case, tuple[Seat, ...], str]] = field(default_factory=list)
    places: dict[str, _Place] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    def look_at(self, case: Case, seats: tuple[Seat, ...], why: str) -> None:
        """Take in a case, and see which others are linked to where the person stands in it."""
        before = self.places.get(case.submission_id)
        if before and {*seats} <= {*before.seats}:
            return
        if before:
            seats, why = tuple(dict.fromkeys([*before.seats, *seats])), before.why
        links = tuple(self._links(case, seats))
        self.places[case.submission_id] = _Place(case=case, seats=seats, links=links, why=why)
        for each in links:
            self._follow_link(case, each)
        for twin in case.duplicates:
            self._follow_twin(case, twin, seats)

    def _links(self, case: Case, seats: Sequence[Seat]) -> Iterator[PersonLink]:
        """List the links of the person's own records to others. Those of other people in the case are about them."""
        own = {seat.record for seat in seats}
        for each in links_of(self.connection, case.submission_ids):
            mine, theirs = (each.one_id, each.other_id) if each.one_id in own else (each.other_id, each.one_id)
            records = records_by_id(self.connection, case.authority, each.kind, [theirs]) if mine in own else {}
            other = records.get(theirs)
            is_asked_for = self.linked and each.state is LinkState.CONFIRMED  # reading it is refused
            if other and other.case_id in self.hidden and not is_asked_for:
                if each.state is not LinkState.DISMISSED:
                    self.elsewhere[NOT_NAMED] = SHUT
            elif other:
                yield PersonLink(other=other.named, submission_id=other.submission_id.hex, link=each)

    def _follow_link(self, case: Case, found: PersonLink) -> None:
        match found.link.state:
            case LinkState.CONFIRMED if self.linked:
                other, records = self._read(found.submission_id)
                ends = frozenset((found.link.one_id, found.link.other_id))
                seats = seats_at(records, found.link.kind, ends)
                why = f"{found.link.decided_by} said that it is about the same person as {case.subject}"
                self.waiting.append((other, seats, why))
            case LinkState.CONFIRMED:
                self.elsewhere[found.other] = CONFIRMED
            case LinkState.SUGGESTED:
                self.elsewhere.setdefault(found.other, SUGGESTED)

    def _follow_twin(self, case: Case, found: Duplication, seats: Sequence[Seat]) -> None:
        other = found.of if found.case == case.reference else found.case
        match found.state:
            case LinkState.CONFIRMED if self.linked:
                twin, records = self._read(other)
                same = seats_of_same(records, LINKED[self.person.kind], seats)
                self.waiting.append((twin, same, f"it is the same referral as {case.subject}, sealed twice"))
            case LinkState.CONFIRMED:
                self.elsewhere[other] = CONFIRMED_TWICE
            case LinkState.SUGGESTED:
                self.elsewhere.setdefault(other, SUGGESTED_TWICE)

    def _read(self, name: str) -> tuple[Case, tuple[Record, ...]]:
        case = find_case(self.connection, name, authority=self.office.home.authority)
        return case, records_of_submissions(self.connection, case.submission_ids)


def _with_names_before(held: HeldCase, person: Person) -> HeldCase:
    """Give the person the names too that stood before they were put right: they are not another person."""
    receipts = {sent.submission.submission_id: sent.submission.receipt for sent in held.sent}
    seats = tuple(
        replace(seat, other_names=", ".join(filter(None, [seat.other_names, *_names_before(held, person, seat, code)])))
        for seat in held.seats
        if (code := receipts[seat.submission_id])
    )
    return replace(held, seats=seats)


def _names_before(held: HeldCase, person: Person, seat: Seat, receipt: str) -> list[str]:
    called = {f"{seat.fact_of(person.kind)}.{column}" for column in ("family_name", "given_names", "other_names")}
    own = [each for each in corrections(held.events) if each.detail[SENT_IN] == receipt and each.detail[FACT] in called]
    return [each.detail[WAS] for each in own if WAS in each.detail]


def _sent(home: Home, submission: Case | Joined) -> Sent:
    form = definition_for(home, submission.form_digest)
    sections = in_words(form, submission.answers, today=day_in_england(submission.sealed_at))
    return Sent(submission=submission, form=form, sections=tuple(sections))


def _audit(connection: Connection, case: Case) -> tuple[AuditEntry, ...]:
    """List what was noted of a case under each of its names: while a submission waited it had its receipt code."""
    names = dict.fromkeys([case.subject, case.receipt, *(each.receipt for each in case.joined)])
    found = [entry for name in names for entry in entries_about(connection, authority=case.authority, reference=name)]
    return without_hidden(connection, sorted(found, key=lambda each: each.sequence))
