"""Submissions that belong to another: they join its case, or wait for it. An adult's work without the adult's name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("submission") as submission:
        submission.alter_column("case_id", existing_type=sa.Uuid(), nullable=True)
        submission.add_column(sa.Column("joined_at", sa.DateTime(timezone=True)))
        submission.add_column(sa.Column("follows", sa.Text()))
        submission.add_column(sa.Column("meeting_reference", sa.Text()))
        submission.create_index(op.f("ix_submission_follows"), ["follows"])
        submission.create_index(op.f("ix_submission_meeting_reference"), ["meeting_reference"])
        submission.create_check_constraint(op.f("ck_submission_joined_at"), "joined_at IS NULL OR case_id IS NOT NULL")
    op.add_column("engagement", sa.Column("submission_id", sa.Uuid()))
    op.execute(
        "UPDATE engagement SET submission_id ="
        " (SELECT adult.submission_id FROM adult WHERE adult.id = engagement.adult_id)"
    )
    with op.batch_alter_table("engagement") as engagement:
        engagement.alter_column("submission_id", existing_type=sa.Uuid(), nullable=False)
        engagement.alter_column("adult_id", existing_type=sa.Uuid(), nullable=True)
        engagement.create_unique_constraint(op.f("uq_engagement_submission_id"), ["submission_id"])
        engagement.create_foreign_key(
            op.f("fk_engagement_submission_id"), "submission", ["submission_id"], ["submission_id"]
        )
