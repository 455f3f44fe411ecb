"""A new key for the record store, and every moment at which that can be interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import insert

from lado_kit.custody.keys import retire_officer
from lado_kit.custody.rekey import rekey
from lado_kit.custody.unlocking import unlock
from lado_kit.encrypt.keyfiles import open_identity
from lado_kit.encrypt.store_key import new_store_key, wrap_store_key
from lado_kit.errors import StoreBusy, StoreKeyWrong
from lado_kit.office.cases import list_cases
from lado_kit.store import open_store, sqlcipher
from lado_kit.store.audit import entries_about
from lado_kit.store.envelopes import kept_envelopes
from lado_kit.store.tables import envelope_part
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, ROOT, lado
from tests.kit.offices import NOW, ROOT_PASSPHRASE, Kept

KILLS = 6
needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")


def start(kept: Kept, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.kit.killed", what, str(kept.home), PASSPHRASE]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout and running.stdout.readline() == "started\n"
    return running


def key(kept: Kept, passphrase: str = PASSPHRASE) -> bytes:
    return unlock(kept.opened, passphrase).store_key


def test_the_store_gets_another_key_and_everybody_active_has_it(kept: Kept) -> None:
    old, before = key(kept), kept.opened.store_file.read_bytes()

    answer = lado("keys", "rekey", home=kept.home, passphrase_file=kept.passphrase("duty"))
    new = key(kept)

    assert (answer.status, answer.out) == (0, "the record store has a new key\n")
    assert old.hex() not in answer.out + answer.err and new.hex() not in answer.out + answer.err
    assert new != old and key(kept, ANOTHER_PASSPHRASE) == new
    assert kept.opened.store_file.read_bytes()[16:4096] != before[16:4096]
    assert not kept.opened.next_store_key_file.exists()
    assert sorted(path.name for path in (kept.home / "store").iterdir()) == ["records.db"]
    with pytest.raises(StoreKeyWrong):
        open_store(kept.opened.store_file, old)
    with kept.office() as office, office.store.reading() as connection:
        assert [each.action for each in entries_about(connection, authority="sandwell", reference="store")] == [
            "rekeyed"
        ]
        assert len(list_cases(office)) == 4
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_who_has_left_has_neither_key(kept: Kept) -> None:
    leaver = open_identity(kept.opened.key_file("cover-1").read_bytes(), ANOTHER_PASSPHRASE).identity
    retire_officer(kept.opened, name="cover-1", passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)

    rekey(kept.opened, passphrase=PASSPHRASE, now=NOW)

    from lado_kit.encrypt.store_key import unwrap_store_key
    from lado_kit.errors import NoMatchingKey

    with pytest.raises(NoMatchingKey):
        unwrap_store_key(kept.opened.store_key_file.read_bytes(), [leaver])


def test_a_store_that_is_in_use_keeps_its_key(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    old = key(kept)
    with kept.office() as office, office.store.writing():
        monkeypatch.setattr(sqlcipher, "BUSY_SECONDS", 0.1)
        with pytest.raises(StoreBusy):
            rekey(kept.opened, passphrase=PASSPHRASE, now=NOW)

    assert key(kept) == old
    assert not kept.opened.next_store_key_file.exists()


@needs_kill
@pytest.mark.parametrize("moment", ["rekey-before", "rekey-after"])
def test_killed_before_or_after_the_change_the_right_key_is_found(moment: str, kept: Kept) -> None:
    old = key(kept)

    start(kept, moment).communicate(timeout=60)
    left = kept.opened.next_store_key_file.exists()
    found = key(kept, ANOTHER_PASSPHRASE)

    assert left
    assert (found == old) is (moment == "rekey-before")
    assert not kept.opened.next_store_key_file.exists()
    with kept.office() as office:
        assert len(list_cases(office)) == 4


@needs_kill
def test_killed_at_any_moment_the_store_opens_and_is_whole(kept: Kept) -> None:
    with kept.office() as office, office.store.writing() as connection:
        (first, *_) = kept_envelopes(connection, authority="sandwell")
        rows = [
            {"envelope_id": first.id, "position": 10 + place, "authority": "sandwell", "content": os.urandom(2**20)}
            for place in range(24)
        ]
        connection.execute(insert(envelope_part), rows)
    journal = Path(f"{kept.opened.store_file}-journal")
    chance = random.Random(3)

    killed = in_the_middle = 0
    while killed < KILLS or (in_the_middle < 2 and killed < 3 * KILLS):
        before = key(kept)
        running = start(kept, "rekey")
        while not journal.exists() and running.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.2))
        running.kill()
        running.communicate(timeout=60)
        killed, in_the_middle = killed + 1, in_the_middle + journal.exists()
        after = key(kept)
        with kept.office() as office, office.store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert len(list_cases(office)) == 4
        assert not kept.opened.next_store_key_file.exists()
        assert len(before) == len(after) == 32
    assert in_the_middle > 1


def test_a_next_key_that_was_never_used_is_dropped(kept: Kept) -> None:
    """As an interruption leaves it: the store has not changed yet."""
    old = key(kept)
    kept.opened.next_store_key_file.write_bytes(wrap_store_key(new_store_key(), kept.roster().active_recipients))

    assert key(kept) == old
    assert not kept.opened.next_store_key_file.exists()
