"""One run of the import: reads the bytes, calls the steps in order, and writes the plan of each batch at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial

from sqlalchemy import Connection, insert

from ..encrypt.recipients import Identity
from ..errors import StoreError, StoreRuleBroken
from ..store import Store, audit, queries
from ..store.tables import IN_ORDER
from . import steps
from .joining import write_joinings
from .knowing import find_earlier, planned_records
from .plan import Examined, Office, Plan, Planned, plan, with_earlier
from .reasons import NEXT_STEPS, quarantined
from .results import Books, Duplicate, Ignored, Item, Quarantined
from .sources import Arrived, Content, find_arrivals
from .steps import Accepted, Arrival, Definition, DefinitionFor, Known, Place, RosterFor, StandingOf, by_keys

BATCH = 100
"""Submissions in one transaction: a hundred cost hardly more than one, and the write lock is held for about 0.2 s."""

BATCH_BYTES = 32 * 1024 * 1024
"""Sealed bytes after which a batch is closed early, so that large attachments do not fill the memory."""

Settled = Callable[[], Sequence[Item]]
"""Waits until a batch is on the disk, and tells what became of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """What stays the same from batch to batch; ``rehearsed`` is what a dry run would have stored by now."""

    store: Store
    office: Office
    identities: Sequence[Identity] = field(repr=False)
    definition_for: Callable[[str], Definition | None]
    roster_for: RosterFor | None
    standing_of: StandingOf | None
    allow_old_roster: bool
    dry_run: bool
    rehearsed: dict[str, Known] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)


def import_paths(
    paths: Iterable[str | Content],
    *,
    store: Store,
    authority: str,
    identities: Sequence[Identity],
    definition_for: DefinitionFor,
    actor: str,
    now: datetime,
    roster_for: RosterFor | None = None,
    standing_of: StandingOf | None = None,
    allow_old_roster: bool = False,
    dry_run: bool = False,
) -> Books:
    """Import every sealed file in ``paths`` (files, folders, "-" for standard input) and say what became of each.

    They are found in mail and packed files too. What came from no file is given as its ``Content``.

    With ``roster_for`` the keys each was sealed to are checked; ``allow_old_roster`` takes in also those that were
    sealed to an old or unknown roster, marked so. With ``standing_of`` those are marked whose page is not in force.

    One bad file never stops the next, and running twice adds no record. What is reported as imported is safely on
    the disk. A dry run writes nothing.
    """
    run = _Run(
        store=store,
        office=Office(authority=authority, actor=actor, now=now),
        identities=identities,
        definition_for=cache(lambda digest: Definition.of(definition_for(digest))),
        roster_for=cache(roster_for) if roster_for else None,
        standing_of=cache(standing_of) if standing_of else None,
        allow_old_roster=allow_old_roster,
        dry_run=dry_run,
    )
    found = 0
    items: list[Item] = []
    with ThreadPoolExecutor(max_workers=1) as aside:
        settled: Settled = list
        for batch in _batches(find_arrivals(paths)):
            found += len(batch)
            examined = _examine_batch(run, batch)
            items += settled()
            settled = _settle(run, examined, aside)
        items += settled()
    return Books(found=found, items=tuple(items))


def _batches(arrivals: Iterable[Arrived]) -> Iterator[list[Arrived]]:
    batch: list[Arrived] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += len(arrival.envelope.binary) if isinstance(arrival, Arrival) else 0
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _examine_batch(run: _Run, batch: Sequence[Arrived]) -> list[Examined]:
    envelopes = [arrival.envelope.sha256 for arrival in batch if isinstance(arrival, Arrival)]
    try:
        with run.store.reading() as connection:
            known = _known(connection, run.office.authority, envelopes=envelopes)
    except StoreError as error:
        return [_not_stored(arrival, error) for arrival in batch]
    # Opening and validating take the most time, and take it without holding the store.
    return [_examine(run, arrival, known) for arrival in batch]


def _examine(run: _Run, arrival: Arrived, known: dict[str, Known]) -> Examined:
    if not isinstance(arrival, Arrival):
        return arrival
    duplicate = steps.match_envelope(arrival, known)
    if duplicate:
        return duplicate
    letter = steps.open_arrival(arrival, run.identities)
    if isinstance(letter, Quarantined):
        return letter
    decoded = steps.decode(letter, authority=run.office.authority, definition_for=run.definition_for)
    if isinstance(decoded, Quarantined):
        return decoded
    mark = steps.mark_roster(letter, run.roster_for, today=run.office.now.date()) if run.roster_for else ""
    if mark and not run.allow_old_roster:
        return steps.refuse_roster(letter, mark)
    accepted = steps.validate(decoded)
    if isinstance(accepted, Quarantined):
        return accepted
    of_page = steps.mark_release(letter, run.standing_of) if run.standing_of else ""
    return replace(accepted, marks=tuple(each for each in (mark, of_page) if each))


def _settle(run: _Run, batch: Sequence[Examined], aside: ThreadPoolExecutor) -> Settled:
    """Write a batch in one transaction, or, if the store refuses something in it, each by itself."""
    if not any(isinstance(examined, Accepted | Duplicate) for examined in batch):
        items = [examined for examined in batch if not isinstance(examined, Accepted)]
        return lambda: items
    try:
        return _rehearse(run, batch) if run.dry_run else _write(run, batch, aside)
    except StoreRuleBroken as error:
        if len(batch) == 1:
            return partial(_none_stored, batch, error)
        one_by_one = [item for examined in batch for item in _settle(run, [examined], aside)()]
        return lambda: one_by_one
    except StoreError as error:
        return partial(_none_stored, batch, error)


def _write(run: _Run, batch: Sequence[Examined], aside: ThreadPoolExecutor) -> Settled:
    with ExitStack() as transaction:
        connection = transaction.enter_context(run.store.writing())
        planned = _plan(run, connection, batch)
        for table in IN_ORDER:
            if planned.rows[table.name]:
                connection.execute(insert(table), planned.rows[table.name])
        office = run.office
        write_joinings(connection, planned.joinings, now=office.now)
        audit.append(connection, planned.happenings, authority=office.authority, actor=office.actor, now=office.now)
        ready = transaction.pop_all()
    # Encrypting and writing need neither the interpreter nor us: meanwhile the next batch is opened and validated.
    return aside.submit(_commit, ready, batch, planned.items).result


def _commit(ready: ExitStack, batch: Sequence[Examined], items: Sequence[Item]) -> Sequence[Item]:
    try:
        ready.close()
    except StoreError as error:
        return _none_stored(batch, error)
    return items


def _rehearse(run: _Run, batch: Sequence[Examined]) -> Settled:
    with run.store.reading() as connection:
        planned = _plan(run, connection, batch)
    run.rehearsed.update(planned.added)
    run.opened.update(planned.opened)
    items = [_rehearsed(item, run.opened) for item in planned.items]
    return lambda: items


def _rehearsed(item: Planned, opened: set[str]) -> Item:
    # The reference it will get depends on what else is imported first.
    return replace(item, case=None, next_step="import it without --dry-run") if item.case in opened else item


def _plan(run: _Run, connection: Connection, batch: Sequence[Examined]) -> Plan:
    accepted = [examined for examined in batch if isinstance(examined, Accepted)]
    letters = [each.letter for each in accepted]
    receipts = [letter.envelope.receipt for letter in letters]
    stored = _known(
        connection,
        run.office.authority,
        envelopes=[letter.envelope.sha256 for letter in letters],
        submission_ids=[letter.manifest.submission_id for letter in letters],
        receipts=[follows for each in accepted if (follows := each.links["follows"])],
    )
    waiting = _as_known(queries.waiting_for(connection, run.office.authority, receipts))
    counted = queries.cases_counted(connection, run.office.authority, year=run.office.now.year)
    planned = plan(
        batch,
        known=stored | waiting | run.rehearsed,
        office=run.office,
        cases_so_far=counted + len(run.opened),
    )
    records = planned_records(planned.rows)
    earlier = find_earlier(connection, run.office.authority, records, coming=True)
    return with_earlier(planned, records, earlier, office=run.office)


def _known(
    connection: Connection,
    authority: str,
    *,
    envelopes: Collection[str],
    submission_ids: Collection[str] = (),
    receipts: Collection[str] = (),
) -> dict[str, Known]:
    return _as_known(
        queries.stored_submissions(
            connection, authority, envelopes=envelopes, submission_ids=submission_ids, receipts=receipts
        )
    )


def _as_known(stored: Iterable[queries.Stored]) -> dict[str, Known]:
    return by_keys(
        Known(
            submission_id=each.submission_id,
            envelope_sha256=each.envelope_sha256,
            content_sha256=each.content_sha256,
            receipt=each.receipt,
            follows=each.follows,
            place=Place(case_id=each.case_id, reference=each.reference) if each.case_id else None,
        )
        for each in stored
    )


def _none_stored(batch: Sequence[Examined], error: StoreError) -> list[Item]:
    return [_not_stored(examined, error) for examined in batch]


def _not_stored(examined: Examined | Arrival, error: StoreError) -> Quarantined | Ignored:
    match examined:
        case Quarantined() | Ignored():
            return examined
        case Arrival(source=source, envelope=envelope):
            receipt, submission_id = envelope.receipt, None
        case Duplicate(source=source, receipt=receipt, submission_id=submission_id):
            pass
        case Accepted(letter=letter):
            source, receipt, submission_id = letter.source, letter.envelope.receipt, letter.manifest.submission_id
    return quarantined(
        source,
        "not-stored",
        next_step=f"{error.hint}; {NEXT_STEPS['not-stored']}" if error.hint else NEXT_STEPS["not-stored"],
        receipt=receipt,
        submission_id=submission_id,
        problems=(error.message,),
    )
