"""Which fields of the recording data set are still blank in a case (BED-34, BED-78 to BED-101)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..clocks import Event, EventKind
from ..record import CaseView
from ..record.corrections import FACT, IS

PATHWAYS = ("tier-1", "tier-2")
"""The pathways whose records have the data set, by their keys; it holds of no other."""

_ANSWERS = (
    ("name of the adult", "BED-79", ("adult_family_name", "adult_given_names")),
    ("address of the adult", "BED-80", ("adult_address",)),
    ("birth date of the adult", "BED-81", ("adult_birth_date",)),
    ("gender of the adult", "BED-82", ("adult_gender",)),
    ("ethnicity of the adult", "BED-83", ("adult_ethnicity",)),
    ("referring agency", "BED-84", ("referrer_organisation",)),
    ("employing agency", "BED-85", ("employer_name", "agency_name")),
    ("role", "BED-86", ("work_role",)),
    ("how it came to light", "BED-87", ("came_to_light",)),
    ("day of the incident", "BED-89", ("happened_on",)),
    ("summary", "BED-101", ("what_happened",)),
)
_OF_CHILD = (
    ("name of the child", "BED-79", ("child_family_name", "child_given_names")),
    ("address of the child", "BED-80", ("child_address",)),
    ("birth date of the child", "BED-81", ("child_birth_date",)),
    ("gender of the child", "BED-82", ("child_gender",)),
    ("ethnicity of the child", "BED-83", ("child_ethnicity",)),
)
_ENTRIES = (
    ("category", "BED-88", (EventKind.ALLEGATION_SET,)),
    ("how the risk was managed", "BED-92", (EventKind.INTERIM_SET,)),
    (
        "how it was investigated",
        "BED-93",
        (
            EventKind.POLICE_INVESTIGATION_STARTED,
            EventKind.POLICE_DECIDED,
            EventKind.S47_STARTED,
            EventKind.S47_DECIDED,
            EventKind.INTERNAL_INVESTIGATION_STARTED,
        ),
    ),
)


def blanks(
    answers: Sequence[Mapping[str, Any]], seen: CaseView, standing: Sequence[Event], pathway: str
) -> Iterator[str]:
    """List the fields that are blank; "not known" is an answer. Of several children each is looked at."""
    if pathway not in PATHWAYS:
        return
    # What nobody had answered may have been put right since.
    added = {each.detail[FACT] for each in seen.corrected if IS in each.detail}
    for what, requirement, names in _ANSWERS:
        if not any(_has(each, names) for each in answers) and added.isdisjoint(map(_fact, names)):
            yield f"{what} ({requirement})"
    children = [numbered for each in answers for numbered in enumerate(_children(each), start=1)] or [(1, {})]
    for what, requirement, names in _OF_CHILD:
        if not all(_has(child, names) or added & {_fact(each, number) for each in names} for number, child in children):
            yield f"{what} ({requirement})"
    kinds = {each.kind for each in standing}
    for what, requirement, entries in _ENTRIES:
        if not kinds & set(entries):
            yield f"{what} ({requirement})"
    if not seen.is_open and seen.headline is None:
        yield "conclusion (BED-98)"


def _has(answers: Mapping[str, Any], names: Sequence[str]) -> bool:
    return any(answers.get(name) for name in names)


def _fact(question: str, number: int = 0) -> str:
    """Return what the fact is called that a question asks for; of the child with this number."""
    whose, _, column = question.partition("_")
    return f"{_CALLED.get(whose, whose)}{f'-{number}' if number else ''}.{column}"


_CALLED = {"employer": "organisation"}


def _children(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    children = answers.get("children")
    return [each for each in children if isinstance(each, dict)] if isinstance(children, list) else []
