"""What arrived: cases, the submissions in them as they were sealed, their attachments, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
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
    and_,
)

from .columns import (
    UtcDateTime,
    answers,
    authority,
    belongs_to,
    is_sha256,
    metadata,
    one_of_several,
    own_id,
    required,
    rewrapped,
    several,
)
from .kinds import CaseState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

case_record = Table(
    "case_record",
    metadata,
    own_id(),
    authority(),
    Column("reference", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("authority", "reference"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in CaseState)})", name="state"),
    Index(None, "authority", "state"),
)

# The original of every submission, as it arrived and still sealed, is kept for ever; ``rewrapping`` says when its
# content has been sealed again. What identifies a submission stays that of the original.
envelope = Table(
    "envelope",
    metadata,
    own_id(),
    authority(),
    *required("sha256 receipt"),
    Column("size", Integer, nullable=False),
    UniqueConstraint("authority", "sha256"),
    is_sha256("sha256"),
    CheckConstraint("size > 0", name="size"),
    Index(None, "receipt"),
)

envelope_part = Table(
    "envelope_part",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    authority(),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position"),
)

# The content of an envelope, byte for byte the same, sealed to the keys of a later roster: then the parts are of that.
rewrapping = Table(
    "rewrapping",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    authority(),
    *rewrapped(),
)

# One that opened a case has no ``joined_at``; one that was added to a case has; one without a case waits for the
# submission whose receipt code it names in ``follows``.
submission = Table(
    "submission",
    metadata,
    Column("submission_id", Uuid, primary_key=True),
    authority(),
    Column("case_id", Uuid, ForeignKey("case_record.id"), index=True),
    Column("joined_at", UtcDateTime),
    belongs_to("envelope", unique=True),
    Column("form_name", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    *required("form_digest release"),
    Column("roster_version", Integer, nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("follows", Text, index=True),
    Column("meeting_reference", Text, index=True),
    is_sha256("form_digest"),
    is_sha256("content_sha256"),
    CheckConstraint("joined_at IS NULL OR case_id IS NOT NULL", name="joined_at"),
)

# What the mails that carried a submission say of themselves: the one it was attached to, then the one around that.
# Nobody has verified any of it.
mail_evidence = Table(
    "mail_evidence",
    metadata,
    Column("submission_id", Uuid, ForeignKey("submission.submission_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    authority(),
    *required("date sender message_id"),
    CheckConstraint("position >= 0", name="position"),
)

attachment = Table(
    "attachment",
    metadata,
    own_id(),
    authority(),
    belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *required("name media_type"),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    UniqueConstraint("submission_id", "position"),
    is_sha256("sha256"),
    CheckConstraint("position >= 0", name="position"),
    CheckConstraint("size >= 0", name="size"),
)

# What a look at an attachment found, by a release of what looks. It is worked out of the sealed bytes: it may be lost,
# and is then found again.
attachment_finding = Table(
    "attachment_finding",
    metadata,
    Column("attachment_id", Uuid, ForeignKey("attachment.id"), primary_key=True),
    authority(),
    Column("release", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
)

# Who took an attachment out of the store, and why. It is noted before anything is written.
attachment_saving = Table(
    "attachment_saving",
    metadata,
    own_id(),
    authority(),
    Column("attachment_id", Uuid, ForeignKey("attachment.id"), nullable=False, index=True),
    Column("saved_at", UtcDateTime, nullable=False),
    *required("saved_by reason"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# From here to ``allegation``: columns that answers land in, as the questions' ``record`` says. At position 0 is what
# was sent; an adult whom the office added to the case is at one of their own, with their organisation and work there.
adult = Table(
    "adult",
    metadata,
    own_id(),
    authority(),
    *one_of_several(),
    *answers("family_name given_names other_names birth_date gender ethnicity address postcode telephone email"),
)

organisation = Table(
    "organisation",
    metadata,
    own_id(),
    authority(),
    *one_of_several(),
    *answers("name address postcode senior_officer"),
)

engagement = Table(
    "engagement",
    metadata,
    own_id(),
    authority(),
    *one_of_several(),
    belongs_to("adult", unique=True, nullable=True),
    belongs_to("organisation", nullable=True),
    *answers("role basis agency past_work sector started_on contact_now regulator"),
)

child = Table(
    "child",
    metadata,
    own_id(),
    authority(),
    belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *answers("family_name given_names birth_date gender ethnicity address postcode relationship_to_adult in_care"),
    *answers("responsible_authority social_worker additional_vulnerability vulnerability_details parents_told"),
    UniqueConstraint("submission_id", "position"),
    CheckConstraint("position >= 0", name="position"),
)

referrer = Table(
    "referrer",
    metadata,
    own_id(),
    authority(),
    belongs_to("submission", key="submission_id", unique=True),
    *answers("kind name role organisation telephone email best_time relationship_to_child became_aware"),
)

allegation = Table(
    "allegation",
    metadata,
    own_id(),
    authority(),
    belongs_to("submission", key="submission_id", unique=True),
    *answers("works_with_children setting works_with_adults private_contact child_views summary happened_on"),
    *answers("happened_time happened_where how_often witnesses raised_by raised_by_name came_to_light restraint"),
    *answers("injury injury_details sexual_interest wants_police media_interest actions_taken statements_taken"),
    *answers("recordings safeguards_from adult_told adult_told_by earlier_concerns low_level_concerns"),
    Column("times", Integer),
    *several("categories aggravating safeguards telling_risks"),
)


def was_sent(table: Any) -> ColumnElement[bool]:
    """Ask, of adults, organisations or their work, for what a submission says itself, in a join to that."""
    return and_(table.c.submission_id == submission.c.submission_id, table.c.position == 0)


PARTS = {table.name: table for table in (adult, organisation, engagement, child, referrer, allegation)}
"""The tables that answers land in, by name."""

LINKS = ("follows", "meeting_reference")
"""The columns of ``submission`` that answers land in: what it says it belongs to."""
