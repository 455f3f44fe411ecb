"""Every time limit of an authority in one list: its clocks, the days the LADO sets, how soon cases should end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lado_site.profiles import AgreedDate, Condition, Profile, StartEvent, Target, Unit
from lado_site.profiles import Clock as Setting

from .events import EventKind

STARTS: Mapping[StartEvent, tuple[EventKind, ...]] = {
    "contact": (EventKind.CONTACT,),
    "referral-received": (EventKind.REFERRAL_RECEIVED,),
    "advice-asked": (EventKind.ADVICE_ASKED,),
    "advice-given": (EventKind.ADVICE_GIVEN,),
    "threshold-decided": (EventKind.THRESHOLD_DECIDED,),
    "meeting-held": (EventKind.MEETING_HELD,),
    "first-meeting-held": (EventKind.MEETING_HELD,),
    "employer-aware": (EventKind.EMPLOYER_AWARE,),
    "update-made": (EventKind.UPDATE_MADE,),
    "outcome-known": (EventKind.OUTCOME_KNOWN,),
    "open-since": (EventKind.CASE_OPENED, EventKind.REFERRAL_RECEIVED),
    "held-since": (EventKind.HELD,),
    "cover-contacted": (EventKind.COVER_CONTACTED,),
    "high-risk-found": (EventKind.HIGH_RISK_FOUND,),
    "strategy-meeting-advised": (EventKind.STRATEGY_MEETING_ADVISED,),
    "strategy-discussion-held": (EventKind.STRATEGY_DISCUSSION_HELD,),
    "tracking-continued": (EventKind.TRACKING_CONTINUED,),
}
"""Which events start a limit; of several kinds the first that there is any of."""

UNSAID = "the document leaves it open; the authority has to confirm"
TARGET_WARNING = 14
"""Days before the end in which a case that should end soon is due soon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """One time limit, wherever in the profile it stands. See ``profile.Clock`` for what the fields mean.

    ``unit`` is None for a day that is set in each case. ``aim`` says of how many cases it is expected, "" for all.
    """

    key: str
    task: str
    length: int
    unit: Unit | None
    starts: tuple[EventKind, ...]
    done: tuple[EventKind, ...]
    applies: tuple[Condition, ...]
    each: bool
    role: str
    wherever_possible: bool
    repeats: bool
    from_start: bool
    reason_if_late: bool
    warn: int
    other_unit: Unit | None
    assumed: str
    aim: str
    sources: tuple[str, ...]


def limits(profile: Profile) -> tuple[Limit, ...]:
    """List the time limits of an authority."""
    clocks = tuple(_of_clock(each) for each in profile.clocks)
    stands = {(each.length, each.unit, each.sources) for each in clocks}
    targets = (_of_target(each) for each in profile.targets)
    return (
        *clocks,
        *(_of_date(each) for each in profile.agreed_dates),
        # Where a clock is the same fact as a target, it is told once.
        *(each for each in targets if (each.length, each.unit, each.sources) not in stands),
    )


@lru_cache(maxsize=256)
def _of_clock(clock: Setting) -> Limit:
    return Limit(
        key=clock.key,
        task=clock.task or clock.label,
        length=clock.length,
        unit=clock.unit,
        starts=STARTS[clock.start],
        done=tuple(map(EventKind, clock.done)),
        applies=clock.applies,
        each=clock.each,
        role=clock.role,
        wherever_possible=clock.wherever_possible,
        repeats=clock.repeats,
        from_start=clock.from_start,
        reason_if_late=clock.reason_if_late,
        warn=clock.warn,
        other_unit=clock.other_unit or None,
        assumed=(clock.assumed_because or UNSAID) if clock.requirement.assumed else "",
        aim="",
        sources=(clock.requirement.id,),
    )


@lru_cache(maxsize=256)
def _of_date(date: AgreedDate) -> Limit:
    return Limit(
        key=date.key,
        task=date.task,
        length=0,
        unit=None,
        starts=STARTS[date.start],
        done=tuple(map(EventKind, date.done)),
        applies=date.applies,
        each=date.each,
        role=date.role,
        wherever_possible=False,
        repeats=date.repeats,
        from_start=False,
        reason_if_late=False,
        warn=2,
        other_unit=None,
        assumed=UNSAID if date.requirement.assumed else "",
        aim="",
        sources=(date.requirement.id,),
    )


def _applies(target: Target) -> tuple[Condition, ...]:
    """A case that was said to take long is one of the exceptions, where there are any."""
    found: list[Condition] = ["no-police-investigation"] if target.without_police_cases else []
    return (*found, "not-expected-long") if target.exceptions else tuple(found)


@lru_cache(maxsize=256)
def _of_target(target: Target) -> Limit:
    aim = f"{target.percent}% of cases" if target.percent < 100 else "all cases"
    aim += f" except {target.exceptions}" if target.exceptions else ""
    return Limit(
        key=f"end-{target.length}-{target.unit}{'-ambition' if target.ambition else ''}",
        task="Bring the case to its end",
        length=target.length,
        unit=target.unit,
        starts=STARTS[target.start],
        done=(EventKind.CONCLUDED, EventKind.CLOSED),
        applies=_applies(target),
        each=False,
        role="",
        wherever_possible=False,
        repeats=False,
        from_start=False,
        reason_if_late=False,
        warn=TARGET_WARNING,
        other_unit=None,
        assumed=UNSAID if target.requirement.assumed else "",
        aim=f"{aim}, the service’s own aim" if target.ambition else aim,
        sources=(target.requirement.id,),
    )
