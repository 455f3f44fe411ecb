"""Keys under which adults, children and organisations are looked up, also for those already here; and their links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision = "0003"

BATCH = 1000

_PEOPLE = {
    "adult": "family_name given_names other_names birth_date postcode telephone email",
    "child": "family_name given_names birth_date postcode",
}


def upgrade() -> None:
    keys = _make_search_key()
    _make_link()
    for table, columns in _PEOPLE.items():
        _fill(keys, table, _people(table, columns.split()))
    _fill(keys, "organisation", _organisations())


def _make_search_key() -> sa.Table:
    return op.create_table(
        "search_key",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "kind", "key", "record_id", name=op.f("pk_search_key")),
        sa.CheckConstraint("kind IN ('adult', 'child', 'organisation')", name=op.f("ck_search_key_kind")),
        sqlite_with_rowid=False,
    )


def _make_link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("one_submission_id", sa.Uuid(), nullable=False),
        sa.Column("other_submission_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["one_submission_id"], ["submission.submission_id"], name=op.f("fk_link_one_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_submission_id"], ["submission.submission_id"], name=op.f("fk_link_other_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("kind", "one_id", "other_id", name=op.f("uq_link_kind_one_id_other_id")),
        sa.CheckConstraint("kind IN ('adult', 'child', 'organisation')", name=op.f("ck_link_kind")),
        sa.CheckConstraint("state IN ('suggested', 'confirmed', 'dismissed')", name=op.f("ck_link_state")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_link_score")),
        sa.CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name=op.f("ck_link_decided_at")),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_link_decided_by")),
    )
    op.create_index(op.f("ix_link_one_submission_id"), "link", ["one_submission_id"])
    op.create_index(op.f("ix_link_other_submission_id"), "link", ["other_submission_id"])


def _people(name: str, columns: list[str]) -> sa.Select[Any]:
    """Ask for people with their employer; that of a child's row is the adult's, and is in no key of a child."""
    people = _table(name, columns)
    work = _table("organisation", ["name"])
    asked = sa.select(people, work.c.name.label("employer")).select_from(
        people.outerjoin(work, work.c.submission_id == people.c.submission_id)
    )
    return asked if name == "adult" else sa.select(people)


def _organisations() -> sa.Select[Any]:
    return sa.select(_table("organisation", ["name", "postcode"]))


def _table(name: str, columns: list[str]) -> sa.TableClause:
    texts = [sa.column(column, sa.Text()) for column in ("authority", *columns)]
    return sa.table(name, sa.column("id", sa.Uuid()), sa.column("submission_id", sa.Uuid()), *texts)


def _fill(keys: sa.Table, kind: str, asked: sa.Select[Any]) -> None:
    connection = op.get_bind()
    for batch in connection.execute(asked).mappings().partitions(BATCH):
        rows = list(_key_rows(kind, batch))
        if rows:
            connection.execute(sa.insert(keys), rows)


def _key_rows(kind: str, batch: Iterable[sa.RowMapping]) -> Iterator[dict[str, Any]]:
    keys_of = context.config.attributes["keys_of"]  # Alembic loads this file by itself: it cannot import them
    for row in batch:
        for key in sorted(keys_of(kind, row)):
            yield {"authority": row["authority"], "kind": kind, "key": key, "record_id": row["id"]}
