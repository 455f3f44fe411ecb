"""Adding to what was sent before, or putting it right, by its receipt code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.codes import show_code
from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.record import record_rows
from lado_site.forms.rules import check

from .builders import sandwell

TODAY = date(2026, 11, 22)
CODE = show_code("4F7K2M9QX0TB8RCH")
ADDITION = {
    "immediate_danger": "no",
    "original_receipt": CODE,
    "supplement_kinds": ["more"],
    "new_parts": ["witnesses"],
    "new_text": "A second colleague has come forward.",
    "referrer_kind": "public",
    "referrer_name": "Tamsin Larkmoss",
    "referrer_phone": "01632 960 555",
    "referrer_email": "tamsin@example.org",
    "same_sender": "no",
}
CORRECTION = {"corrected_part": "adult", "corrected_was": "Born in 1985", "corrected_now": "Born in 1986"}


def an_addition(**changes: Any) -> dict[str, Any]:
    return {name: answer for name, answer in {**ADDITION, **changes}.items() if answer is not None}


def problems(**changes: Any) -> list[tuple[str, str]]:
    found = check(form_for("supplement", sandwell()), an_addition(**changes), today=TODAY)
    return [(problem.path, problem.code) for problem in found if problem.blocks]


def follows(**changes: Any) -> str | None:
    form = form_for("supplement", sandwell())
    rows = record_rows(form, counted_answers(form, an_addition(**changes), today=TODAY))
    found: str | None = rows["submission"][0]["follows"]
    return found


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), CODE.replace("-", ""), f" {CODE.replace('-', ' ').replace('0', 'o')}"]
)
def test_the_receipt_code_says_what_it_belongs_to_however_it_is_typed(typed: str) -> None:
    assert problems(original_receipt=typed) == []
    assert follows(original_receipt=typed) == CODE


def test_a_mistyped_receipt_code_is_found_out_before_it_is_sent() -> None:
    wrong = ("5" if CODE[0] == "4" else "4") + CODE[1:]

    assert problems(original_receipt=wrong) == [("original_receipt", "code-check")]
    assert problems(original_receipt=CODE[:-2]) == [("original_receipt", "code-length")]


def test_who_has_no_code_says_what_helps_to_find_the_case() -> None:
    assert problems(original_receipt="not-known") == [
        ("original_sent", "required-text"),
        ("adult_family_name", "required-text"),
        ("adult_given_names", "required-text"),
    ]
    assert follows(original_receipt="not-known", original_sent="Last week", adult_family_name="not-known") is None


def test_who_has_the_code_is_not_asked_for_a_name_again() -> None:
    assert problems(adult_family_name="Larkmoss") == [("adult_family_name", "not-asked")]


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("more", ["new_parts", "new_text"]),
        ("correction", ["corrections"]),
        ("wrong", ["wrong_text", "wrong_asked"]),
        ("documents", ["documents", "documents_what"]),
    ],
)
def test_each_kind_asks_for_its_own(kind: str, needed: list[str]) -> None:
    found = problems(supplement_kinds=[kind], new_parts=None, new_text=None)

    assert [path for path, _ in found] == needed


def test_a_correction_says_which_part_and_what_replaces_what() -> None:
    kinds = ["more", "correction"]

    assert problems(supplement_kinds=kinds, corrections=[CORRECTION, CORRECTION]) == []
    assert problems(supplement_kinds=kinds, corrections=[{**CORRECTION, "corrected_was": "not-known"}]) == []
    assert problems(supplement_kinds=kinds, corrections=[{**CORRECTION, "corrected_now": "not-known"}]) == []
    assert problems(supplement_kinds=kinds, corrections=[{"corrected_part": "adult", "corrected_was": "x"}]) == [
        ("corrections.0.corrected_now", "required-text")
    ]


def test_files_can_come_with_every_kind() -> None:
    assert problems(attachments=["note.pdf"]) == []
    assert problems(supplement_kinds=["more", "documents"], documents=["a.pdf"], documents_what="The chronology") == []


def test_somebody_who_was_pressed_to_take_it_back_is_told_that_nobody_may() -> None:
    form = form_for("supplement", sandwell())
    answers = an_addition(
        supplement_kinds=["wrong"], wrong_text="It was not so", wrong_asked="yes", wrong_asked_by="A manager"
    )

    shown = [each.name for each in shown_advice(form, counted_answers(form, answers, today=TODAY))]

    assert shown == ["pressed"]
