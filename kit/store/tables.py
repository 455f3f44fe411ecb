"""The tables of the record store, with the constraints they hold; what reads them is in ``queries``.

Core tables and not mapped classes: importing the ORM costs every command 56 ms, and its inserts take two to four times
as long. Every table carries its authority, so that several can share a store.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)

PART_SIZE = 1024 * 1024
"""Bytes of a sealed file that one row of ``envelope_part`` holds at most."""


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Goes in aware, comes out aware and in UTC, also where the database forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def _authority() -> Column[str]:
    return Column("authority", Text, nullable=False)


def _belongs_to(table: str, *, key: str = "id", unique: bool = False, nullable: bool = False) -> Column[object]:
    column = key if key.startswith(table) else f"{table}_{key}"
    return Column(column, Uuid, ForeignKey(f"{table}.{key}"), nullable=nullable, unique=unique)


def _required(names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names.split()]


def _answers(names: str) -> list[Column[str]]:
    """Return columns for single answers. Days are text too: "2024-05" is an answer. Their sets belong to the form."""
    return [Column(name, Text) for name in names.split()]


def _several(names: str) -> list[Column[object]]:
    """Return columns for answers of several values, as a JSON list."""
    return [Column(name, JSON(none_as_null=True)) for name in names.split()]


def _sha256(name: str) -> CheckConstraint:
    return CheckConstraint(f"length({name}) = 64", name=name)


case_record = Table(
    "case_record",
    metadata,
    _id(),
    _authority(),
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
    _id(),
    _authority(),
    *_required("sha256 receipt"),
    Column("size", Integer, nullable=False),
    UniqueConstraint("authority", "sha256"),
    _sha256("sha256"),
    CheckConstraint("size > 0", name="size"),
    Index(None, "receipt"),
)

envelope_part = Table(
    "envelope_part",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position"),
)

# The content of an envelope, byte for byte the same, sealed to the keys of a later roster: then the parts are of that.
rewrapping = Table(
    "rewrapping",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    _authority(),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("rewrapped_at", UtcDateTime, nullable=False),
    _sha256("sha256"),
    CheckConstraint("size > 0", name="size"),
)

submission = Table(
    "submission",
    metadata,
    Column("submission_id", Uuid, primary_key=True),
    _authority(),
    Column("case_id", Uuid, ForeignKey("case_record.id"), nullable=False, index=True),
    _belongs_to("envelope", unique=True),
    Column("form_name", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    *_required("form_digest release"),
    Column("roster_version", Integer, nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    _sha256("form_digest"),
    _sha256("content_sha256"),
)

attachment = Table(
    "attachment",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *_required("name media_type"),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    UniqueConstraint("submission_id", "position"),
    _sha256("sha256"),
    CheckConstraint("position >= 0", name="position"),
    CheckConstraint("size >= 0", name="size"),
)

# From here to ``allegation``: columns that answers land in, as the questions' ``record`` says.
adult = Table(
    "adult",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("family_name given_names other_names birth_date gender ethnicity address postcode telephone email"),
)

organisation = Table(
    "organisation",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("name address postcode senior_officer"),
)

engagement = Table(
    "engagement",
    metadata,
    _id(),
    _authority(),
    _belongs_to("adult", unique=True),
    _belongs_to("organisation", nullable=True),
    *_answers("role basis agency past_work sector started_on contact_now regulator"),
)

child = Table(
    "child",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *_answers("family_name given_names birth_date gender ethnicity address postcode relationship_to_adult in_care"),
    *_answers("responsible_authority social_worker additional_vulnerability vulnerability_details parents_told"),
    UniqueConstraint("submission_id", "position"),
    CheckConstraint("position >= 0", name="position"),
)

referrer = Table(
    "referrer",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("kind name role organisation telephone email best_time relationship_to_child became_aware"),
)

allegation = Table(
    "allegation",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("works_with_children setting works_with_adults private_contact child_views summary happened_on"),
    *_answers("happened_time happened_where how_often witnesses raised_by raised_by_name came_to_light restraint"),
    *_answers("injury injury_details sexual_interest wants_police media_interest actions_taken statements_taken"),
    *_answers("recordings safeguards_from adult_told adult_told_by earlier_concerns low_level_concerns"),
    Column("times", Integer),
    *_several("categories aggravating safeguards telling_risks"),
)

# Only ever added to: the database itself refuses to change or remove an entry.
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    *_required("actor action subject"),
    Column("detail", JSON, nullable=False),
    *_required("previous_hash hash"),
    CheckConstraint("sequence > 0", name="sequence"),
    _sha256("previous_hash"),
    _sha256("hash"),
    Index(None, "authority", "subject"),
)

PARTS = {table.name: table for table in (adult, organisation, engagement, child, referrer, allegation)}
"""The tables that answers land in, by name."""

IN_ORDER = tuple(metadata.sorted_tables)
"""All tables, each after those it refers to."""
