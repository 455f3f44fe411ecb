"""How a case is told as it stands: the decision, the allegations and their outcomes, what is open, what is in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from .event import happened
from .next_steps import in_short, next_step_as_json
from .speech import show

if TYPE_CHECKING:
    from ..casework.clocks import Event
    from ..casework.record import CaseView
    from ..casework.record.investigations import Investigation


def show_standing(standing: CaseView, *, disputed: Collection[str] = ()) -> None:
    """Print how a case stands, and which entries are disputed; nothing where nobody has put anything on record."""
    lines = list(_lines(standing, disputed))
    if lines:
        show("\n".join(["\nWhere it stands", *(f"  {line}" for line in lines)]))


def standing_as_json(standing: CaseView) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "pathway": standing.pathway,
        "is_open": standing.is_open,
        "category": standing.category,
        "decision": _as_json(standing.decision),
        "closed": _as_json(standing.closed),
        "headline": standing.headline.detail["outcome"] if standing.headline else "",
        "held_by": standing.held_by,
        "holds_up": standing.holds_up,
        "on_legal_hold": standing.on_legal_hold,
        "allegations": [
            {"allegation": _as_json(each.allegation), "outcome": _as_json(each.outcome)}
            for each in standing.allegations
        ],
        "meetings": [_as_json(each) for each in standing.meetings],
        "earlier_decisions": [_as_json(each) for _, each in standing.earlier_decisions],
        "investigations": [
            {
                "kind": each.kind,
                "started": _as_json(each.started),
                "ended": _as_json(each.ended),
                "outcome": each.outcome,
            }
            for each in standing.investigations
        ],
        "next": [next_step_as_json(each) for each in standing.next_steps],
        "open_actions": [_as_json(each) for each in standing.open_actions],
        "referred_on": [_as_json(each) for each in standing.referred_on],
        "disputed": [_as_json(each) for each in standing.disputed],
        "corrected": [_as_json(each) for each in standing.corrected],
        "overridden": [_as_json(each) for each in standing.overridden],
        "beside": list(standing.beside),
    }


def _lines(standing: CaseView, disputed: Collection[str]) -> Iterator[str]:
    from ..casework.record.corrections import correction_in_words
    from ..casework.record.fields import day_in_words

    def mark(*events: Event | None) -> str:
        return " ! disputed" if any(each and each.id in disputed for each in events) else ""

    if standing.decision:
        yield (
            f"{standing.pathway}: {standing.decision.detail.get('reason', '')} ({_who_and_when(standing.decision)})"
            + mark(standing.decision)
        )
        yield from _more_of(standing.decision)
    for pathway, earlier in standing.earlier_decisions:
        yield f"before that {pathway}: {earlier.detail.get('reason', '')} ({_who_and_when(earlier)})"
    if standing.closed:
        detail = standing.closed.detail
        yield (
            f"closed, {detail.get('result', '')}: {detail.get('reason', '')} ({_who_and_when(standing.closed)})"
            + mark(standing.closed)
        )
    if standing.held_by:
        yield f"held up by {standing.held_by}" + (f"; has to wait: {standing.holds_up}" if standing.holds_up else "")
    if standing.on_legal_hold:
        yield "must be kept until further notice"
    if standing.interim:
        yield f"meanwhile: {standing.interim.detail['what'].replace('-', ' ')} ({_who_and_when(standing.interim)})"
    yield from map(_in_words, standing.investigations)
    for each in standing.allegations:
        said = each.allegation.detail
        outcome = each.outcome.detail["outcome"].replace("-", " ") if each.outcome else "no outcome yet"
        what = f"{said.get('summary') or said['adult']} ({said['category']})"
        whom = f"{said['adult']}: " if said["adult"].startswith("adult-") and "summary" in said else ""
        yield f"allegation {each.allegation.id}: {whom}{what}: {outcome}" + mark(each.allegation, each.outcome)
    for action in standing.open_actions:
        until = f" by {day_in_words(action.detail['by'])}" if "by" in action.detail else ""
        yield f"to do, {action.id}: {action.detail['action']}, {action.detail['owner']}{until}"
    for step in standing.next_steps:
        yield f"next: {in_short(step)}"
    yield from standing.beside
    for one in standing.disputed:
        yield f"! disputed by {one.detail['by']}: {one.detail['what']}; instead: {one.detail['says']}"
    for event in standing.corrected:
        yield f"put right, {correction_in_words(event)} (event {event.id}, {event.recorded_by})"
    for event in standing.overridden:
        yield f"! {event.kind} stands though something was missing: {event.detail['override']}"


def _more_of(decision: Event) -> Iterator[str]:
    """Tell which of the authority's reasons a decision names, and who takes the matter forward."""
    for name, words in (("because", "reason"), ("lead", "taken forward by")):
        if name in decision.detail:
            yield f"{words}: {decision.detail[name].replace('-', ' ')}"


def _in_words(one: Investigation) -> str:
    began = f"since {happened(one.started)}" if one.started else ""
    ended = f"ended {happened(one.ended)}" if one.ended else ""
    times = ", ".join(filter(None, (began, ended)))
    return f"investigated {one.kind}, {times}" + (f": {one.outcome}" if one.outcome else "")


def _who_and_when(event: Event) -> str:
    return f"{happened(event)}, recorded by {event.recorded_by}"


def _as_json(event: Event | None) -> dict[str, Any] | None:
    if event is None:
        return None
    return {
        "id": event.id,
        "kind": event.kind.value,
        "happened_at": event.happened_at.isoformat(),
        "recorded_by": event.recorded_by,
        "detail": dict(event.detail),
        "note": event.note,
    }
