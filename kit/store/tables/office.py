"""What the office does as a whole: its own log, how long it keeps cases, what it took out, and the audit chain."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from .columns import UtcDateTime, authority, is_sha256, metadata, one_of, own_id, partial_index, required
from .kinds import Reviewed

# What the service did that belongs to no single case: only ever added to, which the database itself holds. What an
# entry in ``corrects`` names, by the number of what was recorded first, this one stands in the place of.
office_event = Table(
    "office_event",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("corrects", Integer),
    Column("detail", JSON, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("corrects < number", name="corrects"),
)

# What was decided about how long a case is kept: only ever added to, and removed with its case. ``record_sha256`` is of
# what was on record then, so that two people decide about the same.
retention_decision = Table(
    "retention_decision",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    authority(),
    Column("kind", Text, nullable=False),
    Column("until", Text),
    Column("decided_at", UtcDateTime, nullable=False),
    *required("decided_by reason record_sha256"),
    one_of("kind", Reviewed),
    is_sha256("record_sha256"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(kind = 'keep') = (until IS NOT NULL)", name="until"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# A hold over every case of an authority, as under an inquiry: while one has not ended nothing is removed.
retention_hold = Table(
    "retention_hold",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("set_at", UtcDateTime, nullable=False),
    *required("set_by reason"),
    Column("ended_at", UtcDateTime),
    Column("ended_by", Text),
    Column("ended_because", Text),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by"),
    CheckConstraint("(ended_because IS NULL) = (ended_at IS NULL)", name="ended_because"),
)

# What is left of a case once it has been disposed of: what figures count, and who decided. No name, no answer, and
# nothing that anyone wrote. It is written first: without it the database removes no row of a case.
disposed_case = Table(
    "disposed_case",
    metadata,
    own_id(),
    authority(),
    Column("duplicate_of", Uuid),
    *required("reference form sector category outcome pathway met overseen result received_on concluded_on closed_on"),
    Column("children", Integer, nullable=False),
    *required("proposed_by disposed_by"),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("disposed_at", UtcDateTime, nullable=False),
    *required("certificate certificate_sha256"),
    UniqueConstraint("authority", "reference"),
    is_sha256("certificate_sha256"),
    CheckConstraint("proposed_by <> disposed_by", name="two_people"),
    partial_index("ix_disposed_case_counted", "authority", "received_on", where="duplicate_of IS NULL"),
)

# By what a submission of such a case is recognised when its file comes again.
disposed_submission = Table(
    "disposed_submission",
    metadata,
    Column("submission_id", Uuid, primary_key=True),
    authority(),
    Column("case_id", Uuid, ForeignKey("disposed_case.id"), nullable=False, index=True),
    *required("sha256 receipt"),
    Column("released", Boolean, nullable=False),
    UniqueConstraint("authority", "sha256"),
    is_sha256("sha256"),
    Index(None, "receipt"),
)

# A list of many cases that was taken out of the store, and why.
export_made = Table(
    "export_made",
    metadata,
    own_id(),
    authority(),
    Column("made_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    *required("what sha256 reason made_by"),
    is_sha256("sha256"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# Only ever added to: the database itself refuses to change or remove an entry.
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    *required("actor action subject"),
    Column("detail", JSON, nullable=False),
    *required("previous_hash hash"),
    CheckConstraint("sequence > 0", name="sequence"),
    is_sha256("previous_hash"),
    is_sha256("hash"),
    Index(None, "authority", "subject"),
)
