"""A case as its record shows it now: what stands after all corrections, by what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lado_site.profiles import Profile

from ..clocks import Event, EventKind, in_force
from ..clocks.events import ABOUT
from .adults import is_of_somebody
from .beside import beside, in_words
from .corrections import last_corrections
from .investigations import Investigation, investigations
from .next_steps import NextStep, next_steps
from .standing import closing_of, going_on, of_kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An allegation with its outcome: None while there is none."""

    allegation: Event
    outcome: Event | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseView:
    """What stands. Each part is in the order in which it happened.

    ``pathway`` is the authority's own word for where the case is, "" while nobody has decided; ``earlier_decisions``
    are those before the one that stands, each with the pathway it led to. ``category`` is that of
    the first allegation as it was first put on record: figures count by it, whatever is learnt later (R43).
    ``overridden`` are entries that stand though something was missing; ``beside`` is what stands beside the steps.
    """

    pathway: str
    decision: Event | None
    earlier_decisions: tuple[tuple[str, Event], ...]
    is_open: bool
    closed: Event | None
    category: str
    allegations: tuple[Standing, ...]
    headline: Event | None
    meetings: tuple[Event, ...]
    open_actions: tuple[Event, ...]
    interim: Event | None
    investigations: tuple[Investigation, ...]
    next_steps: tuple[NextStep, ...]
    held_by: str
    holds_up: str
    referred_on: tuple[Event, ...]
    disputed: tuple[Event, ...]
    corrected: tuple[Event, ...] = field(repr=False)
    on_legal_hold: bool
    overridden: tuple[Event, ...]
    beside: tuple[str, ...] = field(repr=False)


_MEETINGS = (
    EventKind.POLICE_DISCUSSION_HELD,
    EventKind.STRATEGY_DISCUSSION_HELD,
    EventKind.PROFESSIONALS_DISCUSSION_HELD,
    EventKind.MEETING_HELD,
    EventKind.OUTCOME_MEETING_HELD,
    EventKind.EVALUATION_MEETING_HELD,
    EventKind.REVIEW_HELD,
)


def view(events: Sequence[Event], profile: Profile) -> CaseView:
    """Read a case from its events."""
    standing = in_force(events)
    decisions = of_kind(standing, EventKind.THRESHOLD_DECIDED)
    decision = decisions[-1] if decisions else None
    closed = closing_of(standing)
    held = going_on(standing, EventKind.HELD, EventKind.HOLD_ENDED)
    allegations = of_kind(standing, EventKind.ALLEGATION_SET)
    outcomes = of_kind(standing, EventKind.OUTCOME_RECORDED)
    done = {each.detail[ABOUT] for each in of_kind(standing, EventKind.ACTION_DONE)}
    return CaseView(
        pathway=_label(decision, profile),
        decision=decision,
        earlier_decisions=tuple((_label(each, profile), each) for each in decisions[:-1]),
        is_open=closed is None,
        closed=closed,
        category=_first_category(events),
        allegations=tuple(Standing(allegation=each, outcome=_outcome_of(each, outcomes)) for each in allegations),
        headline=_headline(outcomes),
        meetings=tuple(of_kind(standing, *_MEETINGS)),
        open_actions=tuple(each for each in of_kind(standing, EventKind.ACTION_AGREED) if each.id not in done),
        interim=going_on(standing, EventKind.INTERIM_SET, EventKind.INTERIM_ENDED),
        investigations=investigations(standing),
        next_steps=next_steps(standing, profile),
        held_by=held.detail.get("agency", "") if held else "",
        holds_up=in_words(held, "holds-up", profile) if held else "",
        referred_on=tuple(of_kind(standing, EventKind.REFERRED_ON)),
        disputed=tuple(of_kind(standing, EventKind.DISPUTED)),
        corrected=tuple(each for each in last_corrections(standing).values() if is_of_somebody(each, standing)),
        on_legal_hold=going_on(standing, EventKind.LEGAL_HOLD_SET, EventKind.LEGAL_HOLD_ENDED) is not None,
        overridden=tuple(each for each in standing if each.detail.get("override")),
        beside=beside(standing, profile),
    )


def _label(decision: Event | None, profile: Profile) -> str:
    key = decision.detail.get("pathway", "") if decision else ""
    return next((each.label for each in profile.pathways if each.key == key), key)


def _first_category(events: Iterable[Event]) -> str:
    recorded = of_kind(events, EventKind.ALLEGATION_SET)
    return min(recorded, key=lambda each: each.recorded_at).detail.get("category", "") if recorded else ""


def _outcome_of(allegation: Event, outcomes: Iterable[Event]) -> Event | None:
    """Return the latest outcome of an allegation. One that names no allegation is of all of them."""
    found = [each for each in outcomes if each.detail.get("allegation", allegation.id) == allegation.id]
    return found[-1] if found else None


def _headline(outcomes: Sequence[Event]) -> Event | None:
    """Return the outcome that counts for the case: the one the LADO chose, or the only one."""
    chosen = [each for each in outcomes if each.detail.get("headline") == "yes"]
    if chosen:
        return chosen[-1]
    return outcomes[-1] if len({each.detail.get("outcome") for each in outcomes}) == 1 else None
