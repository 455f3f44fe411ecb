"""What happened in a case: entries that are only added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "case_event",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_event")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_event_case_id")),
        sa.CheckConstraint("number > 0", name=op.f("ck_case_event_number")),
    )
    op.create_index(op.f("ix_case_event_authority_kind"), "case_event", ["authority", "kind"])
    _refuse_changes()


def _refuse_changes() -> None:
    on_server = op.get_context().dialect.name == "postgresql"
    for operation in ("UPDATE", "DELETE", "TRUNCATE") if on_server else ("UPDATE", "DELETE"):
        then = (
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            if on_server
            else "BEGIN SELECT RAISE(ABORT, 'case events are only added'); END"
        )
        op.execute(f"CREATE TRIGGER case_event_refuses_{operation.lower()} BEFORE {operation} ON case_event {then}")
