"""What the terms of the authority meant when an entry used them: kept with it, for settings change later."""

from __future__ import annotations

from collections.abc import Mapping

from lado_site.profiles import Profile

from ..clocks import EventKind

MEANT = "meant"
"""Under this name an entry says what the term meant that it uses."""


def meant(kind: EventKind, said: Mapping[str, str], profile: Profile) -> dict[str, str]:
    """Return what a new entry's term means by the settings in force; nothing where they do not say."""
    match kind:
        case EventKind.THRESHOLD_DECIDED:
            terms = {each.key: f"{each.label}: {each.text}" for each in profile.pathways if each.text}
            term = said.get("pathway")
        case EventKind.ALLEGATION_SET:
            terms = {each.key: each.text for each in profile.criteria}
            term = said.get("criterion")
        case EventKind.OUTCOME_RECORDED:
            terms = {each.key: f"{each.label}: {each.definition}" for each in profile.outcomes if each.definition}
            term = said.get("outcome")
        case _:
            return {}
    return {MEANT: terms[term]} if term in terms else {}
