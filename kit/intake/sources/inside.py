"""Looking into what was found, to the sealed files in it: mail, Outlook mail, mbox and zip, one inside another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ...encrypt import armour
from ...encrypt.envelope import MAX_RAW_SIZE, Envelope
from ...errors import ArmourDamaged, TwoFiles
from ..reasons import ignored, quarantined
from ..results import Ignored, Quarantined
from ..steps import Arrival, MailHeaders, Stopped, normalise
from .archive import Allowance, read_zip
from .files import Content, File, Source, find_sources, read_source
from .kinds import Kind, kind_of, may_be_sealed, what_is
from .mail import read_mail, split_mbox, web_text
from .parts import CannotUnpack, Mail, Part, Unread

DEPTH = 5
"""How many mails and packed files may be around a sealed file: a school, its trust and its council forward in turn."""

DEEP, MAX_DEEP = 3, 10_000_000
"""Bytes of what is still taken apart inside so many others, all of which are in the memory with it."""

ENTRIES_AHEAD, SIZE_AHEAD = 100, 500_000
"""What is unpacked before its turn, at most, of one file."""

_OF_SEVERAL = (TwoFiles.reason, ArmourDamaged.reason)

Arrived = Arrival | Stopped | Quarantined | Ignored

Found = Source | Content | Arrival | Stopped
"""What was found, as far as it was read: a file with its bytes is a ``Content``, one that is sealed an ``Arrival``."""

ReadAhead = Callable[[Iterable[Source | Content | Arrival]], Iterator[Found]]


def find_arrivals(
    paths: Iterable[str | Content | Arrival | Quarantined], *, read_ahead: ReadAhead = iter
) -> Iterator[Arrived]:
    """Yield each sealed file, what could not be read, and what is not ours with what it is, one after the other.

    What could not be read has its bytes with it, or those of the whole that it was found in, so that they can be kept.
    A mail without a sealed file is one thing, and its attachments are not counted.

    ``read_ahead`` may read files before their turn.
    """
    found = (source for path in paths for source in (find_sources([path]) if isinstance(path, str) else [path]))
    for source in read_ahead(found):
        yield from _arrivals_of(source)


def _arrivals_of(source: Found) -> Iterator[Arrived]:
    match source:
        case File():
            yield from _arrivals_in(source)
        case Content():
            yield from _look_into(source, Allowance())
        case Arrival() | Stopped() | Quarantined() | Ignored():
            yield source


def _arrivals_in(file: File) -> Iterator[Arrived]:
    match read_source(file):
        case Envelope() as envelope:
            yield Arrival(source=file.name, envelope=envelope)
        case Quarantined() | Ignored() as told:
            yield told
        case raw:
            yield from _look_into(Content(name=file.name, raw=raw), Allowance())


def look_ahead(content: Content) -> list[Arrived] | None:
    """Take a file apart before its turn; None for one that unpacks to so much that it has to wait for it."""
    allowance = Allowance(entries=ENTRIES_AHEAD, size=SIZE_AHEAD)
    arrived = list(_look_into(content, allowance))
    return None if allowance.is_used_up else arrived


def _look_into(content: Content, allowance: Allowance) -> Iterator[Arrived]:
    for each in _Look(allowance).into(content.name, content.raw, mails=content.mails, around=0):
        if isinstance(each, Quarantined):
            yield Stopped(item=each, raw=content.raw, mails=content.mails)
        else:
            yield each


class _Look:
    """One look into one file; what it may unpack is counted over everything inside it."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance

    def into(self, name: str, raw: bytes, *, mails: tuple[MailHeaders, ...], around: int) -> Iterator[Arrived]:
        kind = kind_of(raw)
        if kind is Kind.OTHER:
            yield from _leaves(name, raw, mails)
            return
        if around >= DEPTH:
            yield quarantined(name, "nested-too-deep")
            return
        if around >= DEEP and len(raw) > MAX_DEEP:
            problem = f"it is over {MAX_DEEP // 1_000_000} MB, and inside {around} others"
            yield quarantined(name, "too-large-to-open", problems=(problem,))
            return
        try:
            match kind:
                case Kind.ZIP:
                    yield from self._into_zip(name, raw, mails, around)
                case Kind.MBOX:
                    yield from self._into_mbox(name, raw, mails, around)
                case Kind.MAIL:
                    yield from self._into_mail(name, read_mail(name, raw), mails, around)
                case Kind.OUTLOOK:
                    from .outlook import read_outlook  # its library is loaded for such a mail only

                    yield from self._into_mail(name, read_outlook(name, raw), mails, around)
        except CannotUnpack as problem:
            yield quarantined(name, problem.reason, problems=(problem.problem,))

    def _into_zip(self, name: str, raw: bytes, mails: tuple[MailHeaders, ...], around: int) -> Iterator[Arrived]:
        is_empty = True
        for part in read_zip(raw, self._allowance):
            is_empty = False
            yield from self._into_part(name, part, mails, around)
        if is_empty:
            yield ignored(name, "not-sealed", what="an empty zip")

    def _into_mbox(self, name: str, raw: bytes, mails: tuple[MailHeaders, ...], around: int) -> Iterator[Arrived]:
        for number, each in enumerate(split_mbox(raw), start=1):
            inner = f"{name} > mail {number}"
            try:
                yield from self._into_mail(inner, read_mail(inner, each), mails, around + 1)
            except CannotUnpack as problem:
                yield quarantined(inner, problem.reason, problems=(problem.problem,))

    def _into_mail(self, name: str, mail: Mail, mails: tuple[MailHeaders, ...], around: int) -> Iterator[Arrived]:
        if around >= DEPTH:
            yield quarantined(name, "nested-too-deep")
            return
        found = [
            (part, each) for part in mail.parts for each in self._into_part(name, part, (mail.headers, *mails), around)
        ]
        if all(isinstance(each, Ignored) for _, each in found):
            yield ignored(name, "not-sealed", what="a mail without a sealed file")
            return
        yield from _told_apart(found)

    def _into_part(
        self, name: str, part: Part | Unread | Mail, mails: tuple[MailHeaders, ...], around: int
    ) -> Iterator[Arrived]:
        inner = f"{name} > {part.name}"
        match part:
            case Unread():
                yield quarantined(inner, part.reason, problems=(part.problem,))
            case Mail():
                yield from self._into_mail(inner, part, mails, around + 1)
            case Part(is_attachment=False):
                yield from _leaves(inner, web_text(part.raw) if part.is_web_text else part.raw, mails)
            case Part():
                yield from self.into(inner, part.raw, mails=mails, around=around + 1)


def _leaves(name: str, raw: bytes, mails: tuple[MailHeaders, ...]) -> Iterator[Arrived]:
    """Yield what is in a text or file: one thing, but for a text with several sealed files one after the other."""
    leaf = _leaf(name, raw, mails)
    if not isinstance(leaf, Stopped) or leaf.item.reason not in _OF_SEVERAL:
        yield leaf
        return
    texts, is_any_cut = armour.split(raw)
    if is_any_cut or not texts:
        yield leaf
    for number, text in enumerate(texts, start=1):
        yield _leaf(f"{name} > sealed file {number}" if len(texts) + is_any_cut > 1 else name, text, mails)


def _leaf(name: str, raw: bytes, mails: tuple[MailHeaders, ...]) -> Arrived:
    if not may_be_sealed(raw) and len(raw) <= MAX_RAW_SIZE:
        return ignored(name, "not-sealed", what=what_is(raw))
    match normalise(name, raw):
        case Arrival() as arrival:
            return replace(arrival, mails=mails)
        case Ignored():
            return ignored(name, "not-sealed", what=what_is(raw))
        case Quarantined() as problem:
            return Stopped(item=problem, raw=raw, mails=mails)


def _told_apart(found: Sequence[tuple[Part | Unread | Mail, Arrived]]) -> Iterator[Arrived]:
    """Leave out of a mail what says the same twice: its text as a web page, and a file that is pasted and attached."""
    seen: set[str] = set()
    has_sealed = any(isinstance(each, Arrival) for _, each in found)
    for part, each in found:
        match each:
            case Arrival(envelope=envelope) if envelope.sha256 not in seen:
                seen.add(envelope.sha256)
                yield each
            case Quarantined() | Stopped() if not (has_sealed and isinstance(part, Part) and part.is_web_text):
                yield each
            case Ignored() if not isinstance(part, Part) or part.is_attachment:
                yield each
