"""Asking for advice: short, and possible without saying who the adult is."""

from __future__ import annotations

from dataclasses import replace

from ..profiles import Clock, Profile
from .conditions import AnyOf as OneOfThese
from .conditions import Is
from .questions import Advice, Choice, Form, Kind, LongText, OneOf, ShortText, Step, YesNo
from .referral.start import scope_step, urgent_step
from .shared import adult_questions, danger_advice, pick, sender_step, work_questions

VERSION = 1

ABOUT = (
    Choice("low-level-concern", "A low-level concern", "Something small that did not feel right"),
    Choice("practice-issue", "How somebody does their work", "You wonder whether it is for you or for the LADO team"),
    Choice("left-workforce", "Something from the past", "Or somebody who no longer works with children"),
    Choice("not-working-with-children", "Whether somebody counts as working with children"),
    Choice("safer-recruitment", "Taking somebody on", "References, checks, or what to ask a former employer"),
    Choice("policy-guidance", "A question about policy or guidance"),
)
"""What people ask about, for authorities that have no list of their own."""

OTHER = Choice("other", "Something else")

_ABOUT_AN_ADULT = OneOfThese("adult_identified", ("named", "withheld", "cannot-be-identified"))


def consultation(profile: Profile) -> Form:
    """Build the request for advice for one authority."""
    return Form(
        name="advice",
        version=VERSION,
        authority=profile.name,
        title=f"Ask the {profile.service} for advice",
        prefix="advice",
        steps=(urgent_step(), _question_step(profile), _adult_step(profile), _sender_step(profile)),
        advice=(*danger_advice(profile), *_advice(profile)),
    )


def _question_step(profile: Profile) -> Step:
    own = tuple(Choice(rule.key, rule.text) for rule in profile.consult_examples if rule.key != OTHER.value)
    return Step(
        name="question",
        title="What do you want to ask?",
        intro=(
            f"{profile.area} calls this {profile.advice_label}. It is not a referral. You do not have to name anyone. "
            "The LADO team will tell you if it has to become a referral."
        ),
        questions=(
            OneOf(
                name="advice_about",
                label="Which of these comes closest?",
                hint="If you are not sure, select “Something else”.",
                choices=(*(own or ABOUT), OTHER),
                required=True,
                missing="Select what comes closest to your question",
                requirements=tuple(rule.requirement.id for rule in profile.consult_examples) or ("BRO-59",),
            ),
            ShortText(
                name="advice_about_other",
                label="What is it about?",
                required=True,
                when=Is("advice_about", "other"),
                missing="Enter what your question is about",
                requirements=("BED-20",),
            ),
            LongText(
                name="advice_situation",
                label="What is the situation?",
                hint="A few sentences are enough. You can leave out names.",
                required=True,
                max_length=4000,
                missing="Enter a few sentences about the situation",
                record="allegation.summary",
                requirements=("BED-24",),
            ),
            LongText(
                name="advice_wanted",
                label="What would you like to know? (optional)",
                max_length=2000,
                rows=2,
            ),
            OneOf(
                name="risk_seen",
                label="Do you think that a child may be at risk from somebody?",
                choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("not-sure", "I am not sure")),
                required=True,
                missing="Select yes if you think that a child may be at risk",
                requirements=("BED-17", "BED-28"),
            ),
        ),
    )


def _adult_step(profile: Profile) -> Step:
    named = Is("adult_identified", "named")
    return Step(
        name="adult",
        title="The adult you are asking about",
        intro="If more concerns come up about the same person, the LADO team can only see it if they have the name.",
        questions=(
            OneOf(
                name="adult_identified",
                label="Can you say who the adult is?",
                choices=(
                    Choice("named", "Yes, and I will give the name"),
                    Choice("withheld", "Yes, but I would like to ask without the name first"),
                    Choice("cannot-be-identified", "No, nobody can say who it is"),
                    Choice("nobody", "My question is not about one adult"),
                ),
                required=True,
                missing="Select whether you can say who the adult is",
                requirements=("BED-18", "BED-25", "BRO-60"),
            ),
            *adult_questions(named),
            *_working(profile),
        ),
    )


def _working(profile: Profile) -> tuple[Kind, ...]:
    (works,) = pick(scope_step(), "works_with_children")
    works = replace(
        works,
        label="Does the adult work or volunteer with children?",
        when=_ABOUT_AN_ADULT,
        missing="Select yes if the adult works or volunteers with children",
    )
    return (works, *work_questions(profile, _ABOUT_AN_ADULT))


def _sender_step(profile: Profile) -> Step:
    return sender_step(
        YesNo(
            name="council_staff",
            label="Do you work for the council, or for its children’s services?",
            required=True,
            when=Is("referrer_kind", "professional"),
            missing="Select yes if you work for the council or its children’s services",
            requirements=("WAN-30",),
        ),
        OneOf(
            name="reply_by",
            label="How should the LADO team answer you?",
            choices=(Choice("telephone", "By telephone"), Choice("email", "By e-mail"), Choice("either", "Either")),
            required=True,
            missing="Select how the LADO team should answer you",
            requirements=("WAN-31",),
        ),
        intro=_reply(profile.clock("advice")),
    )


def _reply(clock: Clock | None) -> str:
    if clock is None:
        return "The LADO team has to know who asks, and how to answer you."
    unit = clock.unit.replace("-", " ")
    return f"The {clock.role or 'LADO team'} {clock.label}. This takes {clock.length} {unit} at most."


def _advice(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    said = profile.said("low-level-concerns")
    return (
        Advice(
            name="may-be-a-referral",
            when=Is("risk_seen", "yes"),
            step="question",
            tone="important",
            title="Then this may have to be a referral",
            text=(
                f"Telephone the {profile.service} today: {contact.telephone} ({contact.hours}). You do not have to be "
                "sure.",
                "You can also fill in the form for telling the LADO team about a concern. If you go on here, they will "
                "read it as a question.",
            ),
            requirements=("BED-15", "SAN-10"),
        ),
        Advice(
            name="if-in-doubt-ask",
            when=Is("risk_seen", "not-sure"),
            step="question",
            tone="note",
            title="Not being sure is a good reason to ask",
            text=("Say in your own words what makes you wonder. The LADO team will help you to see what it is.",),
            requirements=("BRO-123",),
        ),
        Advice(
            name="low-level",
            when=Is("advice_about", "low-level-concern"),
            step="question",
            tone="note",
            title="Small things can matter",
            text=(
                *((said,) if said else ()),
                "If a child’s safety could come into it at all, talk to the LADO team before you decide. Write the "
                "concern down, whatever comes of it.",
            ),
            requirements=("BRO-123", "BRO-59"),
        ),
        Advice(
            name="without-a-name",
            when=Is("adult_identified", "withheld"),
            step="adult",
            tone="note",
            title="You can ask without the name",
            text=("If a child may be at risk, the LADO team will ask you who it is, and you should tell them.",),
            requirements=("BED-18", "BED-25"),
        ),
    )
