"""The lists of work by name: what each is of, in a sentence, and where its entries come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from lado_site.profiles import Profile

from ..clocks import EventKind, limits
from ..clocks.limits import Limit
from .state import AGREED_ACTION

SOON = 7
"""Days ahead that the lists of regular steps look."""


class ByCase(Enum):
    """What puts a case on a list."""

    AWAITING = "awaiting"
    POLICE = "police"
    LETTERS = "letters"
    PROBLEMS = "problems"
    SCHOOLS_WEEK = "schools-week"
    SCHOOLS_MONTH = "schools-month"
    EXCEPTIONS = "exceptions"
    MEETING_ACTIONS = "meeting-actions"
    INVESTIGATIONS = "investigations"


@dataclass(frozen=True, kw_only=True, slots=True)
class ByClock:
    """Time limits that put a case on a list, until so many days after today; None for all that are late already."""

    days: int | None
    are: Callable[[Limit], bool] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ByNextStep:
    """Steps that an entry of the record brought about, for which no time is set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkList:
    """One list. One that is of no case is of the service's own duties."""

    name: str
    text: str
    by: ByCase | ByClock | ByNextStep | None
    requirements: tuple[str, ...] = ()


def _done_by(*kinds: EventKind) -> Callable[[Limit], bool]:
    return lambda limit: bool(set(kinds) & set(limit.done))


_TABLE = (
    WorkList(
        name="today",
        text="What is due today or overdue: first where the adult is in contact with children now.",
        by=ByClock(days=0),
        requirements=("WAN-12", "WAN-67"),
    ),
    WorkList(name="overdue", text="What is overdue, the longest first.", by=ByClock(days=None)),
    WorkList(
        name="next",
        text="What the record brings about next, where no time is set for it: first where there is contact now.",
        by=ByNextStep(),
        requirements=("LEI-24", "LEI-25", "LEI-41", "BED-60"),
    ),
    WorkList(
        name="awaiting",
        text="Open cases that wait for somebody else, for whom, and when they were last checked.",
        by=ByCase.AWAITING,
        requirements=("SAN-16", "SAN-17"),
    ),
    WorkList(
        name="reviews",
        text="Reviews and regular checks of open cases: due within 7 days, or overdue.",
        by=ByClock(
            days=SOON, are=_done_by(EventKind.MONITORED, EventKind.REVIEW_HELD, EventKind.CHILD_IN_CARE_CHECKED)
        ),
        requirements=("SAN-17", "WAN-34", "WAN-37", "WAN-38", "WAN-55"),
    ),
    WorkList(
        name="summaries",
        text="Summaries of progress to be put on file: due within 7 days, or overdue.",
        by=ByClock(days=SOON, are=_done_by(EventKind.SUMMARY_FILED)),
        requirements=("WAN-36",),
    ),
    WorkList(name="police", text="Open cases that the police are investigating.", by=ByCase.POLICE),
    WorkList(
        name="no-employer",
        text="Adults without employer or agency who are to be told how things stand after a meeting.",
        by=ByClock(days=SOON, are=lambda limit: "no-employer" in limit.applies),
        requirements=("WAN-28",),
    ),
    WorkList(
        name="letters",
        text="Letters to be written: at the end of a case, advice to be confirmed, and what nobody has acknowledged.",
        by=ByCase.LETTERS,
        requirements=("WAN-31", "SAN-36"),
    ),
    WorkList(
        name="duties", text="What the service itself does regularly, and how often it was done this time.", by=None
    ),
    WorkList(
        name="schools-weekly",
        text="Every contact of the last whole week about somebody who works in education.",
        by=ByCase.SCHOOLS_WEEK,
        requirements=("WAN-54",),
    ),
    WorkList(
        name="schools-monthly",
        text="Cases of the last whole month that involve schools and colleges in the area.",
        by=ByCase.SCHOOLS_MONTH,
        requirements=("WAN-53",),
    ),
    WorkList(
        name="exceptions",
        text="Open cases that are not as they should be: late, over 12 months old, or with something not on record.",
        by=ByCase.EXCEPTIONS,
        requirements=("WAN-66", "WAN-63"),
    ),
    WorkList(
        name="meeting-actions",
        text="Every open action and every set of minutes of open cases, with the days due and sent.",
        by=ByCase.MEETING_ACTIONS,
        requirements=("WAN-68",),
    ),
    WorkList(
        name="supervision",
        text="Every open investigation with its age and its next step, the oldest first.",
        by=ByCase.INVESTIGATIONS,
        requirements=("WAN-69",),
    ),
    WorkList(
        name="errors",
        text="Cases in which something is missing that must be on record.",
        by=ByCase.PROBLEMS,
        requirements=("SAN-18", "BED-34", "BED-78"),
    ),
)

LISTS: Mapping[str, WorkList] = {each.name: each for each in _TABLE}
"""Every list by its name."""

EDUCATION = ("primary-school", "secondary-school", "special-school", "independent-school")
"""Sectors that are schools and colleges, by the keys that are common to all authorities."""


def clock_keys(by: ByClock, profile: Profile) -> tuple[str, ...]:
    """Return the keys of the time limits of a list; one of all has agreed actions too. Next steps are none."""
    keys = (limit.key for limit in limits(profile) if by.are is None or by.are(limit))
    return (*keys, AGREED_ACTION) if by.are is None else tuple(keys)
