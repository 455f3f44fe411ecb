"""Lists of many cases that were taken out of the store: by whom, when, how many rows, and why."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from .audit import Happening, append
from .tables import export_made


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportMade:
    """One of them. ``left_out`` are cases that are not in it because whoever made it is excluded from them."""

    what: str
    rows: int
    left_out: int
    sha256: str
    reason: str = field(repr=False)
    made_by: str
    made_at: datetime


def keep_export(connection: Connection, made: ExportMade, *, authority: str, action: str) -> None:
    """Keep that a list was taken out, and note it: the reason may name a person, so the audit chain has its hash."""
    connection.execute(insert(export_made).values(id=uuid4(), authority=authority, **asdict(made)))
    detail: dict[str, str | int] = {
        "what": made.what,
        "rows": made.rows,
        "left_out": made.left_out,
        "sha256": made.sha256,
        "reason_sha256": hashlib.sha256(made.reason.encode()).hexdigest(),
    }
    happening = Happening(action=action, subject=made.sha256[:16], detail=detail)
    append(connection, [happening], authority=authority, actor=made.made_by, now=made.made_at)


def exports_made(connection: Connection, authority: str) -> tuple[ExportMade, ...]:
    """List the lists that were taken out, the last first."""
    asked = (
        select(*export_made.c["what", "rows", "left_out", "sha256", "reason", "made_by", "made_at"])
        .where(export_made.c.authority == authority)
        .order_by(export_made.c.made_at.desc())
    )
    return tuple(ExportMade(**row) for row in connection.execute(asked).mappings())
