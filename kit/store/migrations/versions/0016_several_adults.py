"""Adults whom the office adds to a case, beside the one that was sent: with their work, under numbers of their own.

What was added goes only with its case, or once an entry of that case says that something was recorded in error.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_TABLES = ("adult", "organisation", "engagement")
_ONLY_BY_DISPOSAL = "records are removed only by a disposal"
_REMOVED_IF = (
    "EXISTS (SELECT 1 FROM disposed_submission d WHERE d.submission_id = OLD.submission_id)"
    " OR OLD.position > 0 AND EXISTS (SELECT 1 FROM submission s JOIN case_event e ON e.case_id = s.case_id"
    " WHERE s.submission_id = OLD.submission_id AND e.kind = 'withdrawn')"
)


def upgrade() -> None:
    # It is filled when somebody lists or counts next: the rows are worked out on another basis from now on.
    with op.batch_alter_table("case_state", recreate="auto" if _is_on_server() else "always") as changed:
        changed.add_column(sa.Column("adults", sa.Integer(), nullable=False, server_default=sa.text("1")))
    for table in _TABLES:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("0")))
            changed.drop_constraint(op.f(f"uq_{table}_submission_id"), type_="unique")
            changed.create_unique_constraint(op.f(f"uq_{table}_submission_id_position"), ["submission_id", "position"])
            changed.create_check_constraint(op.f(f"ck_{table}_position"), "position >= 0")
        _let_go(table)


def _is_on_server() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _let_go(table: str) -> None:
    """Say anew when rows may be removed; SQLite has lost the trigger with the table that it made anew."""
    name = f"{table}_delete_only_if"
    if _is_on_server():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {_REMOVED_IF} THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION '{_ONLY_BY_DISPOSAL}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN NOT ({_REMOVED_IF})"
            f" BEGIN SELECT RAISE(ABORT, '{_ONLY_BY_DISPOSAL}'); END"
        )
