"""Sealed files in quarantine whose content has been sealed again, to the keys of a later roster."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_SAYS = "records are removed only by a disposal"
# What has to be so for a part to go; the row is OLD. The first line is new: what is sealed to other keys replaces these
# bytes, and says so first. The rest is as it was.
_REMOVED_IF = (
    "EXISTS (SELECT 1 FROM quarantine_rewrapping r WHERE r.quarantine_id = OLD.quarantine_id)"
    " OR EXISTS (SELECT 1 FROM quarantine q JOIN envelope e ON e.authority = q.authority AND e.sha256 = q.sha256"
    " WHERE q.id = OLD.quarantine_id)"
    " OR EXISTS (SELECT 1 FROM quarantine q JOIN disposed_submission d ON d.submission_id = q.submission_id"
    " OR (d.authority = q.authority AND d.sha256 = q.sha256) WHERE q.id = OLD.quarantine_id)"
)
_TRIGGER = "quarantine_part_delete_only_if"


def upgrade() -> None:
    op.create_table(
        "quarantine_rewrapping",
        sa.Column("quarantine_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("rewrapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_quarantine_rewrapping_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_quarantine_rewrapping_size")),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantine.id"], name=op.f("fk_quarantine_rewrapping_quarantine_id")
        ),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine_rewrapping")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE OR REPLACE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {_REMOVED_IF} THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    else:
        op.execute(f"DROP TRIGGER {_TRIGGER}")
        op.execute(
            f"CREATE TRIGGER {_TRIGGER} BEFORE DELETE ON quarantine_part WHEN NOT ({_REMOVED_IF})"
            f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
