"""A root key that nothing vouches for but people: one proposes it, another person confirms it; who is alone waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lado_kit.custody.keys import change_passphrase, renew_roster, retire_officer, rotate_officer
from lado_kit.custody.proposing import PROPOSED, Proposal, pending_proposal
from lado_kit.custody.recovery import read_recovery_identity, recover
from lado_kit.custody.succession import ACTION, NOTHING, Succession, confirm_root, prepare_root, root_words
from lado_kit.errors import Refused
from lado_kit.store.audit import entries_about, verify_chain
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, Answer, lado
from tests.kit.offices import NEW_PASSPHRASE, NOW, ROOT_PASSPHRASE, Kept

OWN_PASSPHRASE = "pepper willow cotton eleven"


def prepare(kept: Kept) -> tuple[str, ...]:
    return prepare_root(kept.opened, new_passphrase=NEW_PASSPHRASE, now=NOW)


def say_lost(
    kept: Kept, words: tuple[str, ...], passphrase: str = PASSPHRASE, *, officer: str = "", now: datetime = NOW
) -> Succession | Proposal:
    """Say, as whoever has the passphrase, that there is neither the old root key nor the sheets."""
    with kept.office(passphrase, officer) as office:
        return confirm_root(
            office, words, passphrase=passphrase, new_passphrase=NEW_PASSPHRASE, is_lost=True, now=now
        )  # fmt: skip


def noted(kept: Kept) -> list[tuple[str, str, dict[str, Any]]]:
    with kept.office() as office, office.store.reading() as connection:
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        found = entries_about(connection, authority="sandwell", reference="root")
    return [(each.actor, each.action, dict(each.detail)) for each in found if each.action in (PROPOSED, ACTION)]


def pending(kept: Kept, now: datetime = NOW) -> Proposal | None:
    with kept.office() as office:
        return pending_proposal(office, now=now)


def leave_one(kept: Kept) -> None:
    """Leave the office one key holder."""
    retire_officer(kept.opened, name="cover-1", passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)


def test_the_first_officer_only_proposes_and_the_second_puts_the_key_in_force(kept: Kept) -> None:
    words, old = prepare(kept), kept.opened.root
    outside = {each: each.read_bytes() for each in kept.home.rglob("*") if each.is_file() and "store" not in each.parts}

    proposal = say_lost(kept, words)
    is_unchanged = outside == {each: each.read_bytes() for each in outside} and kept.opened.root == old
    done = say_lost(kept, words, ANOTHER_PASSPHRASE)

    assert isinstance(proposal, Proposal) and is_unchanged
    assert isinstance(done, Succession) and done.shown == NOTHING
    assert done.signed.roster.root == kept.opened.root != old
    assert root_words(kept.opened.root) == words
    (first, second) = noted(kept)
    assert (first[0], first[1], first[2]["roster"], first[2]["key"]) == ("duty-1", PROPOSED, 2, proposal.key)
    assert second == ("cover-1", ACTION, {"roster": 3, "shown": NOTHING, "proposed-by": "duty-1"})
    assert pending(kept) is None


def unchanged(kept: Kept) -> tuple[str, str]:
    assert kept.opened.key_file("duty-1").exists()
    return PASSPHRASE, "duty-1"


def rotated(kept: Kept) -> tuple[str, str]:
    rotate_officer(
        kept.opened, passphrase=PASSPHRASE, officer="duty-1", root_passphrase=ROOT_PASSPHRASE, now=NOW
    )  # fmt: skip
    return PASSPHRASE, "duty-1-2"


def with_one_passphrase_for_both(kept: Kept) -> tuple[str, str]:
    change_passphrase(kept.opened, name="cover-1", passphrase=ANOTHER_PASSPHRASE, new_passphrase=PASSPHRASE)
    return PASSPHRASE, "cover-1"


def made_from_sheets(kept: Kept) -> tuple[str, str]:
    """A key of which the roster knows nothing, because the root key did not open."""
    shares = read_recovery_identity(kept.opened, kept.two_shares)
    kept.opened.root_recovery_file.unlink()
    made = recover(kept.opened, shares, new_passphrase=OWN_PASSPHRASE, now=NOW)
    assert made.signed is None
    return OWN_PASSPHRASE, made.officer


@pytest.mark.parametrize(
    ("second", "why"),
    [
        pytest.param(unchanged, "cannot confirm it too", id="the same key"),
        pytest.param(rotated, "cannot confirm it too", id="their newer key"),
        pytest.param(with_one_passphrase_for_both, "opens the key of duty-1 too", id="duty and cover of one person"),
        pytest.param(made_from_sheets, "does not name duty-2", id="a key that paper shares made"),
    ],
)
def test_one_person_with_two_keys_is_one_person(
    kept: Kept, second: Callable[[Kept], tuple[str, str]], why: str
) -> None:
    passphrase, officer = second(kept)
    words, old = prepare(kept), kept.opened.root
    say_lost(kept, words, officer="duty-1")

    with pytest.raises(Refused, match=why) as refused:
        say_lost(kept, words, passphrase, officer=officer)

    assert "two people" in refused.value.hint
    assert kept.opened.root == old
    assert [action for _, action, _ in noted(kept)] == [PROPOSED]


def test_whom_the_roster_does_not_name_cannot_propose_either(kept: Kept) -> None:
    passphrase, officer = made_from_sheets(kept)
    words = prepare(kept)

    with pytest.raises(Refused, match="does not name duty-2") as refused:
        say_lost(kept, words, passphrase, officer=officer)

    assert "duty-1, cover-1" in refused.value.hint
    assert noted(kept) == []


@pytest.mark.parametrize("what", ["roster", "key", "days"])
def test_what_has_changed_since_voids_a_proposal_and_the_second_officer_only_proposes_anew(
    kept: Kept, what: str
) -> None:
    words, old, now = prepare(kept), kept.opened.root, NOW
    say_lost(kept, words)

    match what:
        case "roster":
            renew_roster(kept.opened, passphrase=ROOT_PASSPHRASE, now=NOW)
        case "key":
            words = prepare(kept)
        case "days":
            now = NOW + timedelta(days=57)
    is_void = pending(kept, now) is None
    again = say_lost(kept, words, ANOTHER_PASSPHRASE, now=now)

    assert is_void and isinstance(again, Proposal) and again.by == "cover-1"
    assert kept.opened.root == old
    assert isinstance(say_lost(kept, words, now=now), Succession)


def test_on_its_last_day_a_proposal_can_be_confirmed(kept: Kept) -> None:
    words = prepare(kept)
    say_lost(kept, words)

    assert isinstance(say_lost(kept, words, ANOTHER_PASSPHRASE, now=NOW + timedelta(days=56)), Succession)


@pytest.mark.parametrize("is_alone", [False, True])
def test_a_proposal_from_the_future_is_refused_until_the_clock_is_right(kept: Kept, is_alone: bool) -> None:
    if is_alone:
        leave_one(kept)
    words, old = prepare(kept), kept.opened.root
    say_lost(kept, words, now=NOW + timedelta(hours=1))

    with pytest.raises(Refused, match="yet to come") as refused:
        say_lost(kept, words, PASSPHRASE if is_alone else ANOTHER_PASSPHRASE)

    assert "set the clock" in refused.value.hint
    assert kept.opened.root == old


def test_an_office_with_one_key_holder_waits_seven_days(kept: Kept) -> None:
    leave_one(kept)
    words, old = prepare(kept), kept.opened.root

    proposal = say_lost(kept, words)
    with pytest.raises(Refused, match="can be confirmed from") as refused:
        say_lost(kept, words, now=NOW + timedelta(days=6))
    is_unchanged = kept.opened.root == old
    done = say_lost(kept, words, now=NOW + timedelta(days=7))

    assert isinstance(proposal, Proposal) and proposal.is_alone and "only one key holder" in str(proposal)
    assert "7 days" in refused.value.hint and is_unchanged
    assert isinstance(done, Succession)
    assert [(actor, action) for actor, action, _ in noted(kept)] == [("duty-1", PROPOSED), ("duty-1", ACTION)]


def test_whom_no_colleague_answers_waits_four_weeks(kept: Kept) -> None:
    words, old = prepare(kept), kept.opened.root

    proposal = say_lost(kept, words)
    with pytest.raises(Refused, match="cannot confirm it too") as refused:
        say_lost(kept, words, now=NOW + timedelta(days=27))
    is_unchanged = kept.opened.root == old
    done = say_lost(kept, words, now=NOW + timedelta(days=28))

    assert isinstance(proposal, Proposal) and not proposal.is_alone and "if nobody does, duty-1 can" in str(proposal)
    assert "if nobody does, duty-1 can from" in refused.value.hint and is_unchanged
    assert isinstance(done, Succession)


def test_two_keys_of_the_only_key_holder_make_no_second_person(kept: Kept) -> None:
    leave_one(kept)
    rotated(kept)
    words = prepare(kept)
    proposal = say_lost(kept, words, officer="duty-1")

    assert isinstance(proposal, Proposal) and proposal.is_alone
    with pytest.raises(Refused, match="can be confirmed from"):
        say_lost(kept, words, officer="duty-1-2")


def test_the_commands_propose_warn_show_and_confirm(kept: Kept) -> None:
    def run(whose: str, *arguments: str | Path) -> Answer:
        return lado(*arguments, home=kept.home, passphrase_file=kept.passphrase(whose))

    new = ("--new-passphrase-file", kept.passphrase("new"))
    lost: tuple[str | Path, ...] = ("keys", "root", "confirm", *prepare(kept), "--lost", *new)

    both = run("duty", *lost, "--share-file", kept.share(1), "--share-file", kept.share(3))
    before = run("cover", "keys", "root", "show")
    proposed = run("duty", *lost, "--json")
    again = run("duty", *lost)
    elsewhere = run("cover", "keys", "who")
    shown = run("cover", "keys", "root", "show", "--json")
    listed = run("cover", "keys", "list", "--json")
    confirmed = run("cover", *lost)
    after = run("duty", "keys", "root", "show", "--json")

    assert both.status == 2 and "leave out --lost" in both.err
    assert "waits for its words" in before.out and "nobody has proposed it" in before.out
    assert proposed.status == 0 and "another officer compares the six words" in proposed.err
    assert again.status == 1 and "duty-1 has proposed it" in again.err
    assert "warning: duty-1 proposed on" in elsewhere.err
    assert shown.json == {"is_waiting": True, "proposal": proposed.json["proposal"]}
    assert shown.json["proposal"]["proposed_by"] == "duty-1" and not shown.json["proposal"]["is_alone"]
    assert listed.json["is_root_key_waiting"] and "lado keys root show" in listed.err
    assert confirmed.status == 0 and "has signed roster 3" in confirmed.out
    assert after.json == {"is_waiting": False, "proposal": None} and "warning" not in after.err


def test_the_only_key_holder_is_told_of_the_wait_at_once_and_at_every_start(kept: Kept) -> None:
    def run(*arguments: str | Path) -> Answer:
        return lado(*arguments, home=kept.home, passphrase_file=kept.passphrase("duty"))

    leave_one(kept)
    new = ("--new-passphrase-file", kept.passphrase("new"))

    proposed = run("keys", "root", "confirm", *prepare(kept), "--lost", *new)
    started = run("keys", "who")
    stopped = run("keys", "root", "new", *new)
    quiet = run("keys", "who")

    assert proposed.status == 0
    assert "only one key holder, so it can be confirmed from" in " ".join(proposed.out.split())
    assert "every command warns until it is done" in proposed.err
    assert "warning: duty-1 proposed on" in started.err
    assert "is forgotten" in stopped.err
    assert "proposed on" not in quiet.err
