"""The step before writing: what a batch of submissions would add to the store, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from ..encrypt.release import PAGE_MARKS
from ..encrypt.sealed_at import CLOCK_MARKS
from ..store.audit import Happening
from ..store.canonical import canonical
from ..store.envelopes import part_rows
from ..store.quarantine import Held, Settling
from ..store.queries import case_reference
from ..store.tables import IN_ORDER, PARTS, CaseState, HeldState
from .holding import Kept, keep, noted_settling, settling, told
from .joining import Joining, noted
from .knowing import Pair, Subject, count_people, key_rows, link_row
from .reasons import MARKS, NEXT_STEPS
from .results import Duplicate, Ignored, Imported, Quarantined, Superseded
from .steps import Accepted, Arrival, Known, Letter, Place, Stopped, by_keys, match, match_envelope
from .twins import Coming, Found, twin_rows

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

Examined = Accepted | Duplicate | Superseded | Stopped | Quarantined | Ignored
Planned = Imported | Duplicate | Superseded | Quarantined | Ignored


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Whose store it is, who imports, and when."""

    authority: str
    actor: str
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a batch adds: rows by table, what joins a case that is known now, and what the audit chain notes of it.

    ``added`` is what is known from now on, ``opened`` has the receipt codes of what opens cases by their references.
    ``repeats`` is what came again that is in quarantine, ``settlings`` what leaves it.
    """

    rows: Rows
    joinings: tuple[Joining, ...]
    happenings: tuple[Happening, ...]
    items: tuple[Planned, ...]
    added: Mapping[str, Known]
    opened: Mapping[str, str]
    repeats: tuple[Mapping[str, Any], ...] = ()
    settlings: tuple[Settling, ...] = ()


# Columns a form does not ask about stay empty; executemany wants the same keys in every row. What a table fills in by
# itself is left to it.
_EMPTY = {
    name: dict.fromkeys(column.name for column in table.c if column.server_default is None)
    for name, table in PARTS.items()
}


def plan(batch: Sequence[Examined], *, known: Mapping[str, Known], office: Office, cases_so_far: int) -> Plan:
    """Plan a batch. ``known`` is what ``by_keys`` returns, and must stay true until the plan is written."""
    fresh = _fresh(batch, known)
    places = _places(fresh.values(), known, office, cases_so_far)
    joined = _joined(known, places)
    added = by_keys([*(_now_known(each, places.get(_receipt(each))) for each in fresh.values()), *joined])
    known_then = {**known, **added}
    items = [_planned(examined, fresh, known_then) for examined in batch]
    joinings = tuple(_joining(each) for each in joined)
    return Plan(
        rows=_all_rows(fresh.values(), places, office),
        joinings=joinings,
        happenings=(
            *(
                happening
                for examined, item in zip(batch, items, strict=True)
                for happening in _noted(item, _evidence_sha256(examined, item))
            ),
            *map(noted, joinings),
        ),
        items=tuple(items),
        added=added,
        opened={places[_receipt(each)].reference: _receipt(each) for each in fresh.values() if each.opens_case},
    )


def with_earlier(planned: Plan, subjects: Sequence[Subject], earlier: Sequence[Pair], *, office: Office) -> Plan:
    """Add what its records will be found under, the links that are suggested, and how many there are to each item."""
    known = count_people(earlier)
    rows = {
        **planned.rows,
        "search_key": key_rows(office.authority, subjects),
        "link": [link_row(office.authority, pair, now=office.now) for pair in earlier],
    }
    items = [
        replace(item, known=known.get(item.submission_id or "", 0)) if isinstance(item, Imported) else item
        for item in planned.items
    ]
    return replace(planned, rows=rows, items=tuple(items))


def with_twins(planned: Plan, coming: Sequence[Coming], found: Sequence[Found], *, office: Office) -> Plan:
    """Add by what the new cases will be found when they come again, and which of them came before."""
    ids = {each.twin.case_id: each.submission_id.hex for each in coming}
    earlier = {ids[each.case_id]: each.of.reference for each in found}
    items = [
        replace(item, possible_duplicate=earlier.get(item.submission_id or "")) if isinstance(item, Imported) else item
        for item in planned.items
    ]
    rows = twin_rows(office.authority, coming, found, now=office.now)
    return replace(planned, rows={**planned.rows, **rows}, items=tuple(items))


def stopped_in(batch: Sequence[Examined], planned: Plan) -> dict[int, Kept]:
    """Return by its place in the batch what cannot be taken in, and can be kept."""
    return {
        place: Kept.of(stopped)
        for place, (examined, item) in enumerate(zip(batch, planned.items, strict=True))
        if (stopped := _as_stopped(examined, item))
    }


def with_quarantine(
    planned: Plan, stopped: Mapping[int, Kept], held: Mapping[str, Held], *, office: Office, release: str | None
) -> Plan:
    """Add what goes into quarantine and what leaves it; with ``release`` a person has said why it does."""
    holding = keep(stopped.values(), held, authority=office.authority, now=office.now)
    state = HeldState.IMPORTED if release is None else HeldState.RELEASED
    settlings = [
        found
        for item in planned.items
        if isinstance(item, Imported | Duplicate | Superseded)
        and (found := settling(item, held, state=state, why=release))
    ]
    items = [
        told(item, stopped[place], held) if isinstance(item, Quarantined) and place in stopped else item
        for place, item in enumerate(planned.items)
    ]
    return replace(
        planned,
        rows={**planned.rows, **holding.rows},
        repeats=holding.repeats,
        settlings=tuple({each.id: each for each in settlings}.values()),
        happenings=(*planned.happenings, *holding.happenings, *map(noted_settling, settlings)),
        items=tuple(items),
    )


def _as_stopped(examined: Examined, item: Planned) -> Stopped | None:
    match examined:
        case Stopped():
            return examined
        case Accepted(letter=letter) if isinstance(item, Quarantined):
            return Stopped.at(item, letter)
    return None


def _fresh(batch: Iterable[Examined], known: Mapping[str, Known]) -> dict[str, Accepted]:
    """Leave out what has become known since it was examined, or came earlier in the batch."""
    seen = dict(known)
    fresh: dict[str, Accepted] = {}
    for examined in batch:
        settled = _settle(examined, seen)
        if isinstance(settled, Accepted):
            fresh[settled.letter.manifest.submission_id] = settled
            seen |= by_keys([_now_known(settled, None)])
    return fresh


def _places(
    fresh: Iterable[Accepted], known: Mapping[str, Known], office: Office, cases_so_far: int
) -> dict[str, Place]:
    """Say by receipt code which case each submission is in. One that names another is where that one is."""
    # What follows a duplicate belongs to the case that counts in its place.
    places = {each.receipt: each.superseded_by or each.place for each in known.values() if each.place}
    follows = {each.receipt: each.follows for each in known.values() if not each.place}
    number = cases_so_far
    for accepted in fresh:
        receipt = _receipt(accepted)
        if accepted.opens_case:
            number += 1
            places[receipt] = Place(
                case_id=uuid5(UUID(accepted.letter.manifest.submission_id), "case"),
                reference=case_reference(year=office.now.year, number=number),
            )
        else:
            follows[receipt] = accepted.links["follows"]
    return places | {receipt: place for receipt in follows if (place := _found_through(receipt, follows, places))}


def _found_through(receipt: str, follows: Mapping[str, str | None], places: Mapping[str, Place]) -> Place | None:
    """Go from each submission to the one it names, until one has a place. A sender may have named a circle."""
    passed: set[str] = set()
    following: str | None = receipt
    while following is not None and following not in places and following not in passed:
        passed.add(following)
        following = follows.get(following)
    return places.get(following) if following else None


def _joined(known: Mapping[str, Known], places: Mapping[str, Place]) -> list[Known]:
    """List what was waiting and has a place now."""
    waiting = {each.submission_id: each for each in known.values() if not each.place and each.receipt in places}
    return [replace(each, place=places[each.receipt]) for each in waiting.values()]


def _planned(examined: Examined, fresh: Mapping[str, Accepted], known: Mapping[str, Known]) -> Planned:
    if isinstance(examined, Accepted):
        submission_id = examined.letter.manifest.submission_id
        if fresh.get(submission_id) is examined:
            return _imported(examined, known[submission_id].place)
    settled = _settle(examined, known)
    assert not isinstance(settled, Accepted)
    return settled.item if isinstance(settled, Stopped) else settled


def _settle(examined: Examined, seen: Mapping[str, Known]) -> Examined:
    """Recognise what has become known since it was examined, or came earlier in the batch."""
    if not isinstance(examined, Accepted):
        return examined
    letter = examined.letter
    arrival = Arrival(source=letter.source, envelope=letter.envelope)
    return match_envelope(arrival, seen) or match(examined, seen) or examined


def _imported(accepted: Accepted, place: Place | None) -> Imported:
    letter = accepted.letter
    reason = "new-case" if accepted.opens_case else "joined-case" if place else _waiting(accepted)
    return Imported(
        source=letter.source,
        reason=reason,
        next_step=f"read it: lado case show {place.reference}" if place else NEXT_STEPS[reason],
        receipt=letter.envelope.receipt,
        submission_id=letter.manifest.submission_id,
        case=place.reference if place else None,
        problems=tuple(MARKS[mark] for mark in accepted.marks),
    )


def _waiting(accepted: Accepted) -> str:
    return "waiting-for-meeting" if accepted.links["meeting_reference"] else "waiting"


def _now_known(accepted: Accepted, place: Place | None) -> Known:
    letter = accepted.letter
    return Known(
        submission_id=letter.manifest.submission_id,
        envelope_sha256=letter.envelope.sha256,
        content_sha256=accepted.content_sha256,
        receipt=letter.envelope.receipt,
        follows=accepted.links["follows"],
        place=place,
    )


def _receipt(accepted: Accepted) -> str:
    return accepted.letter.envelope.receipt


def _noted(item: Planned, evidence: str) -> list[Happening]:
    """Return what the audit chain says of an item: codes only, not the name of the file, which may be a person's.

    What the mail said of itself is a person's too: it is held by its hash.
    """
    if not isinstance(item, Imported | Duplicate | Superseded):
        return []
    assert item.receipt and item.submission_id
    detail = {"reason": item.reason, "receipt": item.receipt, "submission_id": item.submission_id}
    detail |= {"mail_sha256": evidence} if evidence else {}
    for name in ("page", "clock", "marked"):
        marks = [each for each in item.problems if _mark_is_of(each) == name]
        detail |= {name: "; ".join(marks)} if marks else {}
    return [Happening(action=item.result, subject=item.case or item.receipt, detail=detail)]


def _mark_is_of(mark: str) -> str:
    """Say what a mark is of: what is wrong with page or clock is told from the record whenever that is shown."""
    return "page" if mark in PAGE_MARKS.values() else "clock" if mark in CLOCK_MARKS.values() else "marked"


def _evidence_sha256(examined: Examined, item: Planned) -> str:
    """Return what the evidence of the mail is held to, empty where none is kept."""
    if not (isinstance(examined, Accepted) and isinstance(item, Imported) and examined.letter.mails):
        return ""
    said = [[mail.date, mail.sender, mail.message_id] for mail in examined.letter.mails]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _joining(known: Known) -> Joining:
    assert known.place
    return Joining(
        submission_id=known.submission_id,
        receipt=known.receipt,
        case_id=known.place.case_id,
        reference=known.place.reference,
    )


def _all_rows(fresh: Iterable[Accepted], places: Mapping[str, Place], office: Office) -> Rows:
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in IN_ORDER}
    for accepted in fresh:
        for table, row in _rows(accepted, places.get(_receipt(accepted)), office):
            rows[table].append(row)
    return rows


def _rows(accepted: Accepted, place: Place | None, office: Office) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the rows of one submission. Their ids come from its own, so that any import of it gives the same ones."""
    letter, manifest = accepted.letter, accepted.letter.manifest
    own_id = UUID(manifest.submission_id)
    of_submission = {"authority": office.authority, "submission_id": own_id}
    envelope_id = uuid5(own_id, "envelope")
    if accepted.opens_case:
        assert place
        yield (
            "case_record",
            {
                "id": place.case_id,
                "authority": office.authority,
                "reference": place.reference,
                "state": CaseState.NEW.value,
                "opened_at": office.now,
            },
        )
    yield from _envelope_rows(letter, envelope_id, office)
    yield (
        "submission",
        {
            **of_submission,
            "case_id": place.case_id if place else None,
            "joined_at": office.now if place and not accepted.opens_case else None,
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
            **accepted.links,
        },
    )
    for position, mail in enumerate(letter.mails):
        said = {"date": mail.date, "sender": mail.sender, "message_id": mail.message_id}
        yield "mail_evidence", {**of_submission, "position": position, **said}
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
    yield from _answered_rows(accepted.landed, own_id, of_submission)


def _envelope_rows(letter: Letter, envelope_id: UUID, office: Office) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the rows of a sealed file. What was sealed again in quarantine is kept as if that had been done here."""
    envelope, held = letter.envelope, letter.held
    yield (
        "envelope",
        {
            "id": envelope_id,
            "authority": office.authority,
            "sha256": envelope.sha256,
            "receipt": envelope.receipt,
            "size": held.size if held else envelope.size,
        },
    )
    yield from (("envelope_part", part) for part in part_rows(envelope.sealed, envelope_id, office.authority))
    if held and held.rewrapping:
        yield (
            "rewrapping",
            {"envelope_id": envelope_id, "authority": office.authority, **asdict(held.rewrapping)},
        )


def _answered_rows(
    landed: Mapping[str, Sequence[Mapping[str, Any]]], own_id: UUID, of_submission: Mapping[str, Any]
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the rows that answers land in. Nobody and nothing is invented: where nothing is known there is no row."""
    said = {
        table: rows
        for table, rows in landed.items()
        if any(value is not None for row in rows for value in row.values())
    }
    ids = {table: uuid5(own_id, table) for table in said}
    for table in ("adult", "referrer", "allegation", "organisation"):
        for answers in said.get(table, []):
            yield table, {**_EMPTY[table], **of_submission, "id": ids[table], **answers}
    for answers in said.get("engagement", []):
        of_whom = {"adult_id": ids.get("adult"), "organisation_id": ids.get("organisation")}
        yield "engagement", {**_EMPTY["engagement"], **of_submission, "id": ids["engagement"], **of_whom, **answers}
    for position, answers in enumerate(landed.get("child", [])):
        of_child = {"id": uuid5(own_id, f"child/{position}"), "position": position}
        yield "child", {**_EMPTY["child"], **of_submission, **of_child, **answers}
