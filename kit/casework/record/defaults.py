"""What a new entry says unless somebody says otherwise: data of the profile, filled in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lado_site.profiles import Default, Profile

from ..clocks import Event, EventKind
from .sought import is_there, says
from .standing import pathway_of


def filled_in(kind: EventKind, said: Mapping[str, str], profile: Profile, standing: Sequence[Event]) -> dict[str, str]:
    """Return what the profile fills in of a new entry; ``standing`` is what is on record in the case."""
    found: dict[str, str] = {}
    for default in profile.defaults:
        if default.entry == kind and default.field not in said and _applies(default, said, standing):
            found.setdefault(default.field, default.says)
    return found


def _applies(default: Default, said: Mapping[str, str], standing: Sequence[Event]) -> bool:
    return (
        (not default.pathways or (said.get("pathway") or pathway_of(standing)) in default.pathways)
        and (not default.after or any(is_there(text, standing) for text in default.after))
        and says(said, default.where)
    )
