"""The last steps of every preparation form: the child's voice, what the meeting has to settle, and anything else."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import NOT_KNOWN, Is
from ..questions import AnyOf, Choice, Files, LongText, Notice, Step


def child_step() -> Step:
    return Step(
        name="child",
        title="The child’s own voice",
        intro="Do not question the child for this form. Write only what you already know.",
        questions=(
            LongText(
                name="child_views",
                label="What has the child said, and what does the child want to happen?",
                hint="In the child’s own words, as far as you can",
                required=True,
                not_known=True,
                rows=4,
                missing="Enter what the child has said and wants, or select “Not known”",
                requirements=("SAN-24", "SAN-26"),
            ),
            LongText(
                name="child_views_why",
                label="Why is this not known?",
                required=True,
                rows=2,
                max_length=1000,
                when=Is("child_views", NOT_KNOWN),
                missing="Enter why it is not known what the child has said and wants",
                requirements=("SAN-24",),
            ),
            LongText(
                name="child_life",
                label="What is life like for the child? (optional)",
                rows=3,
                requirements=("SAN-25",),
            ),
            LongText(
                name="child_impact",
                label="What does this mean for the child, now and later? (optional)",
                rows=3,
                requirements=("SAN-25",),
            ),
            LongText(
                name="child_future_risk",
                label="What harm could other children come to in future? (optional)",
                rows=3,
                requirements=("SAN-25",),
            ),
        ),
    )


def criteria_step(profile: Profile) -> Step:
    """The criteria stand in the authority's own words; the meeting decides about them, never the form."""
    return Step(
        name="criteria",
        title="What the meeting has to settle",
        intro=_purpose(profile),
        questions=(
            AnyOf(
                name="criteria",
                label="Which of these does your information have to do with? (optional)",
                hint="Select all that apply. You do not decide: the meeting does.",
                choices=(
                    *(Choice(criterion.key, criterion.heading) for criterion in profile.criteria),
                    Choice("none", "None of these"),
                ),
                not_known=True,
                requirements=("SAN-41", *(criterion.requirement for criterion in profile.criteria)),
            ),
        ),
    )


def finish_step(profile: Profile) -> Step:
    contact = profile.contact
    return Step(
        name="finish",
        title="Anything else",
        questions=(
            Notice(
                name="not_exhaustive",
                label="No list can name everything",
                hint="If you have something that was not asked for, and it may help, add it here.",
                requirements=("SAN-74",),
            ),
            LongText(
                name="anything_else",
                label="What else would help the meeting to understand the risk? (optional)",
                rows=5,
                requirements=("SAN-73",),
            ),
            Files(
                name="anything_else_files",
                label="Other files (optional)",
                hint="They are sealed together with your answers.",
                requirements=("SAN-73",),
            ),
            Notice(
                name="still_unsure",
                label=f"Still unsure? Ask the {profile.service}",
                hint=(
                    f"Telephone {contact.telephone} ({contact.hours}), or write to {contact.email}. "
                    "Do not put names or details in an ordinary e-mail."
                ),
                requirements=("SAN-75",),
            ),
            AnyOf(
                name="confirmed",
                label="Your confirmation",
                choices=(
                    Choice(
                        "confirmed", "What I have written is true as far as I know, and I may share it for this meeting"
                    ),
                ),
                required=True,
                missing="Tick the box to confirm what you have written",
            ),
        ),
    )


def _purpose(profile: Profile) -> str:
    said = next((meeting.purpose for meeting in profile.meetings if meeting.key == "lado-led"), "")
    return said or "The meeting looks at what is known, and at whether the criteria may be met."
