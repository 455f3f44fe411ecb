"""The step before writing: what a batch of submissions would add to the store, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from lado_site.forms.record import record_rows

from ..store.audit import Happening
from ..store.envelopes import envelope_parts
from ..store.queries import case_reference
from ..store.tables import IN_ORDER, PARTS, CaseState
from .reasons import MARKS
from .results import Duplicate, Ignored, Imported, Quarantined
from .steps import Accepted, Arrival, Known, match, match_envelope

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

Examined = Accepted | Duplicate | Quarantined | Ignored
Planned = Imported | Duplicate | Quarantined | Ignored


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Whose store it is, who imports, and when."""

    authority: str
    actor: str
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a batch adds: rows by table, what the audit chain notes, what is known from now on, and the results."""

    rows: Rows
    happenings: tuple[Happening, ...]
    items: tuple[Planned, ...]
    added: Mapping[str, Known]


# Columns a form does not ask about stay empty; executemany wants the same keys in every row.
_EMPTY = {name: dict.fromkeys(column.name for column in table.c) for name, table in PARTS.items()}


def plan(batch: Iterable[Examined], *, known: Mapping[str, Known], office: Office, cases_so_far: int) -> Plan:
    """Plan a batch. ``known`` is by envelope and by submission, and must stay true until the plan is written."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in IN_ORDER}
    seen = dict(known)
    added: dict[str, Known] = {}
    items: list[Planned] = []
    for examined in batch:
        settled = _settle(examined, seen)
        if not isinstance(settled, Accepted):
            items.append(settled)
            continue
        reference = case_reference(year=office.now.year, number=cases_so_far + len(rows["case_record"]) + 1)
        for table, row in _rows(settled, reference, office):
            rows[table].append(row)
        now_known = _now_known(settled, reference)
        seen |= now_known
        added |= now_known
        items.append(_imported(settled, reference))
    happenings = tuple(happening for item in items for happening in _noted(item))
    return Plan(rows=rows, happenings=happenings, items=tuple(items), added=added)


def _settle(examined: Examined, seen: Mapping[str, Known]) -> Examined:
    """Recognise what has become known since it was examined, or came earlier in the batch."""
    if not isinstance(examined, Accepted):
        return examined
    letter = examined.letter
    arrival = Arrival(source=letter.source, envelope=letter.envelope)
    return match_envelope(arrival, seen) or match(examined, seen) or examined


def _imported(accepted: Accepted, reference: str) -> Imported:
    letter = accepted.letter
    return Imported(
        source=letter.source,
        reason="new-case",
        next_step=f"read it: lado case show {reference}",
        receipt=letter.envelope.receipt,
        submission_id=letter.manifest.submission_id,
        case=reference,
        problems=(MARKS[accepted.mark],) if accepted.mark else (),
    )


def _now_known(accepted: Accepted, reference: str) -> dict[str, Known]:
    letter = accepted.letter
    known = Known(
        submission_id=letter.manifest.submission_id, content_sha256=accepted.content_sha256, reference=reference
    )
    return {letter.envelope.sha256: known, letter.manifest.submission_id: known}


def _noted(item: Planned) -> list[Happening]:
    """Return what the audit chain says of an item: codes only, not the name of the file, which may be a person's."""
    if not isinstance(item, Imported | Duplicate):
        return []
    assert item.case and item.receipt and item.submission_id
    detail = {"reason": item.reason, "receipt": item.receipt, "submission_id": item.submission_id}
    detail |= {"marked": item.problems[0]} if item.problems else {}
    return [Happening(action=item.result, subject=item.case, detail=detail)]


def _rows(accepted: Accepted, reference: str, office: Office) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the rows of one submission. Their ids come from its own, so that any import of it gives the same ones."""
    letter, manifest = accepted.letter, accepted.letter.manifest
    own_id = UUID(manifest.submission_id)
    of_submission = {"authority": office.authority, "submission_id": own_id}
    case_id, envelope_id = uuid5(own_id, "case"), uuid5(own_id, "envelope")
    yield (
        "case_record",
        {
            "id": case_id,
            "authority": office.authority,
            "reference": reference,
            "state": CaseState.NEW.value,
            "opened_at": office.now,
        },
    )
    yield (
        "envelope",
        {
            "id": envelope_id,
            "authority": office.authority,
            "sha256": letter.envelope.sha256,
            "receipt": letter.envelope.receipt,
            "size": len(letter.envelope.binary),
        },
    )
    yield from (
        ("envelope_part", part) for part in envelope_parts(letter.envelope.binary, envelope_id, office.authority)
    )
    yield (
        "submission",
        {
            **of_submission,
            "case_id": case_id,
            "envelope_id": envelope_id,
            "form_name": manifest.form.name,
            "form_version": manifest.form.version,
            "form_digest": manifest.form.digest,
            "release": manifest.release,
            "roster_version": manifest.roster.version,
            "sealed_at": manifest.sealed_at,
            "imported_at": office.now,
            "imported_by": office.actor,
            "answers": accepted.answers,
            "content_sha256": accepted.content_sha256,
        },
    )
    for position, entry in enumerate(manifest.attachments):
        yield (
            "attachment",
            {
                **of_submission,
                "id": uuid5(own_id, f"attachment/{position}"),
                "position": position,
                "name": entry.name,
                "media_type": entry.media_type,
                "size": entry.size,
                "sha256": entry.sha256,
            },
        )
    yield from _answered_rows(accepted, own_id, of_submission)


def _answered_rows(
    accepted: Accepted,
    own_id: UUID,
    of_submission: Mapping[str, Any],
) -> Iterable[tuple[str, dict[str, Any]]]:
    landed = record_rows(accepted.form, accepted.counted)
    for table in ("adult", "referrer", "allegation"):
        for answers in landed.get(table, []):
            yield table, {**_EMPTY[table], **of_submission, "id": uuid5(own_id, table), **answers}
    organisation_id = None
    for answers in landed.get("organisation", []):
        if any(answer is not None for answer in answers.values()):
            organisation_id = uuid5(own_id, "organisation")
            yield "organisation", {**_EMPTY["organisation"], **of_submission, "id": organisation_id, **answers}
    for answers in landed.get("engagement", []):
        yield (
            "engagement",
            {
                **_EMPTY["engagement"],
                "id": uuid5(own_id, "engagement"),
                "authority": of_submission["authority"],
                "adult_id": uuid5(own_id, "adult"),
                "organisation_id": organisation_id,
                **answers,
            },
        )
    for position, answers in enumerate(landed.get("child", [])):
        yield (
            "child",
            {
                **_EMPTY["child"],
                **of_submission,
                "id": uuid5(own_id, f"child/{position}"),
                "position": position,
                **answers,
            },
        )
