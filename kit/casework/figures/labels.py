"""What the keys that are counted are called: in the authority's own words where it has any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lado_site.forms.referral.work import work_step
from lado_site.profiles import Choice, Profile

from ..clocks import EventKind
from ..record import fields, fields_of
from ..worklists.years import BANDS, NOT_YET
from .facts import EMPLOYER, SECTION_47, STANDARDS

ONLY_EMPLOYER, NO_INVESTIGATION = "employer-only", "none"

YES_NO = {each.key: each.label for each in fields.YES_NO}
YES_NO_NOT_KNOWN = {each.key: each.label for each in fields.YES_NO_NOT_KNOWN}
INVESTIGATIONS = {
    "police": "Police",
    SECTION_47: "Children’s social care (section 47)",
    EMPLOYER: "Employer or agency",
    STANDARDS: "Standards of Care",
}
RESOLVED = {**BANDS, NOT_YET: "Not yet"}
COMMON = {
    "lado-led": "The LADO leads",
    "employer-led": "The employer leads",
    "advice-only": "Advice only",
    "out-of-area": "Out of area",
}


def sectors(profile: Profile) -> Mapping[str, str]:
    """Return the sectors of the authority."""
    return {each.key: each.label for each in profile.sectors}


def categories(profile: Profile) -> Mapping[str, str]:
    """Return its categories."""
    return {each.key: each.label for each in profile.categories}


def outcomes(profile: Profile) -> Mapping[str, str]:
    """Return its outcomes, in its own order."""
    return {each.key: each.label for each in profile.outcomes}


def pathways(profile: Profile) -> Mapping[str, str]:
    """Return its pathways: tiers, categories or branches."""
    return {each.key: each.label for each in profile.pathways}


def sources(profile: Profile) -> Mapping[str, str]:
    """Return the agencies that a case may come from."""
    return _of_field(EventKind.SOURCE_SET, "agency", profile)


def bodies(profile: Profile) -> Mapping[str, str]:
    """Return whom matters are referred to."""
    return _of_field(EventKind.REFERRED_ON, "body", profile)


def lives(profile: Profile) -> Mapping[str, str]:
    """Return the parts of a life in which something may have happened."""
    return _of_field(EventKind.ALLEGATION_SET, "life", profile)


def results(profile: Profile) -> Mapping[str, str]:
    """Return how a case may be closed."""
    return _of_field(EventKind.CLOSED, "result", profile)


def bases(profile: Profile) -> Mapping[str, str]:
    """Return how people are employed, from the referral itself."""
    asked = next(each for each in work_step(profile).questions if each.name == "work_basis")
    return {each.value: each.label for each in getattr(asked, "choices", ())}


def meetings(profile: Profile) -> Mapping[str, str]:
    """Return the kinds of meeting, by the authority's own names for them."""
    own: dict[str, str] = {each.key: each.label for each in profile.meetings}
    return {**own, **{key: label for key, label in _OTHER_MEETINGS.items() if key not in own}}


_OTHER_MEETINGS = {
    "lado-led": "LADO’s meeting",
    "outcome": "Outcome meeting",
    "evaluation": "Initial evaluation meeting",
    "child-protection": "Strategy discussion or meeting",
    "professionals": "Professionals’ discussion",
    "lado-police": "Discussion with the police",
    "review": "Review",
}


def _of_field(kind: EventKind, name: str, profile: Profile) -> Mapping[str, str]:
    return {each.key: each.label for each in _choices(kind, name, profile)}


def _choices(kind: EventKind, name: str, profile: Profile) -> Iterable[Choice]:
    field = next(each for each in fields_of(kind) if each.name == name)
    return fields.allowed(field, profile)
