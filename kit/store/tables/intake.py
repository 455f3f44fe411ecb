"""The books of the import, and what could not be taken in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from .columns import UtcDateTime, authority, is_sha256, metadata, one_of, own_id, required, rewrapped
from .kinds import COUNTS, HeldState, RunKind, SourceKind

# The books of every run: how much of it is settled, in the same transactions as what was settled. A run that was
# stopped half way is not ``finished``. ``kept`` is how many of what it stopped are in quarantine because of it: neither
# what was there already nor what has been disposed of since. It is empty for runs before that was counted.
import_run = Table(
    "import_run",
    metadata,
    own_id(),
    authority(),
    *required("kind actor"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    Column("kept", Integer),
    one_of("kind", RunKind),
    *(CheckConstraint(f"{name} >= 0", name=name) for name in COUNTS),
    CheckConstraint(f"found = {' + '.join(COUNTS[1:])}", name="balance"),
    CheckConstraint("kept BETWEEN 0 AND quarantined", name="kept"),
    Index(None, "authority", "started_at"),
)

# What could not be taken in, once for each SHA-256 of its bytes, and never removed. ``source`` may name a person.
quarantine = Table(
    "quarantine",
    metadata,
    own_id(),
    authority(),
    *required("sha256 code"),
    Column("receipt", Text),
    Column("size", Integer, nullable=False),
    *required("source source_kind reason"),
    Column("problems", JSON, nullable=False),
    Column("mails", JSON, nullable=False),
    Column("submission_id", Uuid, index=True),
    Column("form_digest", Text),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("times", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", Text),
    Column("why", Text),
    UniqueConstraint("authority", "sha256"),
    is_sha256("sha256"),
    one_of("source_kind", SourceKind),
    one_of("state", HeldState),
    CheckConstraint("size >= 0", name="size"),
    CheckConstraint("times > 0", name="times"),
    CheckConstraint("(state = 'held') = (settled_at IS NULL)", name="settled_at"),
    CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled_by"),
    CheckConstraint("state NOT IN ('released', 'set-aside') OR why IS NOT NULL", name="why"),
    Index(None, "authority", "state"),
    Index(None, "code"),
)

# The bytes of what is in quarantine, as they arrived or as the sealed file in them. Once a submission is imported they
# are in ``envelope_part``, and no longer here.
quarantine_part = Table(
    "quarantine_part",
    metadata,
    Column("quarantine_id", Uuid, ForeignKey("quarantine.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    authority(),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position"),
)

# The content of a sealed file in quarantine, byte for byte the same, sealed to the keys of a later roster: then the
# parts are of that. What identifies it stays that of the file as it arrived.
quarantine_rewrapping = Table(
    "quarantine_rewrapping",
    metadata,
    Column("quarantine_id", Uuid, ForeignKey("quarantine.id"), primary_key=True),
    authority(),
    *rewrapped(),
)
