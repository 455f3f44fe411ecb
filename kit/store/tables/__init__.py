"""The tables of the record store, with the constraints they hold; what reads them is in ``queries``.

Core tables and not mapped classes: importing the ORM costs every command 56 ms, and its inserts take two to four times
as long. Every table carries its authority, so that several can share a store.
"""

from __future__ import annotations

from .casework import answer_digest, case_duplicate, case_event, case_exclusion, is_confirmed, link, search_key
from .columns import UtcDateTime, metadata
from .intake import import_run, quarantine, quarantine_part, quarantine_rewrapping
from .kinds import COUNTS, PART_SIZE, CaseState, HeldState, LinkKind, LinkState, Reviewed, RunKind, Sameness, SourceKind
from .office import (
    audit_entry,
    disposed_case,
    disposed_submission,
    export_made,
    office_event,
    retention_decision,
    retention_hold,
)
from .submissions import (
    LINKS,
    PARTS,
    adult,
    allegation,
    attachment,
    attachment_finding,
    attachment_saving,
    case_record,
    child,
    engagement,
    envelope,
    envelope_part,
    mail_evidence,
    organisation,
    referrer,
    rewrapping,
    submission,
    was_sent,
)
from .worked_out import case_due, case_figures, case_stale, case_state, projection

__all__ = [
    "COUNTS",
    "IN_ORDER",
    "LINKS",
    "PARTS",
    "PART_SIZE",
    "CaseState",
    "HeldState",
    "LinkKind",
    "LinkState",
    "Reviewed",
    "RunKind",
    "Sameness",
    "SourceKind",
    "UtcDateTime",
    "adult",
    "allegation",
    "answer_digest",
    "attachment",
    "attachment_finding",
    "attachment_saving",
    "audit_entry",
    "case_due",
    "case_duplicate",
    "case_event",
    "case_exclusion",
    "case_figures",
    "case_record",
    "case_stale",
    "case_state",
    "child",
    "disposed_case",
    "disposed_submission",
    "engagement",
    "envelope",
    "envelope_part",
    "export_made",
    "import_run",
    "is_confirmed",
    "link",
    "mail_evidence",
    "metadata",
    "office_event",
    "organisation",
    "projection",
    "quarantine",
    "quarantine_part",
    "quarantine_rewrapping",
    "referrer",
    "retention_decision",
    "retention_hold",
    "rewrapping",
    "search_key",
    "submission",
    "was_sent",
]

IN_ORDER = tuple(metadata.sorted_tables)
"""All tables, each after those it refers to."""
