"""The agencies that prepare for a meeting, every item there is, and the product's own list for each agency.

An authority's own list for an agency, in its profile, goes before the product's and may name any item of any agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import SiteError
from ...profiles import Checklist, Profile
from .childrens_services import CHILDRENS_SERVICES
from .education import EDUCATION
from .employer import EMPLOYER
from .fostering import FOSTERING, STANDARDS_OF_CARE
from .general import GENERAL
from .health import HEALTH
from .investigation import INVESTIGATION
from .items import Item
from .lado import LADO
from .police import POLICE


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency:
    """Who prepares: ``part`` is what they are at the meeting for, ``items`` the product's own list for them.

    ``warned`` agencies have to read that no statements are taken.
    """

    key: str
    who: str
    title: str
    part: str
    items: tuple[str, ...]
    warned: bool = False


ITEMS: Mapping[str, Item] = {
    item.key: item
    for items in (
        CHILDRENS_SERVICES,
        POLICE,
        EMPLOYER,
        INVESTIGATION,
        HEALTH,
        EDUCATION,
        FOSTERING,
        LADO,
        GENERAL,
    )
    for item in items
}

AGENCIES = (
    Agency(
        key="childrens-services",
        who="children’s services",
        title="what children’s services bring",
        part="what the child needs, and the risk to this child and to others.",
        items=(
            "assessment",
            "chronology",
            "conference-plan",
            "contact",
            "child-needs",
            "section-47",
            "children-at-home",
            "risk-analysis",
            "workplace-risk",
            "occupation-words",
        ),
    ),
    Agency(
        key="police",
        who="the police",
        title="what the police bring",
        part="possible criminal matters.",
        items=(
            "pnc",
            "crime-number",
            "officer",
            "police-decision",
            "police-actions",
            "police-evidence",
            "bail",
            "interviews",
            "witnesses",
            "police-risk",
            "police-outcomes",
            "police-sharing",
        ),
    ),
    Agency(
        key="employer",
        who="employers and human resources",
        title="what the employer brings",
        part="employment and discipline, and support for the person the concern is about.",
        items=(
            "role-impact",
            "duties",
            "risk-assessment",
            "support",
            "conduct",
            "training",
            "employment-history",
            "other-work",
            "cctv",
            "actions",
            "restraint",
            "dbs",
            "regulatory-body",
            "other-capacity",
            "disclosure",
            "fair-process",
            "timely-response",
        ),
        warned=True,
    ),
    Agency(
        key="health",
        who="health services",
        title="what health services bring",
        part="injuries, medical opinion, and the health of the child.",
        items=(
            "injuries",
            "medical-opinion",
            "child-health",
            "health-support",
            "health-contacts",
            "adult-health",
            "health-staff",
            "risk-analysis",
        ),
        warned=True,
    ),
    Agency(
        key="education",
        who="schools, colleges and early years settings",
        title="what the school, college or early years setting brings",
        part="the child as you know them, what was seen and said, and how your setting works.",
        items=(
            "child-in-setting",
            "child-support",
            "first-record",
            "setting-that-day",
            "cctv",
            "actions",
            "restraint",
            "policies-followed",
            "low-level-concerns",
            "other-children",
            "inspectorate-told",
        ),
        warned=True,
    ),
    Agency(
        key="fostering",
        who="fostering services",
        title="what the fostering service brings",
        part="the carer’s approval, the children placed there, and the care they get.",
        items=(
            "approval",
            "earlier-care-concerns",
            STANDARDS_OF_CARE,
            "placements",
            "household",
            "carer-other-contact",
            "supervision",
            "safer-caring",
            "carer-support",
            "carer-training",
            "actions",
            "restraint",
        ),
        warned=True,
    ),
    Agency(
        key="lado",
        who="the LADOs of other authorities",
        title="what another LADO brings",
        part="what is known in your area, and which of the two authorities does what.",
        items=(
            "interest",
            "case-state",
            "history",
            "workplaces-there",
            "agencies-there",
            "child-in-care",
            "told-there",
        ),
    ),
    Agency(
        key="general",
        who="other agencies",
        title="what your agency brings",
        part="what you know, and what you have done.",
        items=(
            "involvement",
            "knowledge",
            "cctv",
            "actions",
            "children-met",
            "risk-analysis",
        ),
        warned=True,
    ),
)


def own_list(agency: Agency, profile: Profile) -> Checklist | None:
    """Return the list that the authority published for an agency, or None where it has none."""
    return next((each for each in profile.checklists if each.agency == agency.key), None)


def items_asked(agency: Agency, profile: Profile) -> tuple[Item, ...]:
    """Return the items of an agency's form: the authority's own list where there is one, else the product's.

    Raises SiteError when the authority's list names an agency or an item that does not exist, or an item twice.
    """
    _refuse_unknown_agencies(profile)
    own = own_list(agency, profile)
    if own is None:
        return tuple(ITEMS[key] for key in agency.items if _is_general_here(key, profile))
    for key in own.items:
        if key not in ITEMS:
            raise SiteError(
                f"{profile.name}: the checklist “{own.label}” has an item that does not exist: {key}",
                hint=f"use one of {', '.join(ITEMS)}",
            )
        if own.items.count(key) > 1:
            raise SiteError(
                f"{profile.name}: the checklist “{own.label}” has the item {key} twice", hint="leave one of them out"
            )
    return tuple(ITEMS[key] for key in own.items)


def _refuse_unknown_agencies(profile: Profile) -> None:
    known = [agency.key for agency in AGENCIES]
    for checklist in profile.checklists:
        if checklist.agency not in known:
            raise SiteError(
                f"{profile.name}: the checklist “{checklist.label}” is for an agency that does not exist: "
                f"{checklist.agency}",
                hint=f"use one of {', '.join(known)}",
            )


def _is_general_here(key: str, profile: Profile) -> bool:
    """Some general items are asked only where the authority's document speaks of the thing."""
    if key == STANDARDS_OF_CARE:
        return any(pathway.key == STANDARDS_OF_CARE for pathway in profile.pathways)
    if ITEMS[key] in INVESTIGATION:
        return bool(profile.employer_investigation)
    return True
