"""A roster that goes back in time seals nothing, and what was sealed to it comes in only marked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lado_kit.custody.keys import next_roster, read_given_roster, renew_roster
from lado_kit.encrypt import SignedRoster, read_roster, sign_roster
from lado_kit.encrypt.keyfiles import open_root_key
from lado_kit.errors import RosterError, RosterExpired, RosterRolledBack
from lado_kit.home import current_roster
from lado_kit.intake import Books
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_kit.publish import publish
from tests.intake.builders import save
from tests.kit.front_door import Answer, a_file, lado
from tests.kit.offices import NOW, ROOT_PASSPHRASE, TODAY, Kept, a_sealed_file


def roster_1(kept: Kept) -> SignedRoster:
    return read_roster(kept.opened.roster_file(1).read_bytes(), today=TODAY, trusted_root=kept.opened.root)


def import_one(kept: Kept, *more: str) -> Answer:
    return lado("import", kept.home / "in", *more, home=kept.home, passphrase_file=kept.passphrase("duty"))


def imported(kept: Kept, *, days_later: int = 0) -> Books:
    with kept.office() as office:
        return import_files(office, [str(kept.home / "in")], now=NOW + timedelta(days=days_later))


def test_where_the_home_is_an_older_roster_neither_seals_nor_publishes(kept: Kept, tmp_path: Path) -> None:
    old = kept.opened.roster_file(1).read_bytes()

    with pytest.raises(RosterRolledBack, match="number 1, and number 2 is in force"):
        publish("sandwell", old, tmp_path / "public", today=TODAY, home=kept.opened)
    with pytest.raises(RosterRolledBack):
        read_given_roster(old, authority="sandwell", today=TODAY, home=kept.opened)

    assert not (tmp_path / "public").exists()
    assert read_given_roster(old, authority="sandwell", today=TODAY).roster.version == 1


def test_two_rosters_of_one_number_are_not_taken_for_each_other(kept: Kept) -> None:
    root = open_root_key(kept.opened.root_key_file.read_bytes(), ROOT_PASSPHRASE)
    first = roster_1(kept).roster
    other = sign_roster(next_roster(first, first.officers, NOW), root)

    with pytest.raises(RosterRolledBack, match="says something else than the number 2 in force"):
        read_given_roster(other, authority="sandwell", today=TODAY, home=kept.opened)


def test_a_published_folder_knows_the_last_roster_where_there_is_no_home(kept: Kept, tmp_path: Path) -> None:
    publish("sandwell", current_roster(kept.opened), tmp_path / "public", today=TODAY)
    before = (tmp_path / "public" / "release.json").read_bytes()

    with pytest.raises(RosterRolledBack, match="is published with number 2"):
        publish("sandwell", kept.opened.roster_file(1).read_bytes(), tmp_path / "public", today=TODAY)

    assert (tmp_path / "public" / "release.json").read_bytes() == before


def _without_signature(roster: bytes) -> bytes:
    return roster.rpartition(b"\n\n")[0] + b"\n"


BAD = [
    pytest.param(_without_signature, 0, RosterError, id="unsigned"),
    pytest.param(lambda roster: roster.replace(b'"cover"', b'"manager"'), 0, RosterError, id="altered"),
    pytest.param(bytes, 400, RosterExpired, id="expired"),
]


@pytest.mark.parametrize(("change", "days", "error"), BAD)
def test_nothing_is_published_with_a_roster_that_cannot_be_relied_on(
    change: object, days: int, error: type[Exception], kept: Kept, tmp_path: Path
) -> None:
    assert callable(change)

    with pytest.raises(error):
        publish(
            "sandwell", change(current_roster(kept.opened)), tmp_path / "public",
            today=TODAY + timedelta(days=days), home=kept.opened,
        )  # fmt: skip

    assert not (tmp_path / "public").exists()


def test_a_file_of_the_roster_before_is_taken_in_while_pages_may_still_have_it(kept: Kept) -> None:
    save(kept.home / "in", "1.txt", a_sealed_file(kept, roster=roster_1(kept), sealed_at=NOW))

    assert imported(kept).is_clean


def test_a_page_that_keeps_an_old_roster_is_noticed(kept: Kept) -> None:
    late = a_sealed_file(kept, roster=roster_1(kept), sealed_at=NOW + timedelta(days=40))
    save(kept.home / "in", "1.txt", late)

    books = imported(kept, days_later=41)

    assert [(item.result, item.reason) for item in books.items] == [("quarantined", "old-roster")]


def test_a_file_sealed_after_its_roster_had_ended_is_noticed(kept: Kept) -> None:
    save(kept.home / "in", "1.txt", a_sealed_file(kept, sealed_at=NOW + timedelta(days=380)))

    books = imported(kept, days_later=400)

    assert [item.reason for item in books.items] == ["old-roster"]


def test_a_clock_that_is_ahead_makes_no_roster_old(kept: Kept) -> None:
    save(kept.home / "in", "1.txt", a_sealed_file(kept, sealed_at=NOW + timedelta(days=3650)))

    assert imported(kept).is_clean


def test_old_files_of_their_time_are_taken_in_years_later(kept: Kept) -> None:
    old = a_sealed_file(kept, roster=roster_1(kept), sealed_at=NOW - timedelta(days=1))
    for _ in range(2):
        renew_roster(kept.opened, passphrase=ROOT_PASSPHRASE, now=NOW)
    save(kept.home / "in", "1.txt", old)

    assert imported(kept, days_later=3000).is_clean


FORGED = ["lost", "damaged", "another"]


@pytest.mark.parametrize("how", FORGED)
def test_an_unknown_roster_is_refused_and_with_the_override_marked_for_all_to_see(how: str, kept: Kept) -> None:
    sealed = a_sealed_file(kept)
    save(kept.home / "in", "1.txt", sealed)
    file = kept.opened.roster_file(2)
    renew_roster(kept.opened, passphrase=ROOT_PASSPHRASE, now=NOW)
    match how:
        case "lost":
            file.unlink()
        case "damaged":
            a_file(file, file.read_bytes().replace(b'"recovery"', b'"manager"'))
        case _:
            a_file(file, kept.opened.roster_file(1).read_bytes())  # other keys than the file names

    refused = import_one(kept)
    allowed = import_one(kept, "--allow-old-roster")
    with kept.office() as office:
        case = read_case(office, sealed.receipt, now=NOW).case
        assert len(list_cases(office)) == 5
    shown = lado("case", "show", sealed.receipt, home=kept.home, passphrase_file=kept.passphrase("duty"))

    mark = "taken in although it is not sealed to the keys that a roster of this office names"
    assert refused.status == 1
    assert "unknown-roster" in refused.out and "--allow-old-roster" in refused.out
    assert allowed.status == 0
    assert mark in allowed.out
    assert case.audit[0].detail["marked"] == mark
    assert f"! {mark}" in shown.out
