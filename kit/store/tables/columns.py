"""What every table is made with: the columns that recur, the checks on them, and how constraints are called."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    text,
)


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


def own_id() -> Column[object]:
    """Return the column by which a row is known."""
    return Column("id", Uuid, primary_key=True)


def authority() -> Column[str]:
    """Return the column that says whose a row is."""
    return Column("authority", Text, nullable=False)


def belongs_to(table: str, *, key: str = "id", unique: bool = False, nullable: bool = False) -> Column[object]:
    """Return the column that refers to a row of another table."""
    column = key if key.startswith(table) else f"{table}_{key}"
    return Column(column, Uuid, ForeignKey(f"{table}.{key}"), nullable=nullable, unique=unique)


def one_of_several() -> list[Column[Any] | CheckConstraint | UniqueConstraint]:
    """Return the columns of what a submission has, and the office adds more of: what was sent is at position 0."""
    return [
        belongs_to("submission", key="submission_id"),
        Column("position", Integer, nullable=False, server_default=text("0")),
        UniqueConstraint("submission_id", "position"),
        CheckConstraint("position >= 0", name="position"),
    ]


def required(names: str) -> list[Column[str]]:
    """Return columns of text that are always there."""
    return [Column(name, Text, nullable=False) for name in names.split()]


def answers(names: str) -> list[Column[str]]:
    """Return columns for single answers. Days are text too: "2024-05" is an answer. Their sets belong to the form."""
    return [Column(name, Text) for name in names.split()]


def several(names: str) -> list[Column[object]]:
    """Return columns for answers of several values, as a JSON list."""
    return [Column(name, JSON(none_as_null=True)) for name in names.split()]


def one_of(name: str, values: type[StrEnum]) -> CheckConstraint:
    """Hold a column to a closed set."""
    return CheckConstraint(f"{name} IN ({', '.join(repr(each.value) for each in values)})", name=name)


def partial_index(name: str, *columns: str, where: str, on_server: str = "", unique: bool = False) -> Index:
    """Return an index of the rows that meet a condition, which a server may word otherwise.

    Every command makes the tables, and would load the server's dialect if told its wording: that waits in ``info``.
    """
    info = {"postgresql_where": text(on_server or where)}
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info=info)


def is_sha256(name: str) -> CheckConstraint:
    """Hold a column to the length of a SHA-256 in hexadecimal."""
    return CheckConstraint(f"length({name}) = 64", name=name)


def rewrapped() -> list[Column[Any] | CheckConstraint]:
    """Return the columns that say what the bytes of a file are since it was sealed again."""
    return [
        Column("sha256", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("roster_version", Integer, nullable=False),
        Column("rewrapped_at", UtcDateTime, nullable=False),
        is_sha256("sha256"),
        CheckConstraint("size > 0", name="size"),
    ]
