"""Invented cases to draw sample answers from: who, where and what happened, kept plausible and plainly fictional."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from ..profiles import Profile
from .conditions import NOT_KNOWN

FAMILY_NAMES = (
    "Thistlewick", "Quillfeather", "Pennyfold", "Larkmoss", "Brambleby", "Fennimore-Vane", "O’Wrenley", "Tumbledown",
    "Saltmarrow", "Goosegrass", "Merrydew", "Nettlecombe-Rue", "Ashplover", "Candlewren", "Mossington", "Pebblethwaite",
)  # fmt: skip
GIVEN_NAMES = (
    "Marlo", "Tamsin", "Idris", "Oriel", "Jory", "Zélie", "Corwen", "Amabel", "Kit", "Ffion", "Rafe", "Senara",
    "Bexley", "Ottoline", "Perran", "Wynne",
)  # fmt: skip
STREETS = ("Invention Road", "Sample Street", "Fable Lane", "Pretend Close", "Storybook Way")
PLACES = {
    "early-years": ("Little Acorns-That-Never-Grew Nursery", "Paper Boat Nursery", "Cloudberry Day Nursery"),
    "primary-school": ("Made-up Lane Primary School", "St Fabula’s Primary School"),
    "secondary-school": ("Pretendbridge Academy", "Sample Hill School"),
    "sport-leisure": ("Imaginary Rovers Junior Football Club", "Make-Believe Gymnastics"),
    "fostering": ("Fictional Fostering Service", "Storyland Fostering"),
}
FIRST_DAY = date(2026, 1, 12)


def invent(random: Random, profile: Profile) -> dict[str, Any]:
    """Return the answers one invented case gives; questions it does not speak of are left out."""
    story = random.choice(STORIES)
    happened = FIRST_DAY + timedelta(days=random.randrange(240))
    children = random.choice((1, 1, 1, 2))
    answers: dict[str, Any] = {
        "immediate_danger": "no",
        "works_with_children": "yes",
        "concern_setting": "work",
        "report_kind": "allegation",
        **{f"criterion_{criterion.key}": random.choice(("no", "not-sure")) for criterion in profile.criteria},
        **_adult(random),
        "other_work": "no",
        "works_with_adults": "no",
        "children_at_home": random.choice(("no", "not-known")),
        "child_identified": "yes",
        "children": [_child(random, happened) for _ in range(children)],
        "happened_on": happened.isoformat(),
        "how_often": "once",
        "adult_told": "no",
        "earlier_concerns": "no",
        "low_level_concerns": "no",
        **_referrer(random, happened),
    }
    return {**answers, **story(random)}


def _nursery(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "early-years", "Nursery practitioner", "permanent"),
        "criterion_harmed": "yes",
        "criterion_risk": "yes",
        "what_happened": (
            "At tidy-up time a colleague saw the practitioner take the child hard by the upper arm, pull the child to the "
            "carpet and shout “I have told you three times”. The child cried and held the arm. The colleague moved the "
            "child to another room and told the manager ten minutes later."
        ),
        "happened_time": "about 11:40",
        "happened_where": "The toddler room",
        "witnesses": "One colleague, who has written down what was seen and signed it.",
        "raised_by": "colleague",
        "came_to_light": "The colleague told the nursery manager the same morning.",
        "child_views": NOT_KNOWN,
        "categories": ["physical", "conduct"],
        "restraint": "no",
        "injury": "yes",
        "injury_details": "A red mark on the left upper arm, about 2 cm, gone by the afternoon. No medical help was needed.",
        "sexual_interest": "no",
        "wants_police": "not-known",
        "actions_taken": "The child was comforted and watched. The parents were told at pick-up. The practitioner was sent home.",
        "told": [{"told_whom": "parents", "told_name": "Both parents, at pick-up"}],
        "statements_taken": "no",
        "recordings": "not-secured",
        "safeguards": ["leave"],
        "child_relationship": "In the practitioner’s group",
    }


def _messages(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "secondary-school", "Teacher of drama", "permanent"),
        "criterion_risk": "yes",
        "criterion_suitability": "yes",
        "what_happened": (
            "A pupil showed a friend messages from the teacher’s own account, sent late in the evening, that say “you are "
            "the only one who understands me”. The friend told a tutor. The school has not looked at the telephone."
        ),
        "happened_where": "Online",
        "how_often": "more",
        "times": random.randrange(3, 30),
        "raised_by": "other-child",
        "came_to_light": "A friend of the pupil told a tutor after registration.",
        "child_views": "The pupil says it is “nothing” and does not want the teacher to get into trouble.",
        "categories": ["sexual", "conduct"],
        "injury": "no",
        "sexual_interest": "yes",
        "aggravating": ["position-of-trust"],
        "wants_police": "no",
        "actions_taken": "The head teacher was told. Nothing has been said to the teacher.",
        "statements_taken": "no",
        "recordings": "kept",
        "safeguards": ["none"],
        "telling_risks": ["child", "police"],
        "child_relationship": "Pupil in the drama group",
    }


def _coach(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "sport-leisure", "Junior football coach", "volunteer"),
        "criterion_harmed": "yes",
        "what_happened": (
            "After a lost match the coach pushed a player against the changing-room wall and called the player “useless” "
            "in front of the team. Two parents heard the shouting from the corridor."
        ),
        "happened_where": "The changing room at the sports ground",
        "witnesses": "Two parents in the corridor, and the team.",
        "raised_by": "parent",
        "raised_by_name": "A parent of another player",
        "came_to_light": "A parent telephoned the club’s welfare officer the next day.",
        "child_views": "The player told a parent that it was frightening, and does not want to go back.",
        "categories": ["physical", "emotional"],
        "restraint": "no",
        "injury": "not-known",
        "sexual_interest": "no",
        "aggravating": ["violence"],
        "wants_police": "yes",
        "actions_taken": "The welfare officer asked the coach to stay away from training until further notice.",
        "told": [{"told_whom": "regulator", "told_name": "The county football association", "told_on": "2026-02"}],
        "other_work": "yes",
        "other_places": [
            {
                "other_place_name": "Pretendbridge Holiday Club",
                "other_place_role": "Play leader",
                "other_place_basis": "paid",
            }
        ],
        "statements_taken": "not-known",
        "recordings": "no",
        "safeguards": ["leave"],
        "adult_told": "yes",
        "adult_told_by": "The welfare officer, by telephone: that there is a complaint about the changing room, no more.",
        "earlier_concerns": "yes",
        "earlier": [{"earlier_on": "2024", "earlier_what": "Shouting at a player; spoken to by the club."}],
        "child_relationship": "Player in the under-12 team",
    }


def _restraint(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "primary-school", "Supply teaching assistant", "agency"),
        "agency_name": "Invented Supply Staff",
        "criterion_harmed": "not-sure",
        "what_happened": (
            "The assistant held a pupil from behind for several minutes when the pupil threw chairs. The pupil says it was "
            "hard to breathe. A teacher says that the hold was not one the school trains."
        ),
        "happened_where": "Classroom 4",
        "raised_by": "child",
        "came_to_light": "The pupil told a parent at home, who telephoned the school.",
        "child_views": "The pupil said “I could not breathe and nobody listened”.",
        "categories": ["physical"],
        "restraint": "yes",
        "restraint_purpose": ["others", "property"],
        "injury": "no",
        "sexual_interest": "no",
        "wants_police": "no",
        "actions_taken": "The restraint was written down the same day. The agency was asked not to send the assistant.",
        "statements_taken": "no",
        "recordings": "no",
        "safeguards": ["left"],
        "adult_told": "not-known",
        "low_level_concerns": "yes",
        "low_level_details": "Spoken to once about raising the voice.",
        "child_relationship": "Pupil in the class",
    }


def _at_home(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "fostering", "Foster carer", "foster-carer"),
        "concern_setting": "both",
        "criterion_suitability": "yes",
        "what_happened": (
            "Neighbours called the police to loud arguments at the carer’s home twice this month. A child who lives there "
            "told a support worker about hiding in the garden “until it stops”."
        ),
        "happened_where": "At the carer’s home",
        "how_often": "more",
        "raised_by": "agency",
        "raised_by_name": "A support worker of the fostering service",
        "came_to_light": "The support worker told the supervising social worker.",
        "child_views": "The child wants the shouting to stop and wants to stay in the same school.",
        "categories": ["emotional", "personal-life"],
        "injury": "no",
        "sexual_interest": "no",
        "wants_police": "not-known",
        "actions_taken": "The supervising social worker visited the same day.",
        "told": [{"told_whom": "police", "told_reference": "SAMPLE-0001"}, {"told_whom": "childrens-social-care"}],
        "children_at_home": "yes",
        "home_children": [{"home_child_name": NOT_KNOWN, "home_child_age": "about 15"}],
        "statements_taken": "no",
        "recordings": "no",
        "safeguards": ["supervised"],
        "child_relationship": "Looked after by the carer",
    }


STORIES: tuple[Callable[[Random], dict[str, Any]], ...] = (_nursery, _messages, _coach, _restraint, _at_home)


def _adult(random: Random) -> dict[str, Any]:
    born = date(random.randrange(1962, 2004), random.randrange(1, 13), random.randrange(1, 29))
    return {
        "more_adults": "no",
        "adult_family_name": random.choice(FAMILY_NAMES),
        "adult_given_names": random.choice(GIVEN_NAMES),
        "adult_birth_date": random.choice(
            (born.isoformat(), born.isoformat(), f"{born:%Y-%m}", f"{born:%Y}", "not-known")
        ),
        "adult_gender": random.choice(("female", "male", "not-known")),
        "adult_address": f"{random.randrange(1, 120)} {random.choice(STREETS)}\nPretendbridge",
        "adult_postcode": _postcode(random),
        "adult_phone": f"07700 900{random.randrange(1000):03d}",
    }


def _work(random: Random, sector: str, role: str, basis: str) -> dict[str, Any]:
    return {
        "work_role": role,
        "work_basis": basis,
        "work_sector": sector,
        "employer_name": random.choice(PLACES[sector]),
        "employer_address": f"{random.choice(STREETS)}\nPretendbridge",
        "employer_postcode": _postcode(random),
        "work_started": f"{random.randrange(2015, 2026)}-{random.randrange(1, 13):02d}",
        "works_there_now": random.choice(("yes", "no")),
        "regulated": "no",
    }


def _child(random: Random, happened: date) -> dict[str, Any]:
    born = date(happened.year - random.randrange(2, 16), random.randrange(1, 13), random.randrange(1, 29))
    return {
        "child_family_name": random.choice(FAMILY_NAMES),
        "child_given_names": random.choice(GIVEN_NAMES),
        "child_birth_date": random.choice((born.isoformat(), born.isoformat(), "not-known")),
        "child_gender": random.choice(("female", "male", "not-known")),
        "child_in_care": "no",
        "child_vulnerability": random.choice(("no", "not-known")),
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
        "referrer_phone": f"01632 960{random.randrange(1000):03d}",
        "referrer_email": f"referrer{random.randrange(100)}@example.org",
        "became_aware": f"{(happened + timedelta(days=1)).isoformat()}T{random.randrange(8, 18):02d}:{random.randrange(60):02d}",
    }


def _postcode(random: Random) -> str:
    """ZZ99 is the area that the health service uses for places that do not exist."""
    return (
        f"ZZ99 {random.randrange(1, 10)}{random.choice('ABDEFGHJLNPQRSTUWXYZ')}{random.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    )
