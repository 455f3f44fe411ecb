"""What goes on the child's own file about a Standards of Care case: that there is advice, and where, not what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lado_site.profiles import day_in_england

from ..clocks import Event, EventKind
from .standing import of_kind


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildExtract:
    """A reference for the child's file: the case, and the days on which the LADO advised. It names nobody."""

    reference: str
    advised_on: tuple[date, ...]


def extract_for_child(reference: str, standing: Iterable[Event]) -> ChildExtract | None:
    """Return what goes on the child's file; None where no advice on a Standards of Care case is on record."""
    advised = of_kind(standing, EventKind.STANDARDS_OF_CARE_ADVISED)
    days = tuple(dict.fromkeys(day_in_england(each.happened_at) for each in advised))
    return ChildExtract(reference=reference, advised_on=days) if days else None
