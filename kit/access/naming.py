"""Where forms and entries name people: the questions, and what somebody who is named there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..casework.matching.spelling import TITLES, fold
from .people import PersonKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Questions that say who somebody is, and how to reach them; inside a ``group`` for each entry.

    With ``several`` an answer is a sentence that may name more than one.
    """

    role: str
    names: tuple[str, ...]
    details: tuple[str, ...] = ()
    group: str = ""
    kind: PersonKind | None = None
    several: bool = False


def _one(role: str, name: str, *details: str, group: str = "", kind: PersonKind | None = None) -> Named:
    return Named(role=role, names=(name,), details=details, group=group, kind=kind)


def _several(role: str, *names: str, group: str = "") -> Iterator[Named]:
    for name in names:
        yield Named(role=role, names=(name,), group=group, several=True)


QUESTIONS = (
    Named(
        role="The adult",
        names=("adult_given_names", "adult_family_name"),
        details=("adult_birth_date", "adult_address", "adult_postcode", "adult_phone", "adult_email"),
        kind=PersonKind.ADULT,
    ),
    Named(role="The adult", names=("adult_other_names",), kind=PersonKind.ADULT, several=True),
    Named(
        role="A child",
        names=("child_given_names", "child_family_name"),
        details=("child_birth_date", "child_address", "child_postcode"),
        group="children",
        kind=PersonKind.CHILD,
    ),
    _one("The sender", "referrer_name", "referrer_phone", "referrer_email", kind=PersonKind.REFERRER),
    _one("The sender", "respondent_name", "respondent_phone", "respondent_email", kind=PersonKind.REFERRER),
    _one("A child at the adult’s home", "home_child_name", "home_child_age", group="home_children"),
    _one("The police officer in charge", "officer_name", "officer_phone", "officer_email"),
    *_several("Another adult", "other_adults"),
    *_several("Leads on allegations there", "senior_officer"),
    *_several("Works with the child", "child_social_worker", group="children"),
    *_several("A child who could be at risk", "other_children_at_risk"),
    *_several("Saw or heard it", "witnesses", "witnesses_known"),
    *_several("First raised it", "raised_by_name"),
    *_several("Was told", "told_name", group="told"),
    *_several("Was spoken to, or spoke to them", "statements_details"),
    *_several("Told the adult", "adult_told_by"),
    *_several("Supports the adult", "adult_support", "support_details"),
    Named(role="Comes to the meeting", names=("attending_name",), details=("attending_contact",), several=True),
    *_several("Was seen by the police", "police_actions_who", group="police_actions_seen"),
    *_several("Was interviewed", "interviews_who", group="interviews_held"),
    *_several("Did something about it", "actions_what", group="actions_taken"),
    *_several("Holds the recording", "cctv_holder"),
    *_several("Saw the injury", "injuries_by"),
    *_several("Supports the child", "child_support_given"),
    *_several("Wrote it down first", "first_record_by"),
    *_several("Was there that day", "setting_that_day_staff"),
    *_several("Was told at the inspectorate", "inspectorate_told_whom"),
    *_several("Lives in the household", "household_known"),
    *_several("Decided about the placement", "placements_why"),
    *_several("Knows something in another area", "agencies_there_known"),
    *_several("Investigates", "investigator"),
    *_several("Gave advice on the way", "guidance_had"),
    *_several("Is told of the result", "disclosure_whom", group="disclosure_plan"),
    *_several("Sent what came before", "original_sent"),
    *_several("Asked for it to be taken back", "wrong_asked_by"),
)
"""The questions that ask who somebody is. A test holds them against every form."""

ENTRIES: Mapping[str, tuple[str, PersonKind | None]] = {
    "adult": ("The adult", PersonKind.ADULT),
    "child": ("A child", PersonKind.CHILD),
    "chair": ("Chairs", None),
    "agreed-with": ("Agreed to it", None),
    "by": ("Decided, said or did it", None),
    "owner": ("Has to do it", None),
    "who": ("Was invited, or left out", None),
    "lead": ("Leads the enquiries", None),
    "to": ("Was told, asked or given it", None),
    "officer": ("Comes for the police", None),
    "approver": ("Approves a statement", None),
    "hr-contact": ("Was asked in human resources", None),
}
"""The fields of entries that name people, where they take a text."""

_PIECES = re.compile(r"[,;:\n/()&]|\s[-\u2013\u2014]\s|\.\s|\b(?:and|with|from|or|by|to)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019.-]*\w)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INSIDE = _words("de da del della der den van von la le bin ibn al el ap mac mc o ni st")
_NO_NAMES = _words(
    "a an the this that these those he she they we i it his her their our my your him them who whom whose which what"
    " when where why how in on at of for is was were are be been has had have did does do not no none nobody nothing"
    " known unknown yes some somebody someone anyone another other both all one two three only also as same about after"
    " before then there here him herself himself police school nursery council college church club social worker"
    " workers care children child adult service services team head teacher headteacher deputy manager assistant"
    " teaching staff parent parents mother father mum mummy dad daddy aunt uncle grandmother grandfather sister brother"
    " foster carer colleague colleagues pupil pupils year class room office officer designated lead safeguarding lado"
    " hr dbs ofsted nspcc nurse doctor inspector sergeant constable detective pc dc ds di dci sgt cllr ta senco dsl iro"
    " governor chair monday tuesday wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december today yesterday"
)


def names_in(text: str) -> tuple[str, ...]:
    """Return what looks like a person's name in a sentence: words that begin with a capital letter, side by side."""
    return tuple(dict.fromkeys(name for piece in _PIECES.split(text) for name in _runs(piece)))


def _runs(piece: str) -> Iterator[str]:
    run: list[str] = []
    for word in [*_WORD.findall(piece), ""]:
        folded = "".join(fold(word))
        if run and folded in _INSIDE:
            run.append(word)
        elif word[:1].isupper() and folded.isalpha() and folded not in _NO_NAMES and folded not in TITLES:
            run.append(word)
        elif folded in TITLES:
            continue
        else:
            while run and "".join(fold(run[-1])) in _INSIDE:
                run.pop()
            if any(len(each) > 1 for each in run):
                yield " ".join(run)
            run = []
