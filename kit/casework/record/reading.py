"""Reading a new entry of the record: every problem with it is told together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lado_site.profiles import Profile

from ...errors import Misuse
from ..clocks import Event, EventKind
from .fields import Field, FieldKind, NotAccepted, allowed, read_value
from .kinds import fields_of


def read_entry(
    kind: EventKind, typed: Mapping[str, str], profile: Profile, standing: Iterable[Event]
) -> dict[str, str]:
    """Return what an entry of a kind says, as it is kept. Raises Misuse with all that is wrong."""
    fields = {each.name: each for each in fields_of(kind)}
    said = {name: text for name, text in typed.items() if text.strip()}
    earlier = tuple(standing)
    kept: dict[str, str] = {}
    problems = []
    for name, text in said.items():
        try:
            kept[name] = read_value(_field(name, kind, fields), text, profile, earlier)
        except NotAccepted as error:
            problems.append(str(error))
    problems += _left_out(fields.values(), said, profile)
    if problems:
        raise Misuse("; ".join(problems), hint=f"lado case kinds {kind} lists what it takes; say it with --set NAME=…")
    return kept


def _field(name: str, kind: EventKind, fields: Mapping[str, Field]) -> Field:
    if name not in fields:
        raise NotAccepted(f"{name}: an event “{kind}” has no such field ({', '.join(fields)})")
    return fields[name]


def _left_out(fields: Iterable[Field], said: Mapping[str, str], profile: Profile) -> Iterator[str]:
    for field in fields:
        if field.name not in said and _is_needed(field, said):
            choices = ", ".join(each.key for each in allowed(field, profile))
            more = f" ({choices})" if choices else " (a day)" if field.kind is FieldKind.DAY else ""
            yield f"{field.name} is missing: {field.label[0].lower()}{field.label[1:]}{more}"


def _is_needed(field: Field, said: Mapping[str, str]) -> bool:
    if field.when is None:
        return field.needed
    name, values = field.when
    return said.get(name, "").strip().casefold() in values
