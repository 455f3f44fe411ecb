"""The kinds of entry, as a person looks for them."""

from __future__ import annotations

import pytest

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.log import WORDS
from lado_kit.casework.record import kinds_by_part, kinds_like
from lado_kit.commands.entry_fields import hint_at_names


@pytest.mark.parametrize(
    ("typed", "found"),
    [("traning-given", "training-given"), ("audit", "audit"), ("complaint", "complaint-received"), ("xyzzy", "")],
)
def test_a_kind_of_the_log_is_named_for_what_may_be_meant(typed: str, found: str) -> None:
    hint = hint_at_names(typed, WORDS, "lado log kinds lists them all")

    assert (f"\n  {found}" in hint) if found else hint == "lado log kinds lists them all"


def test_every_kind_of_entry_is_listed_once_under_its_part() -> None:
    listed = [kind for _, kinds in kinds_by_part() for kind in kinds]

    assert sorted(listed) == sorted(EventKind)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Police-told", "police-told"),
        ("xyzzy", None),
        ("asv", "meeting-held"),
        ("treshold-decided", "threshold-decided"),
        ("", None),
    ],
)
def test_a_kind_is_found_by_a_word_of_it_or_by_what_looks_like_it(typed: str, found: str | None) -> None:
    assert (found in kinds_like(typed)) if found else not kinds_like(typed)
