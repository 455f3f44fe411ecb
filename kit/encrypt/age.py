"""Whole age files: sealed to public keys, or under a passphrase, and opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from ..errors import (
    HeaderAltered,
    HeaderDamaged,
    KeyFileDamaged,
    Misuse,
    NoMatchingKey,
    PassphraseWrong,
    SealedFileError,
)
from . import armour, primitives, stream
from .format import Header, Sealed, Stanza, decode_raw, encode_mac, encode_raw, encode_stanzas, parse_header
from .recipients import Identity, Recipient

# Always this many stanzas, so that a file does not show how many people can read it.
PLACES = 6

# 64 MiB of memory and about 0.2 s on an office PC. Daily commands hide that behind loading their modules; each
# further step doubles both, and a passphrase of six generated words needs none.
WRITTEN_WORK_FACTOR = 16
# Reading 20 takes 1 GiB and some seconds. Above that, a forged file could stop the machine.
READ_WORK_FACTOR = 20

_SCRYPT = "scrypt"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_SIZE = 16
_HEADER_INFO = b"header"

Unwrap = Callable[[Sequence[Stanza]], bytes | None]
"""What a key does with a header: the file key, or None when no stanza is for it."""


def encrypt(plaintext: bytes | memoryview, recipients: Sequence[Recipient]) -> bytes:
    """Seal ``plaintext`` to one to six recipients as a binary age file of six stanzas in random order."""
    check_recipients(recipients)
    file_key = primitives.random_bytes(primitives.FILE_KEY_SIZE)
    places = [*recipients, *(Identity.generate().recipient for _ in range(PLACES - len(recipients)))]
    stanzas = [recipient.wrap(file_key) for recipient in places]
    primitives.shuffle(stanzas)
    return _assemble(tuple(stanzas), file_key, plaintext)


def check_recipients(recipients: Sequence[Recipient]) -> None:
    """Raise Misuse unless they are one to six different keys."""
    distinct = {recipient.fingerprint for recipient in recipients}
    if not 1 <= len(recipients) <= PLACES or len(distinct) != len(recipients):
        raise Misuse(
            f"a file is sealed to one to {PLACES} different keys, and these are {len(recipients)}",
            hint="check which officers are active in the roster",
        )


def decrypt(binary: bytes, identities: Sequence[Identity]) -> memoryview:
    """Open a binary age file with the first identity that fits.

    Nothing is returned before the last chunk has verified. Raises HeaderDamaged, NoMatchingKey, HeaderAltered
    or PayloadDamaged.
    """
    return decrypt_parsed(binary, parse_header(binary), identities)


def decrypt_parsed(binary: Sealed, header: Header, identities: Sequence[Identity]) -> memoryview:
    """Open a binary age file whose header has been read already."""
    key = _payload_key(binary, header, [identity.unwrap for identity in identities])
    return stream.open_payload(key, view(binary), _start(header))


@dataclass(frozen=True, kw_only=True, slots=True)
class Payload:
    """The content of an age file whose key has been found, to be decrypted piece by piece."""

    _key: bytes = field(repr=False)
    _sealed: Sealed = field(repr=False)
    _begin: int

    @property
    def size(self) -> int:
        """How long the plaintext is."""
        return stream.plaintext_limit(len(self._sealed) - self._begin)

    def chunks(self) -> Iterator[bytes]:
        """Decrypt everything, and give nothing before the last chunk has verified. Raises PayloadDamaged."""
        return stream.open_twice(self._key, self._sealed, self._begin)

    def part(self, part: range) -> Iterator[memoryview]:
        """Decrypt a part of what ``chunks`` has verified."""
        return stream.open_part(self._key, self._sealed, self._begin, part)


def unlock(binary: Sealed, header: Header, identities: Sequence[Identity]) -> Payload:
    """Find the key of a binary age file. Raises NoMatchingKey, HeaderAltered or HeaderDamaged."""
    key = _payload_key(binary, header, [identity.unwrap for identity in identities])
    return Payload(_key=key, _sealed=view(binary), _begin=_start(header))


def head_size(header: Header) -> int:
    """Return how many bytes of an age file are needed to find the key of its payload."""
    return _start(header)


def find_payload_key(head: bytes, identities: Sequence[Identity]) -> bytes:
    """Find the key of a payload from the ``head_size`` bytes before it. Raises as ``unlock`` does."""
    return _payload_key(head, parse_header(head), [identity.unwrap for identity in identities])


def unlocked(binary: Sealed, head: int, key: bytes) -> Payload:
    """Return the content of an age file whose key was found with ``find_payload_key``."""
    return Payload(_key=key, _sealed=view(binary), _begin=head)


def decrypt_chunks(binary: bytes, unwraps: Sequence[Unwrap]) -> Iterator[bytes]:
    """Open a binary age file piece by piece. Release nothing before the generator has ended without an error."""
    header = parse_header(binary)
    key = _payload_key(binary, header, unwraps)
    yield from stream.open_chunks(key, memoryview(binary), _start(header))


def seal_with_passphrase(plaintext: bytes, passphrase: str) -> bytes:
    """Seal ``plaintext`` under a passphrase, as armoured text."""
    file_key = primitives.random_bytes(primitives.FILE_KEY_SIZE)
    salt = primitives.random_bytes(_SALT_SIZE)
    key = _stretch(passphrase, salt, WRITTEN_WORK_FACTOR)
    stanza = Stanza(
        type=_SCRYPT,
        arguments=(encode_raw(salt).decode("ascii"), str(WRITTEN_WORK_FACTOR)),
        body=primitives.wrap_with_key(file_key, key),
    )
    return armour.encode(_assemble((stanza,), file_key, plaintext))


def open_with_passphrase(sealed: bytes, passphrase: str) -> bytes:
    """Open what a passphrase protects, text or binary. Raises PassphraseWrong or KeyFileDamaged."""
    try:
        return b"".join(decrypt_chunks(armour.to_binary(sealed), [passphrase_unwrap(passphrase)]))
    except NoMatchingKey:
        raise PassphraseWrong(
            "the passphrase does not open this file", hint="type the passphrase again; check Caps Lock"
        ) from None
    except SealedFileError:
        raise KeyFileDamaged(
            "this is not a whole file protected by a passphrase", hint="take the file from the backup"
        ) from None


def passphrase_unwrap(passphrase: str) -> Unwrap:
    """Return the unwrapping of a passphrase, for a file that may be sealed either way."""
    return partial(_unwrap_scrypt, passphrase)


def _assemble(stanzas: tuple[Stanza, ...], file_key: bytes, plaintext: bytes | memoryview) -> bytes:
    signed = encode_stanzas(stanzas)
    nonce = primitives.random_bytes(stream.NONCE_SIZE)
    chunks = stream.seal_chunks(stream.payload_key(file_key, nonce), memoryview(plaintext))
    return b"".join((signed, encode_mac(_mac(file_key, signed)), nonce, *chunks))


def _payload_key(binary: Sealed, header: Header, unwraps: Sequence[Unwrap]) -> bytes:
    file_key = _find_file_key(header, unwraps)
    if not primitives.is_equal(_mac(file_key, header.signed), header.mac):
        raise HeaderAltered("the header of the sealed file has been changed")
    nonce = bytes(binary[header.size : _start(header)])
    if len(nonce) != stream.NONCE_SIZE:
        raise HeaderDamaged("the sealed file ends after its header")
    return stream.payload_key(file_key, nonce)


def _find_file_key(header: Header, unwraps: Sequence[Unwrap]) -> bytes:
    for unwrap in unwraps:
        file_key = unwrap(header.stanzas)
        if file_key is not None:
            return file_key
    raise NoMatchingKey("no key here opens this file")


def _start(header: Header) -> int:
    return header.size + stream.NONCE_SIZE


def view(binary: Sealed) -> Sealed:
    """Return what can be cut into chunks without copying them, where there is such a thing."""
    return memoryview(binary) if isinstance(binary, bytes) else binary


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return primitives.hmac_sha256(primitives.hkdf_sha256(file_key, salt=b"", info=_HEADER_INFO), signed)


def _unwrap_scrypt(passphrase: str, stanzas: Sequence[Stanza]) -> bytes | None:
    if all(stanza.type != _SCRYPT for stanza in stanzas):
        return None
    # Alone, because whoever knows the passphrase is taken to be the one who wrote the file.
    if len(stanzas) != 1:
        raise HeaderDamaged("a passphrase stands beside other recipients")
    salt, work_factor = _scrypt_arguments(stanzas[0])
    return primitives.unwrap_with_key(stanzas[0].body, _stretch(passphrase, salt, work_factor))


def _scrypt_arguments(stanza: Stanza) -> tuple[bytes, int]:
    if len(stanza.arguments) != 2 or len(stanza.body) != primitives.FILE_KEY_SIZE + primitives.TAG_SIZE:
        raise HeaderDamaged("the passphrase part of the header has the wrong shape")
    salt, rounds = decode_raw(stanza.arguments[0].encode("ascii")), stanza.arguments[1]
    if len(salt) != _SALT_SIZE:
        raise HeaderDamaged("the passphrase part of the header has the wrong length")
    if rounds not in _READABLE_WORK_FACTORS:
        raise HeaderDamaged("the passphrase part of the header asks for more work than allowed")
    return salt, int(rounds)


_READABLE_WORK_FACTORS = frozenset(str(factor) for factor in range(1, READ_WORK_FACTOR + 1))


def _stretch(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    return primitives.scrypt(passphrase.encode("utf-8"), salt=_SCRYPT_LABEL + salt, work_factor=work_factor)
