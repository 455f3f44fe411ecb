"""Reading files before their turn comes, and having a process apart find their keys (``opening``).

Few files are not worth the start of a process. Until it is ready, and for all that it does not answer, the work is done
here as ever: it makes an import faster, and nothing depends on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType

from ..apart import Answered, Apart
from ..encrypt import armour
from ..encrypt.envelope import Envelope, read_envelope
from ..encrypt.format import VERSION_PREFIX
from ..encrypt.recipients import Identity
from ..errors import SealedFileError
from .opening import FOUND
from .sources.files import Content, File, Source, read_whole
from .sources.inside import Found, look_ahead
from .steps import Arrival

MANY = 64
"""Files after which the process is started: that takes as long as opening a hundred of them."""

TOGETHER = 16
GROUPS_AHEAD = 2
LARGEST = 256 * 1024
"""What is larger is read in its turn, so that what is read ahead stays within some megabytes."""

SECONDS = 30.0
_MOST_ANSWERED = 1024 * 1024


class Opener:
    """Reads files ahead, and has their keys found in a process apart once there are many. Use it in a ``with``."""

    def __init__(self, identities: Sequence[Identity], task: str = f"{__package__}.opening:work") -> None:
        self._identities = identities
        self._apart = Apart(task, seconds=SECONDS, most_made=_MOST_ANSWERED)
        self._reading = ThreadPoolExecutor(max_workers=1)
        self._starting = ThreadPoolExecutor(max_workers=1)
        self._starting_up: Future[None] | None = None
        self.is_ready = False

    def __enter__(self) -> Opener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.shutdown(cancel_futures=True)
        self._starting.shutdown(cancel_futures=True)
        self.is_ready = False
        self._apart.close()

    def start(self) -> None:
        """Start the process, and give it the keys. Until it is ready nothing is asked of it."""
        seeds = b"".join(each.secret_seed() for each in self._identities)
        self.is_ready = isinstance(self._apart.ask(seeds, seeds=True), Answered)

    def read_ahead(self, sources: Iterable[Source | Content | Arrival]) -> Iterator[Found]:
        """Yield what was found, in its order, with what could be read of it before its turn."""
        reading: deque[Future[list[Found]]] = deque()
        for number, group in enumerate(_groups(sources), start=1):
            if isinstance(group, Content | Arrival):
                # It has its bytes with it, and they may be many: it is handed on before the next one is asked for.
                yield from _in_order(reading, left=0)
                yield group
                continue
            if number * TOGETHER > MANY and self._starting_up is None:
                self._starting_up = self._starting.submit(self.start)
            reading.append(self._reading.submit(_read, group))
            yield from _in_order(reading, left=GROUPS_AHEAD)
        yield from _in_order(reading, left=0)

    def find_keys(self, envelopes: Sequence[Envelope]) -> list[bytes | None]:
        """Find the key of the content of each; None where who asks has to look for it."""
        heads = [each.head for each in envelopes]
        made = self._ask(heads) if heads and self.is_ready else None
        if made is None or len(made) != FOUND.size * len(heads):
            return [None] * len(heads)
        return [key if is_found else None for is_found, key in FOUND.iter_unpack(made)]

    @property
    def given_up(self) -> tuple[str, ...]:
        """What the process has given up here (see ``apart.limits``)."""
        return self._apart.given_up

    def _ask(self, heads: Sequence[bytes]) -> bytes | None:
        sizes = [len(each) for each in heads]
        answer = self._apart.ask_in_pieces(heads, size=sum(sizes), heads=sizes)
        if isinstance(answer, Answered):
            return answer.made
        self.is_ready = False  # it would start again without the keys
        return None


def _read(group: Sequence[Source]) -> list[Found]:
    return [found for each in group for found in _read_one(each)]


def _read_one(source: Source) -> Sequence[Found]:
    """Read a file if it is small, and take it apart; what is large, or unpacks to much, waits for its turn."""
    if not isinstance(source, File) or (raw := read_whole(source, LARGEST)) is None:
        return [source]
    if raw.startswith((armour.BEGIN, VERSION_PREFIX)):
        with suppress(SealedFileError):
            return [Arrival(source=source.name, envelope=read_envelope(raw))]
    content = Content(name=source.name, raw=raw)
    arrived = look_ahead(content)
    return [content] if arrived is None else arrived


def _in_order(reading: deque[Future[list[Found]]], *, left: int) -> Iterator[Found]:
    while len(reading) > left:
        yield from reading.popleft().result()


def _groups(sources: Iterable[Source | Content | Arrival]) -> Iterator[list[Source] | Content | Arrival]:
    """Put files together; what is in the memory already stays alone."""
    group: list[Source] = []
    for source in sources:
        if isinstance(source, Content | Arrival) or len(group) == TOGETHER:
            if group:
                yield group
            group = []
        if isinstance(source, Content | Arrival):
            yield source
        else:
            group.append(source)
    if group:
        yield group
