"""``lado case event``, ``events`` and ``kinds``: recording and reading what happened in a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .clocks import due, in_words
from .entry_fields import hint_at_names, said_in, show_fields
from .next_steps import in_short, next_step_as_json
from .session import Session, now, shared_options
from .speech import show, show_json, show_table, warn

if TYPE_CHECKING:
    from ..casework.clocks import Change, Doubt, Event, EventKind
    from ..custody.unlocking import Office
    from ..office.crossing import Crossed
    from ..office.events import CaseEvents, Recorded


@click.command("event")
@click.argument("name", metavar="REFERENCE")
@click.argument("kind")
@click.option("--at", metavar="ISO", help="When it happened, if not now; without an offset UK time.")
@click.option("--set", "said", metavar="NAME=VALUE", multiple=True, help="What it says more, like met=yes.")
@click.option("--reason", help="Why, in a sentence: for a delay, or for a step that is not needed.")
@click.option("--note", default="", help="A note, which only this case shows.")
@click.option("--corrects", metavar="ID", help="The event that this one stands in the place of.")
@click.option("--override", default="", metavar="REASON", help="Why it may stand though something is missing.")
@click.option("--seen", type=click.IntRange(min=0), metavar="N", help="The last event of the case that you have seen.")
@shared_options
@click.pass_obj
def event(
    session: Session, name: str, kind: str, at: str | None, said: tuple[str, ...], reason: str | None, note: str,
    corrects: str | None, override: str, seen: int | None,
) -> None:  # fmt: skip
    """Record what happened in a case, and say which clocks that changes and what it brings about.

    Nothing recorded is ever changed.

    What looks wrong is kept, and said. Without a KIND that there is, the kinds are listed. Where somebody else has
    recorded the same meanwhile, both are shown; nothing is recorded then until you say with --seen that you saw it.

    \b
    Example:
      lado case event 2026-0001 meeting-held --at 2026-05-12T10:00
    """
    from ..office.events import record

    detail = {**said_in(said), **({"reason": reason} if reason else {})}
    record_and_tell(
        session,
        lambda office: record(
            office, name, read_kind(kind), at=at, detail=detail, note=note, corrects=corrects, override=override,
            seen=seen, now=now(),
        ),
    )  # fmt: skip


def record_and_tell(session: Session, put: Callable[[Office], Recorded]) -> None:
    """Have something recorded, and tell what it comes to; or what somebody else has recorded meanwhile."""
    from ..office.crossing import Crossed

    try:
        with session.office() as office:
            recorded = put(office)
    except Crossed as crossed:
        show_json(_crossed_as_json(crossed)) if session.as_json else _show_crossed(crossed)
        raise
    show_json(_recorded_as_json(recorded)) if session.as_json else _show_recorded(recorded)


@click.command("kinds")
@click.argument("kind", default="")
@shared_options
@click.pass_obj
def kinds(session: Session, kind: str) -> None:
    """List the kinds of event, or what an event of one KIND says, with what this authority allows.

    A word that is no kind lists the kinds that have it in them.

    \b
    Example:
      lado case kinds outcome-recorded
    """
    from ..casework.clocks import EventKind
    from ..casework.record import fields_of, kinds_by_part, kinds_like

    if kind in list(EventKind):
        profile = session.find_home().read_profile()
        show_fields(fields_of(EventKind(kind)), profile, as_json=bool(session.as_json))
        return
    like = kinds_like(kind) if kind else tuple(EventKind)
    if not like:
        read_kind(kind)
    parts = [(part, [each for each in listed if each in like]) for part, listed in kinds_by_part()]
    _show_kinds([(part, listed) for part, listed in parts if listed], as_json=bool(session.as_json))


@click.command("events")
@click.argument("name", metavar="REFERENCE")
@shared_options
@click.pass_obj
def events(session: Session, name: str) -> None:
    """List what happened in a case with every correction, what looks wrong, and how due dates changed.

    The reading is noted.

    \b
    Example:
      lado case events 2026-0001
    """
    from ..office.events import list_events

    with session.office() as office:
        found = list_events(office, name, now=now())
    show_json(_as_json(found)) if session.as_json else _show(found)


def read_kind(text: str) -> EventKind:
    """Return the kind of event that somebody typed. Raises Misuse."""
    from ..casework.clocks import WORDS, EventKind
    from ..errors import Misuse

    if text in list(EventKind):
        return EventKind(text)
    hint = hint_at_names(text, WORDS, "lado case kinds lists them all")
    raise Misuse(f"there is no kind of event {text}", hint=hint)


def _show_kinds(parts: Sequence[tuple[str, Sequence[EventKind]]], *, as_json: bool) -> None:
    from ..casework.clocks import WORDS

    if as_json:
        show_json([{"part": part, "kind": each.value, "words": WORDS[each]} for part, kinds in parts for each in kinds])
        return
    for place, (part, kinds) in enumerate(parts):
        show(f"{chr(10) if place else ''}{part}")
        for each in kinds:
            show(f"  {each.value:<32}{WORDS[each]}")


def _plain(value: Any) -> dict[str, Any]:
    return {name: each.isoformat() if isinstance(each, date) else each for name, each in asdict(value).items()}


def _recorded_as_json(recorded: Recorded) -> dict[str, Any]:
    return {
        "case": recorded.case,
        "event": _plain(recorded.event),
        "doubts": [_plain(each) for each in recorded.doubts],
        "changed": [_plain(each) for each in recorded.changed],
        "next": [next_step_as_json(each) for each in recorded.next_steps],
        "filled_in": list(recorded.filled_in),
    }


def _crossed_as_json(crossed: Crossed) -> dict[str, Any]:
    return {
        "case": crossed.case,
        "not_recorded": {name: value for name, value in _plain(crossed.own).items() if name != "id"},
        "recorded": [_plain(each) for each in crossed.others],
    }


def _show_crossed(crossed: Crossed) -> None:
    from ..casework.clocks import WORDS

    rows = [(f"event {each.id}", each) for each in crossed.others] + [("yours, not recorded", crossed.own)]
    show(f"{crossed.case}: the same fact, as you and others put it")
    show_table(
        ("", "happened", "what", "recorded", "by", "says"),
        [(which, happened(each), WORDS[each.kind], in_words(each.recorded_at), each.recorded_by,
          says(each.detail, each.note)) for which, each in rows],
    )  # fmt: skip


def _as_json(found: CaseEvents) -> dict[str, Any]:
    standing = {each.id for each in found.standing}
    return {
        "case": found.case,
        "events": [{**_plain(each), "in_force": _is_in_force(found, each.id, standing)} for each in found.events],
        "doubts": [_plain(each) for each in found.doubts],
        "history": [_plain(each) for each in found.changes],
    }


def _is_in_force(found: CaseEvents, id_: str, standing: set[str]) -> bool:
    """Tell whether an event was neither corrected nor withdrawn, nor stands in the place of another."""
    return id_ in standing and not any(each.corrects == id_ for each in found.events)


def _show_recorded(recorded: Recorded) -> None:
    from ..casework.clocks import WORDS

    one = recorded.event
    show(f"{recorded.case}: event {one.id}, {WORDS[one.kind]}, {happened(one)}")
    for clock in recorded.changed:
        until = f", by {due(clock)}" if clock.due_at or clock.due_on else ""
        show(f"  {clock.id}: {clock.task}{until}: {clock.state.replace('-', ' ')}")
    for name in recorded.filled_in:
        show(
            f"  {name}: {one.detail[name]}, as your profile says; if that is wrong: --corrects {one.id} --set {name}=…"
        )
    for step in recorded.next_steps:
        show(f"  this brings about: {in_short(step)}")
    _warn(recorded.doubts)


def _show(found: CaseEvents) -> None:
    from ..casework.clocks import WORDS

    show_table(
        ("id", "happened", "what", "recorded", "by", "corrects", "says"),
        [(each.id, happened(each), WORDS[each.kind], in_words(each.recorded_at), each.recorded_by,
          each.corrects or "", says(each.detail, each.note)) for each in found.events],
    )  # fmt: skip
    for line in _against(found):
        show(line)
    if found.changes:
        show("\nWhat was known when")
        show_table(
            ("since", "clock", "due", "because of"),
            [
                (in_words(each.known_since), each.clock, _due_of(each), ", ".join(each.because))
                for each in found.changes
            ],
        )
    _warn(found.doubts)


def _against(found: CaseEvents) -> Iterator[str]:
    """Say which entries stand against entries of others: two people had not seen each other's."""
    from ..office.crossing import AGAINST

    by = {each.id: each.recorded_by for each in found.events}
    for each in found.events:
        if AGAINST in each.detail:
            others = " and ".join(f"event {id_} by {by[id_]}" for id_ in each.detail[AGAINST].split(", "))
            yield f"! event {each.id} by {each.recorded_by} stands against {others}: both are kept, the later counts"


def happened(each: Event) -> str:
    """Return when something happened, without a time of day where nobody said one."""
    from lado_site.profiles import day_in_england

    from ..casework.clocks.events import NOT_KNOWN, TIME

    has_time = each.detail.get(TIME) != NOT_KNOWN
    return in_words(each.happened_at if has_time else day_in_england(each.happened_at))


def says(detail: Mapping[str, str], note: str) -> str:
    """Return in one line what an entry says.

    Its time of day is shown with the day, and what its term meant then in the history.
    """
    from ..casework.clocks.events import TIME
    from ..casework.record import MEANT

    told = (f"{name}: {value}" for name, value in detail.items() if name not in (TIME, MEANT))
    return ", ".join([*told, *filter(None, [note])])


def _due_of(change: Change) -> str:
    return in_words(change.due_at or change.due_on) or "not running"


def _warn(found: Sequence[Doubt]) -> None:
    warn(f"event {each.event}: {each.sentence}" for each in found)
