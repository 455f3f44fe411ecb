"""Officers and rosters: who may open what is sealed, and when a roster is not to be relied on."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lado_kit.custody.keys import add_officer, read_current_roster, read_given_roster, renew_roster, roster_warnings
from lado_kit.custody.unlocking import open_office, unlock
from lado_kit.encrypt.roster import Role, read_roster
from lado_kit.errors import (
    Misuse,
    Refused,
    RosterAltered,
    RosterAnotherAuthority,
    RosterAnotherRoot,
    RosterError,
    RosterExpired,
    RosterTooManyOfficers,
    RosterUnsigned,
)
from lado_kit.home import create_home, current_roster, find_home
from tests.kit.conftest import Place
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, a_file, lado

NOW = datetime.now(UTC)
TODAY = NOW.date()


def test_the_first_roster_and_the_next_are_signed_and_kept(made: Place) -> None:
    home = find_home(made.home)

    rosters = [
        read_roster(home.roster_file(number).read_bytes(), today=TODAY, trusted_root=home.root).roster
        for number in (1, 2)
    ]

    assert [[officer.name for officer in roster.officers] for roster in rosters] == [["duty-1"], ["duty-1", "cover-1"]]
    assert [roster.version for roster in rosters] == [1, 2]
    assert made.roster.read_bytes() == current_roster(home)


def test_every_officer_opens_the_same_store(made: Place) -> None:
    home = find_home(made.home)

    duty, cover = unlock(home, PASSPHRASE), unlock(home, ANOTHER_PASSPHRASE)

    assert (duty.officer, cover.officer) == ("duty-1", "cover-1")
    assert duty.store_key == cover.store_key
    assert duty.identity.fingerprint != cover.identity.fingerprint
    assert duty.store_key.hex() not in repr(duty)


def test_without_a_passphrase_of_their_own_the_new_officer_has_the_same_and_it_is_said(place: Place) -> None:
    added = lado("keys", "new", "--role", "manager", "--json", home=place.home, passphrase_file=place.passphrase_file)

    assert added.json["name"] == "manager-1"
    assert "the new key has the same passphrase" in added.err
    assert unlock(find_home(place.home), PASSPHRASE, "manager-1").officer == "manager-1"


def test_officers_are_listed_for_people_and_for_programs(made: Place) -> None:
    people, programs = lado("keys", "list", home=made.home), lado("keys", "--json", "list", home=made.home)

    assert "cover-1  cover  active" in people.out
    assert [officer["role"] for officer in programs.json["officers"]] == ["duty", "cover"]
    assert len(programs.json["words"]) == 6
    assert programs.err == ""


def test_the_roster_is_written_to_standard_output_as_it_is(made: Place) -> None:
    answer = lado("keys", "roster", "--out", "-", home=made.home)

    assert answer.out.encode() == made.roster.read_bytes()


WRONG_NAMES = ["Cover", "../root", "a b", "-", "x" * 41]


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_a_name_that_no_key_can_have_is_misuse(name: str, place: Place) -> None:
    with pytest.raises(Misuse):
        add_officer(
            find_home(place.home), role=Role.COVER, name=name, passphrase=PASSPHRASE,
            new_passphrase=ANOTHER_PASSPHRASE, now=NOW,
        )  # fmt: skip

    assert read_current_roster(find_home(place.home), today=TODAY).roster.version == 2


def test_a_name_that_is_taken_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="there is an officer named duty-1 already"):
        add_officer(
            find_home(place.home), role=Role.COVER, name="duty-1", passphrase=PASSPHRASE,
            new_passphrase=ANOTHER_PASSPHRASE, now=NOW,
        )  # fmt: skip


def test_a_roster_has_room_for_six_active_officers(place: Place) -> None:
    home = find_home(place.home)
    for _ in range(4):
        add_officer(home, role=Role.COVER, passphrase=PASSPHRASE, new_passphrase=ANOTHER_PASSPHRASE, now=NOW)
    before = sorted((place.home / "keys").iterdir())

    with pytest.raises(RosterTooManyOfficers):
        add_officer(home, role=Role.COVER, passphrase=PASSPHRASE, new_passphrase=ANOTHER_PASSPHRASE, now=NOW)

    assert sorted((place.home / "keys").iterdir()) == before


def test_an_expired_roster_can_be_renewed(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", profile="sandwell", passphrase=PASSPHRASE, now=NOW - timedelta(days=400))

    with pytest.raises(RosterExpired):
        read_given_roster(current_roster(home), authority="sandwell", today=TODAY)
    renewed = renew_roster(home, passphrase=PASSPHRASE, now=NOW)

    assert renewed.roster.version == 2
    assert read_given_roster(current_roster(home), authority="sandwell", today=TODAY, home=home) == renewed


def test_one_holder_and_a_near_end_are_warned_of(made: Place) -> None:
    roster = read_current_roster(find_home(made.home), today=TODAY).roster
    alone = read_roster(find_home(made.home).roster_file(1).read_bytes(), today=TODAY).roster

    assert roster_warnings(roster, today=TODAY) == []
    assert "only one key holder" in roster_warnings(alone, today=TODAY)[0]
    assert "ends in 29 days" in roster_warnings(roster, today=roster.valid_until - timedelta(days=29))[0]
    assert "was valid until" in roster_warnings(roster, today=roster.valid_until + timedelta(days=1))[0]


def _unsigned(roster: bytes) -> bytes:
    return roster.rpartition(b"\n\n")[0] + b"\n"


def _altered(roster: bytes) -> bytes:
    return roster.replace(b'"role": "cover"', b'"role": "manager"')


BAD_ROSTERS = [
    pytest.param(_unsigned, "sandwell", TODAY, RosterUnsigned, id="unsigned"),
    pytest.param(_altered, "sandwell", TODAY, RosterAltered, id="altered"),
    pytest.param(bytes, "sandwell", TODAY + timedelta(days=366), RosterExpired, id="expired"),
    pytest.param(bytes, "bromley", TODAY, RosterAnotherAuthority, id="another-authority"),
    pytest.param(lambda _: b"no roster\n", "sandwell", TODAY, Misuse, id="no-roster"),
    pytest.param(lambda _: b"", "sandwell", TODAY, Misuse, id="empty"),
]


@pytest.mark.parametrize(("change", "authority", "today", "error"), BAD_ROSTERS)
def test_a_roster_that_cannot_be_relied_on_is_refused(
    change: object, authority: str, today: date, error: type[RosterError], made: Place
) -> None:
    assert callable(change)

    with pytest.raises(error):
        read_given_roster(change(made.roster.read_bytes()), authority=authority, today=today)


def test_a_roster_of_another_root_key_is_refused_where_the_home_is(made: Place, tmp_path: Path) -> None:
    other = create_home(tmp_path / "home", profile="sandwell", passphrase=PASSPHRASE, now=NOW)

    with pytest.raises(RosterAnotherRoot):
        read_given_roster(current_roster(other), authority="sandwell", today=TODAY, home=find_home(made.home))


def test_a_roster_is_written_whole_or_not_at_all(made: Place, tmp_path: Path) -> None:
    written = lado("keys", "roster", "--out", tmp_path / "roster.txt", "--json", home=made.home)
    nowhere = lado("keys", "roster", "--out", tmp_path / "nowhere" / "roster.txt", home=made.home)
    folder = lado("keys", "roster", "--out", tmp_path, home=made.home)

    assert written.json["version"] == 2
    assert (tmp_path / "roster.txt").read_bytes() == made.roster.read_bytes()
    assert (nowhere.status, folder.status) == (2, 2)
    assert "roster.txt: no such file" in nowhere.err and ".part" not in nowhere.err
    assert [path.name for path in tmp_path.iterdir()] == ["roster.txt"]


def test_a_roster_that_somebody_changed_in_the_home_is_refused(place: Place, tmp_path: Path) -> None:
    file = find_home(place.home).roster_file(2)
    file.write_bytes(_altered(file.read_bytes()))

    answer = lado("keys", "roster", "--out", tmp_path / "roster.txt", home=place.home)

    assert answer.status == 1
    assert "has been changed since it was signed" in answer.err
    assert not (tmp_path / "roster.txt").exists()


def test_sealing_to_a_changed_roster_is_refused(made: Place, tmp_path: Path) -> None:
    altered = a_file(tmp_path / "roster.txt", _altered(made.roster.read_bytes()))

    answer = lado(
        "seal", "referral", "--profile", "sandwell", "--roster", altered, "--answers", made.answers,
        "--out", tmp_path / "outgoing", "--json",
    )  # fmt: skip

    assert (answer.status, answer.out) == (1, "")
    assert not (tmp_path / "outgoing").exists()


def test_a_lost_store_key_or_store_is_said_plainly(place: Place) -> None:
    home = find_home(place.home)
    home.store_file.unlink()

    answer = lado("inbox", home=place.home, passphrase_file=place.passphrase_file)

    assert answer.status == 1
    assert "there is no record store" in answer.err
    assert "hint: restore it from its backup with lado restore" in answer.err


def test_a_home_unlocks_and_closes_again(place: Place) -> None:
    with open_office(find_home(place.home), PASSPHRASE) as office:
        assert office.officer == "duty-1"
        assert "SECRET" not in repr(office)

    os.rename(place.home, place.home.with_name("moved"))  # noqa: PTH104  # on Windows this fails while a file is open


def test_the_order_of_trying_survives_a_roster_that_is_no_json(place: Place) -> None:
    find_home(place.home).roster_file(3).write_text("{", encoding="utf-8")

    assert unlock(find_home(place.home), ANOTHER_PASSPHRASE).officer == "cover-1"


def test_words_in_the_list_are_those_of_the_roster(made: Place) -> None:
    listed = json.loads(lado("keys", "list", "--json", home=made.home).out)

    assert tuple(listed["words"]) == read_roster(made.roster.read_bytes(), today=TODAY).words
