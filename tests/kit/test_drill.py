"""The drill: every key and two shares open a real file, or it is said which does not."""

from __future__ import annotations

from pathlib import Path

from lado_kit.custody.archive import read_kept, rewrap_archive
from lado_kit.custody.drill import SHARES
from lado_kit.custody.keys import retire_officer
from lado_kit.encrypt import rewrap
from lado_kit.home import create_home
from lado_kit.store.audit import AuditEntry, entries_about
from lado_kit.store.envelopes import kept_bytes, kept_envelopes, replace_bytes
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, Answer, a_file, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, Kept, add_manager


def drill(kept: Kept, *, shares: tuple[Path, ...] = (), every: bool = False, **keys: Path) -> Answer:
    named = [part for name, file in keys.items() for part in ("--key", f"{name.replace('_', '-')}={file}")]
    named += [str(part) for file in shares for part in ("--share-file", file)]
    named += ["--every"] * every
    return lado("keys", "drill", "--json", *named, home=kept.home, passphrase_file=kept.passphrase("duty"))


def found(answer: Answer) -> dict[str, tuple[str, str]]:
    return {each["name"]: (each["result"], each["file"]) for each in answer.json}


def noted(kept: Kept, name: str) -> AuditEntry:
    with kept.office() as office, office.store.reading() as connection:
        return entries_about(connection, authority="sandwell", reference=name)[-1]


def test_a_whole_drill_opens_the_newest_file_of_each_key_and_is_noted(kept: Kept) -> None:
    answer = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares)

    assert answer.status == 0, answer.err
    assert found(answer) == {
        "duty-1": ("opened", "2026-0004"), "cover-1": ("opened", "2026-0004"), "paper shares": ("opened", "2026-0004"),
    }  # fmt: skip
    assert all(each["seconds"] > 0 for each in answer.json)
    entry = noted(kept, "cover-1")
    assert (entry.action, entry.actor, entry.detail["result"]) == ("drill", "duty-1", "opened")
    assert (set(entry.detail), entry.detail["files"]) == ({"result", "file", "files", "milliseconds"}, 1)


def test_with_every_each_key_opens_all_that_is_sealed_to_it(kept: Kept) -> None:
    """What a rewrap cannot prove without the others' keys: three files came before there were shares, one after."""
    before = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares, every=True)
    with kept.office() as office:
        rewrap_archive(office, now=NOW)
    after = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares, every=True)

    assert [(each["name"], each["files"]) for each in before.json] == [("duty-1", 4), ("cover-1", 4), (SHARES, 1)]
    assert [(each["name"], each["files"]) for each in after.json] == [("duty-1", 4), ("cover-1", 4), (SHARES, 4)]


def test_a_file_that_does_not_open_for_one_of_its_keys_is_named(kept: Kept) -> None:
    """As if a rewrap had sealed one file to duty-1 alone and said otherwise."""
    with kept.office() as office:
        with office.store.reading() as connection:
            first = kept_envelopes(connection, authority="sandwell")[0]
            sealed = read_kept(first, kept_bytes(connection, first.id))
        alone = rewrap(sealed, [office.identity], [office.identity.recipient])
        with office.store.writing() as connection:
            replace_bytes(connection, first, alone.binary, authority="sandwell", roster_version=2, now=NOW)

    newest = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares)
    every = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares, every=True)

    assert newest.status == 0 and every.status == 1
    assert found(every)["duty-1"] == ("opened", "2026-0004")
    assert found(every)["cover-1"] == ("failed", first.reference)
    assert {each["name"]: each["problem"] for each in every.json}["cover-1"] == "no key here opens this file"


def test_what_was_not_tried_is_said_and_the_drill_is_not_done(kept: Kept) -> None:
    answer = lado("keys", "drill", home=kept.home, passphrase_file=kept.passphrase("duty"))

    assert answer.status == 1
    assert "cover-1       not tried" in answer.out and "paper shares  not tried" in answer.out
    assert noted(kept, "cover-1").detail["result"] == "not tried"


def test_a_wrong_passphrase_and_a_wrong_share_fail_by_name(kept: Kept, tmp_path: Path) -> None:
    wrong = a_file(tmp_path / "wrong.txt", "some other passphrase")

    answer = drill(kept, cover_1=wrong, shares=(kept.share(1),))

    assert answer.status == 1
    assert {name: result for name, (result, _) in found(answer).items()} == {
        "duty-1": "opened", "cover-1": "failed", "paper shares": "failed",
    }  # fmt: skip
    problems = {each["name"]: each["problem"] for each in answer.json}
    assert problems["cover-1"] == "the passphrase does not open this file"
    assert problems["paper shares"] == "1 share is given, and 2 are needed"


def test_a_new_key_without_a_file_of_its_own_opens_one_made_for_the_trial(kept: Kept) -> None:
    add_manager(kept)

    answer = drill(kept, cover_1=kept.passphrase("cover"), manager_1=kept.passphrase("new"), shares=kept.two_shares)

    assert answer.status == 0
    assert found(answer)["manager-1"] == ("opened", "trial file")


def test_a_retired_key_can_be_drilled_and_is_not_required(kept: Kept) -> None:
    retire_officer(kept.opened, name="cover-1", passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)

    without = drill(kept, shares=kept.two_shares)
    tried = drill(kept, cover_1=kept.passphrase("cover"), shares=kept.two_shares)

    assert without.status == tried.status == 0
    assert "cover-1" not in found(without)
    assert found(tried)["cover-1"] == ("opened", "2026-0004")


def test_an_office_without_shares_is_told_so(tmp_path: Path, kept: Kept) -> None:
    create_home(
        tmp_path / "new", profile="sandwell", passphrase=PASSPHRASE, second_passphrase=ANOTHER_PASSPHRASE, now=NOW
    )

    answer = lado(
        "keys", "drill", "--key", f"cover-1={kept.passphrase('cover')}",
        home=tmp_path / "new", passphrase_file=kept.passphrase("duty"),
    )  # fmt: skip

    assert answer.status == 0
    assert "there are no paper shares: make them with lado keys shares" in answer.err
    assert NEW_PASSPHRASE not in answer.out + answer.err


def test_a_key_without_a_file_is_misuse(kept: Kept) -> None:
    answer = lado("keys", "drill", "--key", "cover-1", home=kept.home, passphrase_file=kept.passphrase("duty"))

    assert answer.status == 2
    assert "write --key duty-1=passphrase.txt" in answer.err
    assert drill(kept, nobody_9=kept.passphrase("cover")).json[-1]["problem"] == "there is no key of nobody-9 here"
