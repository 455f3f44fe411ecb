"""The office's work with what could not be taken in: looking at it, trying it again, releasing it, setting it aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lado_site.codes import letters_of

from ..casework.matching.spelling import fold_name
from ..encrypt.envelope import envelope_of, open_unread, read_envelope
from ..errors import BadContainer, Excluded, Misuse, Refused, SealedFileError
from ..home import definition_for
from ..intake import Books, Content, Ignored, Item, Quarantined
from ..intake.holding import noted_settling
from ..intake.reasons import RELEASABLE, WORDS, next_step_for
from ..intake.steps import Arrival, MailHeaders
from ..store.audit import Happening, append
from ..store.exclusions import HIDDEN, hidden_names, hidden_submissions
from ..store.matching import records_of_submissions
from ..store.quarantine import Held, Settling, find_held, held_bytes, list_held, write_settlings
from ..store.tables import HeldState, LinkKind, RunKind
from .cases import import_files

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from lado_site.forms.summary import Section

    from ..custody.unlocking import Office
    from ..encrypt.manifest import AttachmentEntry
    from ..intake.asking import Judged

_SETTLED = (HeldState.IMPORTED, HeldState.RELEASED)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldFile:
    """Something in quarantine with all that can be read of it. ``shut`` says why it cannot be opened, if so."""

    held: Held
    next_steps: tuple[str, ...]
    shut: str = ""
    form: str = ""
    authority: str = ""
    sealed_at: datetime | None = None
    sections: tuple[Section, ...] = field(default=(), repr=False)
    attachments: tuple[AttachmentEntry, ...] = field(default=(), repr=False)


def list_quarantine(office: Office, *, every: bool = False) -> tuple[Held, ...]:
    """List what is in quarantine, the latest first; with ``every`` also what is settled.

    Of what is in a case that whoever asks is excluded from, it tells the case and no more.
    """
    with office.store.reading() as connection:
        hidden = hidden_submissions(connection)
        return tuple(_shown(each, hidden) for each in list_held(connection, office.home.authority, every=every))


def reason_in_words(held: Held) -> str:
    """Say in a few words why something was stopped."""
    return WORDS.get(held.reason, held.reason)


def next_steps(held: Held) -> tuple[str, ...]:
    """Say what can be done about something in quarantine, the best way first."""
    if held.state in _SETTLED:
        return (f"nothing to do: it is in the store{f', in case {held.case}' if held.case else ''}",)
    again = f"to try it again: lado quarantine retry {held.code[:9]}"
    if held.state is HeldState.SET_ASIDE:
        return (f"nothing to do: it was set aside; {again}",)
    return (next_step_for(held.reason), again, _way_out(held))


def read_held(office: Office, name: str, *, now: datetime) -> HeldFile:
    """Read all that can be read of something in quarantine, and note who read it. Raises Refused.

    Excluded where it is in a case that whoever reads must not open, or nobody has said yet that it is not about that.
    """
    with office.store.reading() as connection:
        held = find_held(connection, name, authority=office.home.authority)
        raw = _bytes_of(connection, held)
    file = _opened(office, held, raw)
    with office.store.writing() as connection:
        _refuse_hidden(connection, office, file)
        append(
            connection,
            [Happening(action="read-quarantine", subject=held.code)],
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )
    return file


def retry(office: Office, names: Sequence[str] = (), *, now: datetime, allow_old_roster: bool = False) -> Books:
    """Import what is in quarantine, all of it or what is named, through the same chain as what arrives.

    Raises Refused for a name that nothing there has.
    """
    with office.store.reading() as connection:
        found = (
            [find_held(connection, name, authority=office.home.authority) for name in names]
            if names
            else list_held(connection, office.home.authority)
        )
    for held in found if names else ():
        _refuse_hidden_inside(office, held)
    chosen = {held.code: held for held in found if held.state not in _SETTLED}
    books = import_files(
        office,
        _contents(office, list(chosen.values())),
        now=now,
        allow_old_roster=allow_old_roster,
        kind=RunKind.RETRY,
    )
    _settle_taken_apart(office, chosen, books, now=now)
    return books


def release(office: Office, name: str, *, reason: str, now: datetime) -> Item:
    """Take a submission that was opened into a case although it did not pass. Raises Misuse or Refused."""
    why = _check_reason(reason)
    held = _find_open(office, name)
    if held.reason not in RELEASABLE:
        raise Refused(
            f"{held.code} cannot be put into a case: {reason_in_words(held)}",
            hint="see lado quarantine show for what can be done; lado quarantine release --set-aside puts it away",
        )
    books = import_files(office, _contents(office, [held]), now=now, kind=RunKind.RELEASE, release=why)
    (item,) = books.items
    if isinstance(item, Quarantined):
        raise Refused(f"{held.code} could not be released: {WORDS.get(item.reason, item.reason)}", hint=item.next_step)
    return item


def set_aside(office: Office, name: str, *, reason: str, now: datetime) -> Held:
    """Put away what nothing can be done about: it is kept for ever and no longer listed. Raises Misuse or Refused."""
    why = _check_reason(reason)
    held = _find_open(office, name)
    done = Settling(id=held.id, code=held.code, state=HeldState.SET_ASIDE, subject=held.code, why=why)
    _write(office, [done], now=now)
    return replace(held, state=done.state, settled_at=now, settled_by=office.officer, why=why)


def _find_open(office: Office, name: str) -> Held:
    with office.store.reading() as connection:
        held = find_held(connection, name, authority=office.home.authority)
    _refuse_hidden_inside(office, held)
    if held.state in _SETTLED:
        where = f", in case {held.case}" if held.case else ""
        raise Refused(f"{held.code} is in the store already{where}", hint="lado case show shows it")
    return held


def _shown(held: Held, hidden: Set[UUID]) -> Held:
    if held.submission_id is None or UUID(held.submission_id) not in hidden:
        return held
    return replace(held, source=HIDDEN, problems=(), mails=(), why=None)


def _refuse_hidden_inside(office: Office, held: Held) -> None:
    """Open something in quarantine where somebody is excluded from anything, to see whether it is about that."""
    with office.store.reading() as connection:
        raw = _bytes_of(connection, held) if hidden_submissions(connection) else b""
    if raw:
        file = _opened(office, held, raw)
        with office.store.reading() as connection:
            _refuse_hidden(connection, office, file)


def _refuse_hidden(connection: Connection, office: Office, file: HeldFile) -> None:
    """Refuse what is in a case that whoever is working must not open, names it, or names the adult it is about."""
    hidden, held = hidden_submissions(connection), file.held
    if not hidden:
        return
    said = {row.path: " ".join(row.lines) for section in file.sections for row in section.rows}
    is_in_it = held.submission_id is not None and UUID(held.submission_id) in hidden
    if is_in_it or _names(said, hidden_names(connection)) or _adult(said) in _adults(connection, hidden):
        raise Excluded(held.case or held.code, authority=office.home.authority)


def _names(said: Mapping[str, str], names: Iterable[str]) -> bool:
    words = (word.strip(".,;:()") for text in said.values() for word in (text, *text.split()))
    return not {letters_of(each) for each in names}.isdisjoint(map(letters_of, words))


def _adult(said: Mapping[str, str]) -> tuple[str, ...]:
    return fold_name(f"{said.get('adult_given_names', '')} {said.get('adult_family_name', '')}")


def _adults(connection: Connection, submissions: Collection[UUID]) -> set[tuple[str, ...]]:
    adults = (each.row for each in records_of_submissions(connection, submissions) if each.kind is LinkKind.ADULT)
    named = {fold_name(f"{each['given_names'] or ''} {each['family_name'] or ''}") for each in adults}
    return named - {()}


def _check_reason(reason: str) -> str:
    why = " ".join(reason.split())
    if not why:
        raise Misuse("no reason is given", hint="say why in a few words: --reason “The head teacher confirmed it”")
    return why


def _bytes_of(connection: Connection, held: Held) -> bytes:
    from ..store.queries import original_envelope

    kept = held_bytes(connection, held)
    if kept or held.submission_id is None:
        return kept
    return original_envelope(connection, held.submission_id) if held.state in _SETTLED else b""


def _contents(office: Office, those: Sequence[Held]) -> Iterator[Content | Arrival]:
    """Give what is kept, one at a time, under its code; what was sealed again as the file that arrived."""
    for each in those:
        with office.store.reading() as connection:
            held = find_held(connection, each.code, authority=office.home.authority)
            raw = held_bytes(connection, held)
        mails = tuple(
            MailHeaders(date=date, sender=sender, message_id=message_id) for date, sender, message_id in held.mails
        )
        if held.rewrapping is None:
            yield Content(name=held.code, raw=raw, mails=mails)
            continue
        envelope = replace(envelope_of(raw), sha256=held.sha256, receipt=held.code)
        yield Arrival(source=held.code, envelope=envelope, mails=mails, held=held)


def _settle_taken_apart(office: Office, chosen: dict[str, Held], books: Books, *, now: datetime) -> None:
    """Settle what is no sealed file itself, and out of which everything could be taken this time."""
    found: dict[str, list[Item]] = {code: [] for code in chosen}
    for item in books.items:
        found[item.source.partition(" > ")[0]].append(item)
    done = [
        Settling(id=chosen[code].id, code=code, state=HeldState.IMPORTED, subject=_subject(items))
        for code, items in found.items()
        if chosen[code].receipt is None and _is_taken_apart(code, items)
    ]
    if done:
        _write(office, done, now=now)


def _is_taken_apart(code: str, items: Sequence[Item]) -> bool:
    is_still_there = any(isinstance(item, Quarantined) and item.held in (code, None) for item in items)
    return not is_still_there and any(not isinstance(item, Ignored) for item in items)


def _subject(items: Sequence[Item]) -> str:
    return next((item.case or item.receipt or "" for item in items if not isinstance(item, Ignored | Quarantined)), "")


def _write(office: Office, done: Sequence[Settling], *, now: datetime) -> None:
    authority, actor = office.home.authority, office.officer
    with office.store.writing() as connection:
        write_settlings(connection, done, authority=authority, actor=actor, now=now)
        append(connection, [noted_settling(each) for each in done], authority=authority, actor=actor, now=now)


def _way_out(held: Held) -> str:
    code = held.code[:9]
    if held.reason in RELEASABLE:
        return f"to put it into a case all the same: lado quarantine release {code} --reason “…”"
    return f"when nothing more can be done: lado quarantine release {code} --set-aside --reason “…”"


def _opened(office: Office, held: Held, raw: bytes) -> HeldFile:
    from ..intake.asking import Judged

    steps = next_steps(held)
    try:
        found = _read(office, raw)
        sections = _sections(office, found) if isinstance(found, Judged) else ()
    except SealedFileError as error:
        return HeldFile(held=held, next_steps=steps, shut=error.message)
    if not isinstance(found, Judged):
        return HeldFile(held=held, next_steps=steps, shut=found)
    return HeldFile(
        held=held,
        next_steps=steps,
        form=found.cover.form.name,
        authority=found.cover.authority,
        sealed_at=found.cover.sealed_at,
        sections=sections,
        attachments=found.cover.attachments,
    )


def _read(office: Office, raw: bytes) -> Judged | str:
    """Have what is inside read in the process apart, or say why it cannot be. Raises a SealedFileError."""
    from ..intake.asking import Halted, Judged, standing_judge

    unread = open_unread(read_envelope(raw), office.identities)
    judge = standing_judge()
    judge.begin_anew()
    match judge.judge([unread.written], definition_of=lambda _digest: None, anyway=True):
        case [Halted(why=why)]:
            return why
        case [SealedFileError() as error]:
            raise error
        case [Judged() as judged]:
            unread.check_rest(judged.cover.attachments)
            return judged
    raise AssertionError("one verdict for one file")


def _sections(office: Office, found: Judged) -> tuple[Section, ...]:
    from lado_site.forms.schema import day_in_england

    from ..encrypt import strict_json
    from .reading import in_words

    form = definition_for(office.home, found.cover.form.digest)
    try:
        answers = strict_json.loads(found.answers)
    except ValueError:
        raise BadContainer("the answers cannot be read") from None
    return in_words(form, answers, today=day_in_england(found.cover.sealed_at))
