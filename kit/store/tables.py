"""The tables of the record store, with the constraints they hold; what reads them is in ``queries``.

Core tables and not mapped classes: importing the ORM costs every command 56 ms, and its inserts take two to four times
as long. Every table carries its authority, so that several can share a store.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    text,
)

PART_SIZE = 1024 * 1024
"""Bytes of a sealed file that one row of ``envelope_part`` holds at most."""


COUNTS = ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")
"""What the books count: everything found, then every result that it may have."""


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"


class LinkKind(StrEnum):
    """What two records may be of."""

    ADULT = "adult"
    CHILD = "child"
    ORGANISATION = "organisation"


class LinkState(StrEnum):
    """What a person has said of a link; "suggested" while nobody has."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class RunKind(StrEnum):
    """What a run of the import was; "earlier" stands for all that was imported before runs were kept."""

    IMPORT = "import"
    RETRY = "retry"
    RELEASE = "release"
    EARLIER = "earlier"


class HeldState(StrEnum):
    """What became of something in quarantine; "held" while nothing has."""

    HELD = "held"
    IMPORTED = "imported"
    RELEASED = "released"
    SET_ASIDE = "set-aside"


class SourceKind(StrEnum):
    """What something came in."""

    FILE = "file"
    MAIL = "mail"
    PACKED = "packed"


class Reviewed(StrEnum):
    """What a person decided when the record of a case was looked at: to keep it on, or that it may be removed."""

    KEEP = "keep"
    PROPOSE = "propose"


class Sameness(StrEnum):
    """How far two cases say the same."""

    SAME = "same"
    NEARLY = "nearly"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Goes in aware, comes out aware and in UTC, also where the database forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def _authority() -> Column[str]:
    return Column("authority", Text, nullable=False)


def _belongs_to(table: str, *, key: str = "id", unique: bool = False, nullable: bool = False) -> Column[object]:
    column = key if key.startswith(table) else f"{table}_{key}"
    return Column(column, Uuid, ForeignKey(f"{table}.{key}"), nullable=nullable, unique=unique)


def _required(names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names.split()]


def _answers(names: str) -> list[Column[str]]:
    """Return columns for single answers. Days are text too: "2024-05" is an answer. Their sets belong to the form."""
    return [Column(name, Text) for name in names.split()]


def _several(names: str) -> list[Column[object]]:
    """Return columns for answers of several values, as a JSON list."""
    return [Column(name, JSON(none_as_null=True)) for name in names.split()]


def _one_of(name: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{name} IN ({', '.join(repr(each.value) for each in values)})", name=name)


def _sha256(name: str) -> CheckConstraint:
    return CheckConstraint(f"length({name}) = 64", name=name)


case_record = Table(
    "case_record",
    metadata,
    _id(),
    _authority(),
    Column("reference", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("authority", "reference"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in CaseState)})", name="state"),
    Index(None, "authority", "state"),
)

# The original of every submission, as it arrived and still sealed, is kept for ever; ``rewrapping`` says when its
# content has been sealed again. What identifies a submission stays that of the original.
envelope = Table(
    "envelope",
    metadata,
    _id(),
    _authority(),
    *_required("sha256 receipt"),
    Column("size", Integer, nullable=False),
    UniqueConstraint("authority", "sha256"),
    _sha256("sha256"),
    CheckConstraint("size > 0", name="size"),
    Index(None, "receipt"),
)

envelope_part = Table(
    "envelope_part",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position"),
)

# The content of an envelope, byte for byte the same, sealed to the keys of a later roster: then the parts are of that.
rewrapping = Table(
    "rewrapping",
    metadata,
    Column("envelope_id", Uuid, ForeignKey("envelope.id"), primary_key=True),
    _authority(),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("rewrapped_at", UtcDateTime, nullable=False),
    _sha256("sha256"),
    CheckConstraint("size > 0", name="size"),
)

# One that opened a case has no ``joined_at``; one that was added to a case has; one without a case waits for the
# submission whose receipt code it names in ``follows``.
submission = Table(
    "submission",
    metadata,
    Column("submission_id", Uuid, primary_key=True),
    _authority(),
    Column("case_id", Uuid, ForeignKey("case_record.id"), index=True),
    Column("joined_at", UtcDateTime),
    _belongs_to("envelope", unique=True),
    Column("form_name", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    *_required("form_digest release"),
    Column("roster_version", Integer, nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("follows", Text, index=True),
    Column("meeting_reference", Text, index=True),
    _sha256("form_digest"),
    _sha256("content_sha256"),
    CheckConstraint("joined_at IS NULL OR case_id IS NOT NULL", name="joined_at"),
)

# What the mails that carried a submission say of themselves: the one it was attached to, then the one around that.
# Nobody has verified any of it.
mail_evidence = Table(
    "mail_evidence",
    metadata,
    Column("submission_id", Uuid, ForeignKey("submission.submission_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _authority(),
    *_required("date sender message_id"),
    CheckConstraint("position >= 0", name="position"),
)

attachment = Table(
    "attachment",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *_required("name media_type"),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    UniqueConstraint("submission_id", "position"),
    _sha256("sha256"),
    CheckConstraint("position >= 0", name="position"),
    CheckConstraint("size >= 0", name="size"),
)

# What a look at an attachment found, by a release of what looks. It is worked out of the sealed bytes: it may be lost,
# and is then found again.
attachment_finding = Table(
    "attachment_finding",
    metadata,
    Column("attachment_id", Uuid, ForeignKey("attachment.id"), primary_key=True),
    _authority(),
    Column("release", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
)

# Who took an attachment out of the store, and why. It is noted before anything is written.
attachment_saving = Table(
    "attachment_saving",
    metadata,
    _id(),
    _authority(),
    Column("attachment_id", Uuid, ForeignKey("attachment.id"), nullable=False, index=True),
    Column("saved_at", UtcDateTime, nullable=False),
    *_required("saved_by reason"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# From here to ``allegation``: columns that answers land in, as the questions' ``record`` says.
adult = Table(
    "adult",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("family_name given_names other_names birth_date gender ethnicity address postcode telephone email"),
)

organisation = Table(
    "organisation",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("name address postcode senior_officer"),
)

engagement = Table(
    "engagement",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    _belongs_to("adult", unique=True, nullable=True),
    _belongs_to("organisation", nullable=True),
    *_answers("role basis agency past_work sector started_on contact_now regulator"),
)

child = Table(
    "child",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id"),
    Column("position", Integer, nullable=False),
    *_answers("family_name given_names birth_date gender ethnicity address postcode relationship_to_adult in_care"),
    *_answers("responsible_authority social_worker additional_vulnerability vulnerability_details parents_told"),
    UniqueConstraint("submission_id", "position"),
    CheckConstraint("position >= 0", name="position"),
)

referrer = Table(
    "referrer",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("kind name role organisation telephone email best_time relationship_to_child became_aware"),
)

allegation = Table(
    "allegation",
    metadata,
    _id(),
    _authority(),
    _belongs_to("submission", key="submission_id", unique=True),
    *_answers("works_with_children setting works_with_adults private_contact child_views summary happened_on"),
    *_answers("happened_time happened_where how_often witnesses raised_by raised_by_name came_to_light restraint"),
    *_answers("injury injury_details sexual_interest wants_police media_interest actions_taken statements_taken"),
    *_answers("recordings safeguards_from adult_told adult_told_by earlier_concerns low_level_concerns"),
    Column("times", Integer),
    *_several("categories aggravating safeguards telling_risks"),
)

# Keys under which ``casework.matching`` looks an adult, child or organisation up: whoever shares one may be the same.
search_key = Table(
    "search_key",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("record_id", Uuid, primary_key=True),
    _one_of("kind", LinkKind),
    sqlite_with_rowid=False,  # the key is the whole row, kept once and in its order
)

# Two records that may be of the same adult, child or organisation, each pair once: ``one_id`` is the smaller. It is
# suggested by a program and decided by a person, and joins nothing: both records stay as they are.
link = Table(
    "link",
    metadata,
    _id(),
    _authority(),
    Column("kind", Text, nullable=False),
    Column("one_id", Uuid, nullable=False),
    Column("other_id", Uuid, nullable=False),
    Column("one_submission_id", Uuid, ForeignKey("submission.submission_id"), nullable=False, index=True),
    Column("other_submission_id", Uuid, ForeignKey("submission.submission_id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("suggested_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("reason", Text),
    UniqueConstraint("kind", "one_id", "other_id"),
    _one_of("kind", LinkKind),
    _one_of("state", LinkState),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
)

# A digest of the main answers of what opened a case: two cases that share one may be the same referral sealed twice.
answer_digest = Table(
    "answer_digest",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    _sha256("digest"),
    sqlite_with_rowid=False,
)

# A case that may be the referral of an earlier case sealed again. Found by a program and decided by a person: only what
# is confirmed leaves the lists, and nothing is ever removed or merged.
case_duplicate = Table(
    "case_duplicate",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("of_case_id", Uuid, ForeignKey("case_record.id"), primary_key=True, index=True),
    _authority(),
    Column("sameness", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("reason", Text),
    _one_of("sameness", Sameness),
    _one_of("state", LinkState),
    CheckConstraint("case_id <> of_case_id", name="of_case_id"),
    CheckConstraint("(state = 'suggested') = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
    Index(
        "uq_case_duplicate_confirmed",
        "case_id",
        unique=True,
        sqlite_where=text("state = 'confirmed'"),
        postgresql_where=text("state = 'confirmed'"),
    ),
)

# The books of every run: how much of it is settled, in the same transactions as what was settled. A run that was
# stopped half way is not ``finished``.
import_run = Table(
    "import_run",
    metadata,
    _id(),
    _authority(),
    *_required("kind actor"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    _one_of("kind", RunKind),
    *(CheckConstraint(f"{name} >= 0", name=name) for name in COUNTS),
    CheckConstraint(f"found = {' + '.join(COUNTS[1:])}", name="balance"),
    Index(None, "authority", "started_at"),
)

# What could not be taken in, once for each SHA-256 of its bytes, and never removed. ``source`` may name a person.
quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    _authority(),
    *_required("sha256 code"),
    Column("receipt", Text),
    Column("size", Integer, nullable=False),
    *_required("source source_kind reason"),
    Column("problems", JSON, nullable=False),
    Column("mails", JSON, nullable=False),
    Column("submission_id", Uuid, index=True),
    Column("form_digest", Text),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("times", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", Text),
    Column("why", Text),
    UniqueConstraint("authority", "sha256"),
    _sha256("sha256"),
    _one_of("source_kind", SourceKind),
    _one_of("state", HeldState),
    CheckConstraint("size >= 0", name="size"),
    CheckConstraint("times > 0", name="times"),
    CheckConstraint("(state = 'held') = (settled_at IS NULL)", name="settled_at"),
    CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled_by"),
    CheckConstraint("state NOT IN ('released', 'set-aside') OR why IS NOT NULL", name="why"),
    Index(None, "authority", "state"),
    Index(None, "code"),
)

# The bytes of what is in quarantine, as they arrived or as the sealed file in them. Once a submission is imported they
# are in ``envelope_part``, and no longer here.
quarantine_part = Table(
    "quarantine_part",
    metadata,
    Column("quarantine_id", Uuid, ForeignKey("quarantine.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position"),
)

# What happened in a case, beside what its submissions say: only ever added to, which the database itself holds. What an
# entry in ``corrects`` names, by its number or as it is called in a submission, this one stands in the place of.
case_event = Table(
    "case_event",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("kind", Text, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("corrects", Text),
    Column("detail", JSON, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("number > 0", name="number"),
    Index(None, "authority", "kind"),
)

# What the service did that belongs to no single case: only ever added to, which the database itself holds. What an
# entry in ``corrects`` names, by the number of what was recorded first, this one stands in the place of.
office_event = Table(
    "office_event",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("corrects", Integer),
    Column("detail", JSON, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("corrects < number", name="corrects"),
)

# What was decided about how long a case is kept: only ever added to, and removed with its case. ``record_sha256`` is of
# what was on record then, so that two people decide about the same.
retention_decision = Table(
    "retention_decision",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("kind", Text, nullable=False),
    Column("until", Text),
    Column("decided_at", UtcDateTime, nullable=False),
    *_required("decided_by reason record_sha256"),
    _one_of("kind", Reviewed),
    _sha256("record_sha256"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(kind = 'keep') = (until IS NOT NULL)", name="until"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# A hold over every case of an authority, as under an inquiry: while one has not ended nothing is removed.
retention_hold = Table(
    "retention_hold",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("set_at", UtcDateTime, nullable=False),
    *_required("set_by reason"),
    Column("ended_at", UtcDateTime),
    Column("ended_by", Text),
    Column("ended_because", Text),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by"),
    CheckConstraint("(ended_because IS NULL) = (ended_at IS NULL)", name="ended_because"),
)

# What is left of a case once it has been disposed of: what figures count, and who decided. No name, no answer, and
# nothing that anyone wrote. It is written first: without it the database removes no row of a case.
disposed_case = Table(
    "disposed_case",
    metadata,
    _id(),
    _authority(),
    Column("duplicate_of", Uuid),
    *_required("reference form sector category outcome pathway met overseen result received_on concluded_on closed_on"),
    Column("children", Integer, nullable=False),
    *_required("proposed_by disposed_by"),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("disposed_at", UtcDateTime, nullable=False),
    *_required("certificate certificate_sha256"),
    UniqueConstraint("authority", "reference"),
    _sha256("certificate_sha256"),
    CheckConstraint("proposed_by <> disposed_by", name="two_people"),
)

# By what a submission of such a case is recognised when its file comes again.
disposed_submission = Table(
    "disposed_submission",
    metadata,
    Column("submission_id", Uuid, primary_key=True),
    _authority(),
    Column("case_id", Uuid, ForeignKey("disposed_case.id"), nullable=False, index=True),
    *_required("sha256 receipt"),
    Column("released", Boolean, nullable=False),
    UniqueConstraint("authority", "sha256"),
    _sha256("sha256"),
    Index(None, "receipt"),
)

# From here to ``case_stale``: worked out of what is above, and put right when somebody lists (``projection``). A row
# goes with its case.
#
# How a case stands, in one row; a case that a person called a duplicate has none. It holds from ``valid_from`` until
# ``changes_at``; texts are "" where there is nothing to say.
case_state = Table(
    "case_state",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    _authority(),
    *_required("reference form"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("year", Integer, nullable=False),
    *_required("pathway common"),
    *(Column(name, Boolean) for name in ("met", "counted", "overseen")),
    *_required("category sector area outcome"),
    Column("is_open", Boolean, nullable=False),
    Column("closed_at", UtcDateTime),
    *_required("result held_by"),
    *(
        Column(name, Boolean, nullable=False)
        for name in ("is_held", "with_police", "police_now", "no_employer", "is_complex", "is_priority")
    ),
    Column("next_due_at", UtcDateTime),
    Column("next_clock", Text, nullable=False),
    Column("open_actions", Integer, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("monitored_at", UtcDateTime),
    *_required("letters problems"),
    Column("days", Integer),
    Column("band", Text, nullable=False),
    Column("valid_from", UtcDateTime),
    Column("changes_at", UtcDateTime),
    Index(None, "authority", "received_at"),
    Index(None, "authority", "valid_from"),
    Index("ix_case_state_counts", "authority", "year", "sector", "category", "outcome", "band"),
    *(
        Index(
            f"ix_case_state_{name}", "authority", column, sqlite_where=text(on_file), postgresql_where=text(on_server)
        )
        for name, column, on_file, on_server in (
            ("open", "next_due_at", "is_open = 1", "is_open"),
            ("changes", "changes_at", "changes_at IS NOT NULL", "changes_at IS NOT NULL"),
            ("letters", "received_at", "letters <> ''", "letters <> ''"),
            ("problems", "received_at", "problems <> ''", "problems <> ''"),
        )
    ),
)

# Every time limit that is still to be met in an open case. Without ``due_at`` its day is still to be set.
case_due = Table(
    "case_due",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _authority(),
    Column("clock", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("is_priority", Boolean, nullable=False),
    # With the whole key, so that what is listed first is read first.
    Index("ix_case_due_due", "authority", "due_at", "case_id", "position"),
    Index("ix_case_due_rank", "authority", "is_priority", "due_at", "case_id", "position"),
    Index("ix_case_due_clock", "authority", "clock", "due_at"),
)

# What is kept of each case to be counted, as keys and days; no word in it names anybody.
case_figures = Table(
    "case_figures",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    _authority(),
    Column("facts", JSON, nullable=False),
)

# A list of many cases that was taken out of the store, and why.
export_made = Table(
    "export_made",
    metadata,
    _id(),
    _authority(),
    Column("made_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    *_required("what sha256 reason made_by"),
    _sha256("sha256"),
    CheckConstraint("length(reason) > 0", name="reason"),
)

# The cases in which something happened since their row was worked out.
case_stale = Table(
    "case_stale",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True),
    Column("authority", Text, nullable=False, index=True),
)

# By what the rows of an authority were worked out: a digest of its settings and of the release's way to do so.
projection = Table(
    "projection",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("basis", Text, nullable=False),
    _sha256("basis"),
)

# Who must not open a case: somebody who knows one of the people in it, for example. Taken back it stays, with its end.
case_exclusion = Table(
    "case_exclusion",
    metadata,
    _id(),
    _authority(),
    Column("case_id", Uuid, ForeignKey("case_record.id", ondelete="CASCADE"), nullable=False, index=True),
    *_required("officer reason"),
    Column("excluded_at", UtcDateTime, nullable=False),
    Column("excluded_by", Text, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", Text),
    CheckConstraint("length(reason) > 0", name="reason"),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by"),
    Index(None, "authority", "officer"),
    Index(
        "uq_case_exclusion_in_force",
        "case_id",
        "officer",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

# Only ever added to: the database itself refuses to change or remove an entry.
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    *_required("actor action subject"),
    Column("detail", JSON, nullable=False),
    *_required("previous_hash hash"),
    CheckConstraint("sequence > 0", name="sequence"),
    _sha256("previous_hash"),
    _sha256("hash"),
    Index(None, "authority", "subject"),
)

PARTS = {table.name: table for table in (adult, organisation, engagement, child, referrer, allegation)}
"""The tables that answers land in, by name."""

LINKS = ("follows", "meeting_reference")
"""The columns of ``submission`` that answers land in: what it says it belongs to."""

IN_ORDER = tuple(metadata.sorted_tables)
"""All tables, each after those it refers to."""
