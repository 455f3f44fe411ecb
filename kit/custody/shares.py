"""Paper shares: a private key in three lists of words (SLIP-39), any two of which give it back.

Words in, words out: the private key is in no file, and no word of a share is in a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from ..encrypt import Identity
from ..errors import Misuse, Refused

SHARES = 3
NEEDED = 2
WORDS = 33
"""Words of one share of 32 bytes."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED_WORD = re.compile(r"(\d+)\W*([^\W\d_]+)")
_KNOWN = frozenset(WORDLIST)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperShare:
    """One share. ``set_number`` is the same on the shares that belong together, and no secret."""

    number: int
    set_number: int
    words: tuple[str, ...] = field(repr=False)


def split(identity: Identity) -> tuple[PaperShare, ...]:
    """Split a private key into three shares, having tried that each two of them give it back."""
    # No passphrase: rounds of stretching would protect nothing.
    (group,) = generate_mnemonics(1, [(NEEDED, SHARES)], identity.secret_seed(), iteration_exponent=0)
    shares = tuple(_paper_share(text) for text in group)
    for left_out in range(SHARES):
        pair = [share for place, share in enumerate(shares) if place != left_out]
        assert _combined(pair).fingerprint == identity.fingerprint
    return shares


def read_share(text: str, *, name: str) -> PaperShare:
    """Read a share as somebody has typed it; lines that start with # do not count.

    Where each word has its number, as on the sheet, the numbers say the order: whoever types row by row is right too.
    ``name`` is what to call it when it is wrong: its file. Raises Refused.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    words = _words(" ".join(lines).lower())
    if len(words) != WORDS:
        raise Refused(
            f"{name} has {len(words)} words, and a share has {WORDS}",
            hint="type the words of the sheet, and only those",
        )
    for place, word in enumerate(words, start=1):
        if word not in _KNOWN:
            raise Refused(
                f"word {place} in {name} is not one of the words that shares are made of",
                hint=f"compare word {place} with the sheet",
            )
    try:
        return _paper_share(" ".join(words))
    except MnemonicError:
        raise Refused(
            f"the words in {name} do not fit each other: one of them is wrong, or two have changed places",
            hint="compare each word with the sheet; type the numbers too, or go down the first column, then the next",
        ) from None


def _words(typed: str) -> list[str]:
    words, numbered = _WORD.findall(typed), _NUMBERED_WORD.findall(typed)
    by_number = {int(number): word for number, word in numbered}
    places = range(1, WORDS + 1)
    if len(words) == len(numbered) == WORDS and by_number.keys() == set(places):
        return [by_number[place] for place in places]
    return words


def combine(shares: Mapping[str, PaperShare]) -> Identity:
    """Rebuild the private key from two shares or more, each under the name to call it by. Raises Refused or Misuse."""
    if len(shares) < NEEDED:
        raise Misuse(
            f"{len(shares)} share is given, and {NEEDED} are needed" if shares else "no share is given",
            hint="name two of the three with --share-file, twice",
        )
    _check_set(shares)
    _check_different(shares)
    identities = [_combined([first, second]) for first, second in _pairs(list(shares.values()))]
    if len({identity.fingerprint for identity in identities}) != 1:
        raise _not_together()
    return identities[0]


def _check_set(shares: Mapping[str, PaperShare]) -> None:
    numbers = [share.set_number for share in shares.values()]
    if len(set(numbers)) == 1:
        return
    usual = max(numbers, key=numbers.count)
    strangers = [name for name, share in shares.items() if share.set_number != usual]
    if numbers.count(usual) > 1:
        raise Refused(
            f"{', '.join(strangers)} is of another set than the others",
            hint=f"the sheets that belong together all say set {usual}",
        )
    said = ", ".join(f"{name} is of set {share.set_number}" for name, share in shares.items())
    raise Refused(f"the shares are of different sets: {said}", hint="take two sheets that say the same set")


def _check_different(shares: Mapping[str, PaperShare]) -> None:
    first_name: dict[int, str] = {}
    for name, share in shares.items():
        earlier = first_name.setdefault(share.number, name)
        if earlier != name:
            raise Refused(
                f"{earlier} and {name} are the same share, number {share.number}",
                hint="take the sheet of another number",
            )


def _combined(shares: Sequence[PaperShare]) -> Identity:
    try:
        return Identity.from_seed(combine_mnemonics([" ".join(share.words) for share in shares]))
    except (MnemonicError, Misuse):
        raise _not_together() from None


def _pairs(shares: Sequence[PaperShare]) -> list[tuple[PaperShare, PaperShare]]:
    return [(first, second) for place, first in enumerate(shares) for second in shares[place + 1 :]]


def _paper_share(text: str) -> PaperShare:
    share = Share.from_mnemonic(text)
    if (share.group_count, share.group_threshold, share.member_threshold) != (1, 1, NEEDED):
        raise Refused("this is a share of something else", hint="take a sheet that lado keys shares has written")
    return PaperShare(number=share.index + 1, set_number=share.identifier, words=tuple(text.split()))


def _not_together() -> Refused:
    return Refused("these shares do not belong together", hint="take two sheets of one set and one date")
