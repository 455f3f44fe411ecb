"""A record that the office kept in a spreadsheet before. No page asks this: ``lado tracker`` fills it in.

What a referral asks too is taken from there, so that both land in the same places. Little is required: a spreadsheet is
as complete as it is.
"""

from __future__ import annotations

from dataclasses import replace

from ..profiles import Choice as Entry
from ..profiles import Profile
from .messages import OPTIONAL
from .names import EARLIER_RECORD
from .questions import AnyOf, Choice, Date, Form, Group, Kind, LongText, OneOf, ShortText, Step, YesNo
from .referral.adult import adult_step
from .referral.children import children_step
from .referral.happened import category_step, happened_step
from .referral.referrer import referrer_step
from .referral.start import scope_step
from .referral.work import work_step
from .shared import pick

VERSION = 1

OPEN, CONCLUDED, CLOSED = "open", "concluded", "closed"
POLICE, SECTION_47, EMPLOYER = "police", "s47", "employer"


def earlier_record(profile: Profile) -> Form:
    """Build the form of an earlier record for one authority."""
    return Form(
        name=EARLIER_RECORD,
        version=VERSION,
        authority=profile.name,
        title=f"Earlier record of the {profile.service}",
        prefix="earlier",
        steps=(
            _contact_step(),
            Step(name="adult", title="The adult", questions=_optional(pick(adult_step(), *_ADULT))),
            Step(name="work", title="Their work", questions=_optional(pick(work_step(profile), *_WORK))),
            _children_step(profile),
            _allegation_step(profile),
            _decision_step(profile),
            _investigation_step(),
            _end_step(profile),
        ),
    )


def bodies(profile: Profile) -> tuple[Choice, ...]:
    """List whom a matter may have been referred to: the authority's own list, and what every list needs."""
    own = tuple(Choice(each.key, each.label) for each in profile.external_bodies)
    listed = {each.value for each in own}
    return (*own, *(each for each in _EVERY_BODY if each.value not in listed))


_EVERY_BODY = (
    Choice("dbs", "Disclosure and Barring Service (DBS)"),
    Choice("regulator", "A regulatory body"),
    Choice("other", "Another body"),
)
_ADULT = (
    "adult_family_name", "adult_given_names", "adult_other_names", "adult_birth_date", "adult_gender",
    "adult_ethnicity", "adult_address", "adult_postcode", "adult_phone", "adult_email",
)  # fmt: skip
_WORK = (
    "work_role", "work_basis", "agency_name", "past_work", "work_sector", "employer_name", "employer_address",
    "employer_postcode", "senior_officer", "work_started", "regulator",
)  # fmt: skip
_CHILD = (
    "child_family_name", "child_given_names", "child_birth_date", "child_gender", "child_ethnicity", "child_address",
    "child_postcode", "child_relationship", "child_in_care", "child_council", "child_authority", "child_social_worker",
)  # fmt: skip


def _optional(questions: tuple[Kind, ...]) -> tuple[Kind, ...]:
    return tuple(
        replace(each, required=False, missing="", when=None, label=each.label.removesuffix(OPTIONAL))
        for each in questions
    )


def _contact_step() -> Step:
    name, role, organisation, phone, email = _optional(
        pick(
            referrer_step(),
            "referrer_name",
            "referrer_role",
            "referrer_organisation",
            "referrer_phone",
            "referrer_email",
        )
    )
    return Step(
        name="contact",
        title="The contact",
        questions=(
            ShortText(
                name="own_reference",
                label="The office’s own reference",
                required=True,
                missing="There is no reference in this row",
            ),
            Date(
                name="received_on",
                label="Day on which the contact was received",
                approximate=True,
                required=True,
                missing="There is no day of contact in this row",
                requirements=("BRO-51",),
            ),
            ShortText(
                name="source", label="Kind of agency it came from", record="referrer.kind", requirements=("BRO-13",)
            ),
            replace(organisation, label="Agency or organisation it came from"),
            replace(name, label="Name of the person who got in touch"),
            replace(role, label="Their role"),
            replace(phone, label="Their telephone number"),
            replace(email, label="Their e-mail address"),
        ),
    )


def _children_step(profile: Profile) -> Step:
    group = next(each for each in children_step(profile).questions if isinstance(each, Group))
    by_name = {each.name: each for each in group.questions}
    kept = _optional(tuple(by_name[name] for name in _CHILD))
    return Step(
        name="children",
        title="The child or children",
        questions=(replace(group, required=False, missing="", when=None, questions=kept),),
    )


def _allegation_step(profile: Profile) -> Step:
    return Step(
        name="allegation",
        title="What it was about",
        questions=(
            *_optional(
                (
                    *pick(happened_step(profile), "what_happened", "happened_on", "came_to_light"),
                    *pick(category_step(profile), "categories"),
                    *pick(scope_step(), "concern_setting"),
                )
            ),
            YesNo(name="historic", label="It had happened long before", not_known=True, requirements=("BED-90",)),
        ),
    )


def _decision_step(profile: Profile) -> Step:
    return Step(
        name="decision",
        title="What was decided",
        questions=(
            YesNo(name="threshold_met", label="Were the criteria met?", requirements=("BED-15",)),
            _listed(_paths(profile), "pathway", "Where it led", "BED-91"),
            YesNo(name="overseen", label="Did the LADO oversee it?", requirements=("BRO-35",)),
            Date(name="decided_on", label="Day of the decision", approximate=True),
            LongText(name="decision_reason", label="Why it was decided so", max_length=4000),
            OneOf(
                name="interim",
                label="How children were kept safe meanwhile",
                choices=(
                    Choice("suspended", "The adult was suspended"),
                    Choice("restricted", "Duties were restricted"),
                    Choice("supervised", "The adult was supervised"),
                    Choice("other", "In another way"),
                    Choice("none-needed", "Nothing was needed"),
                ),
                requirements=("BED-92",),
            ),
            Date(name="interim_on", label="Since when", approximate=True),
        ),
    )


def _investigation_step() -> Step:
    def day(name: str, label: str) -> Date:
        return Date(name=name, label=label, approximate=True)

    return Step(
        name="investigation",
        title="Who investigated",
        questions=(
            AnyOf(
                name="investigated_by",
                label="Who investigated",
                choices=(
                    Choice(POLICE, "The police"),
                    Choice(SECTION_47, "Children’s social care (section 47)"),
                    Choice(EMPLOYER, "The employer or agency"),
                ),
                requirements=("BED-93",),
            ),
            day("police_started_on", "The police investigation began"),
            day("police_ended_on", "The police investigation ended"),
            day("s47_started_on", "Section 47 enquiries began"),
            day("s47_ended_on", "Section 47 enquiries ended"),
            day("employer_started_on", "The employer’s investigation began"),
            day("employer_ended_on", "The employer’s investigation ended"),
            ShortText(name="held_by", label="Agency whose inquiry held the case up"),
            day("held_on", "Held up since"),
            day("hold_ended_on", "Held up until"),
        ),
    )


def _end_step(profile: Profile) -> Step:
    return Step(
        name="end",
        title="How it ended",
        questions=(
            _listed(_entries(profile.outcomes), "outcome", "The outcome", "BED-98"),
            Date(name="outcome_on", label="Day of the outcome", approximate=True),
            Group(
                name="referrals_on",
                label="Referred to other bodies",
                entry="referral",
                requirements=("BED-95", "BED-97"),
                questions=(
                    OneOf(name="referred_body", label="To whom", choices=bodies(profile), required=True),
                    Date(name="referred_on", label="When", approximate=True, requirements=("BED-96",)),
                    ShortText(name="referred_details", label="More about it"),
                ),
            ),
            OneOf(
                name="referred_by",
                label="Who referred it",
                choices=(
                    Choice("lado", "The LADO"),
                    Choice("employer", "The employer or agency"),
                    Choice("other", "Somebody else"),
                ),
                requirements=("BRO-107",),
            ),
            Date(name="concluded_on", label="Day of the conclusion", approximate=True, requirements=("BED-99",)),
            Date(name="closed_on", label="Day on which the case was closed", approximate=True),
            OneOf(
                name="stage",
                label="Where the case stands",
                choices=(Choice(OPEN, "Open"), Choice(CONCLUDED, "Concluded"), Choice(CLOSED, "Closed")),
            ),
            OneOf(
                name="closing_result",
                label="How it was closed",
                choices=(
                    Choice("concluded", "Concluded"),
                    Choice("no-further-action", "No further action"),
                    Choice("patterning", "No further action, kept for patterning"),
                    Choice("advice", "Advice and guidance"),
                ),
            ),
            LongText(name="other", label="What else the spreadsheet says"),
        ),
    )


def _entries(listed: tuple[Entry, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(each.key, each.label) for each in listed)


def _paths(profile: Profile) -> tuple[Choice, ...]:
    return tuple(Choice(each.key, each.label) for each in profile.pathways)


def _listed(choices: tuple[Choice, ...], name: str, label: str, requirement: str) -> Kind:
    """Ask for one of the authority's own list, or, where it has none, in its own words (R34)."""
    if choices:
        return OneOf(name=name, label=label, choices=choices, requirements=(requirement,))
    return ShortText(name=name, label=label, requirements=(requirement,))
