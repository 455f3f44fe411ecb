"""The office's daily work: importing what came in, and reading what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ..home import definition_for

# A command loads only what its own work takes.
if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from lado_site.forms.summary import Section

    from ..casework.record import CaseView
    from ..casework.triage import Triage
    from ..custody.unlocking import Office
    from ..intake import Books, Content, Item, Joining, Matches, Quarantined, Suggestion
    from ..intake.steps import Arrival
    from ..store.attachments import KeptAttachment
    from ..store.queries import Case, CaseSummary, Joined
    from ..store.runs import Ledger
    from ..store.tables import LinkKind, LinkState, RunKind


@dataclass(frozen=True, kw_only=True, slots=True)
class InWords:
    """Answers in the words of the form that was filled in, or under its names where that form is not kept here.

    ``marked`` says what is not right with the page that it was filled in on, or with its date; empty when all is.
    """

    title: str
    marked: str
    sections: tuple[Section, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """A case, and what was said in it: what opened it, then what joined it, each beside the others.

    ``added`` is what this office knows of more adults.
    """

    case: Case
    opening: InWords
    joined: tuple[tuple[Joined, InWords], ...]
    standing: CaseView | None
    attachments: tuple[KeptAttachment, ...] = ()
    added: tuple[Section, ...] = ()


def import_files(
    office: Office,
    paths: Iterable[str | Content | Arrival | Quarantined],
    *,
    now: datetime,
    allow_old_roster: bool = False,
    dry_run: bool = False,
    kind: RunKind | None = None,
    run_id: UUID | None = None,
    release: str | None = None,
    told: Callable[[int], None] | None = None,
) -> Books:
    """Import sealed files, folders of them, or standard input ("-"), and return the books.

    With ``release``, a person's reason, what was opened is taken in although it does not pass. With ``run_id`` it is a
    part of that run. ``told`` is called with how many are settled.
    """
    from ..custody.keys import read_kept_roster
    from ..intake import import_paths
    from ..releases import standing_for
    from ..store.tables import RunKind

    books = import_paths(
        paths,
        store=office.store,
        authority=office.home.authority,
        identities=office.identities,
        definition_for=partial(definition_for, office.home),
        actor=office.officer,
        now=now,
        roster_for=partial(read_kept_roster, office.home, today=now.date()),
        standing_of=standing_for(office.home),
        allow_old_roster=allow_old_roster,
        dry_run=dry_run,
        kind=kind or RunKind.IMPORT,
        run_id=run_id,
        release=release,
        told=told,
    )
    if not dry_run:
        look_at_attachments(office, books, now=now)
    return _without_hidden(office, books)


def finish_import(office: Office, run_id: UUID) -> None:
    """Say in the books that an import of several parts came to its end; where they cannot be written, it did not."""
    from ..errors import StoreError
    from ..store.runs import finish_run

    with suppress(StoreError), office.store.writing() as connection:
        finish_run(connection, run_id)


def _without_hidden(office: Office, books: Books) -> Books:
    """Leave out of the books what they tell of cases that whoever imports is excluded from, save which those are."""
    from ..store.exclusions import hidden_names

    with office.store.reading() as connection:
        names = hidden_names(connection)
    return replace(books, items=tuple(_told(each, names) for each in books.items)) if names else books


def _told(item: Item, names: AbstractSet[str | None]) -> Item:
    if names.isdisjoint((item.case, item.possible_duplicate)):
        return item
    return replace(item, known=0, possible_duplicate=None, problems=())


def look_at_attachments(office: Office, books: Books, *, now: datetime) -> None:
    """Look at what is attached to what was imported. Whatever fails here is done when somebody asks for it."""
    from ..errors import StoreError
    from ..intake import Imported
    from ..store.attachments import with_attachments

    imported = [item.submission_id for item in books.items if isinstance(item, Imported) and item.submission_id]
    with suppress(StoreError):
        with office.store.reading() as connection:
            attached = with_attachments(connection, imported)
        if attached:
            from ..attachments import Desk, inspect_submissions

            inspect_submissions(Desk.of(office, now=now), attached)


def list_inbox(office: Office) -> tuple[CaseSummary, ...]:
    """List the cases nobody has looked at yet and what waits for a case, newest first."""
    from ..store.queries import inbox

    with office.store.reading() as connection:
        return _marked(office, inbox(connection, authority=office.home.authority))


def read_books(office: Office) -> Ledger:
    """Return the books of every run since the store began, held against what is in it."""
    from ..store.runs import read_ledger

    with office.store.reading() as connection:
        return read_ledger(connection, office.home.authority)


def list_cases(office: Office) -> tuple[CaseSummary, ...]:
    """List every case, newest first."""
    from ..store.queries import cases

    with office.store.reading() as connection:
        return _marked(office, cases(connection, authority=office.home.authority))


def read_case(office: Office, name: str, *, now: datetime) -> CaseFile:
    """Find a case by its reference, receipt code or submission id, and note who read it. Raises Refused."""
    from ..store.audit import note_reading
    from ..store.events import last_number
    from ..store.queries import find_case
    from .events import standing_of

    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        shown = last_number(connection, case.case_id) if case.case_id else 0
        note_reading(
            connection, authority=case.authority, reference=case.subject, actor=office.officer, now=now, events=shown
        )
        attachments = _attachments(connection, case)
        standing = standing_of(connection, office, case) if case.case_id else None
    mark = _mark_for(office)
    return CaseFile(
        case=case,
        opening=_in_words(office, case, mark(case)),
        joined=tuple((each, _in_words(office, each, mark(each))) for each in case.joined),
        standing=standing,
        attachments=attachments,
        added=_added(office, case),
    )


def _added(office: Office, case: Case) -> tuple[Section, ...]:
    if not case.added:
        return ()
    from .adults import added_in_words

    return added_in_words(office, case)


def _attachments(connection: Connection, case: Case) -> tuple[KeptAttachment, ...]:
    if not case.attachments and not any(each.attachments for each in case.joined):
        return ()
    from ..attachments import attachments_of_case

    return attachments_of_case(connection, case)


def join_waiting(office: Office, name: str, case_name: str, *, now: datetime) -> tuple[Joining, ...]:
    """Put a submission that waits, and all that waits for it, into a case. Raises Refused."""
    from ..intake import join_by_hand

    with office.store.writing() as connection:
        return join_by_hand(connection, name, case_name, authority=office.home.authority, actor=office.officer, now=now)


def find_matches(office: Office, name: str, *, now: datetime) -> Matches:
    """Look for other records of the adult, children and organisation of a case, and note that. Raises Refused."""
    from ..intake import look_for_matches

    with office.store.writing() as connection:
        return look_for_matches(connection, name, authority=office.home.authority, actor=office.officer, now=now)


def decide_link(
    office: Office, name: str, other: str, *, kind: LinkKind, state: LinkState, reason: str | None, now: datetime
) -> tuple[Suggestion, ...]:
    """Keep what a person says of records in two cases: the same, different, or undecided again. Raises Refused."""
    from ..intake import decide

    with office.store.writing() as connection:
        return decide(
            connection,
            name,
            other,
            kind=kind,
            state=state,
            reason=reason,
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )


def triage_case(office: Office, name: str, *, now: datetime) -> tuple[str, Triage]:
    """Say what the answers that opened a case suggest, and note who read them; with what the case is called.

    Raises Refused, also where the form that was filled in is not kept here.
    """
    from lado_site.forms.answers import counted_answers
    from lado_site.forms.schema import day_in_england

    from ..casework.triage import triage
    from ..errors import Refused
    from ..store.audit import note_reading
    from ..store.queries import find_case, known_records

    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        earlier = known_records(connection, case.submission_id)
        note_reading(connection, authority=case.authority, reference=case.subject, actor=office.officer, now=now)
    form = definition_for(office.home, case.form_digest)
    if form is None:
        raise Refused(
            "the form that was filled in is not kept here, so its answers cannot be weighed",
            hint="add it with lado forms add, from the release that it was published with",
        )
    counted = counted_answers(form, case.answers, today=day_in_england(case.sealed_at))
    profile = office.home.read_profile()
    return case.subject, triage(form, counted, profile, earlier=earlier, added=len(case.added))


def _marked(office: Office, cases: Sequence[CaseSummary]) -> tuple[CaseSummary, ...]:
    mark = _mark_for(office)
    return tuple(each if each.is_hidden else replace(each, marked=mark(each)) for each in cases)


def _mark_for(office: Office) -> Callable[[Case | Joined | CaseSummary], str]:
    """Return what says of a submission what is not right with its page today, or with its date; empty when all is."""
    from ..encrypt.release import PAGE_MARKS
    from ..encrypt.sealed_at import CLOCK_MARKS, mark_clock
    from ..releases import standing_for

    standing_of = standing_for(office.home)

    def mark(each: Case | Joined | CaseSummary) -> str:
        clock = mark_clock(each.sealed_at, came_at=each.imported_at) if each.sealed_at and each.imported_at else ""
        return "; ".join(filter(None, (CLOCK_MARKS.get(clock), PAGE_MARKS.get(standing_of(each.release)))))

    return mark


def _in_words(office: Office, submission: Case | Joined, marked: str) -> InWords:
    from lado_site.forms.schema import day_in_england

    from .reading import in_words

    form = definition_for(office.home, submission.form_digest)
    sections = in_words(form, submission.answers, today=day_in_england(submission.sealed_at))
    return InWords(title=form.title if form else submission.form_name, marked=marked, sections=sections)
