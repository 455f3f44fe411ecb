"""The kept files: who opens them, and moving them to other keys, also when it is killed in the middle."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from lado_kit.custody.archive import Moved, rewrap_archive, who_opens
from lado_kit.custody.keys import retire_officer, rotate_officer
from lado_kit.custody.recovery import read_recovery_identity
from lado_kit.encrypt import Identity, open_envelope, read_envelope
from lado_kit.encrypt.keyfiles import open_identity
from lado_kit.errors import NoMatchingKey, Refused, StoreDamaged
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_kit.store.audit import verify_chain
from lado_kit.store.envelopes import KeptEnvelope, kept_bytes, kept_envelopes
from lado_kit.store.tables import envelope_part
from tests.intake.builders import CANARIES, save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, ROOT, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, TODAY, Kept, a_sealed_file, add_manager, import_some

KILLS = 6


def kept_files(kept: Kept, passphrase: str = PASSPHRASE) -> dict[KeptEnvelope, bytes]:
    with kept.office(passphrase) as office, office.store.reading() as connection:
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        return {each: kept_bytes(connection, each.id) for each in kept_envelopes(connection, authority="sandwell")}


def rewrap(kept: Kept, passphrase: str = PASSPHRASE) -> Moved:
    with kept.office(passphrase) as office:
        return rewrap_archive(office, now=NOW)


def counts(moved: Moved) -> tuple[int, int, int, int]:
    return moved.found, moved.already, moved.moved, len(moved.unmoved)


def key_of(kept: Kept, name: str, passphrase: str) -> Identity:
    return open_identity(kept.opened.key_file(name).read_bytes(), passphrase).identity


def test_everything_moves_to_the_keys_that_are_active_and_says_the_same(kept: Kept) -> None:
    before = kept_files(kept)
    manager = add_manager(kept).roster.officers[-1]
    new_key = key_of(kept, manager.name, NEW_PASSPHRASE)
    shares = read_recovery_identity(kept.opened, kept.two_shares)
    own = key_of(kept, "duty-1", PASSPHRASE)

    moved = rewrap(kept)
    after = kept_files(kept)

    assert counts(moved) == (4, 0, 4, 0)
    for (old, old_bytes), (new, new_bytes) in zip(before.items(), after.items(), strict=True):
        was = open_envelope(read_envelope(old_bytes), [own])
        assert (old.id, old.receipt, old.reference) == (new.id, new.receipt, new.reference)
        assert new.roster_version == 3
        for identity in (own, new_key, shares):
            now_is = open_envelope(read_envelope(new_bytes), [identity])
            assert now_is.manifest == was.manifest
            assert [bytes(each) for each in now_is.attachments] == [bytes(each) for each in was.attachments]
    assert counts(rewrap(kept)) == (4, 4, 0, 0)


def test_who_has_left_cannot_open_what_was_moved(kept: Kept) -> None:
    leaver = key_of(kept, "cover-1", ANOTHER_PASSPHRASE)
    retire_officer(kept.opened, name="cover-1", passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)

    rewrap(kept)

    for content in kept_files(kept).values():
        with pytest.raises(NoMatchingKey):
            open_envelope(read_envelope(content), [leaver])


def test_the_receipt_is_found_and_the_original_is_a_duplicate_after_the_move(kept: Kept) -> None:
    sealed = a_sealed_file(kept)
    save(kept.home / "in", "1.txt", sealed)
    with kept.office() as office:
        import_files(office, [str(kept.home / "in")], now=NOW)
    add_manager(kept)

    rewrap(kept)
    moved_bytes = list(kept_files(kept).values())[-1]
    save(kept.home / "in", "2.txt", moved_bytes)
    with kept.office() as office:
        books = import_files(office, [str(kept.home / "in")], now=NOW)
        case = read_case(office, sealed.receipt, now=NOW).case

    assert [(item.result, item.reason) for item in books.items] == [
        ("duplicate", "same-file"), ("duplicate", "same-submission"),
    ]  # fmt: skip
    assert (case.receipt, case.envelope_sha256) == (sealed.receipt, sealed.sha256)
    assert [entry.action for entry in case.audit] == ["imported", "rewrapped", "duplicate", "duplicate"]


def test_the_audit_trail_names_the_run_and_each_file_and_nobody_in_it(kept: Kept) -> None:
    add_manager(kept)
    rewrap(kept)

    with kept.office() as office, office.store.reading() as connection:
        from lado_kit.store.audit import entries_about

        (run,) = entries_about(connection, authority="sandwell", reference="archive")
        (first, *_) = [
            each
            for each in entries_about(connection, authority="sandwell", reference=list_cases(office)[0].reference)
            if each.action == "rewrapped"
        ]

    assert dict(run.detail) == {"roster": 3, "found": 4, "already": 0, "moved": 4, "unmoved": 0, "left": 0}
    assert set(first.detail) == {"receipt", "sha256", "roster"}
    assert not any(canary in str(entry) for entry in (run, first) for canary in CANARIES)


def test_a_renewed_roster_with_the_same_keys_moves_nothing(kept: Kept) -> None:
    rewrap(kept)
    from lado_kit.custody.keys import renew_roster

    renew_roster(kept.opened, passphrase=ROOT_PASSPHRASE, now=NOW)

    assert counts(rewrap(kept)) == (4, 4, 0, 0)


def test_what_no_key_here_opens_stays_and_is_listed(kept: Kept) -> None:
    add_manager(kept)

    answer = lado("keys", "rewrap", home=kept.home, passphrase_file=kept.passphrase("new"))
    before = kept_files(kept)
    shares = [part for file in kept.two_shares for part in ("--share-file", file)]
    helped = lado("keys", "rewrap", "--json", *shares, home=kept.home, passphrase_file=kept.passphrase("new"))

    assert answer.status == 1
    assert "2026-0001: wrong-key: no key here opens this file" in answer.out
    assert [each.roster_version for each in before] == [1, 1, 1, 2]
    assert (helped.json["moved"], len(helped.json["unmoved"])) == (1, 3)  # the first three were there before the shares


def test_a_retired_key_moves_nothing(kept: Kept) -> None:
    rotate_officer(
        kept.opened, passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, retire_old=True,
        new_passphrase="", now=NOW,
    )  # fmt: skip
    with kept.office() as office:
        from dataclasses import replace

        old = replace(office, identity=key_of(kept, "duty-1", PASSPHRASE), older=(), officer="duty-1")

        with pytest.raises(Refused, match="duty-1 is retired"):
            rewrap_archive(old, now=NOW)


def test_a_kept_file_that_somebody_changed_stops_the_move(kept: Kept) -> None:
    add_manager(kept)
    (first, content), *_ = kept_files(kept).items()
    other = a_sealed_file(kept).binary
    with kept.office() as office, office.store.writing() as connection:
        connection.execute(
            update(envelope_part)
            .where(envelope_part.c.envelope_id == first.id, envelope_part.c.position == 0)
            .values(content=other)
        )

    with pytest.raises(StoreDamaged, match="is not the one that was stored"):
        rewrap(kept)
    assert content != other


def test_each_key_is_listed_with_what_it_opens(kept: Kept) -> None:
    add_manager(kept)
    with kept.office() as office:
        listed = {each.name: (each.rosters, each.files) for each in who_opens(office, today=TODAY)}
    rewrap(kept)
    answer = lado("keys", "who", home=kept.home, passphrase_file=kept.passphrase("duty"))

    assert listed == {
        "duty-1": ((1, 2, 3), 4), "cover-1": ((1, 2, 3), 4), "recovery-1": ((2, 3), 1), "manager-1": ((3,), 0),
    }  # fmt: skip
    assert "manager-1   manager   active  3        4" in answer.out


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGKILL"), reason="there is no kill -9 here")
def test_a_move_killed_at_any_moment_loses_nothing_and_goes_on(kept: Kept) -> None:
    import_some(kept, kept.home / "many", 20)
    add_manager(kept)
    chance = random.Random(7)
    own = key_of(kept, "duty-1", PASSPHRASE)
    before = [open_envelope(read_envelope(content), [own]).manifest for content in kept_files(kept).values()]

    left = []
    for _ in range(KILLS):
        killed_while_moving(kept, after=chance.randint(1, 3), wait=chance.uniform(0, 0.004))
        files = kept_files(kept)
        left.append(sum(each.roster_version < 3 for each in files))
        assert [open_envelope(read_envelope(content), [own]).manifest for content in files.values()] == before
    moved = rewrap(kept)

    assert left == sorted(left, reverse=True) and 0 < left[-1] < left[0] < 24
    assert counts(moved) == (24, 24 - left[-1], left[-1], 0)
    assert all(each.roster_version == 3 for each in kept_files(kept))
    assert [open_envelope(read_envelope(content), [own]).manifest for content in kept_files(kept).values()] == before


def killed_while_moving(kept: Kept, *, after: int, wait: float) -> None:
    command = [sys.executable, "-m", "tests.kit.killed", "rewrap", str(kept.home), PASSPHRASE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        for _ in range(after):
            assert running.stdout.readline()
        time.sleep(wait)
        running.kill()


def test_a_store_of_the_first_release_gets_the_table(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import inspect

    from lado_kit.store import Store, migrations, open_store
    from lado_kit.store.sqlcipher import build_engine

    path = tmp_path / "records.db"
    with Store(path=path, engine=build_engine(path, bytes(32))) as old, old.writing() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, "0001")
        assert not inspect(connection).has_table("rewrapping")

    with open_store(path, bytes(32)) as store, store.reading() as connection:
        assert inspect(connection).has_table("rewrapping")
