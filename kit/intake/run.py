"""One run of the import: reads the bytes, calls the steps in order, and writes the plan of each batch at once.

Several things happen at a time: files are read and opened ahead (``ahead``), what is in them is judged in a process
apart, a batch is planned here, and what was written last goes to the disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from uuid import UUID, uuid4

from sqlalchemy import Connection

from lado_site.forms.schema import day_in_england

from ..encrypt.recipients import Identity
from ..encrypt.sealed_at import mark_clock
from ..errors import StoreError, StoreRuleBroken
from ..store import Store, audit, queries
from ..store.disposal import DisposedSubmission, disposed_submissions
from ..store.duplicates import Twin
from ..store.envelopes import write_parts
from ..store.projection import mark_stale
from ..store.quarantine import held_by_code, write_repeats, write_settlings
from ..store.runs import add_to_run
from ..store.tables import IN_ORDER, RunKind, envelope_part, quarantine_part
from ..store.writing import insert_rows
from . import steps
from .ahead import Opener
from .asking import TOGETHER, TOGETHER_BYTES, Definition, DefinitionOf, Judge, Verdict, standing_judge
from .garbage import collected_seldom, turns_taken_often
from .joining import write_joinings
from .knowing import Met, find_earlier, planned_subjects
from .plan import Examined, Office, Plan, Planned, plan, stopped_in, with_earlier, with_quarantine, with_twins
from .reasons import NEXT_STEPS, RELEASABLE, quarantined
from .results import Books, Duplicate, Ignored, Item, Quarantined, Superseded
from .sources import Arrived, Content, find_arrivals
from .steps import (
    Accepted,
    Arrival,
    DefinitionFor,
    Known,
    Letter,
    Place,
    RosterFor,
    StandingOf,
    Stopped,
    Unread,
    by_keys,
)
from .twins import coming_cases, find_twins

BATCH = 100
"""Submissions in one transaction: a hundred cost hardly more than one, and the write lock is held for about 0.2 s."""

LONG_RUN = 1000
"""Submissions after which two batches go together: each writes to most pages of what records are found by, however few
it adds. In a short run it gains more that one is written while the next is opened.
"""

BATCH_BYTES = 16 * 1024 * 1024
"""Sealed bytes after which a batch is closed early, so that large attachments do not fill the memory: up to three
batches are in it, one being opened, one being planned and one being written.
"""

Closing = Callable[[Connection, Sequence[Item]], Sequence[audit.Happening]]
"""Called when all is written and nothing is kept yet. What it returns is noted; what it raises undoes everything."""

Answered = tuple[Unread, Verdict] | Stopped

Examining = Callable[[], list[Examined]]
"""Waits until every file of a batch has been judged, and tells what was found."""

Settled = Callable[[], Sequence[Item]]
"""Waits until a batch is on the disk, and tells what became of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """What stays the same from batch to batch.

    ``rehearsed``, ``opened`` and ``twins`` are what a dry run would have stored by now; ``owed`` are results that the
    books of the store do not have yet. With ``release`` a person said why what is stopped is taken in all the same.
    One that ``is_part`` of a longer run does not say in the books that it came to its end.
    """

    store: Store
    office: Office
    identities: Sequence[Identity] = field(repr=False)
    opener: Opener = field(repr=False)
    definition_of: DefinitionOf
    roster_for: RosterFor | None
    standing_of: StandingOf | None
    allow_old_roster: bool
    dry_run: bool
    kind: RunKind
    release: str | None = field(repr=False)
    judge: Judge
    closing: Closing | None = None
    id: UUID
    is_part: bool
    owed: Counter[str] = field(default_factory=Counter)
    rehearsed: dict[str, Known] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    twins: dict[str, Twin] = field(default_factory=dict)
    met: Met = field(default_factory=Met)


def import_paths(
    paths: Iterable[str | Content | Arrival | Quarantined],
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
    kind: RunKind = RunKind.IMPORT,
    run_id: UUID | None = None,
    release: str | None = None,
    told: Callable[[int], None] | None = None,
    closing: Closing | None = None,
    judge: Judge | None = None,
    opener: Opener | None = None,
) -> Books:
    """Import every sealed file in ``paths`` (files, folders, "-" for standard input) and say what became of each.

    They are found in mail and packed files too. What came from no file is given as its ``Content``, what was sealed
    again in quarantine as the ``Arrival`` it was, and what nobody could read as ``Quarantined``: it is counted.

    With ``roster_for`` the keys each was sealed to are checked; ``allow_old_roster`` takes in also those that were
    sealed to an old or unknown roster, marked so. With ``standing_of`` those are marked whose page is not in force.

    One bad file never stops the next, and running twice adds no record. What is reported as imported is safely on
    the disk. What cannot be taken in is kept in quarantine. A dry run writes nothing.

    With ``release``, a person's reason, what was opened is taken in although it does not pass, marked so. ``told`` is
    called with how many are settled, batch by batch.

    With ``closing`` all is one batch, kept as a whole or not at all; what the store refuses is raised then.

    With ``run_id`` it goes into the books as a part of that run, which ``finish_run`` says the end of.

    What is in the files is read by ``judge``, in a process apart; without one by that which this process keeps. Of many
    files the keys are found in another one by ``opener``; without one a run has its own.
    """
    with nullcontext(opener) if opener else Opener(identities) as opens:
        run = _Run(
            store=store,
            office=Office(authority=authority, actor=actor, now=now),
            identities=identities,
            opener=opens,
            definition_of=cache(lambda digest: Definition.of(definition_for(digest))),
            roster_for=cache(roster_for) if roster_for else None,
            standing_of=cache(standing_of) if standing_of else None,
            allow_old_roster=allow_old_roster,
            dry_run=dry_run,
            kind=kind,
            release=release,
            judge=judge or standing_judge(),
            closing=closing,
            id=run_id or uuid4(),
            is_part=run_id is not None,
        )
        found, items = _go_through(run, find_arrivals(paths, read_ahead=opens.read_ahead), told)
    if told:
        told(len(items))
    _close(run, found)
    return Books(found=found, items=tuple(items))


def _go_through(run: _Run, arrivals: Iterable[Arrived], told: Callable[[int], None] | None) -> tuple[int, list[Item]]:
    """Settle batch after batch, each while the next is opened; return how many there were, and what became of them."""
    found = 0
    items: list[Item] = []
    with collected_seldom(), turns_taken_often(), _thread() as aside, _thread() as asking:
        asking.submit(run.judge.begin_anew)
        settled: Settled = list
        examining: Examining | None = None
        for batch in [list(arrivals)] if run.closing else _batches(arrivals):
            found += len(batch)
            coming = _open_batch(run, batch, asking)
            if examining:
                settled = _follow(run, settled, examining, items, aside, told)
            examining = coming
        if examining:
            settled = _follow(run, settled, examining, items, aside, told)
        items += settled()
    return found, items


@contextmanager
def _thread() -> Iterator[ThreadPoolExecutor]:
    """Give a thread of its own. What it has not begun when the block ends early is left."""
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        yield thread
    finally:
        thread.shutdown(cancel_futures=True)


def _follow(
    run: _Run,
    settled: Settled,
    examining: Examining,
    items: list[Item],
    aside: ThreadPoolExecutor,
    told: Callable[[int], None] | None,
) -> Settled:
    """Wait for the batch before, add its items, and settle the next one."""
    examined = examining()
    items += settled()
    if told:
        told(len(items))
    return _settle(run, examined, aside)


def _batches(arrivals: Iterable[Arrived]) -> Iterator[list[Arrived]]:
    batch: list[Arrived] = []
    size = 0
    for number, arrival in enumerate(arrivals):
        batch.append(arrival)
        size += _size(arrival)
        if len(batch) >= (BATCH if number < LONG_RUN else 2 * BATCH) or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(arrival: Arrived) -> int:
    match arrival:
        case Arrival(envelope=envelope):
            return envelope.size
        case Stopped(raw=raw):
            return len(raw)
    return 0


def _open_batch(run: _Run, batch: Sequence[Arrived], asking: ThreadPoolExecutor) -> Examining:
    """Open a batch, and have what is in it judged as it goes: both take time, and neither holds the store."""
    envelopes = [arrival.envelope.sha256 for arrival in batch if isinstance(arrival, Arrival)]
    try:
        with run.store.reading() as connection:
            known = _known(connection, run.office.authority, envelopes=envelopes)
    except StoreError as error:
        none_stored: list[Examined] = [_not_stored(arrival, error) for arrival in batch]
        return lambda: none_stored
    return partial(_examined, run, *_opened(run, batch, known, asking))


def _opened(
    run: _Run, batch: Sequence[Arrived], known: dict[str, Known], asking: ThreadPoolExecutor
) -> tuple[list[Examined | Arrival], list[Future[list[Answered]]]]:
    opened = [_recognised(arrival, known) for arrival in batch]
    shut = [each for each in opened if isinstance(each, Arrival)]
    asked = [
        asking.submit(_open_and_ask, run, shut[start : start + TOGETHER]) for start in range(0, len(shut), TOGETHER)
    ]
    return opened, asked


def _recognised(arrival: Arrived, known: dict[str, Known]) -> Examined | Arrival:
    return (steps.match_envelope(arrival, known) or arrival) if isinstance(arrival, Arrival) else arrival


def _open_and_ask(run: _Run, shut: Sequence[Arrival]) -> list[Answered]:
    """Open some, in a thread of its own, and have what is in them judged."""
    keys = run.opener.find_keys([each.envelope for each in shut])
    opened = [_open(run, arrival, key) for arrival, key in zip(shut, keys, strict=True)]
    verdicts = iter(_judged(run, [each.content.written for each in opened if isinstance(each, Unread)]))
    return [(each, next(verdicts)) if isinstance(each, Unread) else each for each in opened]


def _open(run: _Run, arrival: Arrival, key: bytes | None) -> Unread | Stopped:
    unread = steps.open_arrival(arrival, run.identities, key)
    return Stopped.at(unread, arrival) if isinstance(unread, Quarantined) else unread


def _judged(run: _Run, manifests: Sequence[bytes]) -> list[Verdict]:
    """Ask about several at once, but not about many that are long."""
    verdicts: list[Verdict] = []
    together: list[bytes] = []
    for place, each in enumerate(manifests, start=1):
        together.append(each)
        if place == len(manifests) or sum(map(len, together)) >= TOGETHER_BYTES:
            anyway = run.release is not None
            verdicts += run.judge.judge(together, definition_of=run.definition_of, anyway=anyway)
            together = []
    return verdicts


def _examined(
    run: _Run, opened: Sequence[Examined | Arrival], asked: Sequence[Future[list[Answered]]]
) -> list[Examined]:
    answered = (each for some in asked for each in some.result())
    return [_examine(run, next(answered)) if isinstance(each, Arrival) else each for each in opened]


def _examine(run: _Run, answered: Answered) -> Examined:
    if isinstance(answered, Stopped):
        return answered
    unread, verdict = answered
    letter = steps.take_up(unread, verdict)
    if isinstance(letter, Quarantined):
        return Stopped.at(letter, unread.arrival)
    judged = _judge(run, letter) if run.release is None else _judge_anyway(run, letter)
    return judged if isinstance(judged, Accepted) else Stopped.at(judged, letter)


def _judge(run: _Run, letter: Letter) -> Accepted | Quarantined:
    decoded = steps.decode(letter, authority=run.office.authority, definition_of=run.definition_of)
    if isinstance(decoded, Quarantined):
        return decoded
    mark = _mark_roster(run, letter)
    if mark and not run.allow_old_roster:
        return steps.refuse_roster(letter, mark)
    accepted = steps.accept(decoded)
    return accepted if isinstance(accepted, Quarantined) else _marked(run, accepted, mark)


def _judge_anyway(run: _Run, letter: Letter) -> Accepted | Quarantined:
    """Take in what a person has released, and keep what is not right with it as marks."""
    decoded = steps.decode(letter, authority=run.office.authority, definition_of=run.definition_of)
    judged = decoded if isinstance(decoded, Quarantined) else steps.accept(decoded)
    if isinstance(judged, Accepted):
        return _marked(run, judged, _mark_roster(run, letter))
    if judged.reason not in RELEASABLE:
        return judged
    accepted = steps.accepted(letter, run.definition_of(letter.manifest.form.digest))
    return _marked(run, accepted, judged.reason, _mark_roster(run, letter))


def _mark_roster(run: _Run, letter: Letter) -> str:
    return steps.mark_roster(letter, run.roster_for, today=run.office.now.date()) if run.roster_for else ""


def _marked(run: _Run, accepted: Accepted, *marks: str) -> Accepted:
    of_page = steps.mark_release(accepted.letter, run.standing_of) if run.standing_of else ""
    of_clock = mark_clock(accepted.letter.manifest.sealed_at, came_at=run.office.now)
    return replace(accepted, marks=tuple(each for each in (*marks, of_clock, of_page) if each))


def _settle(run: _Run, batch: Sequence[Examined], aside: ThreadPoolExecutor) -> Settled:
    """Write a batch in one transaction, or, if the store refuses something in it, each by itself."""
    if all(isinstance(examined, Ignored) for examined in batch):
        items = [examined for examined in batch if isinstance(examined, Ignored)]
        run.owed.update(item.result for item in items)
        return lambda: items
    try:
        return _rehearse(run, batch) if run.dry_run else _write(run, batch, aside)
    except StoreError as error:
        if run.closing:
            raise
        return _settle_refused(run, batch, error, aside)


def _settle_refused(run: _Run, batch: Sequence[Examined], error: StoreError, aside: ThreadPoolExecutor) -> Settled:
    if isinstance(error, StoreRuleBroken):
        if len(batch) == 1:
            return _hold_refused(run, batch[0], error, aside)
        one_by_one = [item for examined in batch for item in _settle(run, [examined], aside)()]
        return lambda: one_by_one
    return partial(_none_stored, run, batch, error)


def _hold_refused(run: _Run, examined: Examined, error: StoreError, aside: ThreadPoolExecutor) -> Settled:
    """Keep in quarantine what the store refuses as a record."""
    if not isinstance(examined, Accepted):
        return partial(_none_stored, run, [examined], error)
    item = _not_stored(examined, error)
    assert isinstance(item, Quarantined)
    return _settle(run, [Stopped.at(item, examined.letter)], aside)


def _write(run: _Run, batch: Sequence[Examined], aside: ThreadPoolExecutor) -> Settled:
    with ExitStack() as transaction:
        connection = transaction.enter_context(run.store.writing())
        planned = _plan(run, connection, batch)
        for table in IN_ORDER:
            write = write_parts if table in (envelope_part, quarantine_part) else insert_rows
            write(connection, rows=planned.rows[table.name], table=table)
        office = run.office
        write_joinings(connection, planned.joinings, now=office.now)
        mark_stale(connection, {row["case_id"] for row in planned.rows["submission"] if row["case_id"]})
        write_repeats(connection, planned.repeats)
        write_settlings(connection, planned.settlings, authority=office.authority, actor=office.actor, now=office.now)
        counted = run.owed + Counter(item.result for item in planned.items)
        _count(run, connection, counted, kept=len(planned.rows["quarantine"]), finished=False)
        happenings = (*planned.happenings, *(run.closing(connection, planned.items) if run.closing else ()))
        audit.append(connection, happenings, authority=office.authority, actor=office.actor, now=office.now)
        ready = transaction.pop_all()
    # Encrypting and writing need neither the interpreter nor us: meanwhile the next batch is opened and validated.
    return aside.submit(_commit, run, ready, batch, planned.items).result


def _commit(run: _Run, ready: ExitStack, batch: Sequence[Examined], items: Sequence[Item]) -> Sequence[Item]:
    try:
        ready.close()
    except StoreError as error:
        if run.closing:
            raise
        return _none_stored(run, batch, error)
    # They were counted with this batch; nothing is added to them before its items are asked for.
    run.owed.clear()
    return items


def _count(run: _Run, connection: Connection, results: Counter[str], *, kept: int = 0, finished: bool) -> None:
    office = run.office
    add_to_run(
        connection,
        run.id,
        results,
        kept=kept,
        authority=office.authority,
        kind=run.kind,
        actor=office.actor,
        now=office.now,
        finished=finished,
    )


def _close(run: _Run, found: int) -> None:
    """Say in the books that the run came to its end. A store that cannot be written shows it as stopped half way."""
    if run.dry_run or not found or (run.is_part and not run.owed):
        return
    with suppress(StoreError), run.store.writing() as connection:
        _count(run, connection, run.owed, finished=not run.is_part)


def _rehearse(run: _Run, batch: Sequence[Examined]) -> Settled:
    with run.store.reading() as connection:
        planned = _plan(run, connection, batch)
    run.rehearsed.update(planned.added)
    run.opened.update(planned.opened)
    items = [_rehearsed(item, run.opened) for item in planned.items]
    return lambda: items


def _rehearsed(item: Planned, opened: Mapping[str, str]) -> Item:
    # The reference it will get depends on what else is imported first; a receipt code stays what it is.
    if isinstance(item, Quarantined) and not item.is_held_already:
        return replace(item, held=None)
    if receipt := opened.get(item.possible_duplicate or ""):
        item = replace(item, possible_duplicate=receipt)
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
    subjects = planned_subjects(planned.rows)
    earlier = find_earlier(connection, run.office.authority, subjects, coming=True, met=run.met)
    coming = coming_cases(planned.rows)
    twins = find_twins(connection, run.office.authority, coming, earlier, rehearsed=run.twins)
    if run.dry_run:
        run.twins.update({each.digest: each.twin for each in coming if each.digest and each.digest not in run.twins})
    stopped = stopped_in(batch, planned)
    codes = {each.code for each in stopped.values()} | {item.receipt for item in planned.items if item.receipt}
    return with_quarantine(
        with_twins(with_earlier(planned, subjects, earlier, office=run.office), coming, twins, office=run.office),
        stopped,
        held_by_code(connection, run.office.authority, codes),
        office=run.office,
        release=run.release,
    )


def _known(
    connection: Connection,
    authority: str,
    *,
    envelopes: Collection[str],
    submission_ids: Collection[str] = (),
    receipts: Collection[str] = (),
) -> dict[str, Known]:
    stored = queries.stored_submissions(
        connection, authority, envelopes=envelopes, submission_ids=submission_ids, receipts=receipts
    )
    gone = disposed_submissions(connection, authority, envelopes=envelopes, submission_ids=submission_ids)
    return _as_known(stored) | by_keys(map(_disposed, gone))


def _disposed(each: DisposedSubmission) -> Known:
    on = day_in_england(each.disposed_at)
    return Known(
        submission_id=each.submission_id,
        envelope_sha256=each.sha256,
        content_sha256="",
        receipt=each.receipt,
        follows=None,
        place=None,
        disposed=f"of case {each.reference}, which was disposed of on {on.day} {on:%B %Y}",
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
            superseded_by=Place(case_id=each.original_id, reference=each.original) if each.original_id else None,
        )
        for each in stored
    )


def _none_stored(run: _Run, batch: Sequence[Examined], error: StoreError) -> list[Item]:
    items: list[Item] = [_not_stored(examined, error) for examined in batch]
    run.owed.update(item.result for item in items)
    return items


def _not_stored(examined: Examined | Arrival, error: StoreError) -> Quarantined | Ignored:
    match examined:
        case Quarantined() | Ignored():
            return examined
        case Stopped(item=item):
            return item
        case Arrival(source=source, envelope=envelope):
            receipt, submission_id = envelope.receipt, None
        case (
            Duplicate(source=source, receipt=receipt, submission_id=submission_id)
            | Superseded(source=source, receipt=receipt, submission_id=submission_id)
        ):
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
