"""The report's first steps: which case it is about, and where the investigation stands."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is
from ..questions import Choice, Date, LongText, OneOf, ShortText, Step, YesNo
from ..shared import adult_questions, receipt_question, work_questions

BEGUN = OneOfThese("stage", ("running", "finished"))
RUNNING, FINISHED = Is("stage", "running"), Is("stage", "finished")

_NEUTRAL = "internal investigation"


def case_step(profile: Profile) -> Step:
    return Step(
        name="case",
        title="Which case is it about?",
        intro=_intro(profile),
        questions=(
            receipt_question("Receipt code of the referral"),
            ShortText(
                name="lado_reference",
                label="Reference of the LADO team, if you have one (optional)",
                hint="For example, 2026-0012",
                max_length=60,
            ),
            *adult_questions(),
            *work_questions(profile),
        ),
    )


def stage_step(profile: Profile) -> Step:
    return Step(
        name="stage",
        title="Where your investigation stands",
        questions=(
            OneOf(
                name="police_state",
                label="Are the police looking into it?",
                choices=(
                    Choice("not-criminal", "No, it was decided that it is not a criminal matter"),
                    Choice("ended", "No, they did, and that has ended"),
                    Choice("running", "Yes"),
                ),
                required=True,
                not_known=True,
                missing="Select whether the police are looking into it",
                requirements=("BRO-79",),
            ),
            YesNo(
                name="lado_agreed",
                label=f"Has the {profile.service} told you that your own investigation may start?",
                required=True,
                not_known=True,
                missing="Select yes if you have been told that your own investigation may start",
                requirements=("SAN-70", "BRO-79", "LEI-40"),
            ),
            OneOf(
                name="stage",
                label="Where does your investigation stand?",
                choices=(
                    Choice("not-started", "It has not started yet"),
                    Choice("running", "It is going on"),
                    Choice("finished", "It has finished"),
                    Choice("none", "We decided not to investigate ourselves"),
                ),
                required=True,
                missing="Select where your investigation stands",
            ),
            LongText(
                name="none_why",
                label="Why did you decide not to investigate?",
                rows=3,
                max_length=4000,
                required=True,
                when=Is("stage", "none"),
                missing="Enter why you decided not to investigate",
            ),
            Date(
                name="started_on",
                label="When did it start?",
                hint="For example, 27 3 2026",
                required=True,
                when=BEGUN,
                missing="Enter the date when your investigation started",
                requirements=("BRO-79",),
            ),
            Date(
                name="planned_end",
                label="By when is it to end?",
                hint="The day you have agreed, or propose",
                required=True,
                not_known=True,
                future=True,
                when=OneOfThese("stage", ("not-started", "running")),
                missing="Enter the date by which it is to end, or select “Not known”",
                requirements=("BRO-84",),
            ),
            Date(
                name="ended_on",
                label="When did it end?",
                hint="For example, 27 3 2026",
                required=True,
                when=FINISHED,
                missing="Enter the date when your investigation ended",
                requirements=("BRO-84",),
            ),
        ),
    )


def _intro(profile: Profile) -> str:
    name = profile.employer_investigation
    called = f"{profile.area} calls your own investigation an {name}. " if name and name != _NEUTRAL else ""
    return f"{called}You can send this form more than once: on the way, and when it is over."
