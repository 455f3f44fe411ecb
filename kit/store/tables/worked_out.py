"""How cases stand, worked out of all else and put right when somebody lists (``projection``).

A row goes with its case.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text, Uuid, text

from .columns import UtcDateTime, authority, is_sha256, metadata, partial_index, required

# How a case stands, in one row; a case that a person called a duplicate has none. It holds from ``valid_from`` until
# ``changes_at``; texts are "" where there is nothing to say.
case_state = Table(
    "case_state",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    authority(),
    *required("reference form"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("year", Integer, nullable=False),
    *required("pathway common"),
    *(Column(name, Boolean) for name in ("met", "counted", "overseen")),
    *required("category sector area outcome"),
    Column("adults", Integer, nullable=False, server_default=text("1")),
    Column("is_open", Boolean, nullable=False),
    Column("closed_at", UtcDateTime),
    *required("result held_by"),
    *(
        Column(name, Boolean, nullable=False)
        for name in ("is_held", "with_police", "police_now", "no_employer", "is_complex", "is_priority")
    ),
    Column("next_due_at", UtcDateTime),
    Column("next_clock", Text, nullable=False),
    Column("open_actions", Integer, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("monitored_at", UtcDateTime),
    *required("letters problems"),
    Column("days", Integer),
    Column("band", Text, nullable=False),
    Column("valid_from", UtcDateTime),
    Column("changes_at", UtcDateTime),
    Index(None, "authority", "received_at"),
    Index(None, "authority", "valid_from"),
    Index("ix_case_state_counts", "authority", "year", "sector", "category", "outcome", "band"),
    partial_index("ix_case_state_open", "authority", "next_due_at", where="is_open = 1", on_server="is_open"),
    partial_index("ix_case_state_changes", "authority", "changes_at", where="changes_at IS NOT NULL"),
    partial_index("ix_case_state_letters", "authority", "received_at", where="letters <> ''"),
    partial_index("ix_case_state_problems", "authority", "received_at", where="problems <> ''"),
)

# Every time limit that is still to be met in an open case. Without ``due_at`` its day is still to be set.
case_due = Table(
    "case_due",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    authority(),
    Column("clock", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("is_priority", Boolean, nullable=False),
    # With the whole key, so that what is listed first is read first.
    Index("ix_case_due_due", "authority", "due_at", "case_id", "position"),
    Index("ix_case_due_rank", "authority", "is_priority", "due_at", "case_id", "position"),
    Index("ix_case_due_clock", "authority", "clock", "due_at"),
)

# What is kept of each case to be counted, as keys and days; no word in it names anybody.
case_figures = Table(
    "case_figures",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    authority(),
    Column("facts", JSON, nullable=False),
)

# The cases in which something happened since their row was worked out.
case_stale = Table(
    "case_stale",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    Column("authority", Text, nullable=False, index=True),
)

# By what the rows of an authority were worked out: a digest of its settings and of the release's way to do so.
projection = Table(
    "projection",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("basis", Text, nullable=False),
    is_sha256("basis"),
)
