"""What a person types of an entry, and the fields that an entry has: of a case, and of the office's log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .speech import show_json, show_table

if TYPE_CHECKING:
    from lado_site.profiles import Profile

    from ..casework.record import Field


def said_in(texts: Sequence[str]) -> dict[str, str]:
    """Return what was typed as NAME=VALUE. Raises Misuse."""
    from ..errors import Misuse

    for text in texts:
        if "=" not in text:
            raise Misuse(f"{text} is not NAME=VALUE", hint="write it like --set met=yes")
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in texts)}


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
