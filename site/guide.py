"""The criteria guide: a few questions that lead to advice. It decides nothing, and keeps and sends nothing.

Every answer names what comes next, so that the page is a list to read without JavaScript and one question at a time
with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .profiles import Profile

Tone = Literal["urgent", "important", "note"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer: ``then`` names the question or the ending that it leads to."""

    key: str
    label: str
    hint: str = ""
    then: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    name: str
    text: str
    hint: str = ""
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """Where the questions lead: what to do, why, and the forms and pages that help with it."""

    name: str
    verdict: str
    tone: Tone
    title: str
    reason: str
    steps: tuple[str, ...]
    forms: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """The questions, the first one first, and the endings. Building one checks that every way leads to an ending."""

    questions: tuple[Question, ...]
    endings: tuple[Ending, ...]

    def __post_init__(self) -> None:
        places = [*(question.name for question in self.questions), *(ending.name for ending in self.endings)]
        if len(places) != len(set(places)):
            raise ValueError("a question or an ending of the guide is there twice")
        reached = {self.questions[0].name, *(answer.then for each in self.questions for answer in each.answers)}
        if reached != set(places):
            raise ValueError(f"the guide does not hold together at {', '.join(sorted(reached ^ set(places)))}")
        for question in self.questions:
            later = set(places[places.index(question.name) + 1 :])
            if not {answer.then for answer in question.answers} <= later:
                raise ValueError(f"the guide goes back from {question.name}")

    def number(self, name: str) -> int:
        """Return the number of a question as it is shown; 0 for an ending."""
        names = [question.name for question in self.questions]
        return names.index(name) + 1 if name in names else 0

    def verdict(self, name: str) -> str:
        """Return what an ending says in a few words; "" for a question."""
        return next((ending.verdict for ending in self.endings if ending.name == name), "")

    def words(self) -> Iterator[str]:
        """Yield the guide's own sentences, for their reading age; the authority's criteria are not among them."""
        for question in self.questions:
            yield from (question.text, question.hint)
            yield from (answer.label for answer in question.answers if not answer.key.startswith("criterion-"))
        for ending in self.endings:
            yield from (ending.title, ending.reason, *ending.steps)

    def ending(self, answers: tuple[str, ...]) -> Ending:
        """Return where these answers lead, given from the first question on. Raises ValueError when they do not end."""
        place = self.questions[0].name
        for key in answers:
            question = next(each for each in self.questions if each.name == place)
            place = next(answer.then for answer in question.answers if answer.key == key)
        found = next((ending for ending in self.endings if ending.name == place), None)
        if found is None:
            raise ValueError(f"these answers lead to the question {place}, not to an ending")
        return found


def build_guide(profile: Profile) -> Guide:
    """Build the guide with one authority's own criteria and numbers."""
    return Guide(questions=tuple(_questions(profile)), endings=tuple(_endings(profile)))


def _questions(profile: Profile) -> Iterator[Question]:
    yield Question(
        name="danger",
        text="Is a child in danger now, or does anyone need a doctor now?",
        answers=(
            Answer(key="danger-yes", label="Yes, or I think so", then="call-999"),
            Answer(key="danger-no", label="No", then="role"),
        ),
    )
    yield Question(
        name="role",
        text="Does the adult work or volunteer with children?",
        hint="Count paid work, agency work and unpaid help. Teachers, nursery staff, nurses, foster carers, "
        "childminders, coaches, tutors, drivers and faith leaders all count. A child is anyone under 18.",
        answers=(
            Answer(key="role-yes", label="Yes", then="area"),
            Answer(key="role-past", label="Not now, but they used to", then="ask-past"),
            Answer(key="role-unknown", label="I do not know who the adult is", then="ask-unknown"),
            Answer(key="role-unsure", label="I am not sure if their work counts", then="ask-unsure"),
            Answer(key="role-no", label="No", then="not-with-children"),
        ),
    )
    yield Question(
        name="area",
        text=f"Do they work with children in {profile.area}?",
        hint="Think of where they work, not of where they live.",
        answers=(
            Answer(key="area-yes", label=f"Yes, in {profile.area}, or here and somewhere else", then="criteria"),
            Answer(key="area-unsure", label="I am not sure", then="criteria"),
            Answer(key="area-no", label="No, only somewhere else", then="other-area"),
        ),
    )
    yield Question(
        name="criteria",
        text="Could one of these be true of the adult?",
        hint="Choose the first one that fits. You do not have to be sure, and you do not need proof.",
        answers=(
            *(
                Answer(key=f"criterion-{each.key}", label=each.heading, hint=each.plain, then="refer")
                for each in profile.criteria
            ),
            Answer(key="criteria-unsure", label="I am not sure", then="ask-unsure"),
            Answer(key="criteria-none", label="None of these", then="kind"),
        ),
    )
    yield Question(
        name="kind",
        text="What is it about, then?",
        answers=(
            Answer(
                key="kind-small",
                label="A small worry about how the adult acts with children",
                hint="Something felt wrong, or broke a rule of your workplace.",
                then="low-level",
            ),
            Answer(
                key="kind-job",
                label="How well the adult does the job",
                hint="For example lateness, rudeness or poor planning.",
                then="employer",
            ),
            Answer(key="kind-place", label="How a school, nursery, club or home is run", then="complaint"),
            Answer(key="kind-child", label="A child, and not an adult at work", then="child"),
            Answer(key="kind-other", label="Something else", then="ask-unsure"),
        ),
    )


def _endings(profile: Profile) -> Iterator[Ending]:
    contact = profile.contact
    call = f"Call the {profile.service} on {contact.telephone} ({contact.hours})."
    social_care = (
        f"children’s social care on {contact.childrens_services}, or {contact.out_of_hours} outside office hours"
    )
    yield Ending(
        name="call-999",
        verdict="Call 999",
        tone="urgent",
        title="Call 999 now",
        reason="A child’s safety comes before any form. The LADO team does not answer emergencies.",
        steps=(
            "Stay with the child if you can.",
            f"Then tell {social_care}.",
            "Come back here when everyone is safe.",
        ),
        pages=("urgent",),
    )
    yield Ending(
        name="refer",
        verdict="Refer now",
        tone="important",
        title="Tell the LADO team now",
        reason="What you chose is one of the things that the LADO must hear about. The LADO team then decides.",
        steps=(
            "Fill in the referral today. You can say “not known” whenever you do not know.",
            f"Or talk first. {call}",
            "If it may be a crime, tell the police too: 101, or 999 if it is urgent.",
            "Do not ask anyone for a statement, and do not tell the adult yet.",
        ),
        forms=("referral",),
        pages=("before-we-answer", "police"),
    )
    yield from _advice_endings(profile, call)
    yield from _elsewhere_endings(profile, call, social_care)


def _advice_endings(profile: Profile, call: str) -> Iterator[Ending]:
    steps = (
        call,
        "You need not give the adult’s name to ask.",
        "If we think it is for us, we tell you what to do next.",
    )
    yield Ending(
        name="ask-past",
        verdict="Ask for advice",
        tone="note",
        title="Ask the LADO team for advice",
        reason="Someone who has worked with children may go back to it, and families may still trust them.",
        steps=steps,
        forms=("advice", "referral"),
        pages=("personal-life",),
    )
    yield Ending(
        name="ask-unknown",
        verdict="Ask for advice",
        tone="note",
        title="Ask the LADO team for advice",
        reason="You can ask even when nobody knows the name. Other people may have told us about the same adult.",
        steps=steps,
        forms=("advice", "referral"),
        pages=("criteria",),
    )
    yield Ending(
        name="ask-unsure",
        verdict="Ask for advice",
        tone="note",
        title="Ask the LADO team for advice",
        reason=f"Not being sure is a good reason to ask. Many calls end with {profile.advice_label} and nothing more.",
        steps=steps,
        forms=("advice", "referral"),
        pages=("criteria",),
    )


def _elsewhere_endings(profile: Profile, call: str, social_care: str) -> Iterator[Ending]:
    unsure = f"If there may be a risk to children in it, ask us. {call}"
    yield Ending(
        name="not-with-children",
        verdict="Not for the LADO, do this",
        tone="note",
        title="This is probably not for the LADO",
        reason="The LADO team deals with adults who work or volunteer with children.",
        steps=(
            f"If you are worried about a child, call {social_care}.",
            "If the adult works with adults who need care or support, tell adult social care at your council.",
            "If it may be a crime, call the police on 101.",
            unsure,
        ),
        pages=("criteria",),
    )
    yield Ending(
        name="other-area",
        verdict="Not for the LADO, do this",
        tone="note",
        title="Tell the LADO of the other area",
        reason="The LADO of the place where the adult works with children deals with it.",
        steps=(
            "Search for the name of that council and the word LADO, and call them.",
            f"If the child comes from {profile.area}, or you cannot reach them, ask us. {call}",
        ),
        forms=("advice",),
        pages=("other-areas",),
    )
    yield Ending(
        name="low-level",
        verdict="Not for the LADO, do this",
        tone="note",
        title="Write it down and tell the person who leads on safeguarding",
        reason="On its own this may be too small for the LADO. Several small things can add up.",
        steps=(
            "Write down what you saw or heard, where and when.",
            "Give it today to the person who leads on safeguarding where you work.",
            f"They can ask us whenever they are in doubt. {call}",
        ),
        forms=("advice",),
        pages=("low-level",),
    )
    yield Ending(
        name="employer",
        verdict="Not for the LADO, do this",
        tone="note",
        title="This is for the employer",
        reason="How well someone does the job is for their manager, as long as it puts no child at risk.",
        steps=("Tell the manager, or use the complaints steps of that place.", unsure),
        pages=("low-level",),
    )
    yield Ending(
        name="complaint",
        verdict="Not for the LADO, do this",
        tone="note",
        title="Complain to the place, then to whoever inspects it",
        reason="A complaint about how a place is run is not the same as a concern about one adult.",
        steps=(
            "Ask the place for its complaints steps, and use them.",
            "If that does not help, tell whoever inspects it. For schools, nurseries and homes that is mostly Ofsted.",
            unsure,
        ),
        pages=("criteria",),
    )
    yield Ending(
        name="child",
        verdict="Not for the LADO, do this",
        tone="important",
        title="Tell children’s social care",
        reason="Children’s social care looks after worries about a child at home or elsewhere.",
        steps=(f"Call {social_care}.", "If a child is in danger, call 999.", unsure),
        pages=("urgent",),
    )
