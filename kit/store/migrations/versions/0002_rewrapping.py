"""Envelopes whose content has been sealed again, to the keys of a later roster."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "rewrapping",
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("rewrapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_rewrapping_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_rewrapping_size")),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_rewrapping_envelope_id")),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_rewrapping")),
    )
