"""Reading a new entry of the record: every problem with it is told together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lado_site.profiles import Profile

from ...errors import Refused
from ..clocks import Event, EventKind
from ..clocks.events import DETAILS
from .fields import Field, FieldKind, NotAccepted, allowed, read_value
from .kinds import fields_of

COMMON = ("clock", "about", "due", "reason", "override")
"""What an entry of any kind may say: what it is about, and why it stands though something is missing."""


def read_entry(
    kind: EventKind, typed: Mapping[str, str], profile: Profile, standing: Iterable[Event]
) -> dict[str, str]:
    """Return what an entry of a kind says, as it is kept. Raises Refused with all that is wrong."""
    fields = {each.name: each for each in fields_of(kind)}
    said = {name: text for name, text in typed.items() if text.strip()}
    earlier = tuple(standing)
    kept: dict[str, str] = {}
    problems = list(_unknown(kind, said, fields))
    for name, text in said.items():
        try:
            kept[name] = read_value(fields[name], text, profile, earlier) if name in fields else text.strip()
        except NotAccepted as error:
            problems.append(str(error))
    problems += _left_out(fields.values(), said, profile)
    if problems:
        raise Refused("; ".join(problems), hint=f"lado case kinds {kind} lists what it takes")
    return kept


def _unknown(kind: EventKind, said: Mapping[str, str], fields: Mapping[str, Field]) -> Iterator[str]:
    known = {*fields, *COMMON, *DETAILS.get(kind, ())}
    for name in said:
        if name not in known:
            listed = ", ".join(fields) or "it takes none"
            yield f"{name}: an entry “{kind}” has no such field ({listed})"


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
