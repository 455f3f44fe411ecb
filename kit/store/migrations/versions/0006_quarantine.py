"""Quarantine, the books of every run, and referrals that were sealed twice; also for what is here already."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import context, op

revision = "0006"
down_revision = "0005"

BATCH = 1000

_COUNTS = ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")


def upgrade() -> None:
    _count_what_is_here(_make_import_run())
    _make_quarantine()
    _make_case_duplicate()
    _digest_what_is_here(_make_answer_digest())


def _make_import_run() -> sa.Table:
    table = op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.CheckConstraint("kind IN ('import', 'retry', 'release', 'earlier')", name=op.f("ck_import_run_kind")),
        *(sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_import_run_{name}")) for name in _COUNTS),
        sa.CheckConstraint(
            "found = imported + duplicate + superseded + quarantined + ignored", name=op.f("ck_import_run_balance")
        ),
    )
    op.create_index(op.f("ix_import_run_authority_started_at"), "import_run", ["authority", "started_at"])
    return table


def _count_what_is_here(runs: sa.Table) -> None:
    """Enter what was imported before runs were kept as one run of each authority."""
    there = sa.table(
        "submission",
        sa.column("authority", sa.Text()),
        sa.column("imported_at", sa.DateTime(timezone=True)),
    )
    asked = sa.select(
        there.c.authority,
        sa.func.count().label("count"),
        sa.func.max(there.c.imported_at, type_=sa.DateTime(timezone=True)).label("last"),
    ).group_by(there.c.authority)
    connection = op.get_bind()
    rows = [_earlier(row) for row in connection.execute(asked).mappings()]
    if rows:
        connection.execute(sa.insert(runs), rows)


def _earlier(row: sa.RowMapping) -> dict[str, Any]:
    counts = dict.fromkeys(_COUNTS, 0) | {"found": row["count"], "imported": row["count"]}
    facts = {"authority": row["authority"], "kind": "earlier", "actor": "", "started_at": row["last"]}
    return {"id": uuid4(), **facts, "finished": True, **counts}


def _make_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("mails", sa.JSON(), nullable=False),
        sa.Column("submission_id", sa.Uuid()),
        sa.Column("form_digest", sa.Text()),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("authority", "sha256", name=op.f("uq_quarantine_authority_sha256")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_quarantine_sha256")),
        sa.CheckConstraint("source_kind IN ('file', 'mail', 'packed')", name=op.f("ck_quarantine_source_kind")),
        sa.CheckConstraint("state IN ('held', 'imported', 'released', 'set-aside')", name=op.f("ck_quarantine_state")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_quarantine_size")),
        sa.CheckConstraint("times > 0", name=op.f("ck_quarantine_times")),
        sa.CheckConstraint("(state = 'held') = (settled_at IS NULL)", name=op.f("ck_quarantine_settled_at")),
        sa.CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name=op.f("ck_quarantine_settled_by")),
        sa.CheckConstraint("state NOT IN ('released', 'set-aside') OR why IS NOT NULL", name=op.f("ck_quarantine_why")),
    )
    op.create_index(op.f("ix_quarantine_authority_state"), "quarantine", ["authority", "state"])
    op.create_index(op.f("ix_quarantine_code"), "quarantine", ["code"])
    op.create_index(op.f("ix_quarantine_submission_id"), "quarantine", ["submission_id"])
    op.create_table(
        "quarantine_part",
        sa.Column("quarantine_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("quarantine_id", "position", name=op.f("pk_quarantine_part")),
        sa.ForeignKeyConstraint(["quarantine_id"], ["quarantine.id"], name=op.f("fk_quarantine_part_quarantine_id")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_quarantine_part_position")),
    )


def _make_case_duplicate() -> None:
    op.create_table(
        "case_duplicate",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("of_case_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sameness", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("case_id", "of_case_id", name=op.f("pk_case_duplicate")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_duplicate_case_id")),
        sa.ForeignKeyConstraint(["of_case_id"], ["case_record.id"], name=op.f("fk_case_duplicate_of_case_id")),
        sa.CheckConstraint("sameness IN ('same', 'nearly')", name=op.f("ck_case_duplicate_sameness")),
        sa.CheckConstraint("state IN ('suggested', 'confirmed', 'dismissed')", name=op.f("ck_case_duplicate_state")),
        sa.CheckConstraint("case_id <> of_case_id", name=op.f("ck_case_duplicate_of_case_id")),
        sa.CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name=op.f("ck_case_duplicate_decided_at")),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_case_duplicate_decided_by")),
    )
    op.create_index(op.f("ix_case_duplicate_of_case_id"), "case_duplicate", ["of_case_id"])
    confirmed = sa.text("state = 'confirmed'")
    op.create_index(
        "uq_case_duplicate_confirmed",
        "case_duplicate",
        ["case_id"],
        unique=True,
        sqlite_where=confirmed,
        postgresql_where=confirmed,
    )


def _make_answer_digest() -> sa.Table:
    return op.create_table(
        "answer_digest",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "digest", "case_id", name=op.f("pk_answer_digest")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_answer_digest_digest")),
        sqlite_with_rowid=False,
    )


def _digest_what_is_here(digests: sa.Table) -> None:
    digest_of = context.config.attributes["digest_of"]  # Alembic loads this file by itself: it cannot import it
    connection = op.get_bind()
    for batch in connection.execute(_openings()).mappings().partitions(BATCH):
        ids = [row["submission_id"] for row in batch]
        adults, children, allegations = (
            _rows(connection, table, columns, ids)
            for table, columns in (
                ("adult", "family_name given_names birth_date"),
                ("child", "family_name given_names birth_date"),
                ("allegation", "summary happened_on"),
            )
        )
        rows = []
        for row in batch:
            landed = {
                "adult": adults.get(row["submission_id"], []),
                "child": children.get(row["submission_id"], []),
                "allegation": allegations.get(row["submission_id"], []),
            }
            digest = digest_of(landed)
            if digest:
                rows.append({"authority": row["authority"], "digest": digest, "case_id": row["case_id"]})
        if rows:
            connection.execute(sa.insert(digests), rows)


def _openings() -> sa.Select[Any]:
    there = sa.table(
        "submission",
        *(sa.column(name, sa.Uuid()) for name in ("submission_id", "case_id")),
        sa.column("authority", sa.Text()),
        sa.column("joined_at", sa.DateTime(timezone=True)),
    )
    return sa.select(there.c.submission_id, there.c.case_id, there.c.authority).where(
        there.c.case_id.is_not(None), there.c.joined_at.is_(None)
    )


def _rows(connection: sa.Connection, name: str, columns: str, ids: list[Any]) -> dict[Any, list[dict[str, Any]]]:
    texts = [sa.column(column, sa.Text()) for column in columns.split()]
    there = sa.table(name, sa.column("submission_id", sa.Uuid()), *texts)
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in connection.execute(sa.select(there).where(there.c.submission_id.in_(ids))).mappings():
        found.setdefault(row["submission_id"], []).append({name: row[name] for name in columns.split()})
    return found
