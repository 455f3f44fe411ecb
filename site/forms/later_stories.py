"""What people say in invented cases on the forms besides the referral; nobody in them exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from ..codes import ALPHABET, RECEIPT_LENGTH, show_code
from ..profiles import Profile
from .conditions import NOT_KNOWN
from .consultation import ABOUT, OTHER
from .shared import RECEIPT

Told = Mapping[str, Any]


def tell(form_name: str, random: Random, profile: Profile) -> Told:
    """Return the answers that a form gets beyond those of the case itself; none for a form without a story here."""
    teller = _TELLERS.get(form_name)
    return teller(random, profile) if teller else {}


def _advice(random: Random, profile: Profile) -> Told:
    about = random.choice([*(rule.key for rule in profile.consult_examples), *(choice.value for choice in ABOUT)])
    offered = {rule.key for rule in profile.consult_examples} or {choice.value for choice in ABOUT}
    return {
        "advice_about": about if about in offered else OTHER.value,
        "advice_about_other": "Whether our rule about lifts home is the right one",
        "council_staff": random.choice(("yes", "no", "no")),
        "reply_by": random.choice(("telephone", "email", "either")),
        **random.choice(_QUESTIONS),
    }


_QUESTIONS: tuple[Told, ...] = (
    {
        "advice_situation": (
            "A practitioner gave a child a lift home without telling anybody. The child was not upset, and the parents "
            "were grateful. It is against our rules."
        ),
        "advice_wanted": "Is this for you, or do we deal with it ourselves?",
        "risk_seen": "not-sure",
        "adult_identified": "named",
    },
    {
        "advice_situation": (
            "A former pupil writes that a teacher shouted at children in the 1990s. Nobody can say which teacher it "
            "was, and the school of that time has closed."
        ),
        "advice_wanted": "Should we do anything with the letter?",
        "risk_seen": "no",
        "adult_identified": "cannot-be-identified",
        "work_role": "Teacher",
        "employer_name": "Sample Hill School",
    },
    {
        "advice_situation": (
            "A volunteer asked two children for their telephone numbers after training, to send them pictures of the "
            "match. We have spoken to the volunteer about our rules."
        ),
        "risk_seen": "not-sure",
        "adult_identified": "withheld",
        "work_role": "Volunteer at a football club",
        "employer_name": NOT_KNOWN,
    },
    {
        "advice_situation": "We are writing our policy on staff and social media, and wonder what other clubs do.",
        "advice_wanted": "Is there a model policy?",
        "risk_seen": "no",
        "adult_identified": "nobody",
    },
)


def _investigation(random: Random, profile: Profile) -> Told:
    return {
        **_original(random),
        "police_state": random.choice(("not-criminal", "ended")),
        "lado_agreed": "yes",
        "started_on": "2026-03-16",
        "investigator": "Isolde Fernquill, head of another site",
        "investigator_apart": "yes",
        "done_so_far": "Four members of staff were heard. The rota and the accident book of that week were read.",
        "guidance_had": "The LADO team, by telephone on 13 March: whom to hear first, and not to speak to the child.",
        "adult_heard": "yes",
        "fair_how": "The adult had the points in writing five days before, and brought a union representative.",
        "support": ["link", "union"],
        "disclosure_plan": [
            {
                "disclosure_whom": "The parents",
                "disclosure_what": "That it is being looked into, and who will call them.",
                "disclosure_on": "2026-03-17",
            }
        ],
        "safeguards": ["changed-duties"],
        "safeguards_from": "2026-03-05",
        "risk_assessed": "yes",
        "risk_assessed_on": "2026-03-18",
        "risk_led_to": "changed",
        "restraint": "no",
        **random.choice((_UNDER_WAY, _finished(profile), _LEFT)),
    }


_UNDER_WAY: Told = {
    "stage": "running",
    "planned_end": "2026-04-24",
    "held_up": "One member of staff is on leave until 7 April.",
    "any_result": "no",
    "dbs": "open",
}

_LEFT: Told = {
    "stage": "running",
    "planned_end": NOT_KNOWN,
    "any_result": "yes",
    "results": ["on-file", "resigned"],
    "result_on_file_on": "2026-03-30",
    "result_resigned_on": "2026-03-27",
    "results_note": "The adult resigned two days before the meeting.",
    "appeal": "no",
    "dbs": "planned",
}


def _finished(profile: Profile) -> Told:
    found = {"finding": "substantiated"} if any(each.key == "substantiated" for each in profile.outcomes) else {}
    return {
        **found,
        "stage": "finished",
        "ended_on": "2026-04-22",
        "finding_why": "Two colleagues say the same, each by themselves. The adult says that it was meant as help.",
        "learning": "Everybody practises how to end tidy-up time without hurry. A second adult is there.",
        "adult_told_result": "yes",
        "adult_told_result_on": "2026-04-23",
        "any_result": "yes",
        "results": ["returned", "training", "first-warning"],
        "result_returned_on": "2026-04-27",
        "result_training_on": "2026-05",
        "result_first_warning_on": "2026-04-23",
        "results_note": "The training is two days on positive handling.",
        "appeal": "made",
        "appeal_result": "stands",
        "appeal_decided_on": "2026-05-14",
        "closed_on": "2026-05-15",
        "dbs": "no",
        "dbs_why_not": "The adult was not taken off work with children. This was agreed with the LADO team.",
        "regulators": [{"regulator_name": "Ofsted", "regulator_told": "yes", "regulator_on": "2026-03-10"}],
    }


def _original(random: Random) -> Told:
    """Name what was sent before: mostly by a code, which is right in itself and leads nowhere."""
    code = show_code("".join(random.choice(ALPHABET) for _ in range(RECEIPT_LENGTH)))
    return {
        RECEIPT: random.choice((code, code, NOT_KNOWN)),
        "original_sent": "In the first week of March, by our manager, a referral",
    }


def _supplement(random: Random, _profile: Profile) -> Told:
    return {**_original(random), "same_sender": random.choice(("yes", "no")), **random.choice(_ADDITIONS)}


_ADDITIONS: tuple[Told, ...] = (
    {
        "supplement_kinds": ["more"],
        "new_parts": ["witnesses"],
        "new_text": "A second colleague has come forward, who heard the shouting from the garden and wrote it down.",
    },
    {
        "supplement_kinds": ["correction"],
        "corrections": [
            {"corrected_part": "adult", "corrected_was": "Born in 1985", "corrected_now": "Born on 14 May 1986"},
            {"corrected_part": "happened", "corrected_was": NOT_KNOWN, "corrected_now": "It was in the afternoon."},
        ],
    },
    {
        "supplement_kinds": ["more", "wrong"],
        "new_parts": ["happened", "actions"],
        "new_text": "We have found the rota of that day. The parents were told on the telephone at 4pm.",
        "wrong_text": "We wrote that there were two adults in the room. The rota shows that there was one.",
        "wrong_asked": "no",
    },
)

_TELLERS: Mapping[str, Callable[[Random, Profile], Told]] = {
    "advice": _advice,
    "investigation": _investigation,
    "supplement": _supplement,
}
