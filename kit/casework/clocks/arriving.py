"""The events that a submission itself tells of. They are worked out from it, and stored nowhere else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from lado_site.forms.names import EARLIER_RECORD
from lado_site.forms.referral.work import WITHOUT_EMPLOYER
from lado_site.profiles import LONDON

from .earlier import earlier_events
from .events import NO, NOT_KNOWN, TIME, YES, Event, EventKind

ADVICE_FORM = "advice"
_WHEN = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A submission as it came in. ``became_aware`` and ``basis`` are its answers, None where it has none."""

    form: str
    is_opening: bool
    sealed_at: datetime
    imported_at: datetime
    imported_by: str
    became_aware: str | None = None
    basis: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)


def events_told(arrived: Sequence[Arrived], gone: Collection[str] = ()) -> tuple[Event, ...]:
    """Return the events that the submissions of a case tell of, under ids that stay the same.

    What joined it is in the order in which it did; ``gone`` are the ids of what was taken out again since.
    """
    joined = [each for each in arrived if not each.is_opening]
    return (
        *(event for each in arrived if each.is_opening for event in _opening(each)),
        *(
            _event(each, id_, EventKind.INFORMATION_RECEIVED, each.imported_at)
            for id_, each in zip(ids_of_joined(gone), joined, strict=False)
        ),
    )


def ids_of_joined(gone: Collection[str]) -> Iterator[str]:
    """Yield the ids of what joined a case, in the order in which it did; none of what was taken out is used again."""
    return (id_ for number in count(1) if (id_ := f"joined-{number}") not in gone)


def _opening(arrived: Arrived) -> Iterator[Event]:
    contact, *told = _of_earlier(arrived) if arrived.form == EARLIER_RECORD else _of_form(arrived)
    yield contact
    yield from told
    if any(_is_in_our_care(child) for child in _children(arrived.answers)):
        yield _event(arrived, "in-care", EventKind.CHILD_IN_CARE_SET, contact.happened_at, {"in-care": YES})


def _of_earlier(arrived: Arrived) -> Iterator[Event]:
    return earlier_events(arrived.answers, recorded_at=arrived.imported_at, recorded_by=arrived.imported_by)


def _of_form(arrived: Arrived) -> Iterator[Event]:
    # A device may be set to a time to come; nobody got in touch after the office had it.
    sealed_at = min(arrived.sealed_at, arrived.imported_at)
    yield _event(arrived, "contact", EventKind.CONTACT, sealed_at)
    if arrived.form == ADVICE_FORM:
        yield _event(arrived, "asked", EventKind.ADVICE_ASKED, sealed_at)
    else:
        yield _event(arrived, "received", EventKind.REFERRAL_RECEIVED, arrived.imported_at)
    aware = read_answered(arrived.became_aware or "")
    if aware:
        detail = {} if "T" in str(arrived.became_aware) else {TIME: NOT_KNOWN}
        yield _event(arrived, "aware", EventKind.EMPLOYER_AWARE, aware, detail)
    if arrived.basis in WITHOUT_EMPLOYER:
        yield _event(arrived, "employer", EventKind.EMPLOYER_SET, sealed_at, {"employed": NO})


def read_answered(text: str) -> datetime | None:
    """Return the moment that an answer names on the clock in England; None when it names no day."""
    if not _WHEN.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)
    except ValueError:
        return None


def _children(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    children = answers.get("children")
    return [each for each in children if isinstance(each, dict)] if isinstance(children, list) else []


def _is_in_our_care(child: Mapping[str, Any]) -> bool:
    return child.get("child_in_care") == YES and child.get("child_council") == "here"


def _event(
    arrived: Arrived, name: str, kind: EventKind, happened_at: datetime, detail: Mapping[str, str] | None = None
) -> Event:
    return Event(
        id=name,
        kind=kind,
        happened_at=happened_at,
        recorded_at=arrived.imported_at,
        recorded_by=arrived.imported_by,
        detail=detail or {},
    )
