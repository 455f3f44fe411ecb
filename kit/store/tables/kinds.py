"""What some columns hold: closed sets, in the words that are kept."""

from __future__ import annotations

from enum import StrEnum

PART_SIZE = 1024 * 1024
"""Bytes of a sealed file that one row of ``envelope_part`` holds at most."""

COUNTS = ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")
"""What the books count: everything found, then every result that it may have."""


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"


class LinkKind(StrEnum):
    """What two records may be of."""

    ADULT = "adult"
    CHILD = "child"
    ORGANISATION = "organisation"


class LinkState(StrEnum):
    """What a person has said of a link; "suggested" while nobody has."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class RunKind(StrEnum):
    """What a run of the import was; "earlier" stands for all that was imported before runs were kept."""

    IMPORT = "import"
    RETRY = "retry"
    RELEASE = "release"
    EARLIER = "earlier"


class HeldState(StrEnum):
    """What became of something in quarantine; "held" while nothing has."""

    HELD = "held"
    IMPORTED = "imported"
    RELEASED = "released"
    SET_ASIDE = "set-aside"


class SourceKind(StrEnum):
    """What something came in."""

    FILE = "file"
    MAIL = "mail"
    PACKED = "packed"


class Reviewed(StrEnum):
    """What a person decided when the record of a case was looked at: to keep it on, or that it may be removed."""

    KEEP = "keep"
    PROPOSE = "propose"


class Sameness(StrEnum):
    """How far two cases say the same."""

    SAME = "same"
    NEARLY = "nearly"
