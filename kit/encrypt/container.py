"""What is inside a sealed file: magic, manifest, attachments, zero padding; every byte is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..errors import BadContainer, UnknownContainer
from . import primitives
from .manifest import MAX_MANIFEST_SIZE, AttachmentEntry, Manifest, read_manifest, write_manifest

MAGIC = b"LRK1\0"
FAMILY = b"LRK"
LENGTH_SIZE = 4
# A referral without attachments is always this long, so its length says nothing about what happened to a child.
FLOOR = 64 * 1024

_PREAMBLE = len(MAGIC) + LENGTH_SIZE
_ZEROS = bytes(FLOOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """An unpacked container. Attachments are views into the one buffer, in the order of the manifest."""

    manifest: Manifest
    attachments: tuple[memoryview, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A container that was read to its end: the manifest, and where in the plaintext each attachment is."""

    manifest: Manifest
    places: tuple[range, ...]


def padded_size(size: int) -> int:
    """Return the length a plaintext of ``size`` bytes is padded to: Padmé, and never below the floor.

    Padmé (PURBs, Nikitin and others, 2019) adds 12 % at most and leaves few possible lengths.
    """
    if size <= FLOOR:
        return FLOOR
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (size + mask) & ~mask


def pack(manifest: Manifest, attachments: Sequence[bytes | memoryview]) -> bytes:
    """Write a container. Raises BadContainer when the manifest does not describe ``attachments``."""
    written = write_manifest(manifest)
    _check_attachments(manifest, [memoryview(attachment) for attachment in attachments])
    size = _PREAMBLE + len(written) + manifest.attachments_size
    padding = bytes(padded_size(size) - size)
    return b"".join((MAGIC, len(written).to_bytes(LENGTH_SIZE, "big"), written, *attachments, padding))


def unpack(plaintext: bytes | memoryview) -> Contents:
    """Read a container without copying its attachments. Raises UnknownContainer or BadContainer."""
    view = memoryview(plaintext)
    checked = check([view], len(view))
    return Contents(
        manifest=checked.manifest, attachments=tuple(view[each.start : each.stop] for each in checked.places)
    )


def check(chunks: Iterable[bytes | memoryview], size: int) -> Checked:
    """Read a container of ``size`` bytes that comes in chunks, and keep nothing of it but the manifest.

    Raises UnknownContainer or BadContainer.
    """
    begun = begin(chunks, size)
    manifest = read_manifest(begun.written)
    return Checked(manifest=manifest, places=begun.check_rest(manifest.attachments))


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A container that was read as far as its manifest, which is still unread: another process may do that."""

    written: bytes = field(repr=False)
    _rest: _Flow = field(repr=False)
    _size: int

    def check_rest(self, attachments: Sequence[AttachmentEntry]) -> tuple[range, ...]:
        """Read on to the end, once, and return where each attachment is that the manifest speaks of.

        Raises BadContainer.
        """
        start = _PREAMBLE + len(self.written)
        end = start + sum(entry.size for entry in attachments)
        if self._size != padded_size(end):
            raise BadContainer("the content does not have the length its manifest gives it")
        for entry in attachments:
            if primitives.sha256_of(self._rest.pieces(entry.size)).hex() != entry.sha256:
                raise BadContainer("an attachment is not the one in the manifest")
        if not all(_is_zero(piece) for piece in self._rest.pieces(self._size - end)):
            raise BadContainer("the padding is not empty")
        return _places(attachments, start)


def begin(chunks: Iterable[bytes | memoryview], size: int) -> Begun:
    """Read a container of ``size`` bytes as far as its manifest. Raises UnknownContainer or BadContainer."""
    flow = _Flow(chunks)
    length = _manifest_length(flow.take(_PREAMBLE))
    if length > MAX_MANIFEST_SIZE or _PREAMBLE + length > size:
        raise BadContainer("the manifest is longer than allowed or than the file")
    return Begun(written=flow.take(length), _rest=flow, _size=size)


class _Flow:
    """Chunks one after the other, cut where the reader wants it."""

    def __init__(self, chunks: Iterable[bytes | memoryview]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def pieces(self, size: int) -> Iterator[memoryview]:
        """Yield the next ``size`` bytes, or fewer at the end, without copying them."""
        while size:
            if not self._rest:
                chunk = next(self._chunks, None)
                if chunk is None:
                    return
                self._rest = memoryview(chunk)
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            yield piece

    def take(self, size: int) -> bytes:
        return b"".join(self.pieces(size))


def _manifest_length(preamble: bytes) -> int:
    if not preamble.startswith(MAGIC):
        if preamble.startswith(FAMILY):
            raise UnknownContainer("the content is of another layout")
        raise UnknownContainer("the content is not a submission")
    if len(preamble) < _PREAMBLE:
        raise BadContainer("the content ends before its manifest")
    return int.from_bytes(preamble[len(MAGIC) :], "big")


def _places(attachments: Sequence[AttachmentEntry], position: int) -> tuple[range, ...]:
    places = []
    for entry in attachments:
        places.append(range(position, position + entry.size))
        position += entry.size
    return tuple(places)


def _is_zero(piece: memoryview) -> bool:
    return all(_ZEROS.startswith(piece[start : start + FLOOR]) for start in range(0, len(piece), FLOOR))


def _check_attachments(manifest: Manifest, blobs: Sequence[memoryview]) -> None:
    if len(blobs) != len(manifest.attachments):
        raise BadContainer("the attachments are not those of the manifest")
    for entry, blob in zip(manifest.attachments, blobs, strict=True):
        if len(blob) != entry.size or primitives.sha256(blob).hex() != entry.sha256:
            raise BadContainer("an attachment is not the one in the manifest")
