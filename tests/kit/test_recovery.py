"""Paper shares in practice: made, used when every passphrase is lost, and refused when they are not the right ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lado_kit.custody.papers import write_share_sheets
from lado_kit.custody.recovery import prepare_shares, put_shares_in_force, read_recovery_identity, recover
from lado_kit.custody.shares import read_share
from lado_kit.custody.unlocking import unlock
from lado_kit.encrypt import Identity
from lado_kit.errors import Misuse, PassphraseWrong, Refused
from lado_kit.home import create_home
from lado_kit.office.cases import import_files, list_cases
from tests.intake.builders import save
from tests.kit.front_door import PASSPHRASE, a_file, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, Kept, a_sealed_file


def make_shares_again(kept: Kept, out: Path) -> None:
    new = prepare_shares(kept.opened, passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)
    write_share_sheets(kept.opened, new, out, as_text=True, now=NOW)
    put_shares_in_force(kept.opened, new, now=NOW)


def recovered(kept: Kept, *more: str | Path, shares: tuple[Path, ...] | None = None) -> tuple[int, str, str]:
    named = [part for file in (shares or kept.two_shares) for part in ("--share-file", file)]
    answer = lado("keys", "recover", *named, "--new-passphrase-file", kept.passphrase("new"), *more, home=kept.home)
    return answer.status, answer.out, answer.err


def test_the_sheets_are_three_and_the_key_itself_is_nowhere(kept: Kept) -> None:
    identity = read_recovery_identity(kept.opened, kept.two_shares)
    files = [path for folder in (kept.home, kept.sheets) for path in folder.rglob("*") if path.is_file()]

    assert sorted(path.name for path in kept.sheets.iterdir()) == [f"share-{number}-of-3.txt" for number in (1, 2, 3)]
    seed, text = identity.secret_seed(), identity.secret_text().encode()
    for path in files:
        content = path.read_bytes()
        assert seed not in content and seed.hex().encode() not in content.lower() and text not in content
    for number in (1, 2, 3):
        share = read_share(kept.share(number).read_text("utf-8"), name="")
        assert all(" ".join(share.words[:5]) not in path.read_bytes().decode("latin-1") for path in files)


@pytest.mark.skipif(os.name != "posix", reason="files have no modes here")
def test_the_sheets_are_for_their_owner_only(made_kept: Kept) -> None:
    assert {path.stat().st_mode & 0o077 for path in [made_kept.sheets, *made_kept.sheets.iterdir()]} == {0}


def test_two_shares_make_an_officer_when_every_passphrase_is_lost(kept: Kept) -> None:
    for file in (kept.home / "keys").glob("officer-*"):
        file.unlink()
    kept.opened.root_key_file.unlink()

    status, out, err = recovered(kept)
    with kept.office(NEW_PASSPHRASE) as office:
        cases = list_cases(office)
        with office.store.reading() as connection:
            from lado_kit.store.audit import entries_about

            (entry,) = entries_about(connection, authority="sandwell", reference="duty-2")

    assert (status, out) == (0, "duty-2 opens the record store\n")
    assert "make new shares" in err and "lado keys rewrap" in err
    assert len(cases) == 4
    assert kept.roster().roster.officers[-1].name == "duty-2"
    assert (entry.action, dict(entry.detail)) == ("recovered", {"recovery": "recovery-1", "roster": 3})
    assert (kept.home / "keys" / "officer-recovery-1.age").exists() is False


def test_what_is_on_its_way_is_imported_with_the_shares(kept: Kept) -> None:
    save(kept.home / "in", "1.txt", a_sealed_file(kept))
    recovered(kept)
    shares = [part for file in kept.two_shares for part in ("--share-file", file)]

    alone = lado("import", kept.home / "in", home=kept.home, passphrase_file=kept.passphrase("new"))
    helped = lado("import", kept.home / "in", *shares, home=kept.home, passphrase_file=kept.passphrase("new"))

    assert alone.status == 1 and "wrong-key" in alone.out
    assert helped.status == 0


def test_without_the_root_key_the_store_opens_and_what_is_missing_is_said(kept: Kept) -> None:
    kept.opened.root_recovery_file.unlink()

    status, out, err = recovered(kept, "--name", "anna")

    assert (status, out) == (0, "anna opens the record store\n")
    assert "the root key cannot be opened" in err and "--root-passphrase-file" in err
    assert unlock(kept.opened, NEW_PASSPHRASE).officer == "anna"
    assert kept.roster().roster.version == 2


def test_the_root_passphrase_serves_where_its_recovery_file_is_lost(kept: Kept) -> None:
    kept.opened.root_recovery_file.write_bytes(b"damaged")

    status, _, _ = recovered(kept, "--root-passphrase-file", kept.passphrase("root"))

    assert status == 0
    assert kept.roster().roster.version == 3


def test_newer_shares_take_the_place_of_older_ones(kept: Kept, tmp_path: Path) -> None:
    make_shares_again(kept, tmp_path / "new")
    statuses = {officer.name: officer.status.value for officer in kept.roster().roster.officers}
    old = read_recovery_identity(kept.opened, kept.two_shares)

    assert (statuses["recovery-1"], statuses["recovery-2"]) == ("retired", "active")
    with pytest.raises(Refused, match="recovery-1 no longer opens the record store"):
        recover(kept.opened, old, new_passphrase=NEW_PASSPHRASE, now=NOW)
    new = read_recovery_identity(kept.opened, sorted((tmp_path / "new").iterdir())[1:])
    assert recover(kept.opened, new, new_passphrase=NEW_PASSPHRASE, now=NOW).officer == "duty-2"


def test_shares_of_another_office_are_refused(kept: Kept, tmp_path: Path) -> None:
    other = create_home(tmp_path / "other", profile="sandwell", passphrase=PASSPHRASE, now=NOW)
    new = prepare_shares(other, passphrase=PASSPHRASE, now=NOW)
    files = write_share_sheets(other, new, tmp_path / "theirs", as_text=True, now=NOW)

    status, out, err = recovered(kept, shares=tuple(files[:2]))
    mixed = recovered(kept, shares=(files[0], kept.share(2)))

    assert (status, out) == (1, "")
    assert "a key that no roster here names" in err
    assert mixed[0] == 1
    assert "share-1-of-3.txt is of set" in mixed[2] and "share-2-of-3.txt is of set" in mixed[2]


def test_wrong_shares_are_told_apart_by_their_files(kept: Kept, tmp_path: Path) -> None:
    words = kept.share(2).read_text("utf-8")
    # Behind "#": what is wrong must be a word, whatever the words are this time.
    mistyped = a_file(tmp_path / "mistyped.txt", words.replace("\n\n", "\n\nzzz ", 1))
    pdf = a_file(tmp_path / "share.pdf", b"%PDF-1.4 ...")

    too_few = recovered(kept, shares=(kept.share(1),))
    twice = recovered(kept, shares=(kept.share(1), kept.share(1)))
    wrong = recovered(kept, shares=(kept.share(1), mistyped))
    no_text = recovered(kept, shares=(kept.share(1), pdf))

    assert too_few[0] == twice[0] == no_text[0] == 2
    assert "1 share is given, and 2 are needed" in too_few[2]
    assert "is given twice" in twice[2]
    assert wrong[0] == 1 and "mistyped.txt has 34 words" in wrong[2]
    assert "share.pdf is not a text file" in no_text[2]
    assert all(each[2].count("\n") == 2 for each in (too_few, twice, wrong, no_text))
    assert kept.roster().roster.version == 2


def test_without_files_and_terminal_the_shares_are_missed(kept: Kept) -> None:
    answer = lado("keys", "recover", "--new-passphrase-file", kept.passphrase("new"), home=kept.home)

    assert answer.status == 2
    assert "no share is given" in answer.err


def test_sheets_are_never_overwritten_and_then_nothing_changes(kept: Kept) -> None:
    before = kept.share(1).read_bytes()

    answer = lado(
        "keys", "shares", "--out", kept.sheets, "--root-passphrase-file", kept.passphrase("root"),
        home=kept.home, passphrase_file=kept.passphrase("duty"),
    )  # fmt: skip

    assert answer.status == 1
    assert "holds share-1-of-3.txt already" in answer.err
    assert kept.share(1).read_bytes() == before
    assert kept.roster().roster.version == 2


def test_shares_are_written_as_pages_to_print(kept: Kept, tmp_path: Path) -> None:
    answer = lado(
        "keys", "shares", "--out", tmp_path / "sheets", "--root-passphrase-file", kept.passphrase("root"), "--json",
        home=kept.home, passphrase_file=kept.passphrase("duty"),
    )  # fmt: skip

    assert answer.status == 0, answer.err
    assert answer.json["key"] == "recovery-2"
    assert [Path(file).read_bytes()[:5] for file in answer.json["files"]] == [b"%PDF-"] * 3
    assert "delete the files" in answer.err and "recovery-1 open only older files" in answer.err


def test_only_who_can_sign_makes_shares(kept: Kept) -> None:
    with pytest.raises(PassphraseWrong, match="root key"):
        prepare_shares(kept.opened, passphrase=PASSPHRASE, now=NOW)


def test_an_identity_that_is_no_recovery_key_is_not_taken_for_one(kept: Kept) -> None:
    with pytest.raises(Refused, match="no roster here names"):
        recover(kept.opened, Identity.generate(), new_passphrase=NEW_PASSPHRASE, now=NOW)


def test_a_name_that_is_taken_is_refused_before_anything_is_written(kept: Kept) -> None:
    identity = read_recovery_identity(kept.opened, kept.two_shares)

    for name in ("duty-1", "root"):
        with pytest.raises(Refused, match="already"):
            recover(kept.opened, identity, new_passphrase=NEW_PASSPHRASE, name=name, now=NOW)
    with pytest.raises(Misuse):
        recover(kept.opened, identity, new_passphrase=NEW_PASSPHRASE, name="../x", now=NOW)
    assert kept.roster().roster.version == 2


def test_imports_with_all_three_sheets_work_too(kept: Kept) -> None:
    save(kept.home / "in", "1.txt", a_sealed_file(kept))
    identity = read_recovery_identity(kept.opened, [kept.share(number) for number in (3, 1, 2)])

    with kept.office() as office:
        from dataclasses import replace

        only_shares = replace(office, identity=identity, older=())
        assert import_files(only_shares, [str(kept.home / "in")], now=NOW).is_clean
