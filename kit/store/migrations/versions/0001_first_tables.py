"""The first tables: envelopes, submissions, cases, the people and places in them, and the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_audit_entry_hash")),
        sa.CheckConstraint("length(previous_hash) = 64", name=op.f("ck_audit_entry_previous_hash")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_audit_entry_sequence")),
        sa.PrimaryKeyConstraint("authority", "sequence", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_authority_subject"), "audit_entry", ["authority", "subject"])
    op.create_table(
        "case_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('new')", name=op.f("ck_case_record_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
        sa.UniqueConstraint("authority", "reference", name=op.f("uq_case_record_authority_reference")),
    )
    op.create_index(op.f("ix_case_record_authority_state"), "case_record", ["authority", "state"])
    op.create_table(
        "envelope",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_envelope_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_envelope_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("authority", "sha256", name=op.f("uq_envelope_authority_sha256")),
    )
    op.create_index(op.f("ix_envelope_receipt"), "envelope", ["receipt"])
    op.create_table(
        "envelope_part",
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_envelope_part_position")),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_envelope_part_envelope_id")),
        sa.PrimaryKeyConstraint("envelope_id", "position", name=op.f("pk_envelope_part")),
    )
    op.create_table(
        "submission",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("form_name", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("form_digest", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("length(content_sha256) = 64", name=op.f("ck_submission_content_sha256")),
        sa.CheckConstraint("length(form_digest) = 64", name=op.f("ck_submission_form_digest")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_submission_case_id")),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_submission_envelope_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission")),
        sa.UniqueConstraint("envelope_id", name=op.f("uq_submission_envelope_id")),
    )
    op.create_index(op.f("ix_submission_case_id"), "submission", ["case_id"])
    op.create_table(
        "adult",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("family_name", sa.Text()),
        sa.Column("given_names", sa.Text()),
        sa.Column("other_names", sa.Text()),
        sa.Column("birth_date", sa.Text()),
        sa.Column("gender", sa.Text()),
        sa.Column("ethnicity", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("postcode", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.submission_id"], name=op.f("fk_adult_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adult")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_adult_submission_id")),
    )
    op.create_table(
        "allegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("works_with_children", sa.Text()),
        sa.Column("setting", sa.Text()),
        sa.Column("works_with_adults", sa.Text()),
        sa.Column("private_contact", sa.Text()),
        sa.Column("child_views", sa.Text()),
        sa.Column("summary", sa.Text()),
        sa.Column("happened_on", sa.Text()),
        sa.Column("happened_time", sa.Text()),
        sa.Column("happened_where", sa.Text()),
        sa.Column("how_often", sa.Text()),
        sa.Column("witnesses", sa.Text()),
        sa.Column("raised_by", sa.Text()),
        sa.Column("raised_by_name", sa.Text()),
        sa.Column("came_to_light", sa.Text()),
        sa.Column("restraint", sa.Text()),
        sa.Column("injury", sa.Text()),
        sa.Column("injury_details", sa.Text()),
        sa.Column("sexual_interest", sa.Text()),
        sa.Column("wants_police", sa.Text()),
        sa.Column("media_interest", sa.Text()),
        sa.Column("actions_taken", sa.Text()),
        sa.Column("statements_taken", sa.Text()),
        sa.Column("recordings", sa.Text()),
        sa.Column("safeguards_from", sa.Text()),
        sa.Column("adult_told", sa.Text()),
        sa.Column("adult_told_by", sa.Text()),
        sa.Column("earlier_concerns", sa.Text()),
        sa.Column("low_level_concerns", sa.Text()),
        sa.Column("times", sa.Integer()),
        sa.Column("categories", sa.JSON()),
        sa.Column("aggravating", sa.JSON()),
        sa.Column("safeguards", sa.JSON()),
        sa.Column("telling_risks", sa.JSON()),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_allegation_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_allegation_submission_id")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachment_sha256")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_attachment_position")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachment_size")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_attachment_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_attachment_submission_id_position")),
    )
    op.create_table(
        "child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.Text()),
        sa.Column("given_names", sa.Text()),
        sa.Column("birth_date", sa.Text()),
        sa.Column("gender", sa.Text()),
        sa.Column("ethnicity", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("postcode", sa.Text()),
        sa.Column("relationship_to_adult", sa.Text()),
        sa.Column("in_care", sa.Text()),
        sa.Column("responsible_authority", sa.Text()),
        sa.Column("social_worker", sa.Text()),
        sa.Column("additional_vulnerability", sa.Text()),
        sa.Column("vulnerability_details", sa.Text()),
        sa.Column("parents_told", sa.Text()),
        sa.CheckConstraint("position >= 0", name=op.f("ck_child_position")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.submission_id"], name=op.f("fk_child_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_child_submission_id_position")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("postcode", sa.Text()),
        sa.Column("senior_officer", sa.Text()),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_organisation_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_organisation_submission_id")),
    )
    op.create_table(
        "referrer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("best_time", sa.Text()),
        sa.Column("relationship_to_child", sa.Text()),
        sa.Column("became_aware", sa.Text()),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_referrer_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrer")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_referrer_submission_id")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("adult_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("role", sa.Text()),
        sa.Column("basis", sa.Text()),
        sa.Column("agency", sa.Text()),
        sa.Column("past_work", sa.Text()),
        sa.Column("sector", sa.Text()),
        sa.Column("started_on", sa.Text()),
        sa.Column("contact_now", sa.Text()),
        sa.Column("regulator", sa.Text()),
        sa.ForeignKeyConstraint(["adult_id"], ["adult.id"], name=op.f("fk_engagement_adult_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_engagement_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("adult_id", name=op.f("uq_engagement_adult_id")),
    )
    _refuse_changes_to_audit_entries()


def _refuse_changes_to_audit_entries() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'these entries are only added' USING ERRCODE = 'restrict_violation'; END $$"
        )
        for operation in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER audit_entry_refuses_{operation.lower()} BEFORE {operation} ON audit_entry "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for operation in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_refuses_{operation.lower()} BEFORE {operation} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'audit entries are only added'); END"
        )
