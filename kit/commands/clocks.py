"""``lado clocks``: what is to be done by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from .session import Session, now, shared_options
from .speech import not_shown, say, show, show_json, show_table

if TYPE_CHECKING:
    from ..casework.clocks import Clock, State
    from ..office.clocks import CaseClock


@click.command("clocks")
@click.option("--now", "at", metavar="ISO", help="As things stood then: 2026-05-03, or 2026-05-03T14:30.")
@click.option("--case", "name", metavar="REFERENCE", default="", help="Only this case.")
@click.option("--state", "states", metavar="STATES", help="Only these, with commas between: late, due-soon, met …")
@shared_options
@click.pass_obj
def clocks(session: Session, at: str | None, name: str, states: str | None) -> None:
    """List what is still to be done in the open cases and by when, the most urgent first.

    Times are those of the clock in England. Without --state, what is done, stopped or never began is left out.

    \b
    Example:
      lado clocks --state late,due-soon
    """
    from ..office.clocks import count_hidden, list_clocks
    from ..office.events import read_moment

    moment = now() if at is None else read_moment(at)
    wanted = _states(states) if states else ()
    with session.office() as office:
        found = list_clocks(office, now=moment, name=name, states=wanted)
        hidden = 0 if name else count_hidden(office, states=wanted, now=moment)
    show_json([_as_json(each) for each in found]) if session.as_json else _show(found)
    if hidden:
        say(not_shown(hidden))


def _states(text: str) -> tuple[State, ...]:
    from ..casework.clocks import State
    from ..errors import Misuse

    names = [each.strip() for each in text.split(",")]
    unknown = [each for each in names if each not in list(State)]
    if unknown:
        raise Misuse(f"there is no state {unknown[0]}", hint=f"use {', '.join(State)}")
    return tuple(map(State, names))


def _as_json(each: CaseClock) -> dict[str, Any]:
    values = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(each.clock).items()
    }
    return {"case": each.case, **values, "is_open": each.clock.is_open}


def _show(found: Sequence[CaseClock]) -> None:
    if not found:
        say("there are none")
        return
    show_table(
        ("due", "case", "clock", "what", "who", "state"),
        [(due(each.clock), each.case, each.clock.id, _what(each.clock), each.clock.responsible, _state(each.clock))
         for each in found],
    )  # fmt: skip
    assumed = {each.clock.id: each.clock.assumed for each in found if each.clock.assumed}
    if assumed:
        show("\n* assumed, for your authority to confirm:")
        for key, why in assumed.items():
            show(f"  {key}: {why}")


def due(clock: Clock) -> str:
    """Return by when, as the clock on the wall in England shows it, with a star where that is only assumed."""
    star = " *" if clock.assumed and (clock.due_at or clock.due_on) else ""
    other = f" (working days: {in_words(clock.other_due_on)})" if clock.other_due_on else ""
    return in_words(clock.due_at or clock.due_on) + star + other


def in_words(moment: date | datetime | None) -> str:
    """Return "Tue 5 May 2026", with the time in England for an instant."""
    from lado_site.profiles import LONDON

    if moment is None:
        return ""
    local = moment.astimezone(LONDON) if isinstance(moment, datetime) else moment
    return f"{local:%a} {local.day} {local:%b %Y}" + (f" {local:%H:%M}" if isinstance(local, datetime) else "")


def _what(clock: Clock) -> str:
    wherever = ", wherever possible" if clock.wherever_possible else ""
    return f"{clock.task}{wherever}" + (f" ({clock.aim})" if clock.aim else "")


def _state(clock: Clock) -> str:
    done = f", done {in_words(clock.met_at)}" if clock.met_at else ""
    return f"{clock.state.replace('-', ' ')}{done}" + (f": {clock.reason}" if clock.reason else "")
