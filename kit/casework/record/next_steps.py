"""What the record of a case brings about next: the follow-ups of the profile, worked out of the entries each time.

What has a time limit is a clock (``kit/casework/clocks``) and is not told here again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lado_site.profiles import FollowUp, Profile

from ..clocks import Event, EventKind
from ..clocks.events import CLOCK, is_before
from ..clocks.facts import facts_of, holds
from .sought import is_sought, is_there, read_sought
from .standing import closing_of, pathway_of

_BY_KEY = (EventKind.STEP_DONE, EventKind.STEP_NOT_NEEDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """Something that is to be done, whose it is, and which entry brought it about; ``done`` are kinds that do it."""

    key: str
    task: str
    role: str
    requirement: str
    because: Event
    done: tuple[str, ...]


def next_steps(standing: Sequence[Event], profile: Profile) -> tuple[NextStep, ...]:
    """List what is to be done next by the entries in force, in the order of the profile.

    Of several entries that bring a step about the last counts, and what was done before it does not. Of a closed case
    only what an entry brought about after it was closed is still to be done.
    """
    closed = closing_of(standing)
    found = ((each, _begun(each, standing, profile)) for each in profile.follow_ups)
    return tuple(
        _step(follow_up, because)
        for follow_up, because in found
        if because
        and not any(_does(each, follow_up) and not is_before(each, because) for each in standing)
        and (closed is None or is_before(closed, because))
    )


def _begun(follow_up: FollowUp, standing: Sequence[Event], profile: Profile) -> Event | None:
    """Return the last entry that brings a step about, where it applies to the case."""
    current = [each for each in standing if not _is_superseded(each, standing)]
    begun = [each for each in current if any(is_sought(each, text) for text in follow_up.after)]
    return begun[-1] if begun and _applies(follow_up, standing, profile) else None


def _is_superseded(event: Event, standing: Sequence[Event]) -> bool:
    """Tell whether a later decision on the threshold counts in place of this entry."""
    decisions = [each for each in standing if each.kind is EventKind.THRESHOLD_DECIDED]
    return event in decisions[:-1]


def _applies(follow_up: FollowUp, standing: Sequence[Event], profile: Profile) -> bool:
    return (
        (not follow_up.pathways or pathway_of(standing) in follow_up.pathways)
        and not any(is_there(text, standing) for text in follow_up.unless)
        and (not follow_up.applies or _all_hold(follow_up, standing, profile))
    )


def _all_hold(follow_up: FollowUp, standing: Sequence[Event], profile: Profile) -> bool:
    facts = facts_of(standing, profile)
    return all(holds(each, facts) for each in follow_up.applies)


def _does(event: Event, follow_up: FollowUp) -> bool:
    """Tell whether an entry does a step, or says that it is not needed."""
    if event.kind in _BY_KEY:
        return event.detail.get(CLOCK) == follow_up.key
    return any(is_sought(event, text) for text in follow_up.done)


def _step(follow_up: FollowUp, because: Event) -> NextStep:
    return NextStep(
        key=follow_up.key,
        task=follow_up.task,
        role=follow_up.role,
        requirement=follow_up.requirement.id,
        because=because,
        done=tuple(dict.fromkeys(read_sought(each).kind for each in follow_up.done)) or (EventKind.STEP_DONE.value,),
    )
