"""The age project's own 143 test files (npm cctv-age), each with the exact class of failure it names."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lado_kit.encrypt import age, armour, bech32, primitives, stream
from lado_kit.encrypt.format import Stanza, decode_raw, encode_mac, encode_stanzas, parse_header
from lado_kit.encrypt.recipients import Identity
from lado_kit.errors import (
    ArmourDamaged,
    Damaged,
    HeaderAltered,
    HeaderDamaged,
    NoMatchingKey,
    NotSealed,
    PayloadDamaged,
    SealedFileError,
    UnknownVersion,
)
from tests.encrypt.builders import cctv_vectors

VECTORS = cctv_vectors()

# "Not an age file at all" is a header failure in the vectors' words.
OUTCOMES: dict[str, tuple[type[SealedFileError], ...]] = {
    "header failure": (HeaderDamaged, NotSealed, UnknownVersion),
    "armor failure": (ArmourDamaged,),
    "HMAC failure": (HeaderAltered,),
    "payload failure": (PayloadDamaged,),
    "no match": (NoMatchingKey,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One test file: what it says of itself, and the file."""

    expect: str
    payload: str
    unwraps: list[age.Unwrap]
    is_armoured: bool
    file: bytes


def read_case(vector: bytes) -> Case:
    head, _, file = vector.partition(b"\n\n")
    lines = [tuple(line.split(": ", 1)) for line in head.decode("utf-8").split("\n")]
    fields = dict(lines)
    identities = [value for key, value in lines if key == "identity"]
    passphrases = [value for key, value in lines if key == "passphrase"]
    return Case(
        expect=fields["expect"],
        payload=fields.get("payload", hashlib.sha256(b"").hexdigest()),
        unwraps=[*map(unwrap_of, identities), *map(age.passphrase_unwrap, passphrases)],
        is_armoured="armored" in fields,
        file=zlib.decompress(file) if fields.get("compressed") == "zlib" else file,
    )


def unwrap_of(identity: str) -> age.Unwrap:
    if identity.startswith("AGE-SECRET-KEY-PQ-"):
        return Identity.parse(identity).unwrap
    private_key = X25519PrivateKey.from_private_bytes(bech32.decode("AGE-SECRET-KEY-", identity))
    return lambda stanzas: unwrap_x25519(private_key, stanzas)


def unwrap_x25519(private_key: X25519PrivateKey, stanzas: Sequence[Stanza]) -> bytes | None:
    """The classical recipient: most vectors use it to reach what we share, and the kit itself does not take it."""
    public = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    if any(stanza.type == "scrypt" for stanza in stanzas) and len(stanzas) > 1:
        raise HeaderDamaged("a passphrase stands beside other recipients")
    for stanza in stanzas:
        if stanza.type != "X25519":
            continue
        if len(stanza.arguments) != 1 or len(stanza.body) != 32:
            raise HeaderDamaged("wrong shape")
        share = decode_raw(stanza.arguments[0].encode("ascii"))
        if len(share) != 32 or primitives.is_low_order(share):
            raise HeaderDamaged("wrong share")
        secret = private_key.exchange(X25519PublicKey.from_public_bytes(share))
        key = primitives.hkdf_sha256(secret, salt=share + public, info=b"age-encryption.org/v1/X25519")
        file_key = primitives.unwrap_with_key(stanza.body, key)
        if file_key is not None:
            return file_key
    return None


def open_case(case: Case) -> tuple[SealedFileError | None, bytes]:
    """Return the failure, and everything that came out before it."""
    released = []
    try:
        binary = armour.decode(case.file) if case.is_armoured else case.file
        for chunk in age.decrypt_chunks(binary, case.unwraps):
            released.append(chunk)
    except SealedFileError as error:
        return error, b"".join(released)
    return None, b"".join(released)


def test_all_the_vectors_are_installed() -> None:
    assert len(VECTORS) == 143, "node_modules/cctv-age is missing or another release: run tools/setup.py (npm ci)"


@pytest.mark.parametrize("name", VECTORS)
def test_the_file_opens_or_fails_exactly_as_published(name: str) -> None:
    case = read_case(VECTORS[name])

    failure, released = open_case(case)

    if case.expect == "success":
        assert failure is None
    else:
        assert type(failure) in OUTCOMES[case.expect]
    assert hashlib.sha256(released).hexdigest() == case.payload


@pytest.mark.parametrize("name", [name for name in VECTORS if read_case(VECTORS[name]).expect == "success"])
def test_what_opens_is_written_again_byte_for_byte(name: str) -> None:
    """Header, payload and armour have one form each, so reading and writing are exact opposites."""
    case = read_case(VECTORS[name])
    binary = armour.decode(case.file) if case.is_armoured else case.file
    header = parse_header(binary)
    nonce_end = header.size + stream.NONCE_SIZE
    file_key = next(key for unwrap in case.unwraps if (key := unwrap(header.stanzas)))
    plaintext = b"".join(age.decrypt_chunks(binary, case.unwraps))

    key = stream.payload_key(file_key, binary[header.size : nonce_end])
    again = b"".join(stream.seal_chunks(key, memoryview(plaintext)))

    assert encode_stanzas(header.stanzas) + encode_mac(header.mac) == binary[: header.size]
    assert again == binary[nonce_end:]
    if case.is_armoured:
        assert armour.encode(binary) == case.file.replace(b"\r\n", b"\n").strip() + b"\n"


def test_every_kind_of_damage_has_one_code_in_the_books() -> None:
    kinds = {kind for kinds in OUTCOMES.values() for kind in kinds if issubclass(kind, Damaged)}

    assert {kind.reason for kind in kinds} == {"damaged"}
