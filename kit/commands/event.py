"""``lado case event``, ``events`` and ``kinds``: recording and reading what happened in a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .clocks import due, in_words
from .session import Session, now, shared_options
from .speech import show, show_json, show_table, warn

if TYPE_CHECKING:
    from ..casework.clocks import Change, Doubt, EventKind
    from ..casework.record import Field
    from ..office.events import CaseEvents, Recorded


@click.command("event")
@click.argument("name", metavar="REFERENCE")
@click.argument("kind")
@click.option("--at", metavar="ISO", default="", help="When it happened, if not now; without an offset UK time.")
@click.option("--set", "said", metavar="NAME=VALUE", multiple=True, help="What it says more, like met=yes.")
@click.option("--reason", help="Why, in a sentence: for a delay, or for a step that is not needed.")
@click.option("--note", default="", help="A note, which only this case shows.")
@click.option("--corrects", metavar="ID", help="The event that this one stands in the place of.")
@click.option("--override", default="", metavar="REASON", help="Why it may stand though something is missing.")
@shared_options
@click.pass_obj
def event(
    session: Session, name: str, kind: str, at: str, said: tuple[str, ...], reason: str | None, note: str,
    corrects: str | None, override: str,
) -> None:  # fmt: skip
    """Record what happened in a case, and say which clocks that changes. Nothing recorded is ever changed.

    What looks wrong is kept, and said. Without a KIND that there is, the kinds are listed.

    \b
    Example:
      lado case event 2026-0001 meeting-held --at 2026-05-12T10:00
    """
    from ..office.events import record

    detail = {**_said(said), **({"reason": reason} if reason else {})}
    with session.office() as office:
        recorded = record(
            office, name, _kind(kind), at=at, detail=detail, note=note, corrects=corrects, override=override, now=now()
        )
    show_json(_recorded_as_json(recorded)) if session.as_json else _show_recorded(recorded)


@click.command("kinds")
@click.argument("kind", default="")
@shared_options
@click.pass_obj
def kinds(session: Session, kind: str) -> None:
    """List the kinds of event, or what an event of one KIND says, with what this authority allows.

    \b
    Example:
      lado case kinds outcome-recorded
    """
    from lado_site.profiles import load_profile

    from ..casework.clocks import WORDS
    from ..casework.record import allowed, fields_of

    if not kind:
        listed = [{"kind": each.value, "words": words} for each, words in WORDS.items()]
        show_json(listed) if session.as_json else show_table(
            ("kind", "what"), [tuple(each.values()) for each in listed]
        )
        return
    profile = load_profile(str(session.find_home().profile_file))
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "needed": _when_needed(field),
            "choices": [choice.key for choice in allowed(field, profile)],
        }
        for field in fields_of(_kind(kind))
    ]
    show_json(fields) if session.as_json else _show_fields(fields)


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


def _when_needed(field: Field) -> str:
    if field.when:
        name, values = field.when
        return f"where {name} is {' or '.join(values)}"
    return "always" if field.needed else ""


def _show_fields(fields: Sequence[Mapping[str, Any]]) -> None:
    show_table(
        ("field", "what it says", "needed", "allowed"),
        [(each["name"], each["label"], each["needed"], ", ".join(each["choices"])) for each in fields],
    )


def _kind(text: str) -> EventKind:
    from ..casework.clocks import WORDS, EventKind
    from ..errors import Misuse

    if text not in list(EventKind):
        kinds = "".join(f"\n  {kind:<32}{words}" for kind, words in WORDS.items())
        raise Misuse(f"there is no kind of event {text}", hint=f"use one of these:{kinds}")
    return EventKind(text)


def _said(texts: Sequence[str]) -> dict[str, str]:
    from ..errors import Misuse

    for text in texts:
        if "=" not in text:
            raise Misuse(f"{text} is not NAME=VALUE", hint="write it like --set met=yes")
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in texts)}


def _plain(value: Any) -> dict[str, Any]:
    return {name: each.isoformat() if isinstance(each, date) else each for name, each in asdict(value).items()}


def _recorded_as_json(recorded: Recorded) -> dict[str, Any]:
    return {
        "case": recorded.case,
        "event": _plain(recorded.event),
        "doubts": [_plain(each) for each in recorded.doubts],
        "changed": [_plain(each) for each in recorded.changed],
    }


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
    show(f"{recorded.case}: event {one.id}, {WORDS[one.kind]}, {in_words(one.happened_at)}")
    for clock in recorded.changed:
        until = f", by {due(clock)}" if clock.due_at or clock.due_on else ""
        show(f"  {clock.id}: {clock.task}{until}: {clock.state.replace('-', ' ')}")
    _warn(recorded.doubts)


def _show(found: CaseEvents) -> None:
    from ..casework.clocks import WORDS

    show_table(
        ("id", "happened", "what", "recorded", "by", "corrects", "says"),
        [(each.id, in_words(each.happened_at), WORDS[each.kind], in_words(each.recorded_at), each.recorded_by,
          each.corrects or "", _says(each.detail, each.note)) for each in found.events],
    )  # fmt: skip
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


def _says(detail: Any, note: str) -> str:
    return ", ".join([*(f"{name}: {value}" for name, value in detail.items()), *filter(None, [note])])


def _due_of(change: Change) -> str:
    return in_words(change.due_at or change.due_on) or "not running"


def _warn(found: Sequence[Doubt]) -> None:
    warn(f"event {each.event}: {each.sentence}" for each in found)
