"""What people and the program say of cases: what may be the same, what happened, and who must not open one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
)

from .columns import UtcDateTime, authority, is_sha256, metadata, one_of, own_id, partial_index, required
from .kinds import LinkKind, LinkState, Sameness

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause

# Keys under which ``casework.matching`` looks an adult, child or organisation up: whoever shares one may be the same.
search_key = Table(
    "search_key",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("record_id", Uuid, primary_key=True),
    one_of("kind", LinkKind),
    sqlite_with_rowid=False,  # the key is the whole row, kept once and in its order
)

# Two records that may be of the same adult, child or organisation, each pair once: ``one_id`` is the smaller. It is
# suggested by a program and decided by a person, and joins nothing: both records stay as they are.
link = Table(
    "link",
    metadata,
    own_id(),
    authority(),
    Column("kind", Text, nullable=False),
    Column("one_id", Uuid, nullable=False),
    Column("other_id", Uuid, nullable=False),
    Column("one_submission_id", Uuid, ForeignKey("submission.submission_id"), nullable=False, index=True),
    Column("other_submission_id", Uuid, ForeignKey("submission.submission_id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("suggested_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("reason", Text),
    UniqueConstraint("kind", "one_id", "other_id"),
    one_of("kind", LinkKind),
    one_of("state", LinkState),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
)

# A digest of the main answers of what opened a case: two cases that share one may be the same referral sealed twice.
answer_digest = Table(
    "answer_digest",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    is_sha256("digest"),
    sqlite_with_rowid=False,
)

# A case that may be the referral of an earlier case sealed again. Found by a program and decided by a person: only what
# is confirmed leaves the lists, and nothing is ever removed or merged.
case_duplicate = Table(
    "case_duplicate",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("of_case_id", Uuid, ForeignKey("case_record.id"), primary_key=True, index=True),
    authority(),
    Column("sameness", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("reason", Text),
    one_of("sameness", Sameness),
    one_of("state", LinkState),
    CheckConstraint("case_id <> of_case_id", name="of_case_id"),
    CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
    partial_index("uq_case_duplicate_confirmed", "case_id", where="state = 'confirmed'", unique=True),
)


def is_confirmed(pair: FromClause) -> ColumnElement[bool]:
    """Ask, of rows of ``case_duplicate``, for those that a person confirmed.

    The word stands in the statement: held against a value that is handed over, the index of these rows alone makes
    SQLite put the whole statement together anew each time.
    """
    return pair.c.state == literal_column(f"'{LinkState.CONFIRMED.value}'")


# What happened in a case, beside what its submissions say: only ever added to, which the database itself holds. What an
# entry in ``corrects`` names, by its number or as it is called in a submission, this one stands in the place of.
case_event = Table(
    "case_event",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    authority(),
    Column("kind", Text, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("corrects", Text),
    Column("detail", JSON, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("number > 0", name="number"),
    Index(None, "authority", "kind"),
)

# Who must not open a case: somebody who knows one of the people in it, for example. Taken back it stays, with its end.
case_exclusion = Table(
    "case_exclusion",
    metadata,
    own_id(),
    authority(),
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), nullable=False, index=True),
    *required("officer reason"),
    Column("excluded_at", UtcDateTime, nullable=False),
    Column("excluded_by", Text, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", Text),
    CheckConstraint("length(reason) > 0", name="reason"),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by"),
    Index(None, "authority", "officer"),
    partial_index("uq_case_exclusion_in_force", "officer", "case_id", where="ended_at IS NULL", unique=True),
)
