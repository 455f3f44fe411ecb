"""The office's own log: what the service did that belongs to no single case; entries that are only added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "office_event",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Integer()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "number", name=op.f("pk_office_event")),
        sa.CheckConstraint("number > 0", name=op.f("ck_office_event_number")),
        sa.CheckConstraint("corrects < number", name=op.f("ck_office_event_corrects")),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    on_server = op.get_context().dialect.name == "postgresql"
    for operation in ("UPDATE", "DELETE", "TRUNCATE") if on_server else ("UPDATE", "DELETE"):
        then = (
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            if on_server
            else "BEGIN SELECT RAISE(ABORT, 'entries of the office log are only added'); END"
        )
        op.execute(f"CREATE TRIGGER office_event_refuses_{operation.lower()} BEFORE {operation} ON office_event {then}")
