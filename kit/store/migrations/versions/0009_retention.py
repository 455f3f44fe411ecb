"""How long records are kept: what was decided, holds over all of them, and the one way in which a case is removed.

From here on the database itself removes nothing of a case before its disposal is on record, agreed by two people.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ONLY_BY_DISPOSAL = "records are removed only by a disposal"
_NOT_AGREED = "a disposal is proposed by one person and done by another, and not under a hold"
_ANOTHER_CASE = "this submission is of another case"
_AGAIN = "this has been disposed of"
_ONLY_ADDED = "these entries are only added"

# What has to be so for a row to go; the row is OLD. Names of tables are written out: a trigger outlives this release.
_CASE_IS_DISPOSED = "EXISTS (SELECT 1 FROM disposed_case d WHERE d.id = OLD.{column})"
_SUBMISSION_IS_DISPOSED = "EXISTS (SELECT 1 FROM disposed_submission d WHERE d.submission_id = OLD.submission_id)"
_FILE_IS_DISPOSED = (
    "EXISTS (SELECT 1 FROM disposed_submission d WHERE d.authority = OLD.authority AND d.sha256 = OLD.sha256)"
)
_OF_SUBMISSION = (
    "submission", "mail_evidence", "attachment", "adult", "organisation", "engagement", "child", "referrer",
    "allegation",
)  # fmt: skip
_REMOVED_IF = {
    "case_record": _CASE_IS_DISPOSED.format(column="id"),
    "case_event": _CASE_IS_DISPOSED.format(column="case_id"),
    "retention_decision": _CASE_IS_DISPOSED.format(column="case_id"),
    **dict.fromkeys(_OF_SUBMISSION, _SUBMISSION_IS_DISPOSED),
    "attachment_saving": (
        "EXISTS (SELECT 1 FROM attachment a JOIN disposed_submission d ON d.submission_id = a.submission_id"
        " WHERE a.id = OLD.attachment_id)"
    ),
    "envelope": _FILE_IS_DISPOSED,
    # What is sealed to other keys replaces these bytes, and says so first.
    "envelope_part": (
        "EXISTS (SELECT 1 FROM rewrapping r WHERE r.envelope_id = OLD.envelope_id)"
        " OR EXISTS (SELECT 1 FROM envelope e JOIN disposed_submission d ON d.authority = e.authority"
        " AND d.sha256 = e.sha256 WHERE e.id = OLD.envelope_id)"
    ),
    "quarantine": f"{_SUBMISSION_IS_DISPOSED} OR {_FILE_IS_DISPOSED}",
    # What is kept as the original of a submission is not kept twice.
    "quarantine_part": (
        "EXISTS (SELECT 1 FROM quarantine q JOIN envelope e ON e.authority = q.authority AND e.sha256 = q.sha256"
        " WHERE q.id = OLD.quarantine_id)"
        " OR EXISTS (SELECT 1 FROM quarantine q JOIN disposed_submission d ON d.submission_id = q.submission_id"
        " OR (d.authority = q.authority AND d.sha256 = q.sha256) WHERE q.id = OLD.quarantine_id)"
    ),
}
_ADDED_IF = {
    # A copy of the store has no case any more that it could be held against.
    "disposed_case": (
        "NOT EXISTS (SELECT 1 FROM case_record c WHERE c.id = NEW.id) OR (EXISTS (SELECT 1 FROM retention_decision p"
        " WHERE p.case_id = coalesce(NEW.duplicate_of, NEW.id) AND p.kind = 'propose'"
        " AND p.decided_by = NEW.proposed_by"
        " AND p.number = (SELECT max(l.number) FROM retention_decision l WHERE l.case_id = p.case_id))"
        " AND NOT EXISTS (SELECT 1 FROM retention_hold h WHERE h.authority = NEW.authority AND h.ended_at IS NULL))",
        _NOT_AGREED,
    ),
    "disposed_submission": (
        "NOT EXISTS (SELECT 1 FROM submission s WHERE s.submission_id = NEW.submission_id"
        " AND s.case_id IS DISTINCT FROM NEW.case_id)",
        _ANOTHER_CASE,
    ),
    "case_record": ("NOT EXISTS (SELECT 1 FROM disposed_case d WHERE d.id = NEW.id)", _AGAIN),
    "submission": (
        "NOT EXISTS (SELECT 1 FROM disposed_submission d WHERE d.submission_id = NEW.submission_id)",
        _AGAIN,
    ),
}
_TEXTS = (
    "reference", "form", "sector", "category", "outcome", "pathway", "met", "overseen", "result", "received_on",
    "concluded_on", "closed_on",
)  # fmt: skip
_REFUSES = {
    "retention_decision": ("UPDATE", "TRUNCATE"),
    "retention_hold": ("DELETE", "TRUNCATE"),
    "disposed_case": ("UPDATE", "DELETE", "TRUNCATE"),
    "disposed_submission": ("UPDATE", "DELETE", "TRUNCATE"),
}


def upgrade() -> None:
    _make_decisions()
    _make_holds()
    _make_what_is_left()
    op.execute(f"DROP TRIGGER case_event_refuses_delete{' ON case_event' if _is_on_server() else ''}")
    for table, condition in _REMOVED_IF.items():
        _allow(table, "DELETE", condition, _ONLY_BY_DISPOSAL)
    for table, (condition, says) in _ADDED_IF.items():
        _allow(table, "INSERT", condition, says)
    for table, operations in _REFUSES.items():
        for operation in operations:
            _refuse(table, operation)


def _make_decisions() -> None:
    op.create_table(
        "retention_decision",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("until", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_retention_decision")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_retention_decision_case_id")),
        sa.CheckConstraint("kind IN ('keep', 'propose')", name=op.f("ck_retention_decision_kind")),
        sa.CheckConstraint("length(record_sha256) = 64", name=op.f("ck_retention_decision_record_sha256")),
        sa.CheckConstraint("number > 0", name=op.f("ck_retention_decision_number")),
        sa.CheckConstraint("(kind = 'keep') = (until IS NOT NULL)", name=op.f("ck_retention_decision_until")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_retention_decision_reason")),
    )


def _make_holds() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_because", sa.Text()),
        sa.PrimaryKeyConstraint("authority", "number", name=op.f("pk_retention_hold")),
        sa.CheckConstraint("number > 0", name=op.f("ck_retention_hold_number")),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_retention_hold_ended_by")),
        sa.CheckConstraint(
            "(ended_because IS NULL) = (ended_at IS NULL)", name=op.f("ck_retention_hold_ended_because")
        ),
    )


def _make_what_is_left() -> None:
    op.create_table(
        "disposed_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("disposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("certificate_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposed_case")),
        sa.UniqueConstraint("authority", "reference", name=op.f("uq_disposed_case_authority_reference")),
        sa.CheckConstraint("length(certificate_sha256) = 64", name=op.f("ck_disposed_case_certificate_sha256")),
        sa.CheckConstraint("proposed_by <> disposed_by", name=op.f("ck_disposed_case_two_people")),
    )
    op.create_table(
        "disposed_submission",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_disposed_submission")),
        sa.ForeignKeyConstraint(["case_id"], ["disposed_case.id"], name=op.f("fk_disposed_submission_case_id")),
        sa.UniqueConstraint("authority", "sha256", name=op.f("uq_disposed_submission_authority_sha256")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_disposed_submission_sha256")),
    )
    op.create_index(op.f("ix_disposed_submission_case_id"), "disposed_submission", ["case_id"])
    op.create_index(op.f("ix_disposed_submission_receipt"), "disposed_submission", ["receipt"])


def _is_on_server() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _allow(table: str, operation: str, condition: str, says: str) -> None:
    """Let rows be added or removed only where a condition holds."""
    name = f"{table}_{operation.lower()}_only_if"
    if _is_on_server():
        row = "NEW" if operation == "INSERT" else "OLD"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RETURN {row}; END IF;"
            f" RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN NOT ({condition})"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def _refuse(table: str, operation: str) -> None:
    name = f"{table}_refuses_{operation.lower()}"
    if _is_on_server():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    elif operation != "TRUNCATE":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED}'); END"
        )
