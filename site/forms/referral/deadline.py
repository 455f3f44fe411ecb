"""When the referrer's side first heard of it, and until when the LADO should then have been told."""

from __future__ import annotations

from ...profiles import Clock, Profile, bank_holidays
from ..conditions import Is
from ..questions import Advice, DateTime, Deadline, Kind, LongText

YEARS_OF_DAYS_OFF = range(2026, 2031)
"""The years whose bank holidays the form knows; after them it works out no day rather than a wrong one."""

LATE = Is("tell_by", "late")


def aware_questions(profile: Profile) -> tuple[Kind, ...]:
    """Ask when they first heard of it and, where the authority sets a time limit, why it was not kept. Nothing blocks."""
    clock = telling_clock(profile)
    return (
        DateTime(
            name="became_aware",
            label="When did you, or your organisation, first hear of this?",
            hint="The date and about what time. For example, 27 3 2026 at 2:30pm.",
            required=True,
            not_known=True,
            missing="Enter when you first heard of this, or select “Not known”",
            record="referrer.became_aware",
            requirements=("WAN-16",),
        ),
        *(_time_limit(profile, clock) if clock else ()),
    )


def deadline_advice(profile: Profile) -> tuple[Advice, ...]:
    clock = telling_clock(profile)
    if clock is None:
        return ()
    return (
        Advice(
            name="late",
            when=LATE,
            step="happened",
            tone="note",
            title="Send it today, even though it is late",
            text=(
                f"The LADO team should hear within {_length(clock)}, so that children are safe and proof is not lost. "
                "Please still send it, and say why it is late if you can.",
            ),
            requirements=(clock.requirement.id,),
        ),
    )


def telling_clock(profile: Profile) -> Clock | None:
    """Return the authority's time limit for telling the LADO, in working days; None where it sets none."""
    return next(
        (clock for clock in profile.clocks if clock.start == "employer-aware" and clock.unit == "working-days"), None
    )


def _time_limit(profile: Profile, clock: Clock) -> tuple[Kind, ...]:
    days_off = bank_holidays(YEARS_OF_DAYS_OFF, profile.extra_bank_holidays)
    return (
        Deadline(
            name="tell_by",
            label="Tell the LADO team by",
            since="became_aware",
            working_days=clock.length,
            off_days=tuple(day.isoformat() for day in sorted(days_off) if day.weekday() < 5),
            requirements=(clock.requirement.id,),
        ),
        LongText(
            name="late_reason",
            label="Why was it not possible to tell us sooner? (optional)",
            max_length=4000,
            rows=3,
            when=LATE,
            requirements=(clock.requirement.id,),
        ),
    )


def _length(clock: Clock) -> str:
    return "one working day" if clock.length == 1 else f"{clock.length} working days"
