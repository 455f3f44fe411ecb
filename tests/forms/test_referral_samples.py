"""The made-up cases: valid for every authority, of many kinds, and with nothing in them that could be real."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from typing import Any

import pytest

from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.sample import LONG_AFTER, sample_answers
from lado_site.forms.schema import build_schema, load_answers

from .referrals import BEDFORDSHIRE, PROFILES, profile, referral

SEEDS = 60
COMMON = {
    "adults_count", "agency_name", "allegations_procedure", "child_authority", "crime_kind", "home_children",
    "late_reason", "meets_children_at", "other_lado_told", "other_places", "past_work", "restraint_purpose",
    "standards_of_care", "work_authority",
}  # fmt: skip
"""A question of each branch; some authorities do not ask for the kind of crime or the reason for being late."""


@cache
def sample(name: str, seed: int) -> dict[str, Any]:
    return sample_answers(referral(name), profile(name), seed)


@pytest.mark.parametrize("name", PROFILES)
def test_the_schema_accepts_every_sample_as_it_is(name: str) -> None:
    schema = build_schema(referral(name))

    for seed in range(SEEDS):
        answers = sample(name, seed)
        assert load_answers(schema, answers, sealed_on=LONG_AFTER).keys() >= answers.keys(), seed


@pytest.mark.parametrize("name", PROFILES)
def test_the_samples_of_an_authority_take_every_branch(name: str) -> None:
    form = referral(name)
    seen = {key for seed in range(SEEDS) for key in _flat(name, seed)}
    asked = {each.name for each in form.every_question()}

    assert seen >= COMMON & asked


def test_the_samples_of_an_authority_bring_nearly_all_of_its_advice() -> None:
    form = referral(BEDFORDSHIRE)

    brought: set[str] = set()
    for seed in range(SEEDS):
        counted = counted_answers(form, sample(BEDFORDSHIRE, seed), today=LONG_AFTER)
        brought |= {each.name for each in shown_advice(form, counted)}

    never = {each.name for each in form.advice} - brought
    assert never <= {"call-999", "danger-not-known", "not-with-children", "no-criterion", "not-sure"}


@pytest.mark.parametrize("name", PROFILES)
def test_a_sample_has_drama_numbers_made_up_postcodes_and_example_addresses_only(name: str) -> None:
    for seed in range(SEEDS):
        text = json.dumps(_flat(name, seed), ensure_ascii=False)
        assert re.findall(r"\b0[0-9]{4} ?[0-9]{6}\b", text.replace("01632 960", "").replace("07700 900", "")) == []
        assert all(address.endswith("@example.org") for address in re.findall(r"\S+@[^\s\"]+", text))
        assert all(code.startswith("ZZ99 ") for code in re.findall(r"\b[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}\b", text))


def test_the_day_a_sample_is_filled_in_decides_if_it_is_late() -> None:
    early = [
        sample_answers(referral("wandsworth"), profile("wandsworth"), seed, today=date(2026, 1, 1)) for seed in range(9)
    ]

    assert all("late_reason" not in answers for answers in early)


def _flat(name: str, seed: int) -> dict[str, object]:
    """Answers by question, those of a group's entries beside the others."""
    answers = sample(name, seed)
    inner = [
        entry for value in answers.values() if isinstance(value, list) for entry in value if isinstance(entry, dict)
    ]
    return {**answers, **{key: value for entry in inner for key, value in entry.items()}}
