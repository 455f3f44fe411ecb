"""How long the clocks of one case take, beside the limit: ``python -m bench.clocks``.

The case is one of the authority with the most clocks, open for two years, with a hundred events and ten corrections.
The limit is held against the processor's time: on a machine that does other work, the clock measures that too.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from time import process_time

from lado_kit.casework.clocks import Event, EventKind, clocks, history
from lado_site.profiles import Calendar, load_profile

LIMIT_MS = 1.0
ROUNDS = 300
START = datetime(2024, 1, 8, 10, 15, tzinfo=UTC)
NOW = START + timedelta(days=730)
FIRST = ("contact", "referral-received", "threshold-decided", "police-discussion-held", "meeting-held")
AGAIN = ("monitored", "update-made", "child-file-updated", "meeting-held", "actions-sent", "minutes-sent")


def a_long_case(events: int = 100, corrections: int = 10) -> list[Event]:
    """Return the events of a case that was worked on for two years."""
    kinds = [*FIRST, *(AGAIN[number % len(AGAIN)] for number in range(events - len(FIRST)))]
    found = [_event(number, kind, START + timedelta(days=7 * number)) for number, kind in enumerate(kinds, 1)]
    return found + [
        _event(events + number, kinds[number], START + timedelta(days=7 * number, hours=3), corrects=str(number + 1))
        for number in range(1, corrections + 1)
    ]


def _event(number: int, kind: str, at: datetime, *, corrects: str | None = None) -> Event:
    return Event(
        id=str(number), kind=EventKind(kind), happened_at=at, recorded_at=at + timedelta(minutes=number),
        recorded_by="duty-1", corrects=corrects,
    )  # fmt: skip


def main() -> int:
    """Measure, print, and return 1 when a case takes longer than the limit."""
    profile = load_profile("wandsworth")
    calendar = Calendar.of(profile)
    missed = False
    for about, events in (("a new case", a_long_case(5, 0)), ("a case of two years", a_long_case())):
        clocks(events, profile, calendar, NOW)  # the bank holidays of each year are worked out once
        begun = process_time()
        for _ in range(ROUNDS):
            found = clocks(events, profile, calendar, NOW)
        each = (process_time() - begun) / ROUNDS * 1000
        missed |= each > LIMIT_MS
        print(f"{about}: {len(events)} events, {len(found)} clocks: {each:.2f} ms   limit {LIMIT_MS:.0f} ms")
    begun = process_time()
    changes = history(a_long_case(), profile, calendar, NOW)
    print(f"what was known when, {len(changes)} changes: {(process_time() - begun) * 1000:.0f} ms")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
