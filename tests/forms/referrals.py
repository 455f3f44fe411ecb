"""What the tests of the referral ask of it: which questions and which advice some answers lead to, in each profile."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from lado_site.forms import form_for
from lado_site.forms.answers import asked, asked_steps, counted_answers, shown_advice
from lado_site.forms.questions import Advice, Form, Group, Kind
from lado_site.profiles import Profile, built_in_profiles, load_profile

TODAY = date(2026, 11, 20)
PROFILES = tuple(built_in_profiles())
BEDFORDSHIRE = "luton-bedford-bedfordshire"


@lru_cache
def profile(name: str) -> Profile:
    return load_profile(name)


@lru_cache
def referral(name: str) -> Form:
    return form_for("referral", profile(name))


def others(*names: str) -> tuple[str, ...]:
    """The profiles but for these."""
    return tuple(each for each in PROFILES if each not in names)


def question(name: str, wanted: str) -> Kind:
    return next(each for each in referral(name).every_question() if each.name == wanted)


def asks(name: str, *, today: date = TODAY, **answers: Any) -> set[str]:
    """The questions that these answers lead to; those inside a group for its first entry."""
    form = referral(name)
    counted = counted_answers(form, answers, today=today)
    steps = list(asked_steps(form, counted))
    found = {each.name for step in steps for each in asked(step.questions, counted)}
    for group in (each for step in steps for each in step.questions if isinstance(each, Group)):
        for entry in counted.get(group.name, [])[:1]:
            found |= {each.name for each in asked(group.questions, {**counted, **entry})}
    return found


def advice(name: str, *, today: date = TODAY, **answers: Any) -> dict[str, Advice]:
    """The advice that these answers bring, by name."""
    form = referral(name)
    counted = counted_answers(form, answers, today=today)
    return {each.name: each for each in shown_advice(form, counted)}


def words(advice: Advice) -> str:
    return " ".join((advice.title, *advice.text))


def a_child(**changes: Any) -> dict[str, Any]:
    """The answers about one child for which a condition is tried; the others are left out."""
    return {"child_identified": "yes", "children": [changes]}
