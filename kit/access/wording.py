"""What entries of the record say, in words; and text that neither a terminal nor a spreadsheet obeys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lado_site.profiles import LONDON, Profile

from ..casework.clocks import Event
from ..casework.clocks.events import NOT_KNOWN, TIME
from ..casework.record import MEANT, fields_of, in_words
from ..casework.record.fields import FieldKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """One thing that an entry says: the field, its label, what was recorded, and that in words."""

    name: str
    label: str
    value: str = field(repr=False)
    words: str = field(repr=False)
    is_text: bool


def sayings(event: Event, profile: Profile) -> Iterator[Saying]:
    """Yield what an entry says, field by field; also what no field of its kind is called."""
    fields = {each.name: each for each in fields_of(event.kind)}
    for name, value in event.detail.items():
        own = fields.get(name)
        words = in_words(event, name, profile)
        label = own.label if own else _LABELS.get(name, name)
        is_text = own is None or (own.kind is FieldKind.TEXT and name != TIME)
        yield Saying(name=name, label=label, value=value, words=words, is_text=is_text)


_LABELS = {
    TIME: "The time of day",
    "override": "Why it stands though something was missing",
    "against": "The event of somebody else that it stands against",
    MEANT: "What that meant when it was recorded",
}


def moment(at: datetime) -> str:
    """Return "3 May 2026 at 12:30", as the clock in England shows it."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def happened(event: Event) -> str:
    """Return when something happened: the day alone where the time of day is not known."""
    local = event.happened_at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}" if event.detail.get(TIME) == NOT_KNOWN else moment(event.happened_at)


def harmless(text: str) -> str:
    """Replace what a terminal or a page would obey rather than show: what is written here may come from a stranger."""
    return "".join(each if _is_shown(each) else "\ufffd" for each in text)


def in_one_line(text: str) -> str:
    """Return a harmless text without line ends, as one cell of a sheet holds it."""
    return harmless(" ".join(text.split()))


def _is_shown(character: str) -> bool:
    return character.isprintable() or character == "\n" or (character >= "\xa0" and character.isspace())
