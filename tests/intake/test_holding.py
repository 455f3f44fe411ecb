"""What cannot be taken in is kept, once, until it is settled; and the books hold over all runs."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, event, func, select, text, update

from lado_kit.errors import SealedFileError, StoreRuleBroken
from lado_kit.intake import Books, Content
from lado_kit.intake.reasons import NEXT_STEPS, WORDS, next_step_for
from lado_kit.store import Store, open_store
from lado_kit.store.audit import verify_chain
from lado_kit.store.quarantine import Held, find_held, held_bytes, list_held
from lado_kit.store.runs import Ledger, read_ledger
from lado_kit.store.tables import audit_entry, import_run, quarantine, quarantine_part, submission

from .builders import (
    AUTHORITY,
    CANARIES,
    KEY,
    NOW,
    OFFICER,
    STRANGER,
    a_submission,
    an_empty_store,
    known_forms,
    results,
    run_import,
    save,
    without,
)
from .mails import a_mail, a_zip
from .test_sources import locked

LATER = NOW + timedelta(days=2)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it, that the others are copies of."""
    file = tmp_path_factory.mktemp("empty") / "records.db"
    an_empty_store(file).close()
    return file


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(Path(shutil.copy(empty, tmp_path)), KEY) as store:
        yield store


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


def held(store: Store, *, every: bool = True) -> tuple[Held, ...]:
    with store.reading() as connection:
        return list_held(connection, AUTHORITY, every=every)


def ledger(store: Store) -> Ledger:
    with store.reading() as connection:
        return read_ledger(connection, AUTHORITY)


def kept_bytes(store: Store, one: Held) -> bytes:
    with store.reading() as connection:
        return held_bytes(connection, one)


def count(store: Store, table: Table) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_quarantined_is_kept_with_its_bytes_and_its_mail(store: Store) -> None:
    sealed = a_submission(answers=without("adult_given_names", became_aware="long ago"))
    mail = a_mail(("referral.txt", sealed.armoured())).as_bytes()

    books = run_import(store, Content(name="Zebedee.eml", raw=mail))

    (one,) = held(store)
    assert results(books) == [("quarantined", "answers-refused")]
    assert (books.items[0].held, books.items[0].is_held_already) == (sealed.receipt, False)
    assert (one.code, one.receipt, one.sha256) == (sealed.receipt, sealed.receipt, sealed.sha256)
    assert (one.reason, one.state, one.source_kind, one.times) == ("answers-refused", "held", "mail", 1)
    assert one.problems == books.items[0].problems and len(one.problems) >= 2
    assert one.mails[0][1] and one.submission_id == books.items[0].submission_id
    assert kept_bytes(store, one) == sealed.binary


def test_what_comes_again_is_counted_and_adds_nothing(store: Store, inbox: Path) -> None:
    save(inbox, "one.txt", a_submission(to=STRANGER))
    run_import(store, inbox)
    before = count(store, quarantine_part), count(store, audit_entry)

    again = run_import(store, inbox, now=LATER)

    (one,) = held(store)
    assert (again.items[0].result, again.items[0].is_held_already) == ("quarantined", True)
    assert (one.first_seen, one.last_seen, one.times) == (NOW, LATER, 2)
    assert (count(store, quarantine_part), count(store, audit_entry)) == before


def test_one_file_that_is_found_many_times_at_once_is_kept_once(store: Store, inbox: Path) -> None:
    sealed = a_submission(to=STRANGER)
    for number in range(3):
        save(inbox, f"{number}.txt", sealed)

    books = run_import(store, inbox)

    (one,) = held(store)
    assert (books.found, len(books.items), one.times) == (3, 3, 3)


def test_one_problem_that_a_hostile_file_has_thousands_of_times_is_told_once(store: Store, inbox: Path) -> None:
    save(inbox, "one.txt", a_submission(answers=without(**{f"q{number}": "x" for number in range(5_000)})))

    books = run_import(store, inbox)

    (one,) = held(store)
    assert one.problems == ("There is an answer to a question that this form does not have",)
    assert books.items[0].problems == one.problems


def test_of_very_many_problems_the_first_hundred_are_told_and_how_many_more_there_are(
    store: Store, inbox: Path
) -> None:
    children = [{"child_given_name": number} for number in range(30)]
    save(inbox, "one.txt", a_submission(answers=without(children=children)))

    books = run_import(store, inbox)

    (one,) = held(store)
    assert books.items[0].problems == one.problems
    assert len(one.problems) == 101
    assert re.fullmatch(r"and [0-9]+ more", one.problems[-1])
    assert one.problems[99].startswith("Child ")


def test_a_rehearsal_keeps_nothing(store: Store, inbox: Path) -> None:
    save(inbox, "one.txt", a_submission(to=STRANGER))

    books = run_import(store, inbox, dry_run=True)

    assert books.items[0].held is None
    assert held(store) == () and ledger(store).runs == ()


def test_importing_the_file_again_once_it_can_be_taken_in_settles_it(store: Store, inbox: Path) -> None:
    sealed = a_submission(to=STRANGER)
    save(inbox, "one.txt", sealed)
    run_import(store, inbox)

    books = run_import(store, inbox, identities=[OFFICER, STRANGER], now=LATER)

    (one,) = held(store)
    assert results(books) == [("imported", "new-case")]
    assert (one.state, one.case, one.settled_at, one.settled_by) == ("imported", "2026-0001", LATER, "duty-1")
    assert kept_bytes(store, one) == b"", "the bytes are the original of the submission from now on"
    assert held(store, every=False) == ()
    assert ledger(store).balances


def test_what_is_no_sealed_file_itself_is_kept_whole(store: Store) -> None:
    packed = locked(a_zip(("referral.txt", a_submission().armoured())))

    books = run_import(store, Content(name="packed.zip", raw=packed))

    (one,) = held(store)
    assert results(books) == [("quarantined", "zip-locked")]
    assert one.receipt is None and one.sha256 == hashlib.sha256(packed).hexdigest()
    assert kept_bytes(store, one) == packed


def test_what_cannot_even_be_read_is_counted_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    books = run_import(store, tmp_path / "gone.txt")

    assert results(books) == [("quarantined", "unreadable")]
    assert books.items[0].held is None and held(store) == ()
    assert ledger(store).totals["quarantined"] == 1 and ledger(store).balances


def test_a_large_file_is_kept_in_parts(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lado_kit.store import envelopes

    monkeypatch.setattr(envelopes, "PART_SIZE", 20_000)
    sealed = a_submission(to=STRANGER)
    save(inbox, "one.txt", sealed)

    run_import(store, inbox)

    assert count(store, quarantine_part) == -(-len(sealed.binary) // 20_000)
    assert kept_bytes(store, held(store)[0]) == sealed.binary


def test_what_the_store_refuses_as_a_record_is_kept_in_quarantine(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule of the store that a form forgot must lose nobody's referral."""
    from lado_kit.intake import plan

    monkeypatch.setattr(plan.CaseState.NEW, "_value_", "a state that the store does not know")
    sealed = a_submission()
    save(inbox, "one.txt", sealed)

    books = run_import(store, inbox)

    assert results(books) == [("quarantined", "not-stored")]
    assert [one.code for one in held(store)] == [sealed.receipt]
    assert ledger(store).totals["quarantined"] == 1


def test_neither_the_file_nor_the_people_are_named_in_the_audit_trail(store: Store, inbox: Path) -> None:
    save(inbox, "Zebedee Quillfeather.txt", a_submission(answers=without("adult_given_names")))

    run_import(store, inbox)

    with store.reading() as connection:
        entries = connection.execute(select(audit_entry)).all()
        assert all(chain.broken_at is None for chain in verify_chain(connection))
    assert [entry.action for entry in entries] == ["quarantined"]
    assert entries[0].detail == {"reason": "answers-refused", "came-as": "file"}
    assert not [canary for canary in CANARIES if canary in str(entries)]


def test_things_in_quarantine_are_found_as_people_type_their_code(store: Store, inbox: Path) -> None:
    save(inbox, "one.txt", a_submission(to=STRANGER))
    run_import(store, inbox)
    (one,) = held(store)
    typed = one.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    with store.reading() as connection:
        assert find_held(connection, typed, authority=AUTHORITY) == one
        assert find_held(connection, one.code[:6], authority=AUTHORITY) == one


def test_every_reason_has_words_and_a_next_step() -> None:
    def all_of(above: type[SealedFileError]) -> set[str]:
        own = {above.reason} if hasattr(above, "reason") else set()
        return own.union(*(all_of(each) for each in above.__subclasses__()))

    nothing_is_kept = {"waiting", "waiting-for-meeting", "not-sealed", "link", "not-a-file", "unreadable", "disposed"}
    reasons = (set(NEXT_STEPS) | all_of(SealedFileError)) - nothing_is_kept

    assert set(WORDS) == reasons
    assert all(next_step_for(reason) for reason in reasons)


def mixed(inbox: Path) -> Path:
    save(inbox, "a.txt", a_submission())
    save(inbox, "b.txt", a_submission(to=STRANGER))
    save(inbox, "c.jpg", b"\xff\xd8 not ours")
    return inbox


def test_the_books_of_every_run_are_kept_and_hold_against_the_store(store: Store, inbox: Path) -> None:
    mixed(inbox)
    runs = [run_import(store, inbox, now=NOW + timedelta(minutes=minute)) for minute in range(2)]

    found = ledger(store)
    assert [dict(run.counts) for run in found.runs] == [_counts(books) for books in reversed(runs)]
    assert [(run.actor, run.finished, run.kind) for run in found.runs] == [("duty-1", True, "import")] * 2
    assert found.totals == {
        "found": 6, "imported": 1, "duplicate": 1, "superseded": 0, "quarantined": 2, "ignored": 2,
    }  # fmt: skip
    assert found.balances


def _counts(books: Books) -> dict[str, int]:
    names = ("imported", "duplicate", "superseded", "quarantined", "ignored")
    return {"found": books.found, **{name: [each.result for each in books.items].count(name) for name in names}}


def test_books_that_say_more_than_the_store_holds_do_not_balance(store: Store, inbox: Path) -> None:
    run_import(store, mixed(inbox))
    with store.writing() as connection:
        connection.execute(update(import_run).values(imported=2, found=import_run.c.found + 1))

    found = ledger(store)

    assert not found.balances
    assert [check.says for check in found.checks if not check.holds] == ["every submission imported is in the store"]


def test_one_row_that_is_lost_from_quarantine_is_noticed_however_often_it_came(store: Store, inbox: Path) -> None:
    save(mixed(inbox), "e.txt", a_submission(to=STRANGER))
    for minute in range(3):
        run_import(store, inbox, now=NOW + timedelta(minutes=minute))
    whole = ledger(store)
    # The database lets no row of it go: this is a file that was put back wrongly.
    with store.writing() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        lost = select(quarantine.c.id).limit(1).scalar_subquery()
        connection.execute(delete(quarantine_part).where(quarantine_part.c.quarantine_id == lost))
        connection.execute(delete(quarantine).where(quarantine.c.id.not_in(select(quarantine_part.c.quarantine_id))))

    assert ([run.kept for run in whole.runs], whole.totals["quarantined"], whole.balances) == ([0, 0, 2], 6, True)
    assert [(each.says, each.books, each.store) for each in ledger(store).checks if not each.holds] == [
        ("everything kept in quarantine is there", 2, 1)
    ]


def test_the_database_itself_refuses_books_that_do_not_balance(store: Store, inbox: Path) -> None:
    run_import(store, mixed(inbox))

    with pytest.raises(StoreRuleBroken), store.writing() as connection:
        connection.execute(update(import_run).values(imported=2))


def test_a_run_that_is_stopped_half_way_has_counted_what_it_settled(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lado_kit.intake import run

    class Killed(BaseException):
        """What nothing catches, as a kill."""

    for number in range(8):
        save(inbox, f"{number}.txt", a_submission(to=OFFICER if number % 2 else STRANGER))
    monkeypatch.setattr(run, "BATCH", 2)
    monkeypatch.setattr(run.steps, "open_arrival", _stopping(run.steps.open_arrival, at=6, error=Killed))

    with pytest.raises(Killed):
        run_import(store, inbox)

    (stopped,) = ledger(store).runs
    assert not stopped.finished
    assert 0 < stopped.counts["found"] < 8
    assert ledger(store).balances
    monkeypatch.undo()
    assert _counts(run_import(store, inbox))["found"] == 8
    assert ledger(store).balances
    assert count(store, submission) == 4 and count(store, quarantine) == 4


def _stopping(opens: Callable[..., object], *, at: int, error: type[BaseException]) -> Callable[..., object]:
    calls = iter(range(1, 100))

    def open_or_stop(*given: object) -> object:
        if next(calls) == at:
            raise error
        return opens(*given)

    return open_or_stop


def test_a_store_that_cannot_be_written_is_not_said_to_be_finished(store: Store, inbox: Path) -> None:
    run_import(store, mixed(inbox))
    save(inbox, "d.txt", a_submission())
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=ON"))

    books = run_import(store, inbox, definition_for=known_forms)

    assert ("quarantined", "not-stored") in results(books)
    assert len(ledger(store).runs) == 1 and ledger(store).balances
