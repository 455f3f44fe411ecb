"""What is kept of what could not be taken in: once for each SHA-256, with the reason, until it is settled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from ..encrypt.receipt import receipt_code
from ..errors import NoMatchingKey
from ..store.audit import Happening
from ..store.envelopes import OF_QUARANTINE, part_rows
from ..store.quarantine import Held, Settling
from ..store.tables import HeldState, SourceKind
from .results import Duplicate, Imported, Quarantined, Superseded
from .steps import Stopped

_IDS = UUID("5a1c0a52-7f1e-5b7e-9d43-6f0c1f0f2d11")
"""What the ids of things in quarantine are made under."""

_INSIDE = " > "

_SEALED_AGAIN = "nothing to do with this file: it came before, and what is kept of it is sealed to newer keys"

Settled = Imported | Duplicate | Superseded


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Something that was stopped, and what its bytes are known by."""

    stopped: Stopped
    sha256: str
    code: str

    @classmethod
    def of(cls, stopped: Stopped) -> Kept:
        """Work out what the bytes are known by."""
        sha256 = stopped.sha256 or hashlib.sha256(stopped.raw[:]).hexdigest()
        return cls(stopped=stopped, sha256=sha256, code=receipt_code(bytes.fromhex(sha256)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What a batch adds to quarantine: rows by table, what came again, and what the audit chain notes of it."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    repeats: tuple[Mapping[str, Any], ...]
    happenings: tuple[Happening, ...]


def keep(those: Iterable[Kept], held: Mapping[str, Held], *, authority: str, now: Any) -> Holding:
    """Plan what is kept. ``held`` is by code what is or was in quarantine."""
    groups: dict[str, list[Kept]] = {}
    for each in those:
        groups.setdefault(each.sha256, []).append(each)
    fresh = [group for group in groups.values() if not _is_held(group[0], held)]
    again = [group for group in groups.values() if _is_held(group[0], held)]
    repeats = [(group, held[group[0].code]) for group in again]
    return Holding(
        rows={
            "quarantine": [_row(group, authority, now) for group in fresh],
            "quarantine_part": [
                part
                for group in fresh
                for part in part_rows(group[0].stopped.raw, _id(group[0], authority), authority, OF_QUARANTINE)
            ],
        },
        repeats=tuple(_repeat(group, earlier, now) for group, earlier in repeats),
        happenings=(
            *(_noted(group[0]) for group in fresh),
            *(_noted(group[0]) for group, earlier in repeats if earlier.reason != _reason_now(group, earlier)),
        ),
    )


def told(item: Quarantined, kept: Kept, held: Mapping[str, Held]) -> Quarantined:
    """Say of something that was stopped under which code it is kept, and whether it was already."""
    if not _is_held(kept, held):
        return replace(item, held=kept.code, is_held_already=False)
    is_readable = _is_old_seal(item.reason, held[kept.code])
    return replace(
        item, held=kept.code, is_held_already=True, next_step=_SEALED_AGAIN if is_readable else item.next_step
    )


def settling(
    item: Settled, held: Mapping[str, Held], *, state: HeldState = HeldState.IMPORTED, why: str | None = None
) -> Settling | None:
    """Say what became of something in quarantine that is in the store now; None where it was never there."""
    found = held.get(item.receipt or "")
    if found is None or found.state in (HeldState.IMPORTED, HeldState.RELEASED):
        return None
    subject = item.case or item.receipt or ""
    return Settling(
        id=found.id, code=found.code, state=state, subject=subject, submission_id=item.submission_id, why=why
    )


def noted_settling(each: Settling) -> Happening:
    """Return what the audit chain says of it. The reason may name a person: it is held by its hash."""
    detail = {"became": each.state.value, "in": each.subject}
    detail |= {"why_sha256": hashlib.sha256(each.why.encode()).hexdigest()} if each.why else {}
    return Happening(action="settled-quarantine", subject=each.code, detail=detail)


def _is_held(kept: Kept, held: Mapping[str, Held]) -> bool:
    found = held.get(kept.code)
    return found is not None and found.sha256 == kept.sha256


def _row(group: Sequence[Kept], authority: str, now: Any) -> dict[str, Any]:
    first, item = group[0], group[0].stopped.item
    mails = first.stopped.mails
    return {
        "id": _id(first, authority),
        "authority": authority,
        "sha256": first.sha256,
        "code": first.code,
        "receipt": item.receipt,
        "size": len(first.stopped.raw),
        "source": item.source,
        "source_kind": _source_kind(first.stopped).value,
        "reason": _reason(group),
        "problems": _problems(group),
        "mails": [[mail.date, mail.sender, mail.message_id] for mail in mails],
        "submission_id": UUID(item.submission_id) if item.submission_id else None,
        "form_digest": first.stopped.form_digest,
        "first_seen": now,
        "last_seen": now,
        "times": len(group),
        "state": HeldState.HELD.value,
        "settled_at": None,
        "settled_by": None,
        "why": None,
    }


def _repeat(group: Sequence[Kept], earlier: Held, now: Any) -> dict[str, Any]:
    # What had been taken apart and cannot be any more needs a person again; what was set aside stays so.
    reopened = earlier.state is HeldState.IMPORTED
    reason = _reason_now(group, earlier)
    return {
        "held_id": earlier.id,
        "new_last_seen": now,
        "new_times": earlier.times + len(group),
        "new_reason": reason,
        "new_problems": _problems(group) if reason == _reason(group) else list(earlier.problems),
        "new_state": (HeldState.HELD if reopened else earlier.state).value,
        "new_settled_at": None if reopened else earlier.settled_at,
        "new_settled_by": None if reopened else earlier.settled_by,
    }


def _noted(kept: Kept) -> Happening:
    """Return what the audit chain says of it: codes only, not the name of the file, which may be a person's."""
    stopped = kept.stopped
    detail = {"reason": stopped.item.reason, "came-as": _source_kind(stopped).value}
    return Happening(action="quarantined", subject=kept.code, detail=detail)


def _id(kept: Kept, authority: str) -> UUID:
    return uuid5(_IDS, f"{authority}/{kept.sha256}")


def _reason(group: Sequence[Kept]) -> str:
    return group[0].stopped.item.reason


def _reason_now(group: Sequence[Kept], earlier: Held) -> str:
    reason = _reason(group)
    return earlier.reason if _is_old_seal(reason, earlier) else reason


def _is_old_seal(reason: str, earlier: Held) -> bool:
    """Tell whether no key opens it only because it came in its old seal: what is kept of it was sealed again."""
    return earlier.rewrapping is not None and reason == NoMatchingKey.reason


def _problems(group: Sequence[Kept]) -> list[str]:
    """List each problem once: a hostile file may have one of them a hundred thousand times."""
    return list(dict.fromkeys(problem for each in group for problem in each.stopped.item.problems))


def _source_kind(stopped: Stopped) -> SourceKind:
    if stopped.mails:
        return SourceKind.MAIL
    return SourceKind.PACKED if _INSIDE in stopped.item.source else SourceKind.FILE
