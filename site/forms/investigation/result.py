"""What came of it: the finding, everything that follows for the adult with its date, and which bodies are told."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is
from ..questions import AnyOf, Choice, Date, Group, Kind, LongText, OneOf, ShortText, Step, YesNo
from .start import FINISHED

RESULTS = (
    Choice("no-action", "No further action"),
    Choice("returned", "Went back to work"),
    Choice("advice", "Advice, or a conversation that was written down"),
    Choice("training", "Training"),
    Choice("monitoring", "Supervision or monitoring"),
    Choice("counselling", "Counselling"),
    Choice("action-plan", "An action plan"),
    Choice("oral-warning", "Oral warning"),
    Choice("first-warning", "First written warning"),
    Choice("final-warning", "Final written warning"),
    Choice("demoted", "Demotion"),
    Choice("redeployed", "Moved to other work, by agreement"),
    Choice("contract-reviewed", "The contract or registration was reviewed"),
    Choice("on-file", "A record was kept on the personal file"),
    Choice("dismissed", "Dismissed, or the contract was ended"),
    Choice("no-longer-used", "No longer used", "For agency workers, volunteers and people who work for themselves"),
    Choice("resigned", "Resigned"),
    Choice("retired", "Retired"),
    Choice("retired-ill", "Retired because of ill health"),
    Choice("prosecuted", "Cautioned, charged or prosecuted"),
    Choice("other", "Something else"),
)
"""What can follow for the adult. Several are often true at once; leaving is a result of its own."""

_DECIDED = Is("any_result", "yes")
_APPEALED = Is("appeal", "made")


def finding_step(profile: Profile) -> Step:
    return Step(
        name="finding",
        title="What you found",
        intro=_standard(profile),
        when=FINISHED,
        questions=(
            *_finding(profile),
            LongText(
                name="finding_why",
                label="What did you find, and what does it rest on?",
                required=True,
                missing="Enter what you found, and what it rests on",
            ),
            LongText(
                name="learning",
                label="What will you do differently from now on? (optional)",
                rows=3,
                max_length=4000,
            ),
            YesNo(
                name="adult_told_result",
                label="Has the adult been told the result?",
                required=True,
                not_known=True,
                missing="Select yes if the adult has been told the result",
            ),
            Date(
                name="adult_told_result_on",
                label="When?",
                hint="For example, 27 3 2026",
                required=True,
                not_known=True,
                when=Is("adult_told_result", "yes"),
                missing="Enter when the adult was told, or select “Not known”",
            ),
        ),
    )


def results_step() -> Step:
    return Step(
        name="results",
        title="What follows for the adult",
        questions=(
            YesNo(
                name="any_result",
                label="Has anything been decided about the adult’s work, or has the adult left?",
                required=True,
                missing="Select yes if anything has been decided, or the adult has left",
            ),
            AnyOf(
                name="results",
                label="What was decided, or what happened?",
                hint="Select all that apply: several can be true at once. For each you are asked the date.",
                choices=RESULTS,
                required=True,
                when=_DECIDED,
                missing="Select what was decided, or what happened",
            ),
            *(_result_date(result) for result in RESULTS),
            LongText(
                name="results_note",
                label="Anything to say about this? (optional)",
                rows=2,
                max_length=2000,
                when=_DECIDED,
            ),
            OneOf(
                name="appeal",
                label="Has the adult appealed?",
                choices=(
                    Choice("no", "No"),
                    Choice("possible", "Not yet, and it is still possible"),
                    Choice("made", "Yes"),
                ),
                required=True,
                not_known=True,
                when=_DECIDED,
                missing="Select whether the adult has appealed",
            ),
            OneOf(
                name="appeal_result",
                label="What came of the appeal?",
                choices=(
                    Choice("stands", "The decision stands"),
                    Choice("changed", "The decision was changed"),
                    Choice("open", "It is not decided yet"),
                ),
                required=True,
                when=_APPEALED,
                missing="Select what came of the appeal",
            ),
            Date(
                name="appeal_decided_on",
                label="When was the appeal decided?",
                hint="For example, 27 3 2026",
                required=True,
                not_known=True,
                when=OneOfThese("appeal_result", ("stands", "changed")),
                missing="Enter when the appeal was decided, or select “Not known”",
            ),
            Date(
                name="closed_on",
                label="When did you close the matter? (optional)",
                hint="Leave it empty if it is still open.",
                when=FINISHED,
            ),
        ),
    )


def bodies_step() -> Step:
    return Step(
        name="bodies",
        title="Who has to be told",
        questions=(
            OneOf(
                name="dbs",
                label="Have you referred the adult to the Disclosure and Barring Service (DBS)?",
                choices=(
                    Choice("made", "Yes"),
                    Choice("planned", "Not yet, and we will"),
                    Choice("no", "No, we decided that it is not called for"),
                    Choice("open", "It is not decided yet"),
                ),
                required=True,
                not_known=True,
                missing="Select whether you have referred the adult to the DBS",
            ),
            Date(
                name="dbs_on",
                label="When?",
                hint="For example, 27 3 2026",
                required=True,
                not_known=True,
                when=Is("dbs", "made"),
                missing="Enter when you referred the adult to the DBS, or select “Not known”",
            ),
            LongText(
                name="dbs_why_not",
                label="Why is it not called for?",
                rows=2,
                max_length=2000,
                required=True,
                when=Is("dbs", "no"),
                missing="Enter why a referral to the DBS is not called for",
            ),
            Group(
                name="regulators",
                label="Which professional or regulatory bodies have been told, or will be? (optional)",
                entry="body",
                questions=(
                    ShortText(
                        name="regulator_name",
                        label="Which body?",
                        hint="For example Ofsted, Social Work England, or a sport’s governing body",
                        required=True,
                        missing="Enter which body",
                    ),
                    YesNo(
                        name="regulator_told",
                        label="Has it been told?",
                        required=True,
                        missing="Select yes if the body has been told",
                    ),
                    Date(
                        name="regulator_on",
                        label="When?",
                        hint="For example, 27 3 2026",
                        required=True,
                        not_known=True,
                        when=Is("regulator_told", "yes"),
                        missing="Enter when the body was told, or select “Not known”",
                    ),
                ),
            ),
        ),
    )


def _standard(profile: Profile) -> str:
    decides = "What goes on record as the outcome is decided with the LADO team."
    return f"The measure is {profile.standard_of_proof}. {decides}" if profile.standard_of_proof else decides


def _finding(profile: Profile) -> tuple[Kind, ...]:
    """Where the authority's document defines no outcomes there is nothing to choose from (R34)."""
    if not profile.outcomes:
        return ()
    return (
        OneOf(
            name="finding",
            label="Which of these comes closest to what you found?",
            choices=(
                *(Choice(outcome.key, outcome.label, outcome.definition) for outcome in profile.outcomes),
                Choice("none-of-these", "None of these"),
            ),
            required=True,
            missing="Select what comes closest to what you found",
            requirements=tuple(outcome.requirement.id for outcome in profile.outcomes if outcome.requirement),
        ),
    )


def _result_date(result: Choice) -> Date:
    return Date(
        name=f"result_{result.value.replace('-', '_')}_on",
        label=f"{result.label}: on which date?",
        hint="For example, 27 3 2026. Leave out the day or the month if you do not know it.",
        approximate=True,
        not_known=True,
        required=True,
        when=Is("results", result.value),
        missing=f"Enter the date, or select “Not known”: {result.label}",
    )
