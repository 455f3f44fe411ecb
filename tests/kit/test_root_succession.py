"""A root key is replaced: only by its words, and only when the old one opens or is said to be lost. Nothing is shut."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lado_kit.custody.archive import rewrap_archive, who_opens
from lado_kit.custody.keys import (
    add_officer,
    open_root,
    read_current_roster,
    read_given_roster,
    read_kept_roster,
    renew_roster,
)
from lado_kit.custody.recovery import read_recovery_identity, recovered_root
from lado_kit.custody.succession import ACTION, OLD_KEY, SHARES, Succession, confirm_root, prepare_root
from lado_kit.encrypt.keyfiles import open_root_key
from lado_kit.encrypt.roster import Role
from lado_kit.errors import Misuse, PassphraseWrong, Refused, RosterAnotherRoot
from lado_kit.home import current_roster
from lado_kit.intake.results import Imported
from lado_kit.office.cases import import_files
from lado_kit.releases import read_register, sign_and_keep
from lado_kit.store.audit import entries_about, verify_chain
from tests.encrypt.builders import a_release_list
from tests.intake.builders import save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, Answer, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, TODAY, Kept, a_sealed_file

SECOND_ROOT_PASSPHRASE = "lantern copper meadow nine"


def prepare(kept: Kept) -> tuple[str, ...]:
    return prepare_root(kept.opened, new_passphrase=NEW_PASSPHRASE, now=NOW)


def confirm(kept: Kept, words: tuple[str, ...], **changes: Any) -> Succession:
    with kept.office() as office:
        given: dict[str, Any] = {"new_passphrase": NEW_PASSPHRASE, "old_passphrase": ROOT_PASSPHRASE, "now": NOW}
        done = confirm_root(office, words, passphrase=PASSPHRASE, **given | changes)
    assert isinstance(done, Succession)
    return done


def files(kept: Kept) -> dict[str, bytes]:
    """Everything that says who is trusted."""
    places = [kept.home / "home.json", *(kept.home / "keys").iterdir(), *(kept.home / "rosters").iterdir()]
    return {str(place.relative_to(kept.home)): place.read_bytes() for place in places}


def entries(kept: Kept) -> list[dict[str, Any]]:
    with kept.office() as office, office.store.reading() as connection:
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        found = entries_about(connection, authority="sandwell", reference="root")
    return [dict(each.detail) for each in found if each.action == ACTION]


def test_the_new_key_signs_from_now_on_and_the_officers_stay(kept: Kept) -> None:
    before = kept.roster()
    sealed_before = a_sealed_file(kept)

    done = confirm(kept, prepare(kept))
    after = kept.roster()
    save(kept.home / "in", "late.txt", sealed_before)
    with kept.office() as office:
        books = import_files(office, [str(kept.home / "in")], now=NOW)
        holders = who_opens(office, today=TODAY)
        moved = rewrap_archive(office, now=NOW)

    assert (after.roster.version, after.roster.officers) == (before.roster.version + 1, before.roster.officers)
    assert after.roster.root == kept.opened.root != before.roster.root
    assert done.signed == after and done.shown == OLD_KEY
    assert read_kept_roster(kept.opened, before.roster.version, today=TODAY) == before.roster
    assert [type(each) for each in books.items] == [Imported]
    assert {each.name: each.files for each in holders} == {"duty-1": 5, "cover-1": 5, "recovery-1": 2}
    assert len(moved.unmoved) == 0
    assert renew_roster(kept.opened, passphrase=NEW_PASSPHRASE, now=NOW).roster.version == after.roster.version + 1
    assert not kept.opened.next_root_key_file.exists()
    assert entries(kept) == [{"roster": after.roster.version, "shown": OLD_KEY}]


def test_what_another_root_key_has_signed_is_refused_before_and_after(kept: Kept, tmp_path: Path) -> None:
    """Publishing reads the roster it is given this way: neither key speaks for the time of the other."""
    old = current_roster(kept.opened)
    copy = tmp_path / "copy"
    shutil.copytree(kept.home, copy)
    confirm(kept, prepare(kept))
    new = current_roster(kept.opened)
    at_first = Kept(home=copy, sheets=kept.sheets, passphrases=kept.passphrases)
    renew_roster(at_first.opened, passphrase=ROOT_PASSPHRASE, now=NOW)
    stolen = current_roster(at_first.opened)

    for roster, home in ((new, at_first), (old, kept), (stolen, kept)):
        with pytest.raises(RosterAnotherRoot):
            read_given_roster(roster, authority="sandwell", today=TODAY, home=home.opened)
    kept.opened.roster_file(3).write_bytes(stolen)
    with pytest.raises(RosterAnotherRoot):
        read_current_roster(kept.opened, today=TODAY)
    assert read_kept_roster(kept.opened, 3, today=TODAY) is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"words": ()}, Refused, id="no words"),
        pytest.param({"words": ("abandon",) * 6}, Refused, id="other words"),
        pytest.param({"new_passphrase": ROOT_PASSPHRASE}, PassphraseWrong, id="another passphrase for the new key"),
        pytest.param({"old_passphrase": PASSPHRASE}, PassphraseWrong, id="another passphrase for the old key"),
        pytest.param({"old_passphrase": ""}, PassphraseWrong, id="nothing that shows the right to"),
    ],
)
def test_without_its_words_or_the_old_key_nothing_changes(
    kept: Kept, changes: dict[str, Any], error: type[Exception]
) -> None:
    words = prepare(kept)
    before = files(kept)

    with pytest.raises(error):
        confirm(kept, **{"words": words} | changes)

    assert files(kept) == before
    assert entries(kept) == []


def test_the_words_of_a_key_that_was_put_in_its_place_are_not_those_that_were_shown(kept: Kept) -> None:
    words = prepare(kept)
    prepare(kept)

    with pytest.raises(Refused, match="not the words"):
        confirm(kept, words)


def test_nothing_is_confirmed_that_was_not_made(kept: Kept) -> None:
    with pytest.raises(Misuse, match="no new root key"):
        confirm(kept, ("abandon",) * 6)


def test_the_sheets_show_the_right_to_where_the_passphrase_is_lost_and_open_the_new_key(kept: Kept) -> None:
    shares = read_recovery_identity(kept.opened, kept.two_shares)

    done = confirm(kept, prepare(kept), old_passphrase="", shares=shares)
    root = recovered_root(kept.opened, shares)

    assert done.shown == SHARES
    assert root and root.public_key == kept.opened.root
    assert open_root(kept.opened, NEW_PASSPHRASE).public_key == kept.opened.root


def test_sheets_that_do_not_open_the_old_key_are_refused(kept: Kept) -> None:
    kept.opened.root_recovery_file.unlink()
    words, shares = prepare(kept), read_recovery_identity(kept.opened, kept.two_shares)

    with pytest.raises(Refused, match="do not open the old root key"):
        confirm(kept, words, shares=shares)


def test_a_second_change_keeps_the_rosters_of_all_three_times(kept: Kept) -> None:
    confirm(kept, prepare(kept))
    words = prepare_root(kept.opened, new_passphrase=SECOND_ROOT_PASSPHRASE, now=NOW)
    confirm(kept, words, new_passphrase=SECOND_ROOT_PASSPHRASE, old_passphrase=NEW_PASSPHRASE)

    assert [each.last_roster for each in kept.opened.earlier_roots] == [2, 3]
    assert all(read_kept_roster(kept.opened, version, today=TODAY) for version in (1, 2, 3, 4))
    assert open_root_key(kept.opened.root_key_file.read_bytes(), SECOND_ROOT_PASSPHRASE)


LATER = ("keys/root-recovery.age", "rosters/3.txt", "keys/root.age", "keys/root-next.age")
"""What is written after the home trusts the new key, in this order; the last is taken away."""


@pytest.mark.parametrize("done", range(len(LATER)))
def test_what_was_interrupted_signs_nothing_and_is_finished_by_the_same_command(kept: Kept, done: int) -> None:
    words = prepare(kept)
    before = files(kept)
    confirm(kept, words)
    whole = files(kept)
    for name in LATER[done:]:
        if name in before:
            (kept.home / name).write_bytes(before[name])
        else:
            (kept.home / name).unlink()

    assert kept.roster().roster.version == (3 if done > 1 else 2)
    if done < 3:
        with pytest.raises(Refused, match="not the root key that this home trusts"):
            add_officer(
                kept.opened, role=Role.COVER, passphrase=PASSPHRASE, new_passphrase=ANOTHER_PASSPHRASE,
                root_passphrase=ROOT_PASSPHRASE, now=NOW,
            )  # fmt: skip
    confirm(kept, words, old_passphrase="")

    after = files(kept)
    assert after.keys() == whole.keys()
    assert {name for name in after if after[name] != whole[name]} == {"keys/root-recovery.age"}
    assert len(entries(kept)) == 1


def test_the_releases_of_the_old_keys_time_stay_in_the_register(kept: Kept) -> None:
    def keep(release: str, roster: int, passphrase: str) -> None:
        sign_and_keep(
            a_release_list(release=release, authority="sandwell", roster=roster), home=kept.opened,
            root_key=lambda: open_root(kept.opened, passphrase), folder=kept.home, today=TODAY - timedelta(days=1),
        )  # fmt: skip

    keep("a" * 12, 2, ROOT_PASSPHRASE)
    confirm(kept, prepare(kept))
    keep("b" * 12, 3, NEW_PASSPHRASE)

    assert [each.note.release for each in read_register(kept.opened).releases] == ["a" * 12, "b" * 12]


def test_the_commands_show_the_words_and_ask_for_them(kept: Kept) -> None:
    def at_work(*arguments: str | Path) -> Answer:
        return lado(*arguments, home=kept.home, passphrase_file=kept.passphrase("duty"))

    new = ("--new-passphrase-file", kept.passphrase("new"))
    early = at_work("keys", "root", "confirm")  # asks for no passphrase first
    made = at_work("keys", "root", "new", *new)
    words = made.out.split()

    assert early.err.startswith("error: there is no new root key to confirm")
    wrong = at_work("keys", "root", "confirm", *words[:5], *new, "--lost")
    right = at_work(
        "keys", "root", "confirm", *words, *new, "--root-passphrase-file", kept.passphrase("root"), "--json"
    )

    assert made.status == 0 and len(words) == 6 and "nothing has changed yet" in made.err
    assert wrong.status == 1 and "not the words of the new root key" in wrong.err
    assert right.status == 0, right.err
    assert (right.json["version"], right.json["shown"]) == (3, OLD_KEY)
    assert "publish the forms again" in right.err
