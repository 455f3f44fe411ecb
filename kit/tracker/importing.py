"""Bringing a spreadsheet in: all of its new rows in one transaction, or none; a row that is here already is left alone.

A row becomes a sealed submission like any other, to the office's own officers, so that matching, search, backup, new
keys and retention treat it as they treat a referral.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from lado_site.forms.compiled import canonical, compile_form, digest
from lado_site.forms.earlier_record import earlier_record
from lado_site.forms.names import EARLIER_RECORD
from lado_site.forms.questions import Form
from lado_site.forms.schema import day_in_england
from lado_site.profiles import Profile

from .. import __version__
from ..custody.keys import read_current_roster, read_kept_roster
from ..encrypt.envelope import Draft, seal
from ..encrypt.manifest import FormReference
from ..errors import Refused, StoreError
from ..home import definition_for, keep_definitions
from ..intake import Content, Duplicate, Imported, import_paths
from ..store.audit import Happening, append
from ..store.disposal import disposed_submissions
from ..store.earlier import earlier_id
from ..store.tables import case_record, submission
from .counting import Counts, Difference, count_answers, count_stored, differences
from .mapping import read_map
from .table import Table, read_table
from .targets import REFERENCE
from .telling import own_reference
from .translating import Problem, Record, translate

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..intake import Item

ACTION = "tracker-imported"
_AT_ONCE = 1_000
MOST_NEW = 2_000
"""Rows that one run may add. They are written together; each takes some 90 kilobytes in the store, more in memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A row that says something else than what is stored under its reference; ``questions`` are those that differ."""

    row: int
    reference: str = field(repr=False)
    case: str
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What an import did, or a dry run would do. With ``problems`` nothing was, or would be, imported.

    ``counts`` are those of the spreadsheet, of all its rows without a problem. ``added`` is how many rows were new;
    ``disposed`` are rows of cases that were disposed of since, which are left alone.
    """

    rows: int
    added: int
    already: int
    disposed: int
    changed: tuple[Changed, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: Counts
    sheet: str
    sha256: str
    is_dry_run: bool

    @property
    def is_imported(self) -> bool:
        """Tell whether the rows are in the store now."""
        return not self.is_dry_run and not self.problems

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing needs a person."""
        return not self.problems and not self.changed


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """A case that is here. One that began here has no answers to compare: the spreadsheet is an export of it."""

    answers: Mapping[str, Any] | None = field(repr=False)
    case: str


def import_tracker(
    office: Office,
    content: bytes,
    map_text: str,
    *,
    now: datetime,
    dry_run: bool = False,
    told: Callable[[int], None] | None = None,
) -> Outcome:
    """Bring the rows of a spreadsheet in, or say what is wrong with them. Raises Misuse, Refused or a StoreError."""
    profile = office.home.read_profile()
    form = earlier_record(profile)
    map_ = read_map(map_text, form)
    table = read_table(content, sheet=map_.sheet)
    records = translate(table, map_, form, today=day_in_england(now))
    with office.store.reading() as connection:
        kept = _kept(connection, office)
        gone = _gone(connection, office, records, kept)
    found = _compared(office, table, records, kept, gone, form, profile)
    if dry_run:
        return replace(found, is_dry_run=True)
    if found.problems:
        return replace(found, added=0)
    new = [each for each in records if _id(office, each) not in {*kept, *gone}]
    _bring_in(office, found, new, form, profile, now=now, told=told)
    return found


def _compared(
    office: Office,
    table: Table,
    records: Sequence[Record],
    kept: Mapping[UUID, _Kept],
    gone: Collection[UUID],
    form: Form,
    profile: Profile,
) -> Outcome:
    """Say of each row whether it is new, here already, here and different, or was here once."""
    problems = [problem for each in records for problem in each.problems]
    sound = [each for each in records if not each.problems]
    stored = {each.row: kept[id_] for each in sound if (id_ := _id(office, each)) in kept}
    changed = tuple(
        Changed(row=each.row, reference=each.reference, case=stored[each.row].case, questions=differing)
        for each in sound
        if each.row in stored and (differing := _differing(each.answers, stored[each.row], form))
    )
    disposed = sum(_id(office, each) in gone for each in sound)
    added = len(sound) - len(stored) - disposed
    if added > MOST_NEW:
        raise Refused(
            f"{added:,} rows are new, and {MOST_NEW:,} can be brought in at once",
            hint="split the spreadsheet, for example by year, and import one part after the other",
        )
    return Outcome(
        rows=len(records),
        added=added,
        already=len(stored) - len(changed),
        disposed=disposed,
        changed=changed,
        problems=tuple(problems),
        warnings=tuple(warning for each in records for warning in each.warnings),
        counts=count_answers([each.answers for each in sound], profile),
        sheet=table.sheet,
        sha256=table.sha256,
        is_dry_run=False,
    )


def _gone(
    connection: Connection, office: Office, records: Sequence[Record], kept: Mapping[UUID, _Kept]
) -> frozenset[UUID]:
    """Return the ids of rows whose cases have been disposed of: they are not brought in again."""
    ids = [id_.hex for each in records if (id_ := _id(office, each)) not in kept]
    found: set[UUID] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        left = disposed_submissions(connection, office.home.authority, submission_ids=some)
        found |= {UUID(each.submission_id) for each in left}
    return frozenset(found)


def _kept(connection: Connection, office: Office) -> dict[UUID, _Kept]:
    """Return what is in the store by submission id: the earlier records, and cases that began here by their export."""
    asked = (
        select(submission.c.submission_id, submission.c.answers, case_record.c.reference)
        .join(case_record, case_record.c.id == submission.c.case_id)
        .where(submission.c.authority == office.home.authority, submission.c.form_name == EARLIER_RECORD)
    )
    authority = office.home.authority
    began_here = select(case_record.c.reference).where(case_record.c.authority == authority)
    exported = {
        earlier_id(authority, own_reference(authority, reference)): _Kept(answers=None, case=reference)
        for reference in connection.scalars(began_here)
    }
    return exported | {
        row.submission_id: _Kept(answers=json.loads(row.answers), case=row.reference)
        for row in connection.execute(asked)
    }


def _id(office: Office, record: Record) -> UUID:
    return earlier_id(office.home.authority, record.reference)


def _differing(one: Mapping[str, Any], kept: _Kept, form: Form) -> tuple[str, ...]:
    if kept.answers is None:
        return ()
    other = kept.answers
    labels = {each.name: each.label for each in form.every_question()}
    return tuple(
        labels.get(name, name) for name in {**one, **other} if name != REFERENCE and one.get(name) != other.get(name)
    )


def _bring_in(
    office: Office,
    found: Outcome,
    new: Sequence[Record],
    form: Form,
    profile: Profile,
    *,
    now: datetime,
    told: Callable[[int], None] | None,
) -> None:
    happening = _noted(found)
    if not new:
        with office.store.writing() as connection:
            append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
        return
    definition = compile_form(form)
    keep_definitions(office.home, {digest(definition): canonical(definition)})
    expected = count_answers([each.answers for each in new], profile)
    ids = [_id(office, each) for each in new]

    def closing(connection: Connection, items: Sequence[Item]) -> Sequence[Happening]:
        if any(not isinstance(each, Imported | Duplicate) for each in items):
            raise StoreError(
                "a row could not be taken in, so nothing was imported",
                hint="somebody may be importing the same spreadsheet: wait, and try again",
            )
        wrong = differences(expected, count_stored(connection, office, ids, profile))
        if wrong:
            raise StoreError(_not_given_back(wrong), hint="this is a fault of lado: please report it; nothing is lost")
        return [happening]

    import_paths(
        _sealed(office, new, form, definition, now=now),
        store=office.store,
        authority=office.home.authority,
        identities=office.identities,
        definition_for=lambda sought: definition_for(office.home, sought),
        actor=office.officer,
        now=now,
        roster_for=lambda version: read_kept_roster(office.home, version, today=now.date()),
        told=told,
        closing=closing,
    )


def _sealed(
    office: Office, new: Sequence[Record], form: Form, definition: Mapping[str, Any], *, now: datetime
) -> Iterator[Content]:
    """Seal each row to the officers in force, as a page seals what is sent to them."""
    signed = read_current_roster(office.home, today=now.date())
    reference = FormReference(name=form.name, version=form.version, digest=digest(definition))
    for each in new:
        draft = Draft(
            submission_id=_id(office, each).hex,
            authority=office.home.authority,
            form=reference,
            release=f"lado-{__version__}",
            roster_version=signed.roster.version,
            answers=dict(each.answers),
        )
        sealed = seal(draft, recipients=signed.active_recipients, sealed_at=now)
        yield Content(name=f"row {each.row}", raw=sealed.binary)


def _noted(found: Outcome) -> Happening:
    """Return what the audit chain says of an import: counts, and which file it was. No name of a file or person."""
    counts = {"rows": found.rows, "added": found.added, "already": found.already, "changed": len(found.changed)}
    return Happening(action=ACTION, subject=found.sha256[:16], detail={**counts, "sha256": found.sha256})


def _not_given_back(wrong: Sequence[Difference]) -> str:
    first = wrong[0]
    return (
        f"the store would not give back the counts of the spreadsheet ({first.table}: {first.store} instead of "
        f"{first.spreadsheet}; {len(wrong)} counts differ), so nothing was imported"
    )
