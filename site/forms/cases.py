"""Invented cases: what happened, to whom and what was done, each on a branch of its own. ``stories`` adds the people."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from .conditions import NOT_KNOWN

Case = Callable[[Random], dict[str, Any]]

STREETS = ("Invention Road", "Sample Street", "Fable Lane", "Pretend Close", "Storybook Way")
PLACES = {
    "early-years": ("Little Acorns-That-Never-Grew Nursery", "Paper Boat Nursery", "Cloudberry Day Nursery"),
    "primary-school": ("Made-up Lane Primary School", "St Fabula’s Primary School"),
    "secondary-school": ("Pretendbridge Academy", "Sample Hill School"),
    "sport-leisure": ("Imaginary Rovers Junior Football Club", "Make-Believe Gymnastics"),
    "fostering": ("Fictional Fostering Service", "Storyland Fostering"),
    "residential": ("Hollow Tree House", "The Pretend Lodge"),
    "health": ("Invented Children’s Hospital",),
    "transport": ("Storybook Minibuses",),
    "faith": ("The Made-up Hall Sunday Club",),
}


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
        "significant_harm": "no",
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
        "significant_harm": "not-known",
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
        "significant_harm": "yes",
        "aggravating": ["pattern", "violence"],
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
        "child_vulnerability": "yes",
        "child_vulnerability_details": "Autistic; has a plan for support at school.",
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
        "standards_of_care": "yes",
        "criterion_personal_life": "yes",
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
        "child_in_care": "yes",
        "child_council": "elsewhere",
        "child_authority": "The council of Pretendbridge",
        "other_lado_told": "yes",
        "other_lado_told_on": NOT_KNOWN,
        "categories": ["emotional", "personal-life"],
        "personal_life": ["crime"],
        "crime_kind": "Domestic abuse",
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


def _placed_elsewhere(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "residential", "Night worker", "permanent"),
        "work_area": "elsewhere",
        "work_authority": "The council of Pretendbridge",
        "criterion_harmed": "yes",
        "criterion_offence": "not-sure",
        "what_happened": (
            "A young person who was placed in the home by us says that the night worker locked the bedroom door from "
            "outside and laughed. A second worker was on duty and did nothing."
        ),
        "happened_where": "The children’s home",
        "raised_by": "child",
        "came_to_light": "The young person told the social worker on a visit.",
        "child_views": "“I do not feel safe at night.”",
        "more_adults": "yes",
        "adults_count": 2,
        "other_adults": "The second night worker",
        "child_in_care": "yes",
        "child_social_worker": "The social worker who makes this referral",
        "categories": ["emotional", "conduct"],
        "injury": "no",
        "sexual_interest": "no",
        "significant_harm": "yes",
        "wants_police": "no",
        "other_lado_told": "no",
        "actions_taken": "The manager of the home was told. Both workers are off the rota.",
        "told": [{"told_whom": "ofsted", "told_on": "2026-03"}],
        "statements_taken": "no",
        "recordings": "not-secured",
        "safeguards": ["suspended"],
        "safeguards_from": "2026-03",
        "regulated": "no",
        "child_relationship": "Lives in the home",
    }


def _long_ago(random: Random) -> dict[str, Any]:
    return {
        "work_role": random.choice(("Piano teacher", "Violin teacher")),
        "work_basis": "none",
        "past_work": "Taught at home and in a church hall until about 2011",
        "work_sector": "tutor-coach",
        "regulated": NOT_KNOWN,
        "concern_setting": "both",
        "criterion_harmed": "yes",
        "criterion_offence": "yes",
        "what_happened": (
            "A woman, now grown up, told her doctor that her music teacher touched her during lessons when she was about "
            "nine. She does not know whether the teacher still sees children."
        ),
        "happened_on": NOT_KNOWN,
        "long_ago": "yes",
        "how_often": "more",
        "happened_where": "At the teacher’s home",
        "raised_by": "child",
        "came_to_light": "She told her doctor, who wrote to us.",
        "child_views": "She wants other children to be safe. She is not sure about the police.",
        "child_birth_date": NOT_KNOWN,
        "child_now_adult": "yes",
        "categories": ["sexual"],
        "personal_life": ["historic-sexual-abuse"],
        "injury": NOT_KNOWN,
        "sexual_interest": "yes",
        "significant_harm": "yes",
        "wants_police": NOT_KNOWN,
        "actions_taken": "Nothing yet.",
        "statements_taken": "no",
        "recordings": "no",
        "safeguards": NOT_KNOWN,
        "adult_told": "no",
        "child_relationship": "Pupil",
    }


def _own_child(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "health", "Children’s nurse", "permanent"),
        "regulated": "yes",
        "regulator": "The nurses’ regulator; not told yet",
        "concern_setting": "personal-life",
        "criterion_risk": "not-sure",
        "criterion_suitability": "yes",
        "impact_suitability": "Looks after small children by herself at night.",
        "criterion_personal_life": "yes",
        "criterion_own_child_procedures": "yes",
        "impact_own_child_procedures": "The council of Pretendbridge, about the younger child.",
        "personal_life": ["own-child"],
        "risk_impact": "Small children on the ward are alone with the nurse at night.",
        "adult_vulnerability": ["domestic-abuse"],
        "adult_balance": "A partner may be the one who hurt the child. Telling the nurse too early may put both in danger.",
        "impact_risk": "None seen at work so far.",
        "what_happened": (
            "Children’s social care is looking into bruises on the nurse’s own child. The ward knows of no concern at work."
        ),
        "happened_where": "At home",
        "raised_by": "agency",
        "came_to_light": "A social worker telephoned the hospital’s safeguarding lead.",
        "child_identified": "no",
        "categories": ["personal-life", "physical"],
        "restraint": "no",
        "injury": "yes",
        "injury_details": "Bruises on the back; seen by a doctor.",
        "sexual_interest": "no",
        "significant_harm": "yes",
        "wants_police": NOT_KNOWN,
        "actions_taken": "The nurse works with adults for now.",
        "told": [{"told_whom": "childrens-social-care", "told_reference": "SAMPLE-0002"}],
        "children_at_home": "yes",
        "home_children": [{"home_child_name": NOT_KNOWN, "home_child_relationship": "Own child"}],
        "works_with_adults": "yes",
        "statements_taken": "no",
        "recordings": "no",
        "safeguards": ["changed-duties"],
        "safeguards_reason": "The ward has no children, so there is no contact.",
        "telling_risks": ["child", "adult"],
    }


def _parent(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "transport", "Driver of a school minibus", "self-employed"),
        "meets_children_at": "other",
        "criterion_harmed": "not-sure",
        "criterion_association": "yes",
        "impact_association": "A brother who was convicted; he sometimes rides along.",
        "referrer_kind": "public",
        "referrer_relationship": "Parent",
        "what_happened": "The driver slapped my child’s hand for standing up, and said it would be worse next time.",
        "happened_where": "On the way to school",
        "raised_by": "parent",
        "came_to_light": "My child told me in the evening.",
        "child_views": "Does not want to ride with the driver again.",
        "categories": ["physical"],
        "restraint": "no",
        "injury": "no",
        "sexual_interest": "no",
        "aggravating": ["punishment"],
        "significant_harm": "no",
        "wants_police": "no",
        "interest_from_media": "yes",
        "actions_taken": "I drive my child myself.",
        "statements_taken": "no",
        "recordings": NOT_KNOWN,
        "safeguards": ["none"],
        "child_relationship": "Passenger",
    }


def _no_child(random: Random) -> dict[str, Any]:
    return {
        **_work(random, "faith", "Leader of a Sunday club", "volunteer"),
        "report_kind": "quality-of-care",
        "child_identified": "no",
        "other_children_at_risk": "All who come on Sundays: nobody else is there.",
        "criterion_risk": "not-sure",
        "risk_impact": NOT_KNOWN,
        "what_happened": "The leader sends the other helpers away and keeps the door shut.",
        "happened_where": "The hall",
        "how_often": "more",
        "raised_by": "anonymous",
        "came_to_light": "A letter without a name.",
        "categories": ["other"],
        "injury": "no",
        "sexual_interest": NOT_KNOWN,
        "significant_harm": NOT_KNOWN,
        "wants_police": NOT_KNOWN,
        "actions_taken": "Two people now lead together.",
        "statements_taken": "no",
        "recordings": "no",
        "safeguards": ["supervised", "other"],
    }


def _work(random: Random, sector: str, role: str, basis: str) -> dict[str, Any]:
    return {
        "work_role": role,
        "work_basis": basis,
        "work_sector": sector,
        "employer_name": random.choice(PLACES[sector]),
        "employer_address": f"{random.choice(STREETS)}\nPretendbridge",
        "employer_postcode": made_up_postcode(random),
        "work_started": f"{random.randrange(2015, 2026)}-{random.randrange(1, 13):02d}",
        "works_there_now": random.choice(("yes", "no")),
        "regulated": "no",
    }


def made_up_postcode(random: Random) -> str:
    """Return one of ZZ99, the area that the health service uses for places that do not exist."""
    return (
        f"ZZ99 {random.randrange(1, 10)}{random.choice('ABDEFGHJLNPQRSTUWXYZ')}{random.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    )


CASES: tuple[Case, ...] = (
    _nursery, _messages, _coach, _restraint, _at_home, _placed_elsewhere, _long_ago, _own_child, _parent, _no_child,
)  # fmt: skip
