"""How long the office keeps its cases: what is due for review, what people decide, and disposal by two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks import Event, EventKind, in_force
from ..casework.record import CaseView, view
from ..casework.retention import Facts, Retention, RetentionState, kinds, pathway_of, retention
from ..errors import Misuse, Refused
from ..store.audit import Happening, append, entries_about, head_of, note_reading
from ..store.canonical import canonical
from ..store.disposal import (
    DisposedCase,
    count_rows_of,
    counted,
    disposed_cases,
    duplicates_of,
    finish_removal,
    held_back,
)
from ..store.disposal import dispose as remove
from ..store.queries import Case, find_case
from ..store.retention import (
    Decision,
    Hold,
    add_decision,
    birth_dates,
    case_ids,
    decisions,
    end_hold,
    holds,
    record_sha256,
    sector,
    set_hold,
)
from ..store.tables import Reviewed
from .events import files_of, record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..documents.disposal_certificate import DisposalCertificate

ALL = "all cases"
"""What the audit chain calls a hold over every case."""

PROPOSED, KEPT, DISPOSED = "disposal-proposed", "kept-after-review", "disposed"
"""Actions in the audit chain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A case, until when it is kept, and what people have decided about that."""

    case: str
    retention: Retention
    decisions: tuple[Decision, ...] = ()

    @property
    def proposal(self) -> Decision | None:
        """The proposal to dispose of it that nobody has taken back since."""
        return self.decisions[-1] if self.decisions and self.decisions[-1].kind is Reviewed.PROPOSE else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Disposal:
    """A case that was disposed of: its certificate, the files with that, and whether the room was given back."""

    case: str
    also: tuple[str, ...]
    certificate: DisposalCertificate
    files: tuple[Path, ...]
    is_compacted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """All that is read to decide about a case."""

    case: Case
    case_id: UUID
    events: Sequence[Event] = field(repr=False)
    kept: Kept
    profile: Profile = field(repr=False)


def list_kept(office: Office, *, by: date, every: bool = False) -> tuple[Kept, ...]:
    """List the cases that are due for review by a day, the longest due first; with ``every`` every case.

    What is on hold is listed too, once its day has come.
    """
    profile, authority = office.home.read_profile(), office.home.authority
    if not (every or profile.retention_rules):
        return ()
    with office.store.reading() as connection:
        files = files_of(connection, office, None)
        ids = case_ids(connection, authority)
        born, decided = birth_dates(connection, authority), decisions(connection, authority)
        held = bool(holds(connection, authority))
    found = [
        _kept(reference, events, born.get(ids[reference], ()), decided.get(ids[reference], ()), profile, held, by)
        for reference, events in files
    ]
    due = [each for each in found if every or _is_due(each.retention, by)]
    return tuple(sorted(due, key=lambda each: (each.retention.review_on or date.max, each.case)))


def list_holds(office: Office) -> tuple[Hold, ...]:
    """List the holds over all cases that are in force."""
    with office.store.reading() as connection:
        return holds(connection, office.home.authority)


def list_disposed(office: Office) -> tuple[DisposedCase, ...]:
    """List what is left of the cases that have been disposed of, the last first."""
    with office.store.reading() as connection:
        return disposed_cases(connection, office.home.authority)


def show(office: Office, name: str, *, now: datetime) -> Kept:
    """Say until when a case is kept, and what was decided, with the reasons; note who read it. Raises Refused."""
    with office.store.writing() as connection:
        file = _file(connection, office, name, now)
        note_reading(
            connection, authority=office.home.authority, reference=file.case.reference, actor=office.officer, now=now
        )
    return file.kept


def keep(office: Office, name: str, *, until: date, reason: str, now: datetime) -> Kept:
    """Keep a case on until a day, as was decided at its review; a proposal to dispose of it is taken back by that.

    Raises Refused or Misuse.
    """
    _needs(reason)
    with office.store.writing() as connection:
        file = _file(connection, office, name, now)
        _refuse_open(file)
        if until <= day_in_england(now):
            raise Misuse(
                f"{_day(until)} is not a day to come", hint="give the day on which it is to be looked at again"
            )
        _decide(connection, office, file, Reviewed.KEEP, until=until, reason=reason, now=now)
        return _file(connection, office, name, now).kept


def propose(office: Office, name: str, *, reason: str, now: datetime) -> Kept:
    """Propose to dispose of a case whose review is due. Somebody else has to do it. Raises Refused or Misuse."""
    _needs(reason)
    with office.store.writing() as connection:
        file = _file(connection, office, name, now)
        _refuse_not_due(file, office)
        _decide(connection, office, file, Reviewed.PROPOSE, reason=reason, now=now)
        return _file(connection, office, name, now).kept


def dispose(office: Office, name: str, *, reason: str, out: Path, now: datetime) -> Disposal:
    """Remove everything of a case but what figures count, as somebody else has proposed, and write the certificate.

    All of it or nothing is removed. Raises Refused or Misuse, and FileExistsError: nothing is overwritten.
    """
    _needs(reason)
    files = _certificate_files(out)
    with office.store.writing() as connection:
        file = _file(connection, office, name, now)
        _refuse_not_due(file, office)
        proposal = _proposal_of_another(connection, office, file)
        ids = (file.case_id, *duplicates_of(connection, file.case_id))
        _refuse_undecided(connection, file, ids)
        left = _what_is_left(connection, office, file, proposal, ids, now)
        remove(connection, left)
        append(
            connection,
            [_noted(each, left[0], file.kept.retention, reason) for each in left],
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )
        certificate = _certificate(connection, office, left[0])
    is_compacted = finish_removal(office.store)
    try:
        _write(certificate, files)
    except OSError as error:
        raise Refused(
            f"{left[0].reference} is disposed of, and its certificate could not be written: {error.strerror}",
            hint=f"write it elsewhere: lado retention certificate {left[0].reference} --out FILE.pdf",
        ) from None
    also = tuple(each.reference for each in left[1:])
    return Disposal(case=left[0].reference, also=also, certificate=certificate, files=files, is_compacted=is_compacted)


def write_certificate(office: Office, name: str, *, out: Path) -> tuple[Path, ...]:
    """Write the certificate of a case that was disposed of again. Raises Refused, and FileExistsError."""
    files = _certificate_files(out)
    with office.store.reading() as connection:
        left = [each for each in disposed_cases(connection, office.home.authority) if each.reference == name.strip()]
        if not left:
            raise Refused(f"no case {name} has been disposed of", hint="lado retention list --disposed names them")
        certificate = _certificate(connection, office, left[0])
    _write(certificate, files)
    return files


def hold(office: Office, name: str, *, reason: str, now: datetime) -> str:
    """Say that a case must be kept until further notice, and return its reference. Raises Refused or Misuse."""
    return _change_hold(office, name, reason=reason, is_held=False, now=now)


def unhold(office: Office, name: str, *, reason: str, now: datetime) -> str:
    """Say that a case need no longer be kept for that reason, and return its reference. Raises Refused or Misuse."""
    return _change_hold(office, name, reason=reason, is_held=True, now=now)


def hold_all(office: Office, *, reason: str, now: datetime) -> int:
    """Begin a hold over every case, as an inquiry asks for it, and return its number. Raises Misuse."""
    _needs(reason)
    with office.store.writing() as connection:
        authority, actor = office.home.authority, office.officer
        number = set_hold(connection, authority, reason=reason, actor=actor, now=now)
        noted = Happening(action="hold-set", subject=ALL, detail={"number": number, **_of(reason)})
        append(connection, [noted], authority=authority, actor=actor, now=now)
    return number


def unhold_all(office: Office, *, number: int | None, reason: str, now: datetime) -> int:
    """End a hold over every case, and return its number. Raises Refused or Misuse."""
    _needs(reason)
    with office.store.writing() as connection:
        authority, actor = office.home.authority, office.officer
        there = [each.number for each in holds(connection, authority)]
        if not there or (number is not None and number not in there):
            raise Refused("there is no such hold over all cases", hint="lado retention list names those in force")
        if number is None and len(there) > 1:
            raise Misuse(
                f"{len(there)} holds are in force", hint=f"say which with --number: {', '.join(map(str, there))}"
            )
        ended = there[0] if number is None else number
        end_hold(connection, authority, ended, reason=reason, actor=actor, now=now)
        noted = Happening(action="hold-ended", subject=ALL, detail={"number": ended, **_of(reason)})
        append(connection, [noted], authority=authority, actor=actor, now=now)
    return ended


def in_words(found: Retention) -> str:
    """Say why a record is kept until then: the rule, what it is counted from, and what was not known."""
    match found.state:
        case RetentionState.OPEN:
            return "the case is not closed"
        case RetentionState.NO_PERIOD:
            return "no period is set: it is kept"
    if found.rule is None or found.counted_from is None:
        return "no period is set"
    counted_from = f"{found.rule.counted_from}, {_day(found.counted_from)}"
    return "; ".join((f"{found.rule.label}: {found.rule.months} months from {counted_from}", *found.doubts))


def _file(connection: Connection, office: Office, name: str, now: datetime) -> _File:
    authority, profile = office.home.authority, office.home.read_profile()
    case = find_case(connection, name, authority=authority)
    if case.case_id is None:
        raise Refused("this waits for its case", hint="put it into a case with lado case join")
    ((_, events),) = files_of(connection, office, case.case_id)
    kept = _kept(
        case.reference,
        events,
        birth_dates(connection, authority, case.case_id).get(case.case_id, ()),
        decisions(connection, authority, case.case_id).get(case.case_id, ()),
        profile,
        bool(holds(connection, authority)),
        day_in_england(now),
    )
    return _File(case=case, case_id=case.case_id, events=events, kept=kept, profile=profile)


def _kept(
    reference: str,
    events: Sequence[Event],
    born: Sequence[str | None],
    decided: Sequence[Decision],
    profile: Profile,
    is_held_for_all: bool,
    today: date,
) -> Kept:
    until = next((each.until for each in reversed(decided) if each.kind is Reviewed.KEEP), None)
    facts = Facts(events=events, birth_dates=born, kept_until=until, is_held_for_all=is_held_for_all)
    return Kept(case=reference, retention=retention(facts, profile, today), decisions=tuple(decided))


def _is_due(found: Retention, by: date) -> bool:
    return found.review_on is not None and found.review_on <= by


def _decide(
    connection: Connection,
    office: Office,
    file: _File,
    kind: Reviewed,
    *,
    reason: str,
    now: datetime,
    until: date | None = None,
) -> None:
    authority, actor = office.home.authority, office.officer
    add_decision(connection, file.case_id, kind, authority=authority, reason=reason, until=until, actor=actor, now=now)
    rule = file.kept.retention.rule
    detail = _of(reason) | ({"until": until.isoformat()} if until else {}) | ({"rule": rule.key} if rule else {})
    action = PROPOSED if kind is Reviewed.PROPOSE else KEPT
    append(
        connection,
        [Happening(action=action, subject=file.case.reference, detail=detail)],
        authority=authority,
        actor=actor,
        now=now,
    )


def _refuse_open(file: _File) -> None:
    if file.kept.retention.state is RetentionState.OPEN:
        raise Refused(
            f"{file.case.reference} is not closed",
            hint=f"close it first: lado case event {file.case.reference} closed; how long it is kept counts from then",
        )


def _refuse_not_due(file: _File, office: Office) -> None:
    _refuse_open(file)
    for each in file.case.duplicates:
        if each.state.value == "confirmed" and each.case == file.case.reference:
            raise Refused(f"{each.case} is a duplicate of {each.of}", hint=f"it goes with that: give {each.of}")
    found = file.kept.retention
    match found.state:
        case RetentionState.ON_HOLD:
            raise Refused(
                f"{file.case.reference} is on hold and must be kept",
                hint="lado retention unhold ends a hold, once whoever asked for it says so",
            )
        case RetentionState.NO_PERIOD:
            raise Refused(
                f"no period is set for {file.case.reference}: it is kept",
                hint=f"a period is set with [[retention]] in {office.home.profile_file.name}: docs/retention.md",
            )
        case RetentionState.RUNNING | RetentionState.KEPT_ON if found.review_on:
            raise Refused(
                f"{file.case.reference} is to be kept until {_day(found.review_on)}",
                hint="its review is due then; lado retention show says by which rule",
            )


def _proposal_of_another(connection: Connection, office: Office, file: _File) -> Decision:
    """Return the proposal that a disposal follows: of another person, and about what is on record now."""
    from ..custody.unlocking import base_name
    from ..home import officers_at_a_glance

    proposal = file.kept.proposal
    if proposal is None:
        raise Refused(
            f"nobody has proposed to dispose of {file.case.reference}",
            hint="two people decide: one with lado retention propose, then another with lado retention dispose",
        )
    names = {name for name, _, _ in officers_at_a_glance(office.home)}
    if base_name(proposal.decided_by, names) == base_name(office.officer, names):
        raise Refused(
            f"{proposal.decided_by} has proposed it, and cannot do it too",
            hint="two people decide: another officer has to look at it, and do it with a key of their own",
        )
    if proposal.record_sha256 != record_sha256(connection, file.case_id):
        raise Refused(
            f"{file.case.reference} has changed since it was proposed",
            hint="look at it again: lado case show; then lado retention propose",
        )
    return proposal


def _refuse_undecided(connection: Connection, file: _File, ids: Sequence[UUID]) -> None:
    codes = held_back(connection, ids)
    if codes:
        raise Refused(
            f"{', '.join(codes)} in quarantine has the number of a submission of {file.case.reference}",
            hint="decide about it first: lado quarantine show",
        )


def _what_is_left(
    connection: Connection, office: Office, file: _File, proposal: Decision, ids: Sequence[UUID], now: datetime
) -> list[DisposedCase]:
    """Say what is left of a case, and of its duplicates, which count as nothing: the case itself first."""
    case = view(file.events, file.profile)
    ((category, outcome), *_) = _counted_kind(case)
    facts = {
        "sector": sector(connection, office.home.authority, file.case_id),
        "category": category,
        "outcome": outcome,
        "pathway": pathway_of(case),
        "met": case.decision.detail.get("met", "") if case.decision else "",
        "overseen": case.decision.detail.get("overseen", "") if case.decision else "",
        "result": case.closed.detail.get("result", "") if case.closed else "",
        "received_on": _first_day(file.events, EventKind.REFERRAL_RECEIVED, EventKind.CONTACT),
        "concluded_on": _first_day(file.events, EventKind.CONCLUDED),
        "closed_on": day_in_england(case.closed.happened_at).isoformat() if case.closed else "",
    }
    there = sorted(counted(connection, ids), key=lambda each: ids.index(each.id))
    certificate = _certificate_text(connection, office, file, proposal, facts, [each.reference for each in there], now)
    return [
        DisposedCase(
            id=each.id,
            authority=office.home.authority,
            duplicate_of=None if each.id == file.case_id else file.case_id,
            reference=each.reference,
            form=each.form,
            children=each.children,
            proposed_by=proposal.decided_by,
            disposed_by=office.officer,
            proposed_at=proposal.decided_at,
            disposed_at=now,
            certificate=certificate,
            certificate_sha256=hashlib.sha256(certificate.encode()).hexdigest(),
            **facts,
        )
        for each in there
    ]


def _counted_kind(case: CaseView) -> tuple[tuple[str, str], ...]:
    """Return the category and the outcome under which a case is counted."""
    outcome = case.headline.detail.get("outcome", "") if case.headline else ""
    return ((case.category, outcome),) if case.allegations else kinds(case)


def _first_day(events: Sequence[Event], *wanted: EventKind) -> str:
    days = [day_in_england(each.happened_at) for each in in_force(events) if each.kind in wanted]
    return min(days).isoformat() if days else ""


def _certificate_text(
    connection: Connection,
    office: Office,
    file: _File,
    proposal: Decision,
    facts: Mapping[str, str],
    references: Sequence[str],
    now: datetime,
) -> str:
    """Write what the certificate says in its one exact form. No name of anyone in the case, and no answer."""
    found, authority = file.kept.retention, office.home.authority
    assert found.rule
    assert found.review_on
    head = head_of(connection, authority=authority, now=now)
    ids = (file.case_id, *duplicates_of(connection, file.case_id))
    says: dict[str, Any] = {
        "certificate": "disposal",
        "version": 1,
        "authority": authority,
        "cases": list(references),
        "facts": dict(facts),
        "removed": dict(count_rows_of(connection, ids)),
        "rule": {name: getattr(found.rule, name) for name in ("key", "label", "months", "start", "source")},
        "review_on": found.review_on.isoformat(),
        "proposed": {"by": proposal.decided_by, "at": proposal.decided_at.isoformat(timespec="seconds")},
        "disposed": {"by": office.officer, "at": now.isoformat(timespec="seconds")},
        "audit": {"entries": head.entries, "head": head.hash},
    }
    return canonical(says)


def _noted(left: DisposedCase, first: DisposedCase, found: Retention, reason: str) -> Happening:
    assert found.rule
    detail: dict[str, str | int] = {
        "rule": found.rule.key,
        "months": found.rule.months,
        "from": found.rule.start,
        "proposed-by": left.proposed_by,
        "certificate": left.certificate_sha256,
        **_of(reason),
    }
    also = {} if left is first else {"with": first.reference}
    return Happening(action=DISPOSED, subject=left.reference, detail=detail | also)


def _certificate(connection: Connection, office: Office, left: DisposedCase) -> DisposalCertificate:
    from ..documents.disposal_certificate import read_certificate

    noted = [
        each
        for each in entries_about(connection, authority=office.home.authority, reference=left.reference)
        if each.action == DISPOSED
    ]
    profile = office.home.read_profile()
    return read_certificate(
        left.certificate,
        service=profile.service,
        is_sample=profile.contact.sample,
        entry=noted[-1].sequence,
        entry_hash=noted[-1].hash,
    )


def _certificate_files(out: Path) -> tuple[Path, Path]:
    """Return where the certificate goes, as a document and for programs. Raises Misuse, and FileExistsError."""
    if out.suffix.lower() != ".pdf":
        raise Misuse(f"{out.name} does not end in .pdf", hint=f"write {out.with_suffix('.pdf').name}")
    files = out, out.with_suffix(".json")
    for file in files:
        if file.exists():
            raise FileExistsError(EEXIST, "the file is there already", str(file))
    if not out.parent.is_dir():
        raise Misuse(f"there is no folder {out.parent}", hint="make it first: a certificate has to go somewhere")
    return files


def _write(certificate: DisposalCertificate, files: tuple[Path, Path]) -> None:
    from ..documents.disposal_certificate import build_disposal_certificate
    from ..files import add_file

    document, for_programs = files
    add_file(document, build_disposal_certificate(certificate))
    add_file(for_programs, certificate.text.encode())


def _change_hold(office: Office, name: str, *, reason: str, is_held: bool, now: datetime) -> str:
    _needs(reason)
    with office.store.reading() as connection:
        file = _file(connection, office, name, now)
    reference = file.case.reference
    if view(file.events, file.profile).on_legal_hold is not is_held:
        raise Refused(
            f"{reference} is not on a hold of its own" if is_held else f"{reference} is on hold already",
            hint="lado case events shows since when, and why"
            if not is_held
            else "lado retention list names other holds",
        )
    kind = EventKind.LEGAL_HOLD_ENDED if is_held else EventKind.LEGAL_HOLD_SET
    record(office, name, kind, detail={"reason": reason}, now=now)
    return reference


def _needs(reason: str) -> None:
    if not reason.strip():
        raise Misuse("a reason is needed", hint='give it with --reason "…"')


def _of(reason: str) -> dict[str, str | int]:
    """The reason may name a person: the audit chain holds its hash."""
    return {"reason_sha256": hashlib.sha256(reason.encode()).hexdigest()}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
