"""What one entry of the record says more than that it happened: its fields, their kinds, and what they accept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.typed import read_date, split_date
from lado_site.profiles import Choice, Profile

from ..clocks.doubts import EARLIEST_YEAR

YES_NO = (Choice(key="yes", label="Yes"), Choice(key="no", label="No"))
YES_NO_NOT_KNOWN = (*YES_NO, Choice(key=NOT_KNOWN, label="Not known"))


SEPARATOR = ","
"""Between the choices of a field that takes several."""


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    YEAR = "year"
    ENTRY = "entry"
    CASE = "case"


class Numbered(Protocol):
    """An entry that others may point to."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> StrEnum: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field. ``choices`` are the authority's or fixed; ``entry`` is the kind of entry it points to, None for any.

    Where ``when`` is given, the field is needed only if another one has one of these values, and may be left out
    otherwise. ``default`` is what the authority's profile says where nobody says anything else.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    choices: Callable[[Profile], tuple[Choice, ...]] | None = None
    entry: StrEnum | None = None
    needed: bool = True
    when: tuple[str, tuple[str, ...]] | None = None
    default: Callable[[Profile], str] | None = None
    requirements: tuple[str, ...] = ()


class NotAccepted(ValueError):
    """A value that a field does not accept; the text is a sentence about it."""


def read_value(
    field: Field, typed: str, profile: Profile, standing: Iterable[Numbered], *, where: str = "of this case"
) -> str:
    """Return what was typed for a field as it is kept. Raises NotAccepted.

    Whether there is a case of the name in a ``CASE`` is for whoever can look.
    """
    text = typed.strip()
    match field.kind:
        case FieldKind.TEXT | FieldKind.CASE:
            return text
        case FieldKind.DAY:
            return _read_day(field, text)
        case FieldKind.CHOICE:
            return _read_choice(field, text, profile)
        case FieldKind.SEVERAL:
            every = [_read_choice(field, each.strip(), profile) for each in text.split(SEPARATOR) if each.strip()]
            return SEPARATOR.join(dict.fromkeys(every))
        case FieldKind.NUMBER:
            return _read_number(field, text)
        case FieldKind.YEAR:
            return _read_year(field, text)
        case FieldKind.ENTRY:
            return _read_entry(field, text, standing, where)


def allowed(field: Field, profile: Profile) -> tuple[Choice, ...]:
    """List the choices of a field; none where it takes anything, as a list does that the authority has left empty."""
    return field.choices(profile) if field.choices else ()


def in_words(field: Field, value: str, profile: Profile) -> str:
    """Return what a field says, with the labels of what was chosen, and a day in words."""
    if field.kind is FieldKind.DAY:
        return day_in_words(value)
    labels = {each.key: each.label for each in allowed(field, profile)}
    chosen = value.split(SEPARATOR) if field.kind is FieldKind.SEVERAL else [value]
    return "; ".join(labels.get(each, each) for each in chosen)


def day_in_words(value: str) -> str:
    """Return a day as it is kept, 2026-05-12, as people write it: 12 May 2026."""
    try:
        day = date.fromisoformat(value)
    except ValueError:  # an entry that a spreadsheet told
        return value
    return f"{day.day} {day:%B %Y}"


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


def _read_number(field: Field, text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,3})?", text):
        raise NotAccepted(f"{field.name}: “{text}” is not a number; write it like 90 or 62.5")
    return f"{float(text):.3f}".rstrip("0").rstrip(".")


def _read_year(field: Field, text: str) -> str:
    """Read a year by when it begins, also where it is written as the two that it is in."""
    found = re.fullmatch(r"((?:19|20)[0-9]{2})(?:[/-](?:[0-9]{2})?([0-9]{2}))?", text)
    if not found or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        raise NotAccepted(f"{field.name}: “{text}” is not a year; write it like 2026, or 2026/27")
    return found[1]


def _read_entry(field: Field, text: str, standing: Iterable[Numbered], where: str) -> str:
    """Find the entry that is named by its number."""
    numbers = [event.id for event in standing if field.entry in (None, event.kind)]
    if text not in numbers:
        what = f"an event “{field.entry}”" if field.entry else "an event"
        named = ", ".join(numbers) or "there is none yet"
        raise NotAccepted(f"{field.name}: “{text}” is not the number of {what} {where} ({named})")
    return text
