"""Advice that depends on how the adult works: employed or not, for an agency, as a volunteer, as a foster carer."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf, Is
from ..questions import Advice
from .said import said

EDUCATION = ("early-years", "primary-school", "secondary-school", "special-school", "independent-school")
EDUCATION_GUIDANCE = ("KCSIE", "Keeping Children Safe in Education")


def role_advice(profile: Profile) -> tuple[Advice, ...]:
    telephone = profile.contact.telephone
    fostering, fostering_sources = said(profile, "foster-carers")
    out_of_work, out_of_work_sources = said(
        profile,
        "out-of-work",
        otherwise="Somebody who works alone, or has left, can still be a risk: families trust them.",
    )
    return (
        Advice(
            name="agency-worker",
            when=Is("work_basis", "agency"),
            step="work",
            tone="note",
            title="Tell the agency only after you have spoken to the LADO team",
            text=(
                "The agency has to know, so that the adult is not sent to other children. First agree with us what it is "
                f"told: {telephone}.",
            ),
            requirements=("BED-09",),
        ),
        Advice(
            name="volunteer",
            when=Is("work_basis", "volunteer"),
            step="work",
            tone="note",
            title="The same rules hold for volunteers",
            text=("The group they help does what an employer would do, so name it below.",),
            requirements=("BED-09", "BRO-20"),
        ),
        Advice(
            name="foster-carer",
            when=Is("work_basis", "foster-carer"),
            step="work",
            tone="note",
            title="Tell the fostering service too",
            text=(
                "It looks after the carer and every child who lives there. First agree with us what the carer is told: "
                f"{telephone}.",
                *fostering,
            ),
            requirements=fostering_sources,
        ),
        Advice(
            name="standards-of-care",
            when=Is("standards_of_care", "yes"),
            step="work",
            tone="note",
            title="Talk to the LADO team before that work starts, and before it ends",
            text=(
                "A standards of care matter can turn out to be about harm, and then the LADO team has to act: "
                f"{telephone}.",
            ),
            requirements=("WAN-49", "WAN-51"),
        ),
        Advice(
            name="no-employer",
            when=AnyOf("work_basis", ("none", "self-employed")),
            step="work",
            tone="note",
            title="You can refer somebody who has no employer",
            text=out_of_work,
            requirements=(*out_of_work_sources, "BRO-122"),
        ),
        *_education(profile),
    )


def _education(profile: Profile) -> tuple[Advice, ...]:
    """Point schools and nurseries to the guidance for them, in the edition that the authority goes by."""
    guidance = [
        source
        for source in profile.guidance_sources
        if any(each.lower() in source.lower() for each in EDUCATION_GUIDANCE)
    ]
    if not guidance:
        return ()
    return (
        Advice(
            name="education",
            when=AnyOf("work_sector", EDUCATION),
            step="work",
            tone="note",
            title="There is more for schools, colleges and nurseries",
            text=(f"Read what this says about allegations against staff: {'; '.join(guidance)}.",),
            requirements=("BRO-23",),
        ),
    )
