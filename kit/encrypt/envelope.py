"""The top door: seal a submission for the officers, and open what arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..errors import NotAllowed, TooLarge
from . import age, armour, container, primitives
from .format import Header, parse_header
from .manifest import AttachmentEntry, FormReference, Manifest, RosterReference
from .receipt import receipt_code
from .recipients import STANZA_TYPE, Identity, Recipient

# Checked before anything in the file is trusted.
MAX_FILE_SIZE = 150_000_000
MAX_STANZAS = 32
# Text form with room for UTF-16, quoting and a long thread of mail around it.
MAX_RAW_SIZE = 3 * MAX_FILE_SIZE

_SUBMISSION_ID_SIZE = 16


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
    """A sealed file taken out of whatever it arrived in, still shut."""

    binary: bytes = field(repr=False)
    sha256: str
    receipt: str
    _header: Header = field(repr=False, compare=False)

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
        raise TooLarge(f"the sealed file is over {MAX_FILE_SIZE // 1_000_000} MB")
    header = parse_header(binary)
    _check_allowed(header)
    return _envelope(binary, header)


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
        binary_size=len(envelope.binary),
    )


def rewrap(envelope: Envelope, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> Envelope:
    """Seal the same content, byte for byte, to other recipients, for the move of an archive to new keys."""
    return _sealed(_plaintext(envelope, identities), recipients)


def _sealed(plaintext: bytes | memoryview, recipients: Sequence[Recipient]) -> Envelope:
    binary = age.encrypt(plaintext, recipients)
    return _envelope(binary, parse_header(binary))


def _plaintext(envelope: Envelope, identities: Sequence[Identity]) -> memoryview:
    return age.decrypt_parsed(envelope.binary, envelope._header, identities)


def _entry(attachment: Attachment) -> AttachmentEntry:
    return AttachmentEntry(
        name=attachment.name,
        media_type=attachment.media_type,
        size=len(attachment.content),
        sha256=primitives.sha256(attachment.content).hex(),
    )


def _envelope(binary: bytes, header: Header) -> Envelope:
    digest = primitives.sha256(binary)
    return Envelope(binary=binary, sha256=digest.hex(), receipt=receipt_code(digest), _header=header)


def _check_allowed(header: Header) -> None:
    if len(header.stanzas) > MAX_STANZAS:
        raise NotAllowed(f"the file is sealed to more than {MAX_STANZAS} keys")
    if any(stanza.type != STANZA_TYPE for stanza in header.stanzas):
        raise NotAllowed("the file is sealed in a way that this office does not accept")
