"""What is in quarantine, sealed again to other keys: known by what arrived, and opened by the new keys alone."""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from lado_kit.custody import archive
from lado_kit.custody.archive import rewrap_archive
from lado_kit.custody.keys import rotate_officer
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt import Envelope, open_envelope, read_envelope, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import NoMatchingKey, Refused, StoreDamaged, StoreError, StoreRuleBroken
from lado_kit.intake import Books
from lado_kit.office.cases import import_files, read_books, read_case
from lado_kit.office.definitions import add_forms
from lado_kit.office.quarantine import list_quarantine, read_held, release, retry
from lado_kit.store.audit import entries_about, verify_chain
from lado_kit.store.envelopes import kept_bytes, kept_envelopes
from lado_kit.store.quarantine import Held, held_bytes, held_with_bytes
from lado_kit.store.tables import IN_ORDER, quarantine_part, quarantine_rewrapping
from lado_site.forms.compiled import canonical, compile_form, digest
from tests.intake.builders import CANARIES, REFERRAL, STRANGER, a_draft, an_attachment, results, save, without
from tests.intake.mails import a_zip
from tests.intake.test_sources import locked
from tests.kit.front_door import PASSPHRASE, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, Kept, add_manager
from tests.kit.test_archive import counts, key_of, killed_while_moving, rewrap
from tests.kit.test_quarantine import another_form

WHY = "The head teacher confirmed it by telephone"
BROKEN = without("adult_given_names", became_aware="long ago", attachments=["note.pdf"])


def sealed_for(kept: Kept, **changes: Any) -> Envelope:
    """A referral with missing answers, as the page that is published seals it."""
    signed = kept.roster()
    fields = {"answers": BROKEN, "attachments": (an_attachment(),), **changes}
    draft = a_draft(roster_version=signed.roster.version, **fields)
    return seal(draft, recipients=signed.active_recipients, sealed_at=NOW)


def take_in(kept: Kept, *files: Envelope | bytes, passphrase: str = PASSPHRASE) -> Books:
    folder = kept.home / "in"
    shutil.rmtree(folder, ignore_errors=True)
    for number, each in enumerate(files):
        save(folder, f"{number}.txt", each)
    with kept.office(passphrase) as office:
        return import_files(office, [str(folder)], now=NOW)


def rotate(kept: Kept) -> None:
    """Give everybody who is there a new key; the old one is in no folder any more."""
    rotate_officer(
        kept.opened, passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, retire_old=True, new_passphrase="",
        now=NOW,
    )  # fmt: skip


@contextmanager
def with_new_key_alone(kept: Kept) -> Iterator[Office]:
    with kept.office(officer="duty-1-2") as office:
        assert office.officer == "duty-1-2"
        yield replace(office, older=())


def in_quarantine(kept: Kept) -> dict[str, tuple[Held, bytes]]:
    with kept.office() as office, office.store.reading() as connection:
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        return {each.code: (each, held_bytes(connection, each)) for each in held_with_bytes(connection, "sandwell")}


def rows_of_records(kept: Kept) -> dict[str, list[Any]]:
    """Every row, but for what notes when something was done, and the bytes that a new seal draws anew."""
    drawn = {"quarantine_part", "envelope_part", "audit_entry", "import_run", "attachment_finding", "projection"}
    with kept.office() as office, office.store.reading() as connection:
        return {
            table.name: sorted(
                str([value for name, value in row.items() if (table.name, name) != ("rewrapping", "sha256")])
                for row in connection.execute(select(table)).mappings()
            )
            for table in IN_ORDER
            if table.name not in drawn
        }


def test_it_is_read_tried_and_released_with_the_new_key_alone_and_is_the_file_that_arrived(kept: Kept) -> None:
    sealed = sealed_for(kept)
    take_in(kept, sealed)
    old_key = key_of(kept, "duty-1", PASSPHRASE)
    rotate(kept)
    with with_new_key_alone(kept) as office:
        shut_before = read_held(office, sealed.receipt, now=NOW).shut

    moved = rewrap(kept)
    ((held, kept_now),) = in_quarantine(kept).values()
    with with_new_key_alone(kept) as office:
        shown = read_held(office, sealed.receipt, now=NOW)
        again = retry(office, [sealed.receipt], now=NOW)
        released = release(office, sealed.receipt, reason=WHY, now=NOW)
        case = read_case(office, sealed.receipt, now=NOW)
        with office.store.reading() as connection:
            (last,) = [
                each for each in kept_envelopes(connection, authority="sandwell") if each.receipt == sealed.receipt
            ]
            attached = open_envelope(kept_bytes(connection, last.id), [office.identity]).attachments
        assert list_quarantine(office) == () and read_books(office).balances

    assert shut_before == "no key here opens this file" and counts(moved) == (5, 0, 5, 0)
    assert (held.code, held.sha256, held.size) == (sealed.receipt, sealed.sha256, sealed.size)
    assert held.rewrapping and held.rewrapping.sha256 == hashlib.sha256(kept_now).hexdigest() != sealed.sha256
    with pytest.raises(NoMatchingKey):
        open_envelope(read_envelope(kept_now), [old_key])
    assert (shown.shut, shown.form, shown.held.code) == ("", "referral", sealed.receipt)
    assert [(item.receipt, item.reason) for item in again.items] == [(sealed.receipt, "answers-refused")]
    assert (released.receipt, released.result, released.reason) == (sealed.receipt, "imported", "new-case")
    assert (case.case.receipt, case.case.envelope_sha256) == (sealed.receipt, sealed.sha256)
    assert (last.sha256, last.roster_version) == (held.rewrapping.sha256, 3)
    assert [bytes(each) for each in attached] == [b"%PDF-1.7 note"]
    assert counts(rewrap(kept)) == (5, 5, 0, 0)


def test_it_ends_as_if_it_had_been_taken_in_first_and_sealed_again_then(kept: Kept, tmp_path: Path) -> None:
    sealed = sealed_for(kept)
    take_in(kept, sealed)
    other = replace(kept, home=Path(shutil.copytree(kept.home, tmp_path / "other")))
    for each in (kept, other):
        add_manager(each)

    def let_in(one: Kept) -> None:
        with one.office() as office:
            release(office, sealed.receipt, reason=WHY, now=NOW)

    rewrap(kept)
    let_in(kept)
    let_in(other)
    rewrap(other)

    assert rows_of_records(kept) == rows_of_records(other)
    assert in_quarantine(kept) == {}


def test_what_waits_for_its_form_is_imported_once_that_is_there(kept: Kept, tmp_path: Path) -> None:
    sealed = sealed_for(
        kept,
        form=FormReference(name="referral", version=REFERRAL.version, digest=digest(compile_form(another_form()))),
        answers=without(attachments=["note.pdf"]),
    )
    take_in(kept, sealed)
    rotate(kept)
    rewrap(kept)
    file = tmp_path / "definition.json"
    file.write_bytes(canonical(compile_form(another_form())))

    with with_new_key_alone(kept) as office:
        add_forms(office, file, allow_unsigned=True, now=NOW)
        books = retry(office, now=NOW, allow_old_roster=True)
        case = read_case(office, sealed.receipt, now=NOW).case
        assert read_books(office).balances

    assert results(books) == [("imported", "new-case")]
    assert case.envelope_sha256 == sealed.sha256


def test_a_second_arrival_of_the_original_is_a_repeat_and_takes_nothing_back(kept: Kept) -> None:
    sealed = sealed_for(kept)
    take_in(kept, sealed)
    rotate(kept)
    rewrap(kept)
    shutil.rmtree(kept.home / "in")
    (before, kept_before) = in_quarantine(kept)[sealed.receipt]
    save(kept.home / "in", "again.txt", sealed)

    with with_new_key_alone(kept) as office:
        books = import_files(office, [str(kept.home / "in")], now=NOW)
        assert read_books(office).balances
    ((after, kept_after),) = in_quarantine(kept).values()

    (item,) = books.items
    assert (item.reason, item.receipt, item.is_held_already) == ("wrong-key", sealed.receipt, True)
    assert "it came before" in item.next_step
    assert (after.times, after.reason, after.problems) == (2, "answers-refused", before.problems)
    assert (after.rewrapping, kept_after) == (before.rewrapping, kept_before)
    with with_new_key_alone(kept) as office:
        released = release(office, sealed.receipt, reason=WHY, now=NOW)
        third = import_files(office, [str(kept.home / "in")], now=NOW)
        with office.store.reading() as connection:
            actions = [
                each.action for each in entries_about(connection, authority="sandwell", reference=sealed.receipt)
            ]
    assert released.case and results(third) == [("duplicate", "same-file")]
    assert actions == ["quarantined", "rewrapped", "settled-quarantine"]


def test_what_could_never_be_opened_is_left_as_it_came_and_counted(kept: Kept) -> None:
    ours, strange = sealed_for(kept), seal(a_draft(), recipients=[STRANGER.recipient], sealed_at=NOW)
    damaged = sealed_for(kept).binary
    damaged = damaged[:-40] + bytes(40)
    take_in(kept, ours, strange, damaged, locked(a_zip(("referral.txt", ours.armoured()))))
    add_manager(kept)
    before = in_quarantine(kept)

    answer = lado("keys", "rewrap", home=kept.home, passphrase_file=kept.passphrase("duty"))
    repeated = lado("keys", "rewrap", "--json", home=kept.home, passphrase_file=kept.passphrase("duty"))
    after = in_quarantine(kept)

    assert sorted(held.reason for held, _ in before.values()) == [
        "answers-refused",
        "damaged",
        "wrong-key",
        "zip-locked",
    ]
    assert answer.status == repeated.status == 0, answer.err
    assert answer.out.split()[-10:] == ["found", "8", "already", "0", "moved", "5", "not", "0", "left", "3"]
    assert "left as they came: 3 in quarantine that could never be opened" in answer.err
    assert [repeated.json[name] for name in ("found", "already", "moved", "unmoved", "left")] == [8, 5, 0, [], 3]
    assert [code for code in before if before[code] != after[code]] == [ours.receipt]
    assert not any(canary in answer.out + answer.err for canary in CANARIES)


def test_what_was_opened_once_and_cannot_be_now_is_named(kept: Kept) -> None:
    sealed = sealed_for(kept)
    take_in(kept, sealed)
    add_manager(kept)

    moved = rewrap(kept, NEW_PASSPHRASE)

    assert (moved.found, moved.moved, moved.left, len(moved.unmoved)) == (5, 0, 0, 5)
    assert [(each.reference, each.reason) for each in moved.unmoved][-1] == (sealed.receipt, "wrong-key")


def test_bytes_in_quarantine_that_somebody_changed_are_noticed_before_and_after(kept: Kept) -> None:
    sealed, other = sealed_for(kept), sealed_for(kept)
    take_in(kept, sealed)

    def change() -> None:
        with kept.office() as office, office.store.writing() as connection:
            connection.execute(update(quarantine_part).values(content=other.binary))

    def refused() -> None:
        for work in (
            lambda office: read_held(office, sealed.receipt, now=NOW),
            lambda office: retry(office, now=NOW),
            lambda office: rewrap_archive(office, now=NOW),
        ):
            with kept.office() as office, pytest.raises(StoreDamaged, match=r"not what was stored|not the one"):
                work(office)

    add_manager(kept)
    change()
    refused()
    with kept.office() as office, office.store.writing() as connection:
        connection.execute(update(quarantine_part).values(content=sealed.binary))
    rewrap(kept)
    change()
    with kept.office() as office, office.store.writing() as connection:  # as if it were to be moved again
        connection.execute(update(quarantine_rewrapping).values(roster_version=1))
    refused()


def test_the_old_bytes_stay_where_the_new_ones_do_not_say_the_same(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a fault in the seal had put something else into the new file."""
    sealed, other = sealed_for(kept), sealed_for(kept)
    take_in(kept, sealed)
    rewrap(kept)
    add_manager(kept)
    before = in_quarantine(kept)
    ours, seal_again = before[sealed.receipt][0].as_kept, archive.seal_again

    with kept.office() as office, pytest.raises(StoreDamaged, match="did not come out of its new seal"):
        monkeypatch.setattr(
            archive, "seal_again", lambda old, *keys: seal_again(other if old.sha256 == ours.sha256 else old, *keys)
        )
        rewrap_archive(office, now=NOW)
    monkeypatch.undo()

    assert in_quarantine(kept) == before
    assert counts(rewrap(kept)) == (5, 4, 1, 0)


def test_nothing_goes_from_quarantine_before_it_says_what_takes_its_place(kept: Kept) -> None:
    take_in(kept, sealed_for(kept))

    with kept.office() as office, pytest.raises(StoreRuleBroken), office.store.writing() as connection:
        connection.execute(delete(quarantine_part))

    rewrap(kept)
    assert len(in_quarantine(kept)) == 1


def test_a_whole_drill_opens_what_is_in_quarantine_too(kept: Kept) -> None:
    strange = seal(a_draft(), recipients=[STRANGER.recipient], sealed_at=NOW)
    take_in(kept, sealed_for(kept), strange)

    def drill() -> dict[str, tuple[str, int]]:
        words = ["--key", f"cover-1={kept.passphrase('cover')}", "--every", "--json"]
        words += [str(part) for file in kept.two_shares for part in ("--share-file", file)]
        answer = lado("keys", "drill", *words, home=kept.home, passphrase_file=kept.passphrase("duty"))
        return {each["name"]: (each["result"], each["files"]) for each in answer.json}

    before = drill()
    rewrap(kept)
    after = drill()
    with kept.office() as office, office.store.writing() as connection:  # as if it had been sealed to them as well
        connection.execute(update(quarantine_rewrapping).values(quarantine_id=_id_of(connection, strange)))
        connection.execute(update(quarantine_rewrapping).values(sha256=strange.sha256))
    wrong = drill()

    assert before == {"duty-1": ("opened", 5), "cover-1": ("opened", 5), "paper shares": ("opened", 2)}
    assert after == {"duty-1": ("opened", 5), "cover-1": ("opened", 5), "paper shares": ("opened", 5)}
    assert {result for result, _ in wrong.values()} == {"failed"}


def _id_of(connection: Any, sealed: Envelope) -> Any:
    return next(each.id for each in held_with_bytes(connection, "sandwell") if each.sha256 == sealed.sha256)


def test_what_somebody_takes_in_meanwhile_is_not_moved_under_their_hands(kept: Kept) -> None:
    first, second = sealed_for(kept), sealed_for(kept)
    take_in(kept, first, second)
    add_manager(kept)
    codes = [first.receipt, second.receipt]

    def take_the_others(done: int, _of: int) -> None:
        if done == 4:  # all the submissions; what is in quarantine comes next
            with kept.office() as other:
                for code in codes:
                    release(other, code, reason=WHY, now=NOW)

    with kept.office() as office, pytest.raises(Refused, match="was moved by somebody else just now"):
        rewrap_archive(office, now=NOW, step=take_the_others)
    moved = rewrap(kept)

    assert (moved.found, moved.already, moved.moved, moved.unmoved) == (6, 4, 2, ())
    assert in_quarantine(kept) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit to be set here")
def test_a_full_disk_in_the_middle_loses_nothing_and_it_goes_on(kept: Kept) -> None:
    import resource
    import signal

    files = [sealed_for(kept) for _ in range(3)]
    take_in(kept, *files)
    add_manager(kept)
    before = plaintexts(kept)
    free, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    kind = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def fill(done: int, _of: int) -> None:
        if done == 5:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, most))

    try:
        with kept.office() as office, pytest.raises(StoreError):
            rewrap_archive(office, now=NOW, step=fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (free, most))
        signal.signal(signal.SIGXFSZ, kind)
    between = in_quarantine(kept)

    assert sorted(bool(held.rewrapping) for held, _ in between.values()) == [False, False, True]
    assert plaintexts(kept) == before
    assert counts(rewrap(kept)) == (7, 5, 2, 0)
    assert plaintexts(kept) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 here")
def test_killed_between_the_files_of_quarantine_it_loses_nothing_and_goes_on(kept: Kept) -> None:
    take_in(kept, *(sealed_for(kept) for _ in range(10)))
    add_manager(kept)
    chance, before = random.Random(11), plaintexts(kept)

    left = []
    for after in (6, 2):
        killed_while_moving(kept, after=after, wait=chance.uniform(0, 0.004))
        left.append(sum(not held.rewrapping for held, _ in in_quarantine(kept).values()))
        assert plaintexts(kept) == before
    moved = rewrap(kept)

    assert 10 > left[0] > left[1] > 0
    assert counts(moved) == (14, 14 - left[1], left[1], 0)
    assert plaintexts(kept) == before
    assert all(held.rewrapping for held, _ in in_quarantine(kept).values())


def plaintexts(kept: Kept) -> dict[str, tuple[str, Any]]:
    """What each file in quarantine is known by, and what an old key finds in it."""
    own = key_of(kept, "duty-1", PASSPHRASE)
    return {
        code: (held.sha256, open_envelope(read_envelope(content), [own]).manifest)
        for code, (held, content) in in_quarantine(kept).items()
    }
