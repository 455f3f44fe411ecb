"""How every case stands in one row, what is due in it, and who must not open it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TEXTS = (
    "reference", "form", "pathway", "common", "category", "sector", "area", "outcome", "result", "held_by",
    "next_clock", "waits_for", "letters", "problems", "band",
)  # fmt: skip
_CLAIMS = ("is_open", "is_held", "with_police", "police_now", "no_employer", "is_complex", "is_priority")
_MOMENTS = ("closed_at", "next_due_at", "monitored_at", "valid_from", "changes_at")
_PARTIAL = {
    "open": ("next_due_at", "is_open = 1", "is_open"),
    "changes": ("changes_at", "changes_at IS NOT NULL", "changes_at IS NOT NULL"),
    "letters": ("received_at", "letters <> ''", "letters <> ''"),
    "problems": ("received_at", "problems <> ''", "problems <> ''"),
}


def upgrade() -> None:
    _make_case_state()
    _make_case_due()
    _make_case_stale()
    op.create_table(
        "projection",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("authority", name=op.f("pk_projection")),
        sa.CheckConstraint("length(basis) = 64", name=op.f("ck_projection_basis")),
    )
    _make_case_exclusion()
    # What is here already is worked out when somebody lists it.
    op.execute("INSERT INTO case_stale (case_id, authority) SELECT id, authority FROM case_record")


def _make_case_state() -> None:
    op.create_table(
        "case_state",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.Boolean()) for name in ("met", "counted", "overseen")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in _CLAIMS),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in _MOMENTS),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("open_actions", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer()),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_state")),
        _goes_with_its_case("case_state"),
    )
    op.create_index(op.f("ix_case_state_authority_received_at"), "case_state", ["authority", "received_at"])
    op.create_index(op.f("ix_case_state_authority_valid_from"), "case_state", ["authority", "valid_from"])
    counted = ["authority", "year", "sector", "category", "outcome", "band"]
    op.create_index("ix_case_state_counts", "case_state", counted)
    for name, (column, on_file, on_server) in _PARTIAL.items():
        op.create_index(
            f"ix_case_state_{name}",
            "case_state",
            ["authority", column],
            sqlite_where=sa.text(on_file),
            postgresql_where=sa.text(on_server),
        )


def _make_case_due() -> None:
    op.create_table(
        "case_due",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("is_priority", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_due")),
        _goes_with_its_case("case_due"),
    )
    op.create_index("ix_case_due_due", "case_due", ["authority", "due_at", "case_id", "position"])
    op.create_index("ix_case_due_rank", "case_due", ["authority", "is_priority", "due_at", "case_id", "position"])
    op.create_index("ix_case_due_clock", "case_due", ["authority", "clock", "due_at"])


def _make_case_stale() -> None:
    op.create_table(
        "case_stale",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_stale")),
        _goes_with_its_case("case_stale"),
    )
    op.create_index(op.f("ix_case_stale_authority"), "case_stale", ["authority"])


def _make_case_exclusion() -> None:
    op.create_table(
        "case_exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("excluded_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_exclusion")),
        _goes_with_its_case("case_exclusion"),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_case_exclusion_reason")),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_case_exclusion_ended_by")),
    )
    op.create_index(op.f("ix_case_exclusion_case_id"), "case_exclusion", ["case_id"])
    op.create_index(op.f("ix_case_exclusion_authority_officer"), "case_exclusion", ["authority", "officer"])
    op.create_index(
        "uq_case_exclusion_in_force",
        "case_exclusion",
        ["case_id", "officer"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _goes_with_its_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case_id"], ["case_record.id"], name=op.f(f"fk_{table}_case_id"), ondelete="CASCADE"
    )
