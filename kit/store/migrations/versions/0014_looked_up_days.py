"""What is left of disposed cases is looked up by the day they came, and exclusions by whom they exclude."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    counts, in_force = sa.text("duplicate_of IS NULL"), sa.text("ended_at IS NULL")
    op.create_index(
        "ix_disposed_case_counted",
        "disposed_case",
        ["authority", "received_on"],
        sqlite_where=counts,
        postgresql_where=counts,
    )
    op.drop_index("uq_case_exclusion_in_force", "case_exclusion")
    op.create_index(
        "uq_case_exclusion_in_force",
        "case_exclusion",
        ["officer", "case_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
