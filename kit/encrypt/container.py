"""What is inside a sealed file: magic, manifest, attachments, zero padding; every byte is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import BadContainer, UnknownContainer
from . import primitives
from .manifest import MAX_MANIFEST_SIZE, Manifest, read_manifest, write_manifest

MAGIC = b"LRK1\0"
FAMILY = b"LRK"
LENGTH_SIZE = 4
# A referral without attachments is always this long, so its length says nothing about what happened to a child.
FLOOR = 64 * 1024

_PREAMBLE = len(MAGIC) + LENGTH_SIZE


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """An unpacked container. Attachments are views into the one buffer, in the order of the manifest."""

    manifest: Manifest
    attachments: tuple[memoryview, ...] = field(repr=False)


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
    start = _manifest_start(view)
    length = int.from_bytes(view[len(MAGIC) : start], "big")
    if length > MAX_MANIFEST_SIZE or start + length > len(view):
        raise BadContainer("the manifest is longer than allowed or than the file")
    manifest = read_manifest(bytes(view[start : start + length]))
    blobs, end = _split(view, start + length, manifest)
    if len(view) != padded_size(end):
        raise BadContainer("the content does not have the length its manifest gives it")
    if bytes(view[end:]) != bytes(len(view) - end):
        raise BadContainer("the padding is not empty")
    _check_attachments(manifest, blobs)
    return Contents(manifest=manifest, attachments=tuple(blobs))


def _manifest_start(view: memoryview) -> int:
    magic = bytes(view[: len(MAGIC)])
    if magic != MAGIC:
        if magic.startswith(FAMILY):
            raise UnknownContainer("the content is of another layout")
        raise UnknownContainer("the content is not a submission")
    if len(view) < _PREAMBLE:
        raise BadContainer("the content ends before its manifest")
    return _PREAMBLE


def _split(view: memoryview, position: int, manifest: Manifest) -> tuple[list[memoryview], int]:
    blobs = []
    for entry in manifest.attachments:
        blobs.append(view[position : position + entry.size])
        position += entry.size
    return blobs, position


def _check_attachments(manifest: Manifest, blobs: Sequence[memoryview]) -> None:
    if len(blobs) != len(manifest.attachments):
        raise BadContainer("the attachments are not those of the manifest")
    for entry, blob in zip(manifest.attachments, blobs, strict=True):
        if len(blob) != entry.size or primitives.sha256(blob).hex() != entry.sha256:
            raise BadContainer("an attachment is not the one in the manifest")
