"""What has come in and was never acknowledged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from .earlier import EARLIER_RECORD
from .tables import audit_entry, envelope, submission

ACTION = "acknowledgement-drafted"
"""What the audit chain says of an acknowledgement; its detail holds the receipt code."""


def receipts_to_acknowledge(
    connection: Connection, authority: str, *, since: datetime, but: Collection[UUID] = ()
) -> tuple[list[str], int]:
    """List the receipt codes of what was imported since then, oldest first, and count what is older.

    What is in the cases ``but`` these is left out.
    """
    noted = select(audit_entry.c.detail).where(audit_entry.c.authority == authority, audit_entry.c.action == ACTION)
    done = {detail["receipt"] for detail in connection.scalars(noted)}
    asked = (
        select(envelope.c.receipt, submission.c.imported_at, submission.c.case_id)
        .join(submission, submission.c.envelope_id == envelope.c.id)
        .where(submission.c.authority == authority, submission.c.form_name != EARLIER_RECORD)
        .order_by(submission.c.imported_at, envelope.c.receipt)
    )
    waiting = [
        (receipt, at >= since)
        for receipt, at, case_id in connection.execute(asked)
        if receipt not in done and case_id not in but
    ]
    return [receipt for receipt, is_new in waiting if is_new], sum(not is_new for _, is_new in waiting)
