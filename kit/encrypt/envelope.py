"""The top door: seal a submission for the officers, and open what arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from ..errors import NotAllowed, SealedFileError, TooLarge
from . import age, armour, container, primitives
from .format import MAX_HEADER_SIZE, Header, Sealed, parse_header
from .manifest import AttachmentEntry, FormReference, Manifest, RosterReference
from .receipt import receipt_code
from .recipients import STANZA_TYPE, Identity, Recipient

# Checked before anything in the file is trusted.
MAX_FILE_SIZE = 150_000_000
MAX_STANZAS = 32
# Text form with room for UTF-16, quoting and a long thread of mail around it.
MAX_RAW_SIZE = 3 * MAX_FILE_SIZE

_SUBMISSION_ID_SIZE = 16
_PIECE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file to be sealed with the answers."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def new_submission_id() -> str:
    """Draw the number that a submission keeps for ever."""
    return primitives.random_bytes(_SUBMISSION_ID_SIZE).hex()


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a submission says, before it is sealed."""

    submission_id: str = field(default_factory=new_submission_id)
    authority: str
    form: FormReference
    release: str
    roster_version: int
    answers: dict[str, Any] = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A sealed file taken out of whatever it arrived in, still shut. Its bytes may be too many for the memory."""

    sealed: Sealed = field(repr=False)
    sha256: str
    receipt: str
    _header: Header = field(repr=False, compare=False)

    @property
    def binary(self) -> bytes:
        """All its bytes at once."""
        return bytes(self.sealed[:])

    @property
    def head(self) -> bytes:
        """What the key of its content is found in."""
        return bytes(self.sealed[: age.head_size(self._header)])

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.sealed)

    def armoured(self) -> bytes:
        """Write it as the text that is sent."""
        return armour.encode(self.binary)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An opened submission: the manifest, and the attachments as views in its order."""

    manifest: Manifest
    attachments: tuple[memoryview, ...] = field(repr=False)
    receipt: str
    sha256: str
    binary_size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedParts:
    """An opened submission whose attachments are still sealed: each is decrypted piece by piece when asked for."""

    manifest: Manifest
    _places: tuple[range, ...] = field(repr=False)
    _payload: age.Payload = field(repr=False)

    def pieces(self, position: int) -> Iterator[memoryview]:
        """Decrypt the attachment at this place of the manifest. All of the file has been verified before."""
        return self._payload.part(self._places[position])


def seal(draft: Draft, *, recipients: Sequence[Recipient], sealed_at: datetime) -> Envelope:
    """Seal a submission to the active recipients of a roster. Raises Misuse or BadContainer."""
    age.check_recipients(recipients)
    manifest = Manifest(
        submission_id=draft.submission_id,
        authority=draft.authority,
        form=draft.form,
        release=draft.release,
        roster=RosterReference(
            version=draft.roster_version, recipients=tuple(recipient.fingerprint for recipient in recipients)
        ),
        sealed_at=sealed_at,
        answers=draft.answers,
        attachments=tuple(_entry(attachment) for attachment in draft.attachments),
    )
    plaintext = container.pack(manifest, [attachment.content for attachment in draft.attachments])
    return _sealed(plaintext, recipients)


def read_envelope(raw: bytes) -> Envelope:
    """Find the sealed file in what arrived, text or binary, and check everything that needs no key.

    Raises a SealedFileError. Two arrivals of one file have the same ``sha256``, however mail has treated them.
    """
    if len(raw) > MAX_RAW_SIZE:
        raise TooLarge("the file is over the limit")
    binary = armour.to_binary(raw)
    if len(binary) > MAX_FILE_SIZE:
        raise _too_large()
    header = parse_header(binary)
    _check_allowed(header)
    return _envelope(binary, header)


def read_envelope_file(opened: BinaryIO, keep: Callable[[Iterable[bytes]], Sealed]) -> Envelope | None:
    """Read a file that is nothing but a large sealed file, binary or exact text, without having it in the memory.

    ``keep`` puts the pieces of its binary form where they stay as they are. None for everything else: what is damaged,
    or has other text around it, is for ``read_envelope``, which says what is wrong.
    """
    try:
        sealed = keep(_limited(armour.binary_pieces(opened)))
        header = parse_header(bytes(sealed[: MAX_HEADER_SIZE + 1]))
        _check_allowed(header)
    except (SealedFileError, OSError):  # OSError: there is no room for it
        return None
    return _envelope(sealed, header)


def envelope_of(sealed: Sealed) -> Envelope:
    """Take a sealed file in its binary form, wherever its bytes are. Raises a SealedFileError."""
    if len(sealed) > MAX_FILE_SIZE:
        raise _too_large()
    header = parse_header(bytes(sealed[: MAX_HEADER_SIZE + 1]))
    _check_allowed(header)
    return _envelope(sealed, header)


def open_envelope(source: bytes | Envelope, identities: Sequence[Identity]) -> Opened:
    """Open a sealed file with the first identity that fits. Raises a SealedFileError.

    Nothing of the content is read before its last chunk has verified.
    """
    envelope = source if isinstance(source, Envelope) else read_envelope(source)
    contents = container.unpack(_plaintext(envelope, identities))
    return Opened(
        manifest=contents.manifest,
        attachments=contents.attachments,
        receipt=envelope.receipt,
        sha256=envelope.sha256,
        binary_size=envelope.size,
    )


def open_parts(envelope: Envelope, identities: Sequence[Identity]) -> OpenedParts:
    """Open a sealed file without having its attachments in the memory. Raises a SealedFileError.

    Everything is verified, each attachment is held against the manifest, and none is kept.
    """
    payload = age.unlock(envelope.sealed, envelope._header, identities)
    checked = container.check(payload.chunks(), payload.size)
    return OpenedParts(manifest=checked.manifest, _places=checked.places, _payload=payload)


def open_unread(envelope: Envelope, identities: Sequence[Identity]) -> container.Begun:
    """Open a sealed file and read nothing of what it says. Raises a SealedFileError.

    Everything is verified; whoever reads the manifest gives back what it says is attached (``Begun.check_rest``).
    """
    payload = age.unlock(envelope.sealed, envelope._header, identities)
    return container.begin(payload.chunks(), payload.size)


def open_unread_with(envelope: Envelope, payload_key: bytes) -> container.Begun:
    """Do the same where the key was found in ``head`` by another process of ours."""
    payload = age.unlocked(envelope.sealed, len(envelope.head), payload_key)
    return container.begin(payload.chunks(), payload.size)


def rewrap(envelope: Envelope, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> Envelope:
    """Seal the same content, byte for byte, to other recipients, for the move of an archive to new keys."""
    return _sealed(_plaintext(envelope, identities), recipients)


def content_sha256(envelope: Envelope, identities: Sequence[Identity]) -> str:
    """Open a sealed file, and hash all that is sealed in it without reading any of it. Raises a SealedFileError.

    It stays the same when the file is sealed again.
    """
    payload = age.unlock(envelope.sealed, envelope._header, identities)
    return primitives.sha256_of(payload.chunks()).hex()


def _sealed(plaintext: bytes | memoryview, recipients: Sequence[Recipient]) -> Envelope:
    binary = age.encrypt(plaintext, recipients)
    return _envelope(binary, parse_header(binary))


def _plaintext(envelope: Envelope, identities: Sequence[Identity]) -> memoryview:
    return age.decrypt_parsed(envelope.sealed, envelope._header, identities)


def _entry(attachment: Attachment) -> AttachmentEntry:
    return AttachmentEntry(
        name=attachment.name,
        media_type=attachment.media_type,
        size=len(attachment.content),
        sha256=primitives.sha256(attachment.content).hex(),
    )


def _envelope(sealed: Sealed, header: Header) -> Envelope:
    view = age.view(sealed)
    digest = primitives.sha256_of(view[start : start + _PIECE] for start in range(0, len(view), _PIECE))
    return Envelope(sealed=sealed, sha256=digest.hex(), receipt=receipt_code(digest), _header=header)


def _limited(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_FILE_SIZE:
            raise _too_large()
        yield piece


def _too_large() -> TooLarge:
    return TooLarge(f"the sealed file is over {MAX_FILE_SIZE // 1_000_000} MB")


def _check_allowed(header: Header) -> None:
    if len(header.stanzas) > MAX_STANZAS:
        raise NotAllowed(f"the file is sealed to more than {MAX_STANZAS} keys")
    if any(stanza.type != STANZA_TYPE for stanza in header.stanzas):
        raise NotAllowed("the file is sealed in a way that this office does not accept")
