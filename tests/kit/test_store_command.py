"""``lado store``: moving the records to a server and back, whole, with nothing in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from lado_kit.custody import moving
from lado_kit.custody import rekey as rekeying
from lado_kit.custody.keys import retire_officer
from lado_kit.custody.moving import move_to_server
from lado_kit.custody.opening import read_server
from lado_kit.custody.unlocking import unlock
from lado_kit.errors import StoreExists, StoreMissing
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_kit.office.quarantine import list_quarantine, release
from lado_kit.store import open_server_store
from lado_kit.store.audit import append, verify_chain
from lado_kit.store.copying import contents
from lado_kit.store.server import Server
from lado_kit.store.tables import case_record
from tests.intake.builders import results, save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, Answer, a_file, lado
from tests.kit.offices import NOW, ROOT_PASSPHRASE, Kept, a_sealed_file
from tests.kit.test_rewrapped_quarantine import sealed_for
from tests.postgres import AUTHORITY, OWNER, PASSWORD, USER, PostgresServer


@dataclass(frozen=True, kw_only=True)
class There:
    """An empty store on a server, and the file with its password."""

    server: Server
    password_file: Path


@pytest.fixture
def there(postgres: PostgresServer, tmp_path: Path) -> There:
    return There(server=postgres.new_store(), password_file=a_file(tmp_path / "password.txt", PASSWORD + "\n"))


@pytest.fixture
def moved(kept: Kept, there: There) -> Kept:
    """A home whose records have been moved to the server."""
    move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)
    return kept


def store(kept: Kept, *words: str | Path) -> Answer:
    answer = lado("store", *words, home=kept.home, passphrase_file=kept.passphrase("duty"))
    assert PASSWORD not in answer.out + answer.err
    return answer


def everything(kept: Kept) -> Any:
    """Every record, but for what the moves themselves noted."""
    with kept.office() as office, office.store.reading() as connection:
        return contents(connection, AUTHORITY, entries=4)


def chain_holds(kept: Kept) -> bool:
    with kept.office() as office, office.store.reading() as connection:
        (chain,) = verify_chain(connection)
    return chain.broken_at is None


def test_the_records_move_to_the_server_and_back_and_are_the_same(kept: Kept, there: There) -> None:
    before, listed = everything(kept), None
    with kept.office() as office:
        listed = list_cases(office)

    to = ("migrate", "--to", there.server.address, "--password-file", there.password_file)
    there_now = store(kept, *to, "--json")
    shown = store(kept, "show", "--json").json
    with kept.office() as office:
        on_server = list_cases(office)
    there_again = store(kept, *to)
    same_there = everything(kept)
    back = store(kept, "migrate", "--to", "file")
    with kept.office() as office:
        in_file = list_cases(office)

    assert (there_now.status, there_now.err.count("warning")) == (0, 0)
    assert there_now.json["place"] == there.server.address
    assert there_now.json["tables"]["submission"]["rows"] == 4
    assert (shown["kind"], shown["place"], shown["tables"]["case_record"]) == ("server", there.server.address, 4)
    assert (there_again.status, "on a server already" in there_again.err) == (1, True)
    assert back.status == 0
    assert listed == on_server == in_file
    assert before == same_there == everything(kept)
    assert chain_holds(kept)
    assert not kept.opened.is_on_server
    assert store(kept, "show").out.startswith(f"the records are in {kept.opened.store_file}\n")


def test_the_office_works_on_the_server_as_in_the_file(moved: Kept, tmp_path: Path) -> None:
    save(tmp_path / "new", "1.txt", a_sealed_file(moved))
    broken = [sealed_for(moved), sealed_for(moved)]
    for number, each in enumerate(broken, start=2):
        save(tmp_path / "new", f"{number}.txt", each)
    with moved.office() as office:
        books = import_files(office, [str(tmp_path / "new")], now=NOW)
        item, *_ = books.items
        file = read_case(office, item.receipt or "", now=NOW)

    listed = lado("case", "list", "--json", home=moved.home, passphrase_file=moved.passphrase("cover")).json
    rewrapped = lado("keys", "rewrap", home=moved.home, passphrase_file=moved.passphrase("duty"))

    hashes = []
    for each, goes_on in zip(broken, (("show",), ("migrate", "--to", "file")), strict=True):
        assert store(moved, *goes_on).status == 0
        with moved.office() as office:
            assert all(held.rewrapping for held in list_quarantine(office))
            release(office, each.receipt, reason="They confirmed it", now=NOW)
            hashes.append(read_case(office, each.receipt, now=NOW).case.envelope_sha256)

    assert results(books) == [("imported", "new-case"), *[("quarantined", "answers-refused")] * 2]
    assert hashes == [each.sha256 for each in broken]
    assert not moved.opened.is_on_server
    assert file.case.reference in {each["reference"] for each in listed}
    assert len(listed) == 5
    assert rewrapped.status == 0, rewrapped.err
    assert chain_holds(moved)


def test_the_address_and_the_password_are_sealed_and_an_altered_file_is_refused(moved: Kept, there: There) -> None:
    file = moved.opened.server_file
    everything_there = b"".join(path.read_bytes() for path in moved.home.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in everything_there
    assert there.server.database.encode() not in file.read_bytes()

    lines = file.read_text().splitlines()
    lines[5] = lines[5][::-1]
    file.write_text("\n".join(lines) + "\n")

    answer = store(moved, "show")
    assert answer.status == 1
    assert "hint:" in answer.err


def test_the_servers_settings_follow_the_officers_and_a_new_key(moved: Kept, there: There) -> None:
    old = unlock(moved.opened, PASSPHRASE).store_key
    retire_officer(moved.opened, name="cover-1", passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)

    rekeying.rekey(moved.opened, passphrase=PASSPHRASE, now=NOW)

    new = unlock(moved.opened, PASSPHRASE).store_key
    assert new != old
    assert read_server(moved.opened, new) == there.server
    assert not moved.opened.next_store_key_file.exists()
    refused = lado("store", "show", home=moved.home, passphrase_file=moved.passphrase("cover"))
    assert refused.status == 1
    assert chain_holds(moved)


@pytest.mark.parametrize("where", ["keep_server", "finish_rekey"])
def test_a_new_key_that_is_interrupted_leaves_one_that_opens_the_settings(
    moved: Kept, there: There, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, where, interrupt)
        with pytest.raises(KeyboardInterrupt):
            rekeying.rekey(moved.opened, passphrase=PASSPHRASE, now=NOW)
    assert moved.opened.next_store_key_file.exists()

    key = unlock(moved.opened, PASSPHRASE).store_key

    assert read_server(moved.opened, key) == there.server
    assert unlock(moved.opened, ANOTHER_PASSPHRASE).store_key == key
    assert not moved.opened.next_store_key_file.exists()


def test_a_new_password_is_told_with_connect_and_a_wrong_one_changes_nothing(
    moved: Kept, there: There, tmp_path: Path, postgres: PostgresServer
) -> None:
    before = moved.opened.server_file.read_bytes()
    wrong = a_file(tmp_path / "wrong.txt", "not-the-password\n")
    empty = postgres.new_store()

    connect = ("connect", "--to", there.server.address, "--password-file")
    assert "user or the password" in store(moved, *connect, wrong).err
    nothing = store(moved, "connect", "--to", empty.address, "--password-file", there.password_file)
    assert "no records of sandwell at this address" in nothing.err
    assert moved.opened.server_file.read_bytes() == before
    assert store(moved, *connect, there.password_file, "--root-certificate", postgres.certificate).status == 0
    assert "the server proves that it is the right one" in store(moved, "show").out


@pytest.mark.parametrize("where", ["copy_rows", "contents", "append", "keep_server"])
def test_a_move_that_is_interrupted_has_changed_nothing_and_is_done_when_repeated(
    kept: Kept, there: There, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Also when the copy is whole and only the home has not been told."""
    before = everything(kept)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(moving, where, interrupt)
        with pytest.raises(KeyboardInterrupt):
            move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)
    assert not kept.opened.is_on_server
    assert everything(kept) == before

    move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)
    assert kept.opened.is_on_server
    assert everything(kept) == before
    assert chain_holds(kept)


def test_a_move_back_that_is_interrupted_leaves_the_records_on_the_server(
    moved: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = everything(moved)
    with monkeypatch.context() as patched:
        patched.setattr(moving, "_set_aside", interrupt)
        with pytest.raises(KeyboardInterrupt):
            moving.move_to_file(moved.opened, passphrase=PASSPHRASE, now=NOW)

    assert moved.opened.is_on_server
    assert everything(moved) == before
    assert sorted(path.name for path in moved.opened.store_file.parent.iterdir()) == ["records.db"]
    moving.move_to_file(moved.opened, passphrase=PASSPHRASE, now=NOW)
    assert everything(moved) == before
    names = sorted(path.name for path in moved.opened.store_file.parent.iterdir())
    assert names == [f"records-left-{NOW:%Y-%m-%d}-1.db", "records.db"]


def test_a_program_that_still_has_the_old_store_open_cannot_add_to_it(kept: Kept, there: There) -> None:
    with kept.office() as late:
        move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)
        with pytest.raises(StoreMissing, match="have been moved"):
            read_case(late, "2026-0001", now=NOW)


def test_records_of_others_and_other_records_are_never_mixed(kept: Kept, there: There) -> None:
    with open_server_store(there.server, AUTHORITY) as other, other.writing() as connection:
        append(connection, [moving.Happening(action="x", subject="y")], authority=AUTHORITY, actor="a", now=NOW)
    with pytest.raises(StoreExists):
        move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)

    with kept.office() as office, office.store.writing() as connection:
        row = {"authority": "luton", "reference": "2026-0001", "state": "new", "opened_at": NOW}
        connection.execute(insert(case_record), {"id": uuid4(), **row})
    with pytest.raises(Exception, match="records of luton too"):
        move_to_server(kept.opened, there.server, passphrase=PASSPHRASE, now=NOW)
    assert not kept.opened.is_on_server


def test_the_owner_prepares_an_empty_database_and_the_user_moves_in(
    kept: Kept, postgres: PostgresServer, there: There
) -> None:
    fresh = postgres.server(postgres.new_database())
    owner = replace(fresh, user=OWNER).address
    to = ("migrate", "--to", fresh.address, "--password-file", there.password_file)

    too_early = store(kept, *to)
    prepared = lado(
        "store", "prepare", "--to", owner, "--user", USER, "--authority", AUTHORITY,
        "--password-file", there.password_file,
    )  # fmt: skip
    done = store(kept, *to)

    assert (too_early.status, "lado store prepare" in too_early.err) == (1, True)
    assert (prepared.status, prepared.out) == (0, f"{USER} may work with the records of {AUTHORITY} now\n")
    assert done.status == 0, done.err
    assert chain_holds(kept)


@pytest.mark.parametrize(
    "words",
    [
        ["migrate", "--to", f"postgresql://lado:{PASSWORD}x@db.example.org/lado"],
        ["migrate", "--to", "records.db"],
        ["migrate", "--to", "postgresql://lado@db.example.org/lado"],
        ["migrate", "--to", "postgresql://lado@db.example.org/lado", "--without-encryption", "yes"],
        ["connect", "--to", "postgresql://lado@127.0.0.1:1/lado", "--password-file", "PASSWORD"],
        ["migrate"],
    ],
)
def test_what_cannot_be_meant_is_misuse_and_changes_nothing(kept: Kept, there: There, words: list[str]) -> None:
    words = [str(there.password_file) if each == "PASSWORD" else each for each in words]
    answer = lado("store", *words, home=kept.home, passphrase_file=kept.passphrase("duty"))

    assert answer.status == 2
    assert answer.err.startswith("error: ")
    assert not kept.opened.is_on_server
