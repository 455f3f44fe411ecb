"""The export for a program: everything, as plain JSON, in ASCII so that no terminal obeys what a stranger wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lado_site.profiles import Profile

from ..casework.clocks import WORDS, Event
from ..casework.record.adults import called
from ..store.queries import Joined
from .gathering import HeldCase, Holding, PersonLink, Sent
from .others import Other
from .standing import Stood, what_stood
from .wording import sayings

FORMAT, VERSION = "lado-subject-access", 1

NOT_HERE: Mapping[str, str] = {
    "envelope_part": "the sealed files themselves: lado attachment save writes what was attached",
    "quarantine_part": "sealed files that were not taken in: nobody can tell whom they are about",
    "import_run": "counts of imports, which name nobody",
    "projection": "by what the lists of cases were worked out",
    "case_state": "worked out of what is here, for lists",
    "case_due": "worked out of what is here, for lists",
    "case_figures": "worked out of what is here, to be counted",
    "export_made": "lists of many cases that were taken out: lado tracker exports names them",
    "case_stale": "worked out of what is here, for lists",
    "search_key": "worked out of what is here, to find it again",
    "answer_digest": "worked out of what is here, to find it again",
    "disposed_case": "of cases that are no longer held: it names nobody",
    "disposed_submission": "of cases that are no longer held: it names nobody",
    "retention_hold": "holds over every case, which are about nobody in particular",
    "office_event": "the office’s own log, which is of no case: lado log list --naming finds a name in it",
}
"""The tables of the record store that no export holds anything of, and why. A test holds it against the store."""


def as_json(
    holding: Holding, others: Sequence[Other], profile: Profile, *, request: str, actor: str, now: datetime
) -> dict[str, Any]:
    """Return an export as plain values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "authority": holding.authority,
        "request": request,
        "made_at": _plain(now.astimezone(UTC)),
        "made_by": actor,
        "person": {
            "is": str(holding.person),
            "names": list(dict.fromkeys(seat.name for seat in holding.seats if seat.name)),
            "birth_dates": list(dict.fromkeys(seat.born for seat in holding.seats if seat.born)),
        },
        "cases": [_case(each, profile) for each in holding.cases],
        "elsewhere": [asdict(each) for each in holding.elsewhere],
        "third_parties": {"is_complete": False, "people": [_plain(asdict(each)) for each in others]},
        "not_here": dict(NOT_HERE),
    }


def as_bytes(value: Mapping[str, Any]) -> bytes:
    """Write an export as a file."""
    return json.dumps(value, indent=2, ensure_ascii=True).encode("ascii") + b"\n"


def _case(held: HeldCase, profile: Profile) -> dict[str, Any]:
    case = held.case
    released = case.released
    return {
        "case": held.subject,
        "why": held.why,
        "state": case.state,
        "opened_at": _plain(case.opened_at),
        "person_at": [{"submission": seat.submission_id, "position": seat.position} for seat in held.seats],
        "submissions": [_submission(each, held) for each in held.sent],
        "added_adults": [{"is": called(each.number), **_plain(asdict(each))} for each in case.added],
        "events": [_event(each, profile) for each in what_stood(held.events)],
        "now": _standing(held),
        "links": [_link(each) for each in held.links],
        "duplicates": [_plain(asdict(each)) for each in case.duplicates],
        "released_from_quarantine": _plain(asdict(released)) if released else None,
        "retention": [_plain(asdict(each)) for each in held.decisions],
        "kept_from": [_plain(asdict(each)) for each in held.exclusions],
        "audit": [
            {"at": _plain(each.at), "who": each.actor, "did": each.action, "entry": each.sequence}
            for each in held.audit
        ],
    }


def _submission(sent: Sent, held: HeldCase) -> dict[str, Any]:
    one = sent.submission
    return {
        "receipt": one.receipt,
        "submission_id": one.submission_id,
        "form": {
            "name": one.form_name,
            "version": one.form_version,
            "title": sent.title,
            "digest": one.form_digest,
            "release": one.release,
        },
        "sealed_at": _plain(one.sealed_at),
        "imported_at": _plain(one.imported_at),
        "imported_by": one.imported_by,
        "joined_at": _plain(one.joined_at) if isinstance(one, Joined) else None,
        "follows": one.follows,
        "meeting_reference": one.meeting_reference,
        "in_words": [
            {
                "title": section.title,
                "rows": [
                    {"path": row.path, "entry": row.entry, "label": row.label, "lines": list(row.lines)}
                    for row in section.rows
                ],
            }
            for section in sent.sections
        ],
        "answers": dict(one.answers),
        "mails": [asdict(each) for each in one.mails],
        "attachments": [_plain(asdict(each)) for each in held.attachments if each.submission_id == one.submission_id],
    }


def _event(stood: Stood, profile: Profile) -> dict[str, Any]:
    event, after = stood.event, stood.after
    return {
        "id": event.id,
        "kind": event.kind.value,
        "words": WORDS[event.kind],
        "happened_at": _plain(event.happened_at),
        "recorded_at": _plain(event.recorded_at),
        "recorded_by": event.recorded_by,
        "corrects": event.corrects,
        "says": [
            {"name": each.name, "label": each.label, "value": each.value, "words": each.words}
            for each in sayings(event, profile)
        ],
        "note": event.note,
        "state": stood.state.value,
        "stood_until": _plain(after.recorded_at) if after else None,
        "ended_by": {"event": after.id, "recorded_by": after.recorded_by} if after else None,
    }


def _standing(held: HeldCase) -> dict[str, Any]:
    """Say how the case stands, by the events that it stands by."""
    now = held.standing
    if now is None:
        return {}
    return {
        "pathway": now.pathway,
        "is_open": now.is_open,
        "category": now.category,
        "decision": _id(now.decision),
        "closed": _id(now.closed),
        "outcome": _id(now.headline),
        "allegations": [{"allegation": each.allegation.id, "outcome": _id(each.outcome)} for each in now.allegations],
        "disputed": [each.id for each in now.disputed],
        "corrected": [each.id for each in now.corrected],
        "on_legal_hold": now.on_legal_hold,
        "held_by": now.held_by,
    }


def _link(each: PersonLink) -> dict[str, Any]:
    link = each.link
    return {
        "case": each.other,
        "kind": link.kind.value,
        "state": link.state.value,
        "score": link.score,
        "decided_at": _plain(link.decided_at),
        "decided_by": link.decided_by,
        "reason": link.reason,
    }


def _id(event: Event | None) -> str | None:
    return event.id if event else None


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return value.hex
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value


def leaves(value: Any) -> Iterator[str]:
    """Yield every text in an export."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list() | tuple():
            for each in value:
                yield from leaves(each)
