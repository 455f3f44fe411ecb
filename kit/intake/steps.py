"""The chain a sealed file goes through, each step a pure function: normalise, open, take up, decode, accept, match.

A step returns what the next one takes, or the result with which the chain ends. ``plan`` has the step after these.
What is inside a file is not read here: between opening and taking up it is judged in a process apart (``judging``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from sys import intern
from uuid import UUID

from lado_site.forms.questions import Form
from lado_site.forms.record import Rows
from lado_site.forms.schema import day_in_england

from ..encrypt.container import Begun
from ..encrypt.envelope import Envelope, open_unread, open_unread_with, read_envelope
from ..encrypt.format import Sealed
from ..encrypt.manifest import Cover
from ..encrypt.recipients import Identity
from ..encrypt.release import Standing
from ..encrypt.roster import Roster, active_recipients
from ..errors import NotSealed, SealedFileError
from ..store.canonical import canonical
from ..store.quarantine import Held
from ..store.tables import LINKS, submission
from .asking import Definition, DefinitionOf, Halted, Judged, Verdict
from .reasons import ignored, quarantined, refused
from .results import Duplicate, Ignored, Quarantined, Superseded

DefinitionFor = Callable[[str], Form | None]
RosterFor = Callable[[int], Roster | None]
StandingOf = Callable[[str], Standing]

OVERLAP = timedelta(days=30)
"""How long pages may still be sealed to the roster before: time to publish with the new one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailHeaders:
    """What a mail says of itself; empty where it does not say. Anyone can write it: kept as evidence, never trusted."""

    date: str
    sender: str = field(repr=False)
    message_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A sealed file, still shut. ``mails`` carried it: the one it was attached to, then the one around that.

    One that was sealed again in quarantine comes with what it is ``held`` as there. Its envelope then has the bytes as
    they are kept now, and is known by what the file was known by as it arrived.
    """

    source: str
    envelope: Envelope
    mails: tuple[MailHeaders, ...] = field(default=(), repr=False)
    held: Held | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """Something that cannot be taken in: what is said of it, and what is kept of it in quarantine.

    ``raw`` is the sealed file in its binary form, or what arrived where none could be taken out of it; ``sha256`` is
    known of a sealed file only.
    """

    item: Quarantined
    raw: Sealed = field(repr=False)
    sha256: str = ""
    mails: tuple[MailHeaders, ...] = field(default=(), repr=False)
    form_digest: str | None = None

    @classmethod
    def at(cls, item: Quarantined, shut: Arrival | Letter) -> Stopped:
        """Stop at a sealed file, opened or not."""
        return cls(
            item=item,
            raw=shut.envelope.sealed,
            sha256=shut.envelope.sha256,
            mails=shut.mails,
            form_digest=shut.manifest.form.digest if isinstance(shut, Letter) else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """An opened sealed file that nobody has looked into yet."""

    arrival: Arrival
    content: Begun = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """An opened sealed file, and what was read in it. Its attachments are not kept here."""

    source: str
    envelope: Envelope
    judged: Judged
    mails: tuple[MailHeaders, ...] = field(default=(), repr=False)
    held: Held | None = None

    @property
    def manifest(self) -> Cover:
        """What it says of itself."""
        return self.judged.cover


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A letter addressed to us, with the definition of its form."""

    letter: Letter
    definition: Definition


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A submission whose answers are in order: ``landed`` in rows of the store, and ``answers`` as canonical JSON.

    ``marks`` are codes of what is to be said about it though it is taken in.
    """

    letter: Letter
    opens_case: bool
    landed: Rows = field(repr=False)
    answers: str = field(repr=False)
    content_sha256: str
    marks: tuple[str, ...] = ()

    @property
    def links(self) -> Mapping[str, str | None]:
        """What it says it belongs to, by column; None where it does not say."""
        said = self.landed.get(submission.name, [{}])[0]
        return {column: said.get(column) for column in LINKS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The case that a submission is in."""

    case_id: UUID
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A submission that is in the store, or comes earlier in this run. Without a place it waits for ``follows``.

    ``superseded_by`` is the case that counts in its place, where a person has said so. ``disposed`` says when its case,
    and with it everything but its number, was removed; "" while it is there.
    """

    submission_id: str
    envelope_sha256: str
    content_sha256: str
    receipt: str
    follows: str | None
    place: Place | None
    superseded_by: Place | None = None
    disposed: str = ""


def by_keys(known: Iterable[Known]) -> dict[str, Known]:
    """Index what is known by all that it may be recognised by: envelope, submission id and receipt code."""
    return {key: each for each in known for key in (each.envelope_sha256, each.submission_id, each.receipt)}


def normalise(source: str, raw: bytes) -> Arrival | Quarantined | Ignored:
    """Take the sealed file out of whatever it arrived in."""
    try:
        return Arrival(source=source, envelope=read_envelope(raw))
    except NotSealed:
        return ignored(source, "not-sealed")
    except SealedFileError as error:
        return refused(source, error)


def match_envelope(arrival: Arrival, known: Mapping[str, Known]) -> Duplicate | Superseded | Ignored | None:
    """Recognise a sealed file that is in the store already, before and without opening it.

    So it stays a duplicate when its key or its form has been retired since.
    """
    earlier = known.get(arrival.envelope.sha256)
    return _duplicate(arrival.source, arrival.envelope, earlier, "same-file") if earlier else None


def open_arrival(
    arrival: Arrival, identities: Sequence[Identity], payload_key: bytes | None = None
) -> Unread | Quarantined:
    """Open the sealed file with the first key that fits, or that which was found already, and read nothing of it."""
    try:
        if payload_key:
            return Unread(arrival=arrival, content=open_unread_with(arrival.envelope, payload_key))
        return Unread(arrival=arrival, content=open_unread(arrival.envelope, identities))
    except SealedFileError as error:
        return refused(arrival.source, error, receipt=arrival.envelope.receipt)


def take_up(unread: Unread, verdict: Verdict) -> Letter | Quarantined:
    """Hold the rest of the content against what was read in it."""
    arrival = unread.arrival
    receipt = arrival.envelope.receipt
    match verdict:
        case SealedFileError():
            return refused(arrival.source, verdict, receipt=receipt)
        case Halted(why=why):
            return quarantined(arrival.source, "stopped-checker", receipt=receipt, problems=(why,))
    try:
        unread.content.check_rest(verdict.cover.attachments)
    except SealedFileError as error:
        return refused(arrival.source, error, receipt=receipt)
    return Letter(
        source=arrival.source, envelope=arrival.envelope, judged=verdict, mails=arrival.mails, held=arrival.held
    )


def decode(letter: Letter, *, authority: str, definition_of: DefinitionOf) -> Decoded | Quarantined:
    """Check whom the letter is for and find the definition that was filled in."""
    manifest = letter.manifest
    if manifest.authority != authority:
        return _stop(letter, "wrong-authority")
    definition = definition_of(manifest.form.digest)
    if definition is None:
        return _stop(letter, "unknown-form")
    if (manifest.form.name, manifest.form.version) != (definition.form.name, definition.form.version):
        return _stop(letter, "form-mismatch")
    return Decoded(letter=letter, definition=definition)


def mark_roster(letter: Letter, roster_for: RosterFor, *, today: date) -> str:
    """Hold the keys a file says it is sealed to against our rosters: "" if they are right, else the reason."""
    said = letter.manifest.roster
    roster = roster_for(said.version)
    if roster is None or {each.fingerprint for each in active_recipients(roster)} != set(said.recipients):
        return "unknown-roster"
    following = roster_for(said.version + 1)
    last_day = min(roster.valid_until, following.issued + OVERLAP) if following else roster.valid_until
    return "old-roster" if min(day_in_england(letter.manifest.sealed_at), today) > last_day else ""


def mark_release(letter: Letter, standing_of: StandingOf) -> str:
    """Hold the release of the page a file says it comes from against ours: "" if it is in force, else the reason."""
    standing = standing_of(letter.manifest.release)
    return "" if standing is Standing.CURRENT else standing


def refuse_roster(letter: Letter, mark: str) -> Quarantined:
    """Stop a file whose roster is not right."""
    return _stop(letter, mark)


def accept(decoded: Decoded) -> Accepted | Quarantined:
    """Accept the answers that were held against the form they were given on."""
    letter, judged = decoded.letter, decoded.letter.judged
    if judged.problems:
        return _stop(letter, "answers-refused", problems=judged.problems)
    if judged.is_file_missing:
        return _stop(letter, "attachments-differ")
    return accepted(letter, decoded.definition)


def accepted(letter: Letter, definition: Definition | None) -> Accepted:
    """Take what was kept of the answers. Where its form is not known it opens a case of its own."""
    answers = letter.judged.answers
    return Accepted(
        letter=letter,
        opens_case=definition.opens_case if definition else True,
        landed=letter.judged.landed,
        answers=answers,
        content_sha256=_content_sha256(letter.manifest, answers),
    )


def match(accepted: Accepted, known: Mapping[str, Known]) -> Duplicate | Superseded | Ignored | Quarantined | None:
    """Recognise a submission that is in the store in another sealed file; None when it is new.

    One that has the number of another submission and says something else is no duplicate: nothing may get lost.
    """
    letter = accepted.letter
    earlier = known.get(letter.manifest.submission_id)
    if earlier is None:
        return None
    if earlier.content_sha256 != accepted.content_sha256 and not earlier.disposed:
        return _stop(letter, "different-content")
    return _duplicate(letter.source, letter.envelope, earlier, "same-submission")


def _duplicate(source: str, envelope: Envelope, earlier: Known, reason: str) -> Duplicate | Superseded | Ignored:
    if earlier.disposed:
        # Nothing is kept of it, in quarantine neither: that would undo what two people agreed on.
        return replace(ignored(source, "disposed", what=earlier.disposed), receipt=envelope.receipt)
    if earlier.superseded_by:
        return Superseded(
            source=source,
            reason="superseded",
            next_step=f"nothing to do: it is in the store, and {earlier.superseded_by.reference} counts in its place",
            receipt=envelope.receipt,
            submission_id=earlier.submission_id,
            case=earlier.superseded_by.reference,
        )
    # What is said of one that comes a hundred times is in the memory once: the books of a run are kept as a whole.
    return Duplicate(
        source=source,
        reason=reason,
        next_step=intern(f"nothing to do: it is in the store {_whereabouts(earlier)}"),
        receipt=intern(envelope.receipt),
        submission_id=intern(earlier.submission_id),
        case=intern(earlier.place.reference) if earlier.place else None,
    )


def _whereabouts(earlier: Known) -> str:
    return f"in case {earlier.place.reference}" if earlier.place else "and waits for the form it belongs to"


def _stop(letter: Letter, reason: str, *, problems: tuple[str, ...] = ()) -> Quarantined:
    return quarantined(
        letter.source,
        reason,
        receipt=letter.envelope.receipt,
        submission_id=letter.manifest.submission_id,
        problems=problems,
    )


def _content_sha256(cover: Cover, answers: str) -> str:
    files = [[entry.name, entry.media_type, entry.size, entry.sha256] for entry in cover.attachments]
    rest = canonical([cover.form.digest, cover.sealed_at.isoformat(), files])
    return hashlib.sha256(f"{rest}\n{answers}".encode()).hexdigest()  # canonical JSON has no line ends
