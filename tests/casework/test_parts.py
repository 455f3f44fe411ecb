"""The kinds of entry, as a person looks for them."""

from __future__ import annotations

import pytest

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.record import kinds_by_part, kinds_like


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
