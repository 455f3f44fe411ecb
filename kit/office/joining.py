"""Taking out of a case what was put into it by mistake: it waits again, and the case keeps that it was there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lado_site.codes import letters_of

from ..casework.clocks import Event, EventKind
from ..casework.clocks.arriving import ids_of_joined
from ..casework.clocks.events import REASON
from ..casework.record.corrections import SENT_IN, WAS, corrections
from ..errors import Misuse, Refused
from ..intake.joining import Joining, noted, take_out
from ..store.audit import append
from ..store.events import record_event
from ..store.queries import find_case
from .events import after_what_it_corrects, files_of, gone_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..store.queries import Case, Joined

UNDONE = "joining-undone"
"""What the audit chain calls it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOut:
    """What waits again, and the facts of it that had been put right in the case, by their events."""

    joinings: tuple[Joining, ...]
    corrected: tuple[str, ...]


def take_out_of(office: Office, name: str, case_name: str, *, reason: str, now: datetime) -> TakenOut:
    """Take what joined a case out of it again, with all that followed it there. Raises Misuse or Refused."""
    why = " ".join(reason.split())
    if not why:
        raise Misuse("no reason is given", hint="say why in a few words: --reason “It is about another child”")
    with office.store.writing() as connection:
        case = find_case(connection, case_name, authority=office.home.authority)
        those = _with_followers(case, _meant(case, name))
        assert case.case_id
        ((_, events),) = files_of(connection, office, case.case_id)
        arrivals = dict(zip(_in_order(case), ids_of_joined(gone_from(events)), strict=False))
        joinings = tuple(
            Joining(
                submission_id=each.submission_id, receipt=each.receipt, case_id=case.case_id, reference=case.reference
            )
            for each in those
        )
        take_out(connection, joinings)
        for each in those:
            for kind, corrects, detail in _entries(each, arrivals[each.submission_id], events, why):
                record_event(
                    connection, authority=case.authority, case_id=case.case_id, reference=case.reference,
                    kind=kind.value, happened_at=now, detail=detail, note="", corrects=corrects, actor=office.officer,
                    recorded_at=after_what_it_corrects(now, corrects, events), now=now,
                )  # fmt: skip
        _note(connection, case, joinings, why, actor=office.officer, now=now)
    receipts = {each.receipt for each in those}
    put_right = tuple(each.id for each in corrections(events) if each.detail[SENT_IN] in receipts)
    return TakenOut(joinings=joinings, corrected=put_right)


def _meant(case: Case, name: str) -> Joined:
    """Find what joined a case by its receipt code or its number. Raises Refused."""
    letters = letters_of(name)
    found = [each for each in case.joined if letters in (letters_of(each.receipt), each.submission_id.upper())]
    if not found:
        if case.case_id is None:
            raise Refused(f"{case.receipt} is in no case", hint="name the case that it was put into")
        if letters in (letters_of(case.receipt), case.submission_id.upper(), letters_of(case.reference)):
            raise Refused(
                f"that opened {case.reference}, and cannot be taken out of it",
                hint="if the case is another one sealed twice, use lado case duplicate",
            )
        raise Refused(
            f"nothing that joined {case.reference} has this receipt code or submission id",
            hint=f"lado case show {case.reference} shows what joined it, after a +",
        )
    return found[0]


def _with_followers(case: Case, first: Joined) -> tuple[Joined, ...]:
    """Return what was put into a case, and what waited for it and came with it, in turn."""
    those = [first]
    for each in those:
        those += [other for other in case.joined if other.follows == each.receipt and other not in those]
    return tuple(those)


def _in_order(case: Case) -> list[str]:
    """List what joined a case as it is numbered: in the order in which it did."""
    joined = sorted(case.joined, key=lambda each: (each.joined_at, each.imported_at, each.submission_id))
    return [each.submission_id for each in joined]


def _entries(
    each: Joined, arrival: str, events: Sequence[Event], why: str
) -> Iterator[tuple[EventKind, str | None, Mapping[str, str]]]:
    """Yield what the case keeps of it; and an end of what stands in the place of its arrival, which is gone too."""
    yield EventKind.JOINING_UNDONE, None, {SENT_IN: each.receipt, WAS: arrival, REASON: why}
    for event in events:
        if event.corrects == arrival and event.kind is not EventKind.WITHDRAWN:
            yield EventKind.WITHDRAWN, event.id, {REASON: why}


def _note(
    connection: Connection, case: Case, joinings: Sequence[Joining], why: str, *, actor: str, now: datetime
) -> None:
    """Note it; the reason may name a person: the audit chain holds it by its hash."""
    held = {"why_sha256": hashlib.sha256(why.encode()).hexdigest()}
    happened = [noted(each) for each in joinings]
    undone = [replace(each, action=UNDONE, detail={**each.detail, **held}) for each in happened]
    append(connection, undone, authority=case.authority, actor=actor, now=now)
