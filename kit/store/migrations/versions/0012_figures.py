"""What is kept of each case to be counted, beside the row of how it stands; and lists of cases that were taken out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # It is filled when somebody lists or counts next: the rows are worked out on another basis from now on.
    op.create_table(
        "case_figures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_figures")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_case_figures_case_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "export_made",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_made")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_export_made_sha256")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_export_made_reason")),
    )
