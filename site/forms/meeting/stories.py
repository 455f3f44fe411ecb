"""What agencies bring to the meeting of an invented case; nobody in it exists, and neither adult nor child is named.

The case: a colleague at a nursery that is made up saw a practitioner take a child hard by the arm.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from ..conditions import NOT_KNOWN
from ..questions import Form
from .agencies import ITEMS
from .items import NOT_APPLICABLE, PROVIDED, TO_FOLLOW

RESPONDENTS = (
    ("Tamsin Merrydew", "Safeguarding manager"),
    ("Idris Pennyfold", "Team manager"),
    ("Senara Goosegrass", "Named lead"),
)
FOLLOWS_BY = ("2026-03-27", "2026-04-01", "2026-04-02")

GIVEN: Mapping[str, Mapping[str, Any]] = {
    "assessment": {
        "assessment_update": "The child is settled at home. The parents worked openly with the assessment.",
        "assessment_on": "2026-03-09",
    },
    "chronology": {
        "chronology_events": [
            {"chronology_on": "2026-03-05", "chronology_what": "The nursery telephones children’s services."},
            {"chronology_on": "2026-03-03", "chronology_what": "A colleague sees the child taken hard by the arm."},
            {"chronology_on": "2025-06", "chronology_what": "The family moves to Pretendbridge."},
        ]
    },
    "conference-plan": {
        "conference_plan_update": "There has been no conference. A child in need plan was agreed with the parents.",
        "conference_plan_progress": "Two visits were made. The parents want to know what happens at the nursery.",
    },
    "contact": {"contact_issues": "The child and the person do not meet while the person is on leave."},
    "child-needs": {
        "child_needs_now": "To feel safe at the nursery, and to have the same key person every day.",
        "child_needs_support": "A family worker visits each week. The nursery has changed the key person.",
    },
    "section-47": {
        "section_47_started": "yes",
        "section_47_on": "2026-03-06",
        "section_47_outcome": "A single agency enquiry by children’s services, because the police are not investigating.",
    },
    "children-at-home": {"children_at_home_known": "The person lives alone. No children are known to visit."},
    "risk-analysis": {
        "risk_analysis_words": "One event was seen by one adult. Another member of staff speaks of shouting before. The risk "
        "to the youngest children is real while nothing changes."
    },
    "workplace-risk": {"workplace_risk_words": "Nothing in private life is known that would carry over to the work."},
    "occupation-words": {
        "occupation_words_said": "“It is too much with two of us and eleven children.”",
        "occupation_words_on": "2026-03-10",
    },
    "pnc": {"pnc_known": "yes", "pnc_capacity": ["witness"], "pnc_details": "A statement as a witness in 2019."},
    "crime-number": {"crime_number_is": "SAMPLE/00421/26"},
    "officer": {
        "officer_name": "Detective Constable Rafe Ashplover",
        "officer_phone": "01632 960 501",
        "officer_email": "officer@police.example.org",
    },
    "police-decision": {
        "police_decision_is": "undecided",
        "police_decision_why": "The mark had gone by the time of the medical. The CCTV is still to be watched.",
    },
    "police-actions": {
        "police_actions_seen": [
            {"police_actions_who": "The colleague", "police_actions_on": "2026-03-06"},
            {
                "police_actions_who": "The nursery manager",
                "police_actions_on": "2026-03-09",
                "police_actions_what": "Asked about the CCTV",
            },
        ],
        "police_actions_other": "The CCTV was collected.",
    },
    "police-evidence": {"police_evidence_held": "Four hours of CCTV from the toddler room. No devices."},
    "bail": {
        "bail_set": "yes",
        "bail_conditions": "Not to go to the nursery.\nNot to speak to staff about it.",
        "bail_until": "2026-06-01",
    },
    "interviews": {
        "interviews_held": [
            {"interviews_who": "The person concerned, under caution", "interviews_on": "2026-03-12"},
            {
                "interviews_who": "The colleague",
                "interviews_on": "2026-03-06",
                "interviews_said": "Saw it from the door.",
            },
        ]
    },
    "witnesses": {"witnesses_known": "One colleague saw it. A second heard shouting from the corridor."},
    "police-risk": {"police_risk_words": "Low to medium. There is no earlier police history as a suspect."},
    "police-outcomes": {
        "police_outcomes_are": "No decision yet. A decision is expected in May.",
        "police_outcomes_on": "2026-03-13",
    },
    "police-sharing": {
        "police_sharing_what": "That the police have the CCTV and have spoken to staff. Nothing from the interview.",
        "police_sharing_employer": "not-yet",
    },
    "role-impact": {
        "role_impact_role": "Nursery practitioner in a day nursery",
        "role_impact_contact": "Eight hours a day with eleven children under three, sometimes alone while others are at lunch.",
        "role_impact_judged": "Children under three cannot say what happens to them. The role cannot go on unsupervised.",
    },
    "duties": {
        "duties_now": "changed",
        "duties_from": "2026-03-04",
        "duties_why": "The person agreed to work in the office until the meeting.",
    },
    "risk-assessment": {
        "risk_assessment_done": "yes",
        "risk_assessment_on": "2026-03-05",
        "risk_assessment_led_to": "That other duties were enough, and that suspension was not needed.",
    },
    "support": {
        "support_given": "A manager from another nursery telephones each week. The staff helpline was offered.",
        "support_contact": "The regional manager",
        "support_evidence": "A letter of 4 March, and a note of each call.",
    },
    "conduct": {
        "conduct_is": "Six years’ service and good appraisals. One talk about raising the voice, in March 2025."
    },
    "training": {
        "training_had": ["safeguarding", "restraint", "safer-worker"],
        "training_safeguarding_on": "2026-02-11",
        "training_restraint_on": "2024",
        "training_safer_worker_on": "2025-09",
        "training_other": [{"training_topic": "Behaviour of two-year-olds", "training_on": "2025-04"}],
    },
    "employment-history": {
        "employment_history_posts": [
            {
                "employment_history_post": "Nursery practitioner",
                "employment_history_employer": "Paper Boat Nursery (made up)",
                "employment_history_started": "2020-09-01",
            },
            {
                "employment_history_post": "Trainee",
                "employment_history_employer": "Cloudberry Day Nursery (made up)",
                "employment_history_started": "2018-09",
                "employment_history_ended": "2020-08",
            },
        ]
    },
    "other-work": {
        "other_work_places": [
            {"other_work_place": "Pretendbridge Holiday Club", "other_work_role": "Play leader in the summer"},
            {
                "other_work_place": "Invented Supply Staff",
                "other_work_role": NOT_KNOWN,
                "other_work_contact": "01632 960 502",
            },
        ]
    },
    "cctv": {"cctv_exists": "yes", "cctv_preserved": "yes", "cctv_holder": "The nursery manager, 01632 960 503"},
    "actions": {
        "actions_taken": [
            {"actions_what": "The manager moved the child to another room.", "actions_on": "2026-03-03"},
            {
                "actions_what": "The LADO team was told, and the parents were asked to come in.",
                "actions_on": "2026-03-04",
            },
        ]
    },
    "restraint": {
        "restraint_used": "yes",
        "restraint_purpose": ["other"],
        "restraint_how": "By the upper arm, to bring the child to the carpet. There is no plan that allows this.",
    },
    "dbs": {"dbs_number": "001234567890", "dbs_type": "enhanced-barred", "dbs_on": "2020-08-14"},
    "regulatory-body": {
        "regulatory_body_member": "yes",
        "regulatory_body_name": "The Pretend Council for Play Workers",
    },
    "other-capacity": {
        "other_capacity_known": "yes",
        "other_capacity_what": "Helps at a toddler group on Saturdays, unpaid.",
    },
    "disclosure": {
        "disclosure_plan": [
            {
                "disclosure_whom": "Staff of the toddler room",
                "disclosure_what": "That a colleague has other duties for now, and not to talk about it.",
                "disclosure_on": "2026-03-04",
            },
            {
                "disclosure_whom": "The child’s parents",
                "disclosure_what": "What was seen, and what happens next.",
                "disclosure_on": NOT_KNOWN,
            },
        ]
    },
    "fair-process": {
        "fair_process_how": "A manager from another nursery investigates. The person may bring a companion and sees all papers."
    },
    "timely-response": {
        "timely_response_started": "no",
        "timely_response_end": "2026-05-29",
        "timely_response_why": "One event, seen by one person: four interviews at most, and no search of old records.",
    },
    "injuries": {
        "injuries_seen": "A red mark on the left upper arm, about 2 cm. Gone the next day.",
        "injuries_by": "The practice nurse",
        "injuries_on": "2026-03-03",
    },
    "medical-opinion": {
        "medical_opinion_examined": "protection",
        "medical_opinion_words": "No mark was left to judge. The account given is possible.",
    },
    "child-health": {
        "child_health_known": "Healthy. Says few words, so cannot tell what happened.",
        "child_health_effect": "Sleeps badly since then, the parents say.",
    },
    "health-support": {"health_support_given": "Speech therapy, from May."},
    "health-contacts": {
        "health_contacts_known": [
            {"health_contacts_on": "2025-09", "health_contacts_why": "Two-year check at home. No concern."}
        ]
    },
    "adult-health": {"adult_health_agreed": "yes", "adult_health_words": "Nothing that bears on the risk."},
    "health-staff": {
        "health_staff_role": "Health care assistant on a ward for adults. No contact with children.",
        "health_staff_safe": "No children are treated there.",
        "health_staff_registered": "no",
    },
    "child-in-setting": {
        "child_in_setting_known": "Two years old, three days a week since May. Plays happily, and says few words.",
        "child_in_setting_change": "Cries when brought in the morning, which is new.",
    },
    "child-support": {
        "child_support_given": "A new key person, whom the child likes.",
        "child_support_kept_apart": "They do not meet: the person works in the office.",
    },
    "first-record": {
        "first_record_words": "“She had him by the arm and pulled him down. She said: I have told you three times.”",
        "first_record_by": "The colleague who saw it",
        "first_record_on": "2026-03-03",
    },
    "setting-that-day": {
        "setting_that_day_staff": "A room leader, two practitioners, eleven children. The manager was in the building.",
        "setting_that_day_place": "The toddler room. The door has a window.",
    },
    "policies-followed": {
        "policies_followed_say": "Children are never held by the arm or hand to make them sit.",
        "policies_followed_known": "yes",
    },
    "low-level-concerns": {
        "low_level_concerns_any": "yes",
        "low_level_concerns_what": "March 2025: raising the voice. The manager spoke to the person and wrote it down.",
    },
    "other-children": {
        "other_children_any": "yes",
        "other_children_known": "Ten children of two and three were in the room.",
    },
    "inspectorate-told": {
        "inspectorate_told_done": "yes",
        "inspectorate_told_whom": "The inspectorate’s helpline, SAMPLE-77",
    },
    "approval": {
        "approval_terms": "Two children from birth to 18, short and long term",
        "approval_since": "2017",
        "approval_reviewed": "2026-01",
        "approval_review_said": "Approval goes on without change.",
    },
    "earlier-care-concerns": {
        "earlier_care_concerns_known": [
            {
                "earlier_care_concerns_on": "2022",
                "earlier_care_concerns_what": "Late for school often. Advice was given.",
            }
        ]
    },
    "placements": {
        "placements_now": [
            {"placements_age": 9, "placements_council": "Pretendbridge Council (made up)", "placements_told": "yes"},
            {"placements_age": 13, "placements_council": "Storyland Council (made up)", "placements_told": NOT_KNOWN},
        ],
        "placements_plan": "stay-with-changes",
        "placements_why": "The children’s social workers agreed: both want to stay, and a worker visits every day.",
    },
    "household": {"household_known": "Two adults and one grown-up son, who is checked."},
    "carer-other-contact": {"carer_other_contact_known": "no"},
    "supervision": {
        "supervision_on": "2026-02-20",
        "supervision_unannounced": "2025-11",
        "supervision_said": "A warm home. The carer was tired in February.",
    },
    "safer-caring": {
        "safer_caring_says": "No adult alone with a child in a bedroom. Nothing says that it was not followed."
    },
    "carer-support": {"carer_support_given": "A supervising social worker, and somebody independent to talk to."},
    "carer-training": {
        "carer_training_had": [{"carer_training_topic": "Safer caring", "carer_training_on": "2025-11"}]
    },
    "standards-of-care": {
        "standards_of_care_state": "planned",
        "standards_of_care_from": "2026-04-07",
        "standards_of_care_found": "It has not begun. We ask for advice on who should see the children.",
        "standards_of_care_filed": "no-advice",
    },
    "interest": {"interest_reason": ["lives", "works"], "interest_lead": "you"},
    "case-state": {
        "case_state_is": "open",
        "case_state_reference": "SAMPLE-2026-118",
        "case_state_decided": "We met once. The next date is 9 April.",
    },
    "history": {"history_any": "no"},
    "workplaces-there": {
        "workplaces_there_known": "A holiday club, in the summer. It has been told that a check is going on.",
        "workplaces_there_safe": "The person is not booked for any session.",
    },
    "agencies-there": {
        "agencies_there_known": "The police have nothing on record. Please invite the holiday club’s council."
    },
    "child-in-care": {
        "child_in_care_needs": "Yes. The social worker saw the child alone, and the school agrees.",
        "child_in_care_seen": "2026-03-16",
    },
    "told-there": {
        "told_there_whom": ["social-worker", "commissioning"],
        "told_there_social_worker_on": "2026-03-05",
        "told_there_commissioning_on": NOT_KNOWN,
    },
    "involvement": {"involvement_how": "We run a toddler group in the same building.", "involvement_since": "2024"},
    "knowledge": {"knowledge_first_hand": "Nobody of ours was there that day."},
    "children-met": {"children_met_any": "no"},
}
"""What is answered where an item can be given now, by the item's key."""


def invent_preparation(form: Form, random: Random) -> dict[str, Any]:
    """Return what one agency answers: most items now, a few later, and some do not apply."""
    name, role = random.choice(RESPONDENTS)
    answers: dict[str, Any] = {
        "meeting_on": "2026-04-09",
        "urgent": "no",
        "statements_read": ["read"],
        "respondent_name": name,
        "respondent_role": role,
        "respondent_organisation": "Pretendbridge Children’s Services Trust (made up)",
        "respondent_phone": f"01632 960{random.randrange(1000):03d}",
        "respondent_email": f"prepares{random.randrange(100)}@example.org",
        "attending": random.choice(("me", "me", "nobody")),
        "child_views": random.choice(("The child points at the arm and says “ow”.", NOT_KNOWN)),
        "child_views_why": "The child says few words, and nobody has asked.",
        "child_life": "Happy at home. The nursery days are long.",
        "criteria": ["harmed"],
        "confirmed": ["confirmed"],
    }
    asked = {question.name for question in form.every_question()}
    for item in ITEMS.values():
        if item.name in asked:
            answers |= _answered(item.key, item.name, random)
    return answers


def _answered(key: str, name: str, random: Random) -> dict[str, Any]:
    state = random.choices((PROVIDED, TO_FOLLOW, NOT_APPLICABLE), (8, 1, 1))[0]
    return {
        name: state,
        f"{name}_follows_by": random.choice(FOLLOWS_BY),
        f"{name}_does_not_apply": "Nothing of this kind in this case.",
        **GIVEN[key],
    }
