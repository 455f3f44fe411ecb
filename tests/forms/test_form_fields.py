"""docs/form-fields.md: every field of five councils' forms has a place here, or a reason why not."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from lado_site.forms import form_for
from lado_site.profiles import built_in_profiles, load_profile

TABLE = Path(__file__).resolve().parents[2] / "docs" / "form-fields.md"
FIELDS = 69
"""How many different fields the five forms have between them."""


def rows() -> list[tuple[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(field.strip(), place.strip()) for _, field, place, _ in (line.split("|") for line in lines[1:])]


@lru_cache
def questions(form: str) -> set[str]:
    """The questions of a form, whichever authority asks them."""
    return {
        each.name for profile in built_in_profiles() for each in form_for(form, load_profile(profile)).every_question()
    }


def test_each_field_of_the_five_forms_is_listed_once() -> None:
    fields = [field for field, _ in rows()]

    assert len(fields) == len(set(fields)) == FIELDS


@pytest.mark.parametrize(("field", "place"), rows())
def test_a_field_has_a_question_that_exists_or_a_reason(field: str, place: str) -> None:
    named = re.findall(r"`([a-z-]+)/([a-z_]+)`", place)
    reason = re.search(r"Not asked[^:]*: \S.{10,}", place)

    assert named or reason, field
    assert [name for form, name in named if name not in questions(form)] == []


def test_the_text_around_the_table_names_only_questions_that_exist() -> None:
    named = re.findall(r"`([a-z-]+)/([a-z_]+)`", TABLE.read_text(encoding="utf-8"))

    assert len(named) > FIELDS
    assert [name for form, name in named if name not in questions(form)] == []
