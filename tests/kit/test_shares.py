"""Paper shares: any two of three give the key back, and what is wrong with the others is said."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics

from lado_kit.custody.shares import PaperShare, combine, read_share, split
from lado_kit.encrypt import Identity
from lado_kit.errors import Misuse, Refused
from tests.kit.front_door import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "slip39.json").read_text("utf-8"))
IDENTITY, ANOTHER = (Identity.from_seed(bytes([number]) * 32) for number in (1, 2))
SHARES, OTHERS = split(IDENTITY), split(ANOTHER)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["description"])
def test_the_library_does_what_the_standard_says(vector: dict[str, Any]) -> None:
    passphrase = VECTORS["passphrase"].encode()

    if vector["secret"]:
        assert combine_mnemonics(vector["shares"], passphrase).hex() == vector["secret"]
    else:
        with pytest.raises(MnemonicError):
            combine_mnemonics(vector["shares"], passphrase)


def typed(share: PaperShare) -> str:
    return " ".join(share.words)


@pytest.mark.parametrize("numbers", [*combinations(range(3), 2), (2, 0), (0, 1, 2)])
def test_any_two_and_all_three_give_the_key_back(numbers: tuple[int, ...]) -> None:
    read = {f"{number}.txt": read_share(typed(SHARES[number]), name="") for number in numbers}

    assert combine(read).fingerprint == IDENTITY.fingerprint


def test_two_splits_of_a_key_are_different_and_one_share_shows_nothing_of_another() -> None:
    again = split(IDENTITY)

    assert {share.words for share in again}.isdisjoint({share.words for share in SHARES})
    assert [share.number for share in SHARES] == [1, 2, 3]
    assert "words" not in repr(SHARES[0])


def _numbered(words: tuple[str, ...]) -> str:
    return "\r\n".join(f"{place}. {word.upper()}" for place, word in enumerate(words, 1))


FORMS = [
    pytest.param(_numbered, id="numbered, in capitals"),
    pytest.param(lambda words: "# title\n\n" + "  ".join(words) + "\n# never e-mail this", id="with comments"),
    pytest.param(lambda words: ",".join(words), id="with commas"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_share_is_read_however_it_is_typed(form: Any) -> None:
    assert read_share(form(SHARES[1].words), name="") == SHARES[1]


def test_numbers_say_the_order_whatever_way_round_the_sheet_was_typed() -> None:
    """The sheet goes down its columns; most people type across."""
    words = SHARES[1].words
    across = [place for row in range(11) for place in (row, row + 11, row + 22)]

    assert read_share("\n".join(f"{place + 1}. {words[place]}" for place in across), name="") == SHARES[1]
    with pytest.raises(Refused, match="do not fit each other") as refused:
        read_share(" ".join(words[place] for place in across), name="one.txt")
    assert "down the first column" in refused.value.hint


STEADY = next(
    each["shares"][0] for each in VECTORS["vectors"] if each["description"] == "Two of three, 256 bits"
).split()


def _changed(changes: dict[int, str]) -> str:
    return " ".join(changes.get(place, word) for place, word in enumerate(STEADY, 1))


WRONG = [
    pytest.param(" ".join(STEADY[:-1]), "one.txt has 32 words, and a share has 33", id="a word is missing"),
    pytest.param("", "one.txt has 0 words", id="empty"),
    pytest.param(_changed({7: "jewlry"}), "word 7 in one.txt is not one of the words", id="no word"),
    pytest.param(_changed({9: STEADY[19]}), "the words in one.txt do not fit each other", id="another word"),
    pytest.param(_changed({9: STEADY[9], 10: STEADY[8]}), "the words in one.txt do not fit each other", id="exchanged"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_share_is_named_and_no_word_of_it_is_said(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_share(text, name="one.txt")

    assert said in refused.value.message
    assert refused.value.hint
    assert not {*STEADY, "jewlry"} & set(f"{refused.value.message} {refused.value.hint}".split())


def test_a_share_of_another_scheme_is_refused() -> None:
    whole = next(each for each in VECTORS["vectors"] if each["description"] == "Two groups, 256 bits")

    with pytest.raises(Refused, match="a share of something else"):
        read_share(whole["shares"][0], name="one.txt")


MIXED = [
    pytest.param({"one.txt": SHARES[0]}, "1 share is given, and 2 are needed", id="too few"),
    pytest.param({}, "no share is given", id="none"),
    pytest.param({"a.txt": SHARES[0], "b.txt": SHARES[0]}, "a.txt and b.txt are the same share, number 1", id="twice"),
    pytest.param(
        {"a.txt": SHARES[0], "b.txt": OTHERS[1]}, "the shares are of different sets: a.txt is of set", id="mixed"
    ),
    pytest.param({"a": SHARES[0], "b": SHARES[1], "c": OTHERS[2]}, "c is of another set than the others", id="one odd"),
]


@pytest.mark.parametrize(("shares", "said"), MIXED)
def test_shares_that_do_not_go_together_are_told_apart(shares: dict[str, PaperShare], said: str) -> None:
    with pytest.raises((Refused, Misuse)) as refused:
        combine(shares)

    assert said in refused.value.message
    assert refused.value.hint


def test_shares_of_two_keys_that_happen_to_say_the_same_set_give_nothing() -> None:
    from dataclasses import replace

    from shamir_mnemonic import Share

    stranger = replace(Share.from_mnemonic(typed(OTHERS[1])), identifier=SHARES[0].set_number)

    with pytest.raises(Refused, match="do not belong together"):
        combine({"a": SHARES[0], "b": read_share(stranger.mnemonic(), name="b")})
