"""The life of an officer's key: two from the first day, rotated, retired, and its passphrase changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_kit.custody.keys import change_passphrase, retire_officer, roster_warnings, rotate_officer
from lado_kit.custody.unlocking import unlock
from lado_kit.encrypt.keyfiles import open_identity, open_root_key
from lado_kit.encrypt.roster import Status
from lado_kit.errors import Misuse, PassphraseWrong, Refused, RosterTooManyOfficers
from lado_kit.home import find_home
from lado_kit.office.cases import import_files, list_cases
from tests.intake.builders import save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, a_file, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, TODAY, Kept, a_sealed_file, add_manager


def at_work(kept: Kept, *arguments: str | Path, whose: str = "duty") -> tuple[int, str, str]:
    answer = lado(*arguments, home=kept.home, passphrase_file=kept.passphrase(whose))
    for passphrase in (ANOTHER_PASSPHRASE, ROOT_PASSPHRASE, NEW_PASSPHRASE):
        assert passphrase not in answer.out + answer.err
    return answer.status, answer.out, answer.err


def rotate(kept: Kept, **changes: object) -> str:
    given = {"passphrase": PASSPHRASE, "root_passphrase": ROOT_PASSPHRASE, "now": NOW}
    return rotate_officer(kept.opened, **given | changes).new  # type: ignore[arg-type]


def retire(kept: Kept, name: str, passphrase: str = PASSPHRASE) -> None:
    retire_officer(kept.opened, name=name, passphrase=passphrase, root_passphrase=ROOT_PASSPHRASE, now=NOW)


def statuses(kept: Kept) -> dict[str, str]:
    return {officer.name: officer.status.value for officer in kept.roster().roster.officers}


def test_init_makes_two_custodians_and_a_root_key_of_its_own(tmp_path: Path, made_kept: Kept) -> None:
    made = lado(
        "init", "--profile", "sandwell", "--json", "--second-passphrase-file", made_kept.passphrase("cover"),
        "--root-passphrase-file", made_kept.passphrase("root"),
        home=tmp_path / "home", passphrase_file=made_kept.passphrase("duty"),
    )  # fmt: skip
    home = find_home(tmp_path / "home")

    assert made.status == 0
    assert made.json["officers"] == ["duty-1", "cover-1"]
    assert "only one key holder" not in made.err and "the root key" not in made.err
    assert [unlock(home, each).officer for each in (PASSPHRASE, ANOTHER_PASSPHRASE)] == ["duty-1", "cover-1"]
    assert open_root_key(home.root_key_file.read_bytes(), ROOT_PASSPHRASE).public_key == home.root
    with pytest.raises(PassphraseWrong):
        open_root_key(home.root_key_file.read_bytes(), PASSPHRASE)


def test_what_is_signed_asks_for_the_root_keys_own_passphrase(kept: Kept) -> None:
    without = at_work(kept, "keys", "roster", "--renew", "--out", kept.home / "roster.txt")
    given = at_work(
        kept, "keys", "roster", "--renew", "--out", kept.home / "roster.txt",
        "--root-passphrase-file", kept.passphrase("root"),
    )  # fmt: skip

    assert without[0] == 1
    assert "does not open the root key" in without[2] and "--root-passphrase-file" in without[2]
    assert given[0] == 0
    assert kept.roster().roster.version == 3


def test_a_rotated_key_stands_beside_the_old_one_and_both_open(kept: Kept) -> None:
    before = a_sealed_file(kept)

    status, out, err = at_work(
        kept, "keys", "rotate", "--officer", "duty-1", "--root-passphrase-file", kept.passphrase("root")
    )
    after = a_sealed_file(kept)
    save(kept.home / "in", "1.txt", before)
    save(kept.home / "in", "2.txt", after)

    assert (status, out) == (0, "duty-1-2 takes the place of duty-1; roster 3 says so\n")
    assert "lado keys retire duty-1" in err
    assert statuses(kept) == {"duty-1": "active", "cover-1": "active", "recovery-1": "active", "duty-1-2": "active"}
    with kept.office(officer="duty-1-2") as office:
        assert import_files(office, [str(kept.home / "in")], now=NOW).is_clean


def test_a_retired_key_opens_and_never_seals(kept: Kept) -> None:
    before = a_sealed_file(kept)
    rotate(kept, retire_old=True)
    after = a_sealed_file(kept)
    save(kept.home / "in", "1.txt", before)
    save(kept.home / "in", "2.txt", after)
    old = open_identity(kept.opened.key_file("duty-1").read_bytes(), PASSPHRASE).identity

    with kept.office() as office:
        assert office.officer == "duty-1-2"
        assert old.fingerprint in {each.fingerprint for each in office.identities}
        assert import_files(office, [str(kept.home / "in")], now=NOW).is_clean
    assert statuses(kept)["duty-1"] == "retired"
    assert old.fingerprint not in {each.fingerprint for each in kept.roster().active_recipients}
    with pytest.raises(Refused, match="duty-1 no longer opens the record store"):
        unlock(kept.opened, PASSPHRASE, "duty-1")


def test_a_new_passphrase_at_rotation_opens_both_keys(kept: Kept) -> None:
    name = rotate(kept, new_passphrase=NEW_PASSPHRASE)

    for each in ("duty-1", name):
        assert unlock(kept.opened, NEW_PASSPHRASE, each).officer == each
    with pytest.raises(PassphraseWrong):
        unlock(kept.opened, PASSPHRASE)


def test_the_third_key_of_an_officer_is_named_after_the_first(kept: Kept) -> None:
    rotate(kept, retire_old=True)

    assert rotate(kept, officer="duty-1-2", retire_old=True) == "duty-1-3"
    with kept.office() as office:
        assert len(office.identities) == 3
        assert len(list_cases(office)) == 4


def test_a_roster_that_is_full_says_what_to_do(kept: Kept) -> None:
    for _ in range(3):
        add_manager(kept)

    with pytest.raises(RosterTooManyOfficers) as refused:
        rotate(kept)

    assert "retire" in refused.value.hint
    assert rotate(kept, retire_old=True) == "duty-1-2"


def test_an_officer_leaves_and_one_holder_is_warned_of(kept: Kept) -> None:
    status, out, err = at_work(
        kept, "keys", "retire", "cover-1", "--root-passphrase-file", kept.passphrase("root"), whose="cover"
    )

    assert (status, out) == (0, "cover-1 is retired; roster 3 says so\n")
    assert "only one key holder: without them only the paper shares" in err
    assert "lado keys rewrap, then lado keys rekey" in err
    assert roster_warnings(kept.roster().roster, today=TODAY)


def test_two_keys_of_one_person_are_one_key_holder(kept: Kept) -> None:
    retire(kept, "cover-1")
    rotate(kept)

    _, _, err = at_work(kept, "inbox")

    assert [name for name, status in statuses(kept).items() if status == "active"] == [
        "duty-1",
        "recovery-1",
        "duty-1-2",
    ]
    assert "only one key holder: without them only the paper shares" in err
    assert "only one key holder" in roster_warnings(kept.roster().roster, today=TODAY)[0]
    assert at_work(kept, "inbox", whose="cover")[0] == 1
    assert at_work(kept, "inbox")[0] == 0


def test_the_last_active_officer_stays(kept: Kept) -> None:
    retire(kept, "cover-1")

    with pytest.raises(Refused, match="duty-1 is the last active officer"):
        retire(kept, "duty-1")

    assert kept.roster().roster.version == 3


def test_retiring_again_changes_no_roster_and_closes_the_store_again(kept: Kept) -> None:
    sealed_before = kept.opened.store_key_file.read_bytes()
    retire(kept, "cover-1")
    kept.opened.store_key_file.write_bytes(sealed_before)  # as an interruption would leave it

    retire(kept, "cover-1")

    assert kept.roster().roster.version == 3
    with pytest.raises(Refused):
        unlock(kept.opened, ANOTHER_PASSPHRASE)


def test_a_key_that_the_roster_does_not_name_is_misuse(kept: Kept) -> None:
    status, out, err = at_work(kept, "keys", "retire", "nobody-7")

    assert (status, out) == (2, "")
    assert err == "error: the roster names no nobody-7\nhint: use one of duty-1, cover-1, recovery-1\n"


def test_a_retired_key_is_not_rotated(kept: Kept) -> None:
    sealed_before = kept.opened.store_key_file.read_bytes()
    retire(kept, "cover-1")
    kept.opened.store_key_file.write_bytes(sealed_before)

    with pytest.raises(Refused, match="the key of cover-1 is retired"):
        rotate(kept, passphrase=ANOTHER_PASSPHRASE)


def test_a_passphrase_changes_and_the_key_stays(kept: Kept) -> None:
    before = unlock(kept.opened, PASSPHRASE).identity.fingerprint

    status, out, err = at_work(kept, "keys", "passphrase", "duty-1", "--new-passphrase-file", kept.passphrase("new"))

    assert (status, out) == (0, "the key of duty-1 has its new passphrase\n")
    assert "still open with the old one" in err
    assert unlock(kept.opened, NEW_PASSPHRASE).identity.fingerprint == before
    with pytest.raises(PassphraseWrong):
        unlock(kept.opened, PASSPHRASE)


def test_the_root_keys_passphrase_changes_too(kept: Kept) -> None:
    change_passphrase(kept.opened, name="root", passphrase=ROOT_PASSPHRASE, new_passphrase=NEW_PASSPHRASE)

    assert open_root_key(kept.opened.root_key_file.read_bytes(), NEW_PASSPHRASE).public_key == kept.opened.root


WRONG_CHANGES = [
    pytest.param("duty-1", ANOTHER_PASSPHRASE, PassphraseWrong, id="a wrong passphrase"),
    pytest.param("nobody-1", PASSPHRASE, Misuse, id="nobody's key"),
    pytest.param("root", PASSPHRASE, PassphraseWrong, id="the root's, with an officer's"),
]


@pytest.mark.parametrize(("name", "passphrase", "error"), WRONG_CHANGES)
def test_a_change_that_is_refused_leaves_the_file(
    name: str, passphrase: str, error: type[Exception], kept: Kept
) -> None:
    before = {path.name: path.read_bytes() for path in (kept.home / "keys").iterdir()}

    with pytest.raises(error):
        change_passphrase(kept.opened, name=name, passphrase=passphrase, new_passphrase=NEW_PASSPHRASE)

    assert {path.name: path.read_bytes() for path in (kept.home / "keys").iterdir()} == before


def test_a_short_new_passphrase_is_misuse(kept: Kept, tmp_path: Path) -> None:
    short = a_file(tmp_path / "short.txt", "too short")

    status, _, err = at_work(kept, "keys", "passphrase", "duty-1", "--new-passphrase-file", short)

    assert status == 2
    assert "shorter than 12 characters" in err


def test_a_status_is_one_of_two() -> None:
    assert [status.value for status in Status] == ["active", "retired"]
