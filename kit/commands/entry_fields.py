"""What a person types of an entry, and the fields that an entry has: of a case, and of the office's log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .speech import show_json, show_table

if TYPE_CHECKING:
    from datetime import date, datetime

    from lado_site.profiles import Profile

    from ..casework.record import Field


_Name = TypeVar("_Name", bound=str)


class Day(click.ParamType["datetime"]):
    """A day that somebody types for an option, in any usual way."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ARG002  # as click calls it
        """Return the first instant of the day, without an offset. Raises Misuse."""
        from datetime import datetime, time

        return value if isinstance(value, datetime) else datetime.combine(read_day(value), time())


def said_in(texts: Sequence[str]) -> dict[str, str]:
    """Return what was typed as NAME=VALUE. Raises Misuse."""
    from ..errors import Misuse

    if not all("=" in text for text in texts):  # not shown again: it may be about somebody
        raise Misuse("what stands after --set is not NAME=VALUE", hint="write it like --set met=yes")
    said = [(name.strip(), value.strip()) for name, _, value in (text.partition("=") for text in texts)]
    names = [name for name, _ in said]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise Misuse(f"{', '.join(twice)}: said more than once", hint="say each with one --set; several choices as a,b")
    return dict(said)


def read_day(text: str) -> date:
    """Return the day that somebody typed for an option, in any usual way. Raises Misuse."""
    from datetime import date

    from lado_site.forms.typed import read_date, split_date

    from ..errors import Misuse

    if not text.strip():  # as a variable of a script may be: it must not pass for an option that was left out
        raise Misuse("the date is empty", hint="write it like 2026-04-01, or leave the option out")
    try:
        return date.fromisoformat(read_date(*split_date(text)))
    except ValueError:
        raise Misuse(f"{text} is not a day", hint="write it like 2026-04-01 or 1/4/2026") from None


def read_day_if_given(text: str | None) -> date | None:
    """Return the day that somebody typed for an option which may be left out. Raises Misuse."""
    return None if text is None else read_day(text)


def hint_at_names(typed: str, words: Mapping[_Name, str], listing: str) -> str:
    """Return the hint for a name that there is not: what may be meant, and what lists them all."""
    from ..casework.likeness import names_like

    like = names_like(typed, words)
    named = "".join(f"\n  {name:<32}{words[name]}" for name in like)
    return f"do you mean one of these? {listing}{named}" if like else listing


def show_fields(fields: Sequence[Field], profile: Profile, *, as_json: bool) -> None:
    """Print the fields that an entry has, with what the authority allows."""
    from ..casework.record import allowed

    listed = [
        {
            "name": field.name,
            "label": field.label,
            "needed": _when_needed(field),
            "choices": [choice.key for choice in allowed(field, profile)],
        }
        for field in fields
    ]
    if as_json:
        show_json(listed)
        return
    show_table(
        ("field", "what it says", "needed", "allowed"),
        [(str(each["name"]), str(each["label"]), str(each["needed"]), ", ".join(each["choices"])) for each in listed],
    )


def _when_needed(field: Field) -> str:
    if field.when:
        name, values = field.when
        return f"where {name} is {' or '.join(values)}"
    return "always" if field.needed else ""
