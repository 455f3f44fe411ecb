"""How many each run of the import kept in quarantine. Of the runs until now nobody counted that: there it is empty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("import_run") as import_run:
        import_run.add_column(sa.Column("kept", sa.Integer()))
        import_run.create_check_constraint(op.f("ck_import_run_kept"), "kept BETWEEN 0 AND quarantined")
