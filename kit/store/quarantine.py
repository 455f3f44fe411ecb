"""What could not be taken in: keeping it with its bytes, finding it again, and saying what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, delete, exists, func, select, update

from lado_site.codes import letters_of

from ..errors import Refused, StoreDamaged
from .envelopes import OF_QUARANTINE, KeptEnvelope, Rewrapping, kept_bytes
from .tables import (
    HeldState,
    SourceKind,
    case_record,
    envelope,
    quarantine,
    quarantine_part,
    quarantine_rewrapping,
    submission,
)

_BEGINNING = re.compile(r"[0-9A-Z]{4,17}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Something in quarantine. ``code`` names it: the receipt code of its bytes, also where it is no sealed file.

    ``case`` is the case its submission is in, once it is in one. ``sha256`` and ``size`` are of what arrived; what is
    kept of it since it was sealed again, its ``rewrapping`` says.
    """

    id: UUID
    code: str
    sha256: str
    receipt: str | None
    size: int
    source: str = field(repr=False)
    source_kind: SourceKind
    reason: str
    problems: tuple[str, ...] = field(repr=False)
    mails: tuple[tuple[str, str, str], ...] = field(repr=False)
    submission_id: str | None
    form_digest: str | None
    first_seen: datetime
    last_seen: datetime
    times: int
    state: HeldState
    settled_at: datetime | None
    settled_by: str | None
    why: str | None = field(repr=False)
    case: str | None
    rewrapping: Rewrapping | None

    @property
    def as_kept(self) -> KeptEnvelope:
        """The sealed file as it is kept now."""
        now = self.rewrapping
        return KeptEnvelope(
            id=self.id,
            reference=self.code,
            receipt=self.code,
            sha256=now.sha256 if now else self.sha256,
            roster_version=now.roster_version if now else None,
            shelf=OF_QUARANTINE,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Settling:
    """What became of something in quarantine."""

    id: UUID
    code: str
    state: HeldState
    subject: str
    submission_id: str | None = None
    why: str | None = field(default=None, repr=False)


def list_held(connection: Connection, authority: str, *, every: bool = False) -> tuple[Held, ...]:
    """List what is in quarantine, what came last first; with ``every`` also what is settled."""
    asked = _question(authority).order_by(quarantine.c.first_seen.desc(), quarantine.c.code)
    if not every:
        asked = asked.where(quarantine.c.state == HeldState.HELD.value)
    return tuple(_held(row) for row in connection.execute(asked).mappings())


def find_held(connection: Connection, name: str, *, authority: str) -> Held:
    """Find something in quarantine by its code or the beginning of it, spaced in any way. Raises Refused."""
    letters = letters_of(name)
    if not _BEGINNING.fullmatch(letters):
        raise Refused(
            "this is not the code of something in quarantine",
            hint="lado quarantine list shows the codes; the first four letters or digits are enough",
        )
    beginning = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    asked = _question(authority).where(quarantine.c.code.startswith(beginning))
    found = [_held(row) for row in connection.execute(asked).mappings()]
    if not found:
        raise Refused(
            f"nothing in quarantine has the code {beginning}",
            hint="lado quarantine list --all shows everything that ever was there",
        )
    if len(found) > 1:
        raise Refused(
            f"{len(found)} things in quarantine have a code that begins with {beginning}", hint="give more of the code"
        )
    return found[0]


def held_by_code(connection: Connection, authority: str, codes: Collection[str]) -> Mapping[str, Held]:
    """Return those of these codes that are or were in quarantine."""
    if not codes:
        return {}
    asked = _question(authority).where(quarantine.c.code.in_(codes))
    return {held.code: held for held in (_held(row) for row in connection.execute(asked).mappings())}


def held_bytes(connection: Connection, held: Held) -> bytes:
    """Return what is kept of something in quarantine; empty once its submission is kept instead.

    Raises StoreDamaged where it is not what the store says.
    """
    now = func.coalesce(quarantine_rewrapping.c.sha256, quarantine.c.sha256)
    asked = select(now).outerjoin_from(quarantine, quarantine_rewrapping).where(quarantine.c.id == held.id)
    kept = kept_bytes(connection, held.id, OF_QUARANTINE)
    if kept and hashlib.sha256(kept).hexdigest() != connection.scalar(asked):
        raise StoreDamaged(
            f"what is in quarantine as {held.code} is not what was stored",
            hint="stop working with the record store and restore it from its backup",
        )
    return kept


def held_with_bytes(connection: Connection, authority: str) -> tuple[Held, ...]:
    """List everything of which quarantine keeps the bytes, also what was set aside, the oldest first."""
    is_kept = exists().where(quarantine_part.c.quarantine_id == quarantine.c.id)
    asked = _question(authority).where(is_kept).order_by(quarantine.c.first_seen, quarantine.c.code)
    return tuple(_held(row) for row in connection.execute(asked).mappings())


def write_repeats(connection: Connection, repeats: Sequence[Mapping[str, Any]]) -> None:
    """Note that what is in quarantine came again, and why it was stopped this time, inside a writing transaction."""
    if repeats:
        connection.execute(_REPEAT, [dict(each) for each in repeats])


def write_settlings(
    connection: Connection, settlings: Sequence[Settling], *, authority: str, actor: str, now: datetime
) -> None:
    """Say what became of things in quarantine, inside a writing transaction.

    Bytes that are kept as the original of a submission from now on are not kept twice.
    """
    if not settlings:
        return
    rows = [
        {
            "held_id": each.id,
            "state": each.state.value,
            "submission_id": UUID(each.submission_id) if each.submission_id else None,
            "settled_at": now,
            "settled_by": actor,
            "why": each.why,
        }
        for each in settlings
    ]
    connection.execute(_SETTLE, rows)
    kept = (
        select(quarantine.c.id)
        .join(envelope, and_(envelope.c.sha256 == quarantine.c.sha256, envelope.c.authority == authority))
        .where(quarantine.c.id.in_([each.id for each in settlings]))
    )
    for table in (quarantine_part, quarantine_rewrapping):
        connection.execute(delete(table).where(table.c.quarantine_id.in_(kept)))


def release_of(connection: Connection, submission_id: str) -> Held | None:
    """Return the quarantine that a person released a submission from, None for one that came in by itself."""
    asked = (
        _question(None)
        .where(quarantine.c.submission_id == UUID(submission_id), quarantine.c.state == HeldState.RELEASED.value)
        .order_by(quarantine.c.settled_at)
        .limit(1)
    )
    row = connection.execute(asked).mappings().one_or_none()
    return _held(row) if row else None


def is_released() -> Any:
    """Say, for a question about submissions, whether a person released it from quarantine."""
    return (
        select(func.count())
        .select_from(quarantine)
        .where(
            quarantine.c.submission_id == submission.c.submission_id,
            quarantine.c.state == HeldState.RELEASED.value,
        )
        .correlate(submission)
        .scalar_subquery()
    )


_REPEAT = (
    update(quarantine)
    .where(quarantine.c.id == bindparam("held_id"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("last_seen", "times", "reason", "problems", "state", "settled_at", "settled_by")
        }
    )
)

_REWRAPPING = {
    each.name: quarantine_rewrapping.c[each.name].label(f"rewrapping_{each.name}") for each in fields(Rewrapping)
}

_SETTLE = (
    update(quarantine)
    .where(quarantine.c.id == bindparam("held_id"))
    .values(
        state=bindparam("state"),
        submission_id=func.coalesce(
            bindparam("submission_id", type_=quarantine.c.submission_id.type), quarantine.c.submission_id
        ),
        settled_at=bindparam("settled_at"),
        settled_by=bindparam("settled_by"),
        why=bindparam("why"),
    )
)


def _question(authority: str | None) -> Select[Any]:
    """Ask for what is in quarantine, with the case that its submission is in once it is settled."""
    settled = quarantine.c.state.in_([HeldState.IMPORTED.value, HeldState.RELEASED.value])
    question: Select[Any] = select(
        quarantine, case_record.c.reference.label("case"), *_REWRAPPING.values()
    ).select_from(
        quarantine.outerjoin(submission, and_(submission.c.submission_id == quarantine.c.submission_id, settled))
        .outerjoin(case_record, case_record.c.id == submission.c.case_id)
        .outerjoin(quarantine_rewrapping, quarantine_rewrapping.c.quarantine_id == quarantine.c.id)
    )
    return question if authority is None else question.where(quarantine.c.authority == authority)


def _held(row: RowMapping) -> Held:
    values = {name: row[name] for name in (*quarantine.c.keys(), "case") if name != "authority"}
    now = {name: row[column.name] for name, column in _REWRAPPING.items()}
    return Held(
        **{
            **values,
            "problems": tuple(row["problems"]),
            "mails": tuple((date, sender, message_id) for date, sender, message_id in row["mails"]),
            "submission_id": row["submission_id"].hex if row["submission_id"] else None,
            "source_kind": SourceKind(row["source_kind"]),
            "state": HeldState(row["state"]),
            "rewrapping": Rewrapping(**now) if now["sha256"] else None,
        }
    )
