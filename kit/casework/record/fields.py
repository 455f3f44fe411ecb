"""What one entry of the record says more than that it happened: its fields, their kinds, and what they accept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.typed import read_date, split_date
from lado_site.profiles import Choice, Profile

from ..clocks import Event, EventKind
from ..clocks.doubts import EARLIEST_YEAR

YES_NO = (Choice(key="yes", label="Yes"), Choice(key="no", label="No"))
YES_NO_NOT_KNOWN = (*YES_NO, Choice(key=NOT_KNOWN, label="Not known"))


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    ENTRY = "entry"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field. ``choices`` are the authority's or fixed; ``entry`` is the kind of event it points to, None for any.

    Where ``when`` is given, the field is needed only if another one has one of these values, and may be left out
    otherwise.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    choices: Callable[[Profile], tuple[Choice, ...]] | None = None
    entry: EventKind | None = None
    needed: bool = True
    when: tuple[str, tuple[str, ...]] | None = None
    requirements: tuple[str, ...] = ()


class NotAccepted(ValueError):
    """A value that a field does not accept; the text is a sentence about it."""


def read_value(field: Field, typed: str, profile: Profile, standing: Iterable[Event]) -> str:
    """Return what was typed for a field as it is kept. Raises NotAccepted."""
    text = typed.strip()
    match field.kind:
        case FieldKind.TEXT:
            return text
        case FieldKind.DAY:
            return _read_day(field, text)
        case FieldKind.CHOICE:
            return _read_choice(field, text, profile)
        case FieldKind.ENTRY:
            return _read_entry(field, text, standing)


def allowed(field: Field, profile: Profile) -> tuple[Choice, ...]:
    """List the choices of a field; none where it takes anything, as a list does that the authority has left empty."""
    return field.choices(profile) if field.choices else ()


def _read_day(field: Field, text: str) -> str:
    typed = read_date(*split_date(text))
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.min
    if day.year < EARLIEST_YEAR:
        raise NotAccepted(f"{field.name}: “{text}” is not a day; write it like 22 11 2026 or 2026-11-22")
    return day.isoformat()


def _read_choice(field: Field, text: str, profile: Profile) -> str:
    choices = allowed(field, profile)
    if not choices:
        return text
    for choice in choices:
        if text.casefold() in (choice.key.casefold(), choice.label.casefold()):
            return choice.key
    raise NotAccepted(f"{field.name}: “{text}” is not one of {', '.join(each.key for each in choices)}")


def _read_entry(field: Field, text: str, standing: Iterable[Event]) -> str:
    """Find the entry that is named by its number."""
    numbers = [event.id for event in standing if field.entry in (None, event.kind)]
    if text not in numbers:
        what = f"an event “{field.entry}”" if field.entry else "an event"
        named = ", ".join(numbers) or "there is none yet"
        raise NotAccepted(f"{field.name}: “{text}” is not the number of {what} of this case ({named})")
    return text
