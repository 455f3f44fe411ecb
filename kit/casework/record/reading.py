"""Reading a new entry of the record: every problem with it is told together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from lado_site.profiles import Profile

from ...errors import Misuse
from ..clocks import Event, EventKind, in_force
from .adults import ADULT, check_adult
from .defaults import filled_in
from .fields import Field, FieldKind, NotAccepted, Numbered, allowed, read_value
from .kinds import fields_of


def read_entry(
    kind: EventKind,
    typed: Mapping[str, str],
    profile: Profile,
    standing: Iterable[Event],
    *,
    before: Sequence[Event] = (),
) -> dict[str, str]:
    """Return what an event of a kind says, as it is kept; what the profile fills in depends on what was ``before``.

    Raises Misuse with all that is wrong.
    """
    kept = read_fields(
        kind, fields_of(kind), typed, profile, standing, where="of this case", kinds="lado case kinds",
        usual=lambda said: filled_in(kind, said, profile, before),
    )  # fmt: skip
    if ADULT in kept:
        check_adult(kept[ADULT], in_force(standing))
    return kept


def read_fields(
    kind: StrEnum,
    accepted: Iterable[Field],
    typed: Mapping[str, str],
    profile: Profile,
    standing: Iterable[Numbered],
    *,
    where: str,
    kinds: str,
    usual: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda _: {},
) -> dict[str, str]:
    """Return what an entry with these fields says, as it is kept. Raises Misuse with all that is wrong.

    ``where`` is what its fields point into, and ``kinds`` the command that lists them. ``usual`` tells what else an
    entry says that says so much, unless it says otherwise.
    """
    fields = {each.name: each for each in accepted}
    said = {**_defaults(fields.values(), profile), **{name: text for name, text in typed.items() if text.strip()}}
    earlier = tuple(standing)
    kept: dict[str, str] = {}
    problems: list[str] = []

    def keep(values: Mapping[str, str]) -> None:
        for name, text in values.items():
            try:
                kept[name] = read_value(_field(name, kind, fields), text, profile, earlier, where=where)
            except NotAccepted as error:
                problems.append(str(error))

    keep(said)
    keep({name: text for name, text in usual(kept).items() if name not in said})
    problems += _left_out(fields.values(), {**said, **kept}, profile)
    if problems:
        raise Misuse("; ".join(problems), hint=f"{kinds} {kind} lists what it takes; say it with --set NAME=…")
    return kept


def _defaults(fields: Iterable[Field], profile: Profile) -> dict[str, str]:
    said = {field.name: field.default(profile) for field in fields if field.default}
    return {name: text for name, text in said.items() if text}


def _field(name: str, kind: StrEnum, fields: Mapping[str, Field]) -> Field:
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
