"""How an earlier record is known: by the reference that the office gave it in its own spreadsheet."""

from __future__ import annotations

from uuid import UUID, uuid5

EARLIER_RECORD = "earlier-record"
"""The form of an earlier record. The site has the name too, and the store loads nothing of it: a test compares."""

_EARLIER = UUID("6d3c9f2e-5a41-5e0b-9b57-2f6f0a1c8d34")


def earlier_id(authority: str, reference: str) -> UUID:
    """Return the submission id of an authority's earlier record. Letter case and spaces make no difference."""
    return uuid5(_EARLIER, f"{authority}\n{' '.join(reference.split()).casefold()}")
