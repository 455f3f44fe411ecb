"""The first steps of every preparation form: which meeting, the warning about statements, and who is answering."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import Is
from ..questions import Advice, AnyOf, Choice, Code, Date, Email, LongText, Notice, OneOf, Phone, ShortText, Step, YesNo
from .agencies import Agency, own_list

REFERENCE = "meeting_reference"
"""The question that ties a form to its meeting; an issued form has it filled in."""

REFERENCE_LENGTH = 8


def meeting_step(agency: Agency, profile: Profile) -> Step:
    return Step(
        name="meeting",
        title="The meeting",
        intro=f"Your part at the meeting: {agency.part}",
        questions=(
            Code(
                name=REFERENCE,
                label="Meeting reference",
                hint="It is in your invitation. It has 9 letters and digits.",
                length=REFERENCE_LENGTH,
                required=True,
                missing="Enter the meeting reference. It is in your invitation",
                record="submission.meeting_reference",
            ),
            Notice(
                name="no_names",
                label="You do not have to name the person or the case",
                hint=(
                    "The reference says which meeting this is, and it says nothing about anyone. That is why this form "
                    "never asks for the name of the person the meeting is about."
                ),
            ),
            Notice(name="list_source", label="Where these questions come from", hint=_source(agency, profile)),
            Date(
                name="meeting_on",
                label="When is the meeting? (optional)",
                hint="For example, 27 3 2026. Leave it empty if you do not know.",
                future=True,
            ),
            YesNo(
                name="urgent",
                label="Is there anything the LADO team has to know before the meeting?",
                hint="For example, a child may be at risk today, or evidence may be lost.",
                required=True,
                missing="Select yes if the LADO team has to know something before the meeting",
            ),
            LongText(
                name="urgent_what",
                label="What is it?",
                required=True,
                rows=3,
                when=Is("urgent", "yes"),
                missing="Enter what the LADO team has to know before the meeting",
            ),
        ),
    )


def statements_step(profile: Profile) -> Step:
    """The warning is read, not answered; only that it was read is ticked."""
    return Step(
        name="statements",
        title="Read this before you collect anything",
        questions=(
            Notice(
                name="statements_warning",
                label=profile.statements_warning or "Please do not take statements.",
                hint=(
                    "It can harm the child and a police investigation. If people tell you something of their own "
                    "accord, write it down in their words, with the date and the time."
                ),
                tone="important",
                requirements=("SAN-70",),
            ),
            Notice(
                name="own_investigation",
                label=_own_investigation(profile),
                hint=(
                    f"{profile.said('internal-investigation')} It does not start, and this warning holds, until the "
                    "LADO team tells you that it may start."
                ).strip(),
                requirements=("SAN-70", "BRO-79"),
            ),
            AnyOf(
                name="statements_read",
                label="Have you read this?",
                choices=(Choice("read", "I have read that I must not ask anyone to make a statement"),),
                required=True,
                missing="Tick the box to say that you have read the warning about statements",
                requirements=("SAN-70",),
            ),
        ),
    )


def respondent_step() -> Step:
    someone_else = Is("attending", "someone-else")
    return Step(
        name="respondent",
        title="Who is answering",
        intro="This is about you, and about who comes to the meeting for your agency.",
        questions=(
            ShortText(name="respondent_name", label="Your name", required=True, missing="Enter your name"),
            ShortText(
                name="respondent_role", label="Your role", required=True, missing="Enter your role", max_length=100
            ),
            ShortText(
                name="respondent_organisation",
                label="Your organisation and team",
                required=True,
                missing="Enter your organisation",
            ),
            Phone(
                name="respondent_phone",
                label="Your telephone number at work",
                required=True,
                missing="Enter your telephone number at work",
            ),
            Email(name="respondent_email", label="Your e-mail address at work (optional)"),
            OneOf(
                name="attending",
                label="Who will come to the meeting for your agency?",
                choices=(
                    Choice("me", "I will"),
                    Choice("someone-else", "Somebody else"),
                    Choice("nobody", "Nobody can come"),
                ),
                required=True,
                not_known=True,
                missing="Select who will come to the meeting for your agency",
            ),
            ShortText(
                name="attending_name",
                label="Their name and role",
                required=True,
                when=someone_else,
                missing="Enter the name and role of who will come to the meeting",
            ),
            ShortText(
                name="attending_contact",
                label="How can the LADO team reach them?",
                hint="A telephone number, or an e-mail address at work",
                required=True,
                when=someone_else,
                missing="Enter how the LADO team can reach who will come to the meeting",
            ),
        ),
    )


def opening_advice(profile: Profile) -> tuple[Advice, ...]:
    return (
        Advice(
            name="tell-us-now",
            when=Is("urgent", "yes"),
            step="meeting",
            tone="urgent",
            title="Do not wait for the meeting",
            text=(
                "If anyone is in danger now, call 999.",
                f"Otherwise telephone the {profile.service} today: {profile.contact.telephone} "
                f"({profile.contact.hours}). Then go on with this form.",
            ),
        ),
        Advice(
            name="nobody-comes",
            when=Is("attending", "nobody"),
            step="respondent",
            tone="note",
            title="Tell the LADO team that nobody can come",
            text=(
                f"Telephone {profile.contact.telephone}. Your answers here will be at the meeting, but nobody can ask "
                "you about them.",
            ),
        ),
    )


def _source(agency: Agency, profile: Profile) -> str:
    own = own_list(agency, profile)
    if own is None:
        return (
            f"{profile.area} has not published a list for {agency.who}. So these are general questions that come with "
            f"this form. They are not {profile.area}’s own."
        )
    return f"They follow {profile.area}’s own list for {agency.who}, in its order."


def _own_investigation(profile: Profile) -> str:
    name = profile.employer_investigation
    return f"Your own investigation ({name})" if name and name != "internal investigation" else "Your own investigation"
