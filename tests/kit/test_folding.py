"""What a terminal shows: lines that fit, and words that stay whole."""

from __future__ import annotations

import pytest

from lado_kit.commands.folding import columns, folded

LINES = [
    ["reference", "adult", "receipt code", "joined"],
    ["2026-0001", "Tamsin Nonesuch of the Made-up Hall Sunday Club", "4F7K-2M9Q-X0TB-8RCH-5", ""],
    ["2026-0002", "", "7KF4-YSJD-AQJY-2PJV-Y", ""],
]


def test_a_table_that_is_not_for_a_terminal_has_one_line_for_each_row() -> None:
    assert list(columns(LINES, None)) == [
        "reference  adult                                            receipt code           joined",
        "2026-0001  Tamsin Nonesuch of the Made-up Hall Sunday Club  4F7K-2M9Q-X0TB-8RCH-5",
        "2026-0002                                                   7KF4-YSJD-AQJY-2PJV-Y",
    ]


def test_a_table_for_a_terminal_gives_up_empty_columns_and_folds_the_long_ones() -> None:
    assert list(columns(LINES, 60)) == [
        "reference  adult                       receipt code",
        "2026-0001  Tamsin Nonesuch of the      4F7K-2M9Q-X0TB-8RCH-5",
        "           Made-up Hall Sunday Club",
        "2026-0002                              7KF4-YSJD-AQJY-2PJV-Y",
    ]


@pytest.mark.parametrize("width", range(1, 100))
def test_a_code_or_a_reference_is_never_broken(width: int) -> None:
    shown = "\n".join(columns(LINES, width))

    assert all(word in shown.split() for line in LINES[1:] for cell in line for word in cell.split())
    assert max(map(len, shown.split("\n"))) <= max(width, 9 + 8 + 21 + 4)


def test_a_long_line_is_folded_under_its_own_beginning() -> None:
    answer = "Question\n    An answer that is longer than the line\n  – Several adults are involved"

    assert folded(answer, 24).split("\n") == [
        "Question",
        "    An answer that is",
        "    longer than the line",
        "  – Several adults are",
        "    involved",
    ]
    assert folded(answer, None) == answer
