"""Invented cases to draw sample answers from: who, where and what happened, kept plausible and plainly fictional."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from ..profiles import Profile
from .cases import CASES, STREETS, made_up_postcode
from .conditions import NOT_KNOWN
from .referral.start import criterion_question

FAMILY_NAMES = (
    "Thistlewick", "Quillfeather", "Pennyfold", "Larkmoss", "Brambleby", "Fennimore-Vane", "O’Wrenley", "Tumbledown",
    "Saltmarrow", "Goosegrass", "Merrydew", "Nettlecombe-Rue", "Ashplover", "Candlewren", "Mossington", "Pebblethwaite",
)  # fmt: skip
GIVEN_NAMES = (
    "Marlo", "Tamsin", "Idris", "Oriel", "Jory", "Zélie", "Corwen", "Amabel", "Kit", "Ffion", "Rafe", "Senara",
    "Bexley", "Ottoline", "Perran", "Wynne",
)  # fmt: skip
FIRST_DAY = date(2026, 1, 12)
OF_THE_CASE = ("child_identified", "child_views")
"""What is asked once, whatever the number of children; a case's other answers about the child are each child's."""


def invent(random: Random, profile: Profile) -> dict[str, Any]:
    """Return the answers one invented case gives; questions it does not speak of are left out."""
    case = random.choice(CASES)(random)
    happened = FIRST_DAY + timedelta(days=random.randrange(240))
    children = random.choice((1, 1, 1, 2))
    of_the_child = {name: case.pop(name) for name in [*case] if name.startswith("child_") and name not in OF_THE_CASE}
    answers: dict[str, Any] = {
        "immediate_danger": "no",
        "works_with_children": "yes",
        "concern_setting": "work",
        "report_kind": "allegation",
        **{criterion_question(each.key): random.choice(("no", "not-sure")) for each in profile.criteria},
        **_adult(random),
        "work_area": "here",
        "other_work": "no",
        "works_with_adults": "no",
        "children_at_home": random.choice(("no", NOT_KNOWN)),
        "child_identified": "yes",
        "children": [{**_child(random, happened), **of_the_child} for _ in range(children)],
        "happened_on": happened.isoformat(),
        "how_often": "once",
        "late_reason": "We wanted to be sure first.",
        "adult_told": "no",
        "earlier_concerns": "no",
        "low_level_concerns": "no",
        **_referrer(random, happened),
    }
    return _as_offered({**answers, **case}, profile)


def _as_offered(answers: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """Leave out what an authority does not offer: the cases know every category, sector and prompt there may be."""
    categories = [choice.key for choice in profile.categories]
    prompts = [prompt.key for prompt in profile.personal_life]
    answers["categories"] = _offered(answers["categories"], categories) or categories[-1:]
    if answers["work_sector"] not in {choice.key for choice in profile.sectors}:
        answers["work_sector"] = NOT_KNOWN
    answers["personal_life"] = _offered(answers.get("personal_life", []), prompts)
    return answers


def _offered(values: list[str], offered: list[str]) -> list[str]:
    return [value for value in values if value in offered]


def _adult(random: Random) -> dict[str, Any]:
    born = date(random.randrange(1962, 2004), random.randrange(1, 13), random.randrange(1, 29))
    return {
        "more_adults": "no",
        "adult_family_name": random.choice(FAMILY_NAMES),
        "adult_given_names": random.choice(GIVEN_NAMES),
        "adult_birth_date": random.choice(
            (born.isoformat(), born.isoformat(), f"{born:%Y-%m}", f"{born:%Y}", NOT_KNOWN)
        ),
        "adult_gender": random.choice(("female", "male", NOT_KNOWN)),
        "adult_address": f"{random.randrange(1, 120)} {random.choice(STREETS)}\nPretendbridge",
        "adult_postcode": made_up_postcode(random),
        "adult_phone": f"07700 900{random.randrange(1000):03d}",
    }


def _child(random: Random, happened: date) -> dict[str, Any]:
    born = date(happened.year - random.randrange(2, 16), random.randrange(1, 13), random.randrange(1, 29))
    return {
        "child_family_name": random.choice(FAMILY_NAMES),
        "child_given_names": random.choice(GIVEN_NAMES),
        "child_birth_date": random.choice((born.isoformat(), born.isoformat(), NOT_KNOWN)),
        "child_now_adult": "no",
        "child_gender": random.choice(("female", "male", NOT_KNOWN)),
        "child_in_care": "no",
        "child_council": "here",
        "child_vulnerability": random.choice(("no", NOT_KNOWN)),
        "child_parents_told": random.choice(("yes", "no")),
    }


def _referrer(random: Random, happened: date) -> dict[str, Any]:
    name = f"{random.choice(GIVEN_NAMES)} {random.choice(FAMILY_NAMES)}"
    return {
        "referrer_kind": "professional",
        "referrer_name": name,
        "referrer_role": random.choice(("Manager", "Designated safeguarding lead", "Head teacher", "Welfare officer")),
        "referrer_organisation": "Pretendbridge Children’s Services Trust (made up)",
        "referrer_lead": "yes",
        "allegations_procedure": "yes",
        "referrer_phone": f"01632 960{random.randrange(1000):03d}",
        "referrer_email": f"referrer{random.randrange(100)}@example.org",
        "became_aware": f"{(happened + timedelta(days=1)).isoformat()}T{random.randrange(8, 18):02d}:{random.randrange(60):02d}",
    }
