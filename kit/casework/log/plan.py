"""The actions of the annual report: what was planned for a year, how each part stands, and what was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lado_site.profiles import Profile

from ..worklists.years import report_year
from .entries import LogEntry
from .kinds import PART, STATUS, STATUSES, TARGETS, YEAR, LogKind


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanTarget:
    """A number to reach, what it counts, and what was reached: "" while nobody has said."""

    number: str
    counts: str
    actual: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanPart:
    """How an action, or a part of it, stands by what was said last. ``part`` is "" for the action as a whole."""

    part: str
    status: str
    status_in_words: str
    says: str
    update: LogEntry = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedAction:
    """An action planned for a year; without ``parts`` nobody has said yet how it stands.

    ``updates`` are all that was said of it, and ``shown_by`` the entries of that year that show it.
    """

    position: int
    entry: LogEntry = field(repr=False)
    action: str
    targets: tuple[PlanTarget, ...]
    parts: tuple[PlanPart, ...]
    updates: tuple[LogEntry, ...] = field(repr=False)
    shown_by: tuple[LogEntry, ...] = field(repr=False)


def plan_of_year(entries: Iterable[LogEntry], year: int, profile: Profile) -> tuple[PlannedAction, ...]:
    """List the actions planned for a reporting year, in the order in which they were recorded."""
    every = tuple(entries)
    planned = sorted(
        (each for each in every if each.kind is LogKind.PLAN_ACTION and each.detail[YEAR] == str(year)),
        key=lambda each: int(each.id),
    )
    return tuple(_planned(position, each, every, year, profile) for position, each in enumerate(planned, start=1))


def _planned(
    position: int, action: LogEntry, entries: tuple[LogEntry, ...], year: int, profile: Profile
) -> PlannedAction:
    updates = tuple(each for each in entries if each.kind is LogKind.PLAN_UPDATED and each.about == action.id)
    latest: dict[str, PlanPart] = {}
    for each in updates:
        name = each.detail.get(PART, "")
        latest[name] = PlanPart(
            part=name,
            status=each.detail[STATUS],
            status_in_words=STATUSES[each.detail[STATUS]],
            says=each.detail.get("says", ""),
            update=each,
        )
    shown_by = action.detail.get("shown-by")
    return PlannedAction(
        position=position,
        entry=action,
        action=action.detail["action"],
        targets=tuple(
            PlanTarget(number=action.detail[target], counts=action.detail.get(counts, ""), actual=said.get(actual, ""))
            for said in [_last_said(updates)]
            for target, counts, actual in TARGETS
            if target in action.detail
        ),
        parts=tuple(latest.values()),
        updates=updates,
        shown_by=tuple(
            each for each in entries if each.kind == shown_by and report_year(each.happened_at, profile) == year
        ),
    )


def _last_said(updates: Iterable[LogEntry]) -> Mapping[str, str]:
    return {name: value for each in updates for name, value in each.detail.items()}
