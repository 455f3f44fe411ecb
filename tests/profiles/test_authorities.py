"""What the five authorities' documents say and what they leave out, checked by hand against the catalogue's matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.pages import load_pages
from lado_site.profiles import Profile, Requirement, built_in_profiles, load_profile
from tools.requirements import unknown

PREFIXES = {
    "leicester": "LEI",
    "sandwell": "SAN",
    "wandsworth": "WAN",
    "bromley": "BRO",
    "luton-bedford-bedfordshire": "BED",
}
PROFILES = {name: load_profile(name) for name in PREFIXES}
LEICESTER, SANDWELL, WANDSWORTH, BROMLEY, BEDFORDSHIRE = PROFILES.values()

every_authority = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)

HARMED = "Behaved in a way that has harmed a child or may have harmed a child."
OFFENCE = "Possibly committed a criminal offence against or related to a child."

# Word for word, as the catalogue quotes them.
CRITERIA = {
    "leicester": {
        "LEI-04": HARMED,
        "LEI-05": OFFENCE,
        "LEI-06": "Behaved towards a child/ren in a way that indicates they may pose a risk of harm to children.",
    },
    "sandwell": {
        "SAN-42": HARMED,
        "SAN-43": OFFENCE,
        "SAN-44": "Behaved towards a child or children in a way that indicates they may pose a risk of harm to "
        "children.",
        "SAN-45": "behaved or may have behaved in a way that indicates they may not be suitable to work with children "
        "(transferable risk)",
    },
    "wandsworth": {
        "WAN-05": HARMED,
        "WAN-06": OFFENCE,
        "WAN-07": "Behaved towards a child or children in a way that indicates she or he may pose a risk of harm to "
        "children",
        "WAN-08": "Behaved or may have behaved in a way that indicated they may not be suitable to work with children.",
    },
    "bromley": {
        "BRO-06": "Behaved in a way that has harmed, or may have harmed, a child.",
        "BRO-07": OFFENCE,
        "BRO-08": "Behaved towards a child in a way that indicates they may pose a risk of harm to children.",
        "BRO-09": "Behaved in a way that indicates they may not be suitable to work with children (includes transfer "
        "of risk, risk by association)",
    },
    "luton-bedford-bedfordshire": {
        "BED-10": "behaved in a way that has harmed a child, or may have harmed a child",
        "BED-11": "possibly committed a criminal offence against or related to a child",
        "BED-12": "behaved towards a child or children in a way that indicates they may pose a risk of harm to "
        "children",
    },
}

# The settings that a document says nothing for ("Not stated" in the matrix), so that its profile leaves them empty.
SILENT = {
    "leicester": "host partnership criteria_source outcomes standard_of_proof privacy_sources statements_warning cover "
    "targets police_conditions personal_life consult_examples checklists duties annual_report links letter_paragraphs "
    "historic_months",
    "sandwell": "police_conditions personal_life consult_examples out_of_area chairing "
    "employer_investigation external_system historic_months",
    "wandsworth": "criteria_source outcomes standard_of_proof privacy_sources statements_warning cover "
    "police_conditions personal_life consult_examples chairing checklists letter_paragraphs defaults "
    "historic_months",
    "bromley": "agreed_dates criteria_source standard_of_proof privacy_sources statements_warning cover "
    "police_conditions personal_life chairing checklists links letter_paragraphs defaults historic_months",
    "luton-bedford-bedfordshire": "meeting criteria_source clocks outcomes standard_of_proof privacy_sources "
    "statements_warning cover targets out_of_area checklists duties annual_report letter_paragraphs "
    "employer_investigation external_system",
}
NOBODY_SAYS = "retention retention_months extra_bank_holidays office_hours"

# key: length, unit, start, requirement, assumed
CLOCKS = {
    "leicester": {"threshold": (4, "hours", "referral-received", "LEI-02", True)},
    "sandwell": {
        "call-back": (1, "working-days", "contact", "SAN-06", False),
        "call-back-same-day": (0, "working-days", "contact", "SAN-07", False),
        "meeting": (5, "working-days", "threshold-decided", "SAN-13", True),
        "minutes": (10, "working-days", "meeting-held", "SAN-34", False),
        "conclusion": (12, "weeks", "contact", "SAN-15", False),
        "separate-pathway": (4, "weeks", "held-since", "SAN-17", False),
    },
    "wandsworth": {
        "tell-lado": (1, "working-days", "employer-aware", "WAN-16", False),
        "advice": (24, "hours", "advice-asked", "WAN-30", True),
        "cover": (2, "working-days", "cover-contacted", "WAN-33", True),
        "strategy-discussion": (2, "working-days", "referral-received", "WAN-18", True),
        "meeting": (5, "working-days", "referral-received", "WAN-22", False),
        "high-risk": (0, "hours", "high-risk-found", "WAN-21", False),
        "advice-on-child-file": (24, "hours", "strategy-meeting-advised", "WAN-25", True),
        "actions": (24, "hours", "meeting-held", "WAN-27", True),
        "update-adult": (48, "hours", "meeting-held", "WAN-28", True),
        "minutes": (15, "days", "meeting-held", "WAN-29", True),
        "review": (6, "weeks", "first-meeting-held", "WAN-38", True),
        "monitoring-fortnightly": (2, "weeks", "open-since", "WAN-34", False),
        "monitoring-monthly": (1, "months", "open-since", "WAN-34", False),
        "summary": (3, "months", "open-since", "WAN-36", False),
        "standards-of-care-before": (48, "hours", "advice-asked", "WAN-49", True),
        "standards-of-care-conclusion": (48, "hours", "outcome-known", "WAN-49", True),
        "child-in-care": (1, "months", "open-since", "WAN-55", False),
        "child-in-care-file": (24, "hours", "update-made", "WAN-59", True),
    },
    "bromley": {"threshold": (24, "hours", "contact", "BRO-33", True)},
    "luton-bedford-bedfordshire": {},
}

# percent, length, unit, without police cases, own ambition, requirement
TARGETS = {
    "leicester": [],
    "sandwell": [(100, 12, "weeks", False, False, "SAN-15")],
    "wandsworth": [
        (80, 1, "months", True, False, "WAN-60"),
        (90, 3, "months", True, False, "WAN-61"),
        (100, 12, "months", False, False, "WAN-62"),
    ],
    "bromley": [
        (80, 1, "months", False, False, "BRO-95"),
        (90, 3, "months", False, False, "BRO-95"),
        (100, 12, "months", False, False, "BRO-95"),
        (60, 1, "months", False, True, "BRO-138"),
        (90, 3, "months", False, True, "BRO-138"),
    ],
    "luton-bedford-bedfordshire": [],
}

# key: what it has in common with other authorities' (R20), and whether it counts as an allegation (R14)
PATHWAYS = {
    "leicester": {
        "strategy-discussion": ("lado-led", None),
        "investigation-or-pattern": ("lado-led", None),
        "advice": ("employer-led", None),
        "not-met": ("advice-only", None),
        "out-of-area": ("out-of-area", None),
    },
    "sandwell": {
        "advice": ("advice-only", False),
        "position-of-trust": ("lado-led", None),
        "separate": ("lado-led", None),
    },
    "wandsworth": {
        "overseen-investigation": ("lado-led", None),
        "cause-for-concern": ("employer-led", None),
        "standards-of-care": ("employer-led", None),
        "advice": ("advice-only", None),
        "other-lado-leads": ("out-of-area", None),
    },
    "bromley": {
        "category-1": ("lado-led", True),
        "category-2": ("lado-led", True),
        "category-3": ("employer-led", False),
        "category-4": ("employer-led", False),
        "consultation-overseen": ("lado-led", False),
        "consultation-other": ("advice-only", False),
    },
    "luton-bedford-bedfordshire": {
        "tier-1": ("lado-led", True),
        "tier-2": ("employer-led", True),
        "consultation": ("advice-only", False),
    },
}


def test_the_five_authorities_come_with_the_site() -> None:
    assert set(built_in_profiles()) == set(PREFIXES)


@pytest.mark.req("LEI-07", "WAN-05", "WAN-06", "WAN-07", "WAN-08", "BRO-06", "BRO-07", "BRO-08", "BRO-09")
@pytest.mark.req("BED-10", "BED-11", "BED-12", "BED-13")
@every_authority
def test_the_form_asks_the_authoritys_own_criteria_word_for_word(profile: Profile) -> None:
    national = [each for each in profile.criteria if not each.additional]
    asked = [
        question.label
        for step in form_for("referral", profile).steps
        for question in step.questions
        if question.name.startswith("criterion_")
    ]

    assert {each.requirement: each.text for each in national} == CRITERIA[profile.name]
    words = [text[0].upper() + text[1:] for text in CRITERIA[profile.name].values()]
    assert [label for label in asked if label in words] == words
    assert [each.key for each in national] == ["harmed", "offence", "risk", "suitability"][: len(national)]


def test_only_bromley_adds_the_three_of_london() -> None:
    added = {name: [each.requirement for each in p.criteria if each.additional] for name, p in PROFILES.items()}

    assert {name: ids for name, ids in added.items() if ids} == {"bromley": ["BRO-10", "BRO-11", "BRO-12"]}


def test_a_direct_impact_is_asked_for_where_the_document_asks() -> None:
    asked = {
        (name, each.key): each.direct_impact_requirement
        for name, profile in PROFILES.items()
        for each in profile.criteria
        if each.direct_impact
    }

    assert asked == {("bromley", "suitability"): "BRO-41", ("luton-bedford-bedfordshire", "risk"): "BED-56"}


@every_authority
def test_what_a_document_does_not_say_stays_empty(profile: Profile) -> None:
    empty = {each.name for each in fields(profile) if getattr(profile, each.name) in (None, "", ())}

    expected = {*SILENT[profile.name].split(), *NOBODY_SAYS.split()}
    assert empty - {"criteria_requirement"} == expected


@every_authority
def test_nothing_is_taken_from_another_authority(profile: Profile) -> None:
    own = f"{PREFIXES[profile.name]}-"
    named = list(_requirements(profile))

    assert [each for each in named if not each.startswith(own)] == []
    assert unknown(named) == []
    assert named


@pytest.mark.parametrize("name", PREFIXES)
def test_the_comments_of_a_profile_name_requirements_that_there_are(name: str) -> None:
    named = re.findall(r"\b(?:LEI|SAN|WAN|BRO|BED)-\d+", built_in_profiles()[name].read_text(encoding="utf-8"))

    assert unknown(named) == []
    assert [each for each in named if not each.startswith(PREFIXES[name])] == []


@every_authority
def test_the_time_limits_are_those_of_the_document(profile: Profile) -> None:
    found = {
        each.key: (each.length, each.unit, each.start, each.requirement.id, each.requirement.assumed)
        for each in profile.clocks
    }

    assert found == CLOCKS[profile.name]


def test_a_limit_that_is_only_an_aim_or_begins_anew_says_so() -> None:
    every = [clock for profile in PROFILES.values() for clock in profile.clocks]

    assert {each.requirement.id for each in every if each.wherever_possible} == {"SAN-07", "SAN-15"}
    assert {each.requirement.id for each in every if each.repeats} == {"SAN-17", "WAN-34", "WAN-36", "WAN-55"}
    assert {each.requirement.id for each in every if each.reason_if_late} == {"SAN-13"}


def test_who_is_to_keep_a_limit_stays_open_where_the_document_does_not_say() -> None:
    open_ = {clock.requirement.id for profile in PROFILES.values() for clock in profile.clocks if not clock.role}

    assert open_ == {"SAN-34", "SAN-15", "SAN-17", "WAN-33"}


@every_authority
def test_the_targets_are_those_of_the_document(profile: Profile) -> None:
    found = [
        (each.percent, each.length, each.unit, each.without_police_cases, each.ambition, each.requirement.id)
        for each in profile.targets
    ]

    assert found == TARGETS[profile.name]


def test_twelve_weeks_is_one_fact() -> None:
    (target,), clock = SANDWELL.targets, SANDWELL.clock("conclusion")

    assert clock
    assert (target.length, target.unit, target.start, target.requirement) == (
        clock.length,
        clock.unit,
        clock.start,
        clock.requirement,
    )


@every_authority
def test_the_pathways_are_mapped_to_what_they_have_in_common(profile: Profile) -> None:
    assert {each.key: (each.common, each.counted) for each in profile.pathways} == PATHWAYS[profile.name]


@pytest.mark.parametrize(
    ("profile", "lado_led", "held", "others"),
    [
        (LEICESTER, "LADO meeting", "conditional", ["child-protection", "professionals", "outcome"]),
        (SANDWELL, "Position of Trust (POT) meeting", "discretionary", []),
        (
            WANDSWORTH,
            "Allegations against Staff and Volunteers (ASV) meeting",
            "conditional",
            ["lado-police", "child-protection"],
        ),
        (
            BROMLEY,
            "Allegations against Staff and Volunteers (ASV) meeting",
            "discretionary",
            ["evaluation", "child-protection"],
        ),
        (BEDFORDSHIRE, "Meeting convened by the LADO", "compulsory", ["child-protection"]),
    ],
    ids=PROFILES,
)
def test_each_has_its_own_meetings(profile: Profile, lado_led: str, held: str, others: list[str]) -> None:
    main = next(each for each in profile.meetings if each.key == "lado-led")

    assert (main.label, main.held) == (lado_led, held)
    assert [each.key for each in profile.meetings if each is not main] == others
    assert profile.meeting in ("", main.label)


@pytest.mark.req("SAN-09")
def test_the_cover_stands_in_the_documents_order() -> None:
    assert SANDWELL.cover == ("another officer", "a Principal Independent Reviewing Officer")
    assert [each.key for each in SANDWELL.roles] == ["lado-cover", "principal-iro"]


def test_outcomes_are_defined_by_two_authorities_each_in_its_own_order() -> None:
    assert [each.key for each in SANDWELL.outcomes] == [
        "substantiated",
        "false",
        "malicious",
        "unfounded",
        "unsubstantiated",
    ]
    assert [each.key for each in BROMLEY.outcomes] == [
        "substantiated",
        "unsubstantiated",
        "unfounded",
        "false",
        "malicious",
    ]
    assert all(each.definition and each.requirement for each in (*SANDWELL.outcomes, *BROMLEY.outcomes))


@pytest.mark.req("SAN-85", "BRO-89")
def test_a_definition_says_nothing_that_only_another_authority_says() -> None:
    sandwell = {each.key: each.definition for each in SANDWELL.outcomes}
    bromley = {each.key: each.definition for each in BROMLEY.outcomes}

    assert sandwell["unsubstantiated"] == "This is not the same as False: there is not enough evidence."
    assert bromley["unfounded"] == "No evidence or proper basis supports the allegation."
    assert "admitted" in bromley["substantiated"]
    assert "admitted" not in sandwell["substantiated"]
    assert "mistaken" in sandwell["unfounded"]


def test_only_bedfordshire_always_tells_the_police_and_has_prompts_about_risk() -> None:
    conditions = {each.key: each.requirement.id for each in BEDFORDSHIRE.police_conditions}

    assert conditions == {
        "injury": "BED-70",
        "sexual": "BED-71",
        "aggravated": "BED-72",
        "wishes": "BED-73",
        "vulnerable-child": "BED-74",
    }
    assert [each.requirement.id for each in BEDFORDSHIRE.personal_life] == ["BED-50", "BED-51", "BED-52", "BED-53"]
    assert BEDFORDSHIRE.historic_months == 12


def test_consultations_have_the_documents_examples() -> None:
    assert [each.requirement.id for each in BEDFORDSHIRE.consult_examples] == [f"BED-{n}" for n in range(16, 21)]
    assert {each.requirement.id for each in BROMLEY.consult_examples} == {"BRO-42", "BRO-59", "BRO-60"}


def test_leicesters_rules_about_other_areas_and_about_who_chairs() -> None:
    assert [each.requirement.id for each in LEICESTER.out_of_area] == [f"LEI-{n}" for n in range(46, 52)]
    assert [each.requirement.id for each in LEICESTER.chairing] == [f"LEI-{n}" for n in range(19, 23)]


def test_sandwells_checklists_have_every_item() -> None:
    assert {each.agency: len(each.items) for each in SANDWELL.checklists} == {
        "childrens-services": 7,
        "police": 9,
        "employer": 9,
    }


def test_the_services_regular_duties_are_counted() -> None:
    duties = {each.key: (each.times, each.period) for profile in PROFILES.values() for each in profile.duties}

    assert duties["audit"] == (4, "year")
    assert duties["practice-review"] == (5, "quarter")
    assert duties["schools-notice"] == (1, "week")
    assert duties["schools-summary"] == duties["mappa"] == (1, "month")
    assert duties["regional-network"] == (6, "year")


def test_the_year_of_the_report_is_set_where_the_document_says_it() -> None:
    ends = {name: profile.annual_report.year_ends for name, profile in PROFILES.items() if profile.annual_report}

    assert ends == {"sandwell": "", "wandsworth": "03-31", "bromley": "03-31"}


def test_a_list_of_the_products_own_is_the_same_for_all_who_take_it() -> None:
    assert LEICESTER.sectors == SANDWELL.sectors == WANDSWORTH.sectors == BEDFORDSHIRE.sectors
    assert LEICESTER.categories == SANDWELL.categories == WANDSWORTH.categories == BROMLEY.categories
    assert not any(each.requirement for each in (*SANDWELL.sectors, *SANDWELL.categories))


def test_a_list_of_the_authoritys_own_names_its_source_and_keeps_the_common_keys() -> None:
    kinds = {each.key: each for each in BEDFORDSHIRE.categories}
    bromley = {each.key: each for each in BROMLEY.sectors}
    general = {each.key for each in SANDWELL.sectors}

    assert {key: each.requirement.id for key, each in kinds.items() if each.requirement} == {
        "physical": "BED-88",
        "sexual": "BED-88",
        "emotional": "BED-37",
        "neglect": "BED-88",
        "conduct": "BED-88",
        "other": "BED-88",
    }
    assert bromley.keys() - general == {"self-employed", "unregulated-residential"}
    assert general <= bromley.keys()
    assert kinds["physical"].label == "Physical"


@every_authority
def test_every_criterion_has_a_line_in_plain_words(profile: Profile) -> None:
    assert all(each.plain and each.plain != each.text for each in profile.criteria)


@every_authority
def test_the_contact_details_are_made_up_and_say_so(profile: Profile) -> None:
    contact = profile.contact
    numbers = [contact.telephone, contact.childrens_services, contact.out_of_hours]

    assert contact.sample
    assert contact.email.endswith(".example.org")
    assert all(re.fullmatch(r"01632 960 \d{3}", number) for number in numbers)
    assert not {*numbers} & {other.contact.telephone for other in PROFILES.values() if other is not profile}


@every_authority
def test_the_site_of_every_authority_has_all_its_pages(profile: Profile) -> None:
    names = {page.name for page in load_pages(profile, also=("referral", "employer", "police", "childrens-services"))}

    assert {"index", "criteria", "what-happens-next", "contact", "privacy", "outcomes"} <= names


def _requirements(value: Any, name: str = "") -> Iterator[str]:
    """Every requirement that a profile names, wherever it stands."""
    match value:
        case Requirement():
            yield value.id
        case str() if name.endswith("requirement") and value:
            yield value
        case tuple():
            for each in value:
                yield from _requirements(each)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _requirements(getattr(value, field.name), field.name)
