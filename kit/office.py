"""The office's daily work: importing what came in, and reading what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from .home import definition_for

# A command loads only what its own work takes.
if TYPE_CHECKING:
    from datetime import datetime

    from lado_site.forms.summary import Section

    from .custody.unlocking import Office
    from .intake import Books
    from .store.queries import Case, CaseSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """A case, and its answers in the words of the form that was filled in; None where that form is not kept here."""

    case: Case
    sections: tuple[Section, ...] | None = field(repr=False)


def import_files(
    office: Office, paths: Sequence[str], *, now: datetime, allow_old_roster: bool = False, dry_run: bool = False
) -> Books:
    """Import sealed files, folders of them, or standard input ("-"), and return the books."""
    from .custody.keys import read_kept_roster
    from .intake import import_paths

    return import_paths(
        paths,
        store=office.store,
        authority=office.home.authority,
        identities=office.identities,
        definition_for=partial(definition_for, office.home),
        actor=office.officer,
        now=now,
        roster_for=partial(read_kept_roster, office.home, today=now.date()),
        allow_old_roster=allow_old_roster,
        dry_run=dry_run,
    )


def list_inbox(office: Office) -> tuple[CaseSummary, ...]:
    """List the cases nobody has looked at yet, newest first."""
    from .store.queries import inbox

    with office.store.reading() as connection:
        return inbox(connection, authority=office.home.authority)


def list_cases(office: Office) -> tuple[CaseSummary, ...]:
    """List every case, newest first."""
    from .store.queries import cases

    with office.store.reading() as connection:
        return cases(connection, authority=office.home.authority)


def read_case(office: Office, name: str, *, now: datetime) -> CaseFile:
    """Find a case by its reference, receipt code or submission id, and note who read it. Raises Refused."""
    from lado_site.forms.summary import summarise

    from .store.audit import note_reading
    from .store.queries import find_case

    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        note_reading(connection, authority=case.authority, reference=case.reference, actor=office.officer, now=now)
    form = definition_for(office.home, case.form_digest)
    return CaseFile(case=case, sections=tuple(summarise(form, case.answers)) if form else None)
