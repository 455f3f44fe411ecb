"""What the kit uses of its cryptographic library gives what the standards' own test vectors say.

The vectors come with the package cryptography-vectors, of the same release as the library. Wycheproof is not in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cryptography
import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from lado_kit.encrypt import primitives
from tests.encrypt.age_by_hand import hpke_context

FOLDER = Path(cryptography_vectors.__file__).parent
# The vectors' messages have associated data, which age leaves empty, so the library's public calls do not take it.
decrypt_with_aad = openssl.hpke._decrypt_with_aad

XWING = 0x647A
OURS = (XWING, 0x0001, 0x0003)


def read_json(name: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads((FOLDER / "HPKE" / name).read_text(encoding="utf-8"))
    return vectors


def of_suite(vectors: list[dict[str, Any]], *suite: int) -> list[dict[str, Any]]:
    return [
        each for each in vectors if (each["kem_id"], each["kdf_id"], each["aead_id"]) == suite and each["mode"] == 0
    ]


def read_fields(name: str) -> Iterator[dict[str, str]]:
    """Yield the records of a file of "KEY = value" lines: a key that comes again begins the next one."""
    fields: dict[str, str] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"([A-Za-z_]+)\s*=\s*(.*)", line)
        if match and match[1].upper() in fields:
            yield fields
            fields = {}
        if match:
            fields[match[1].upper()] = match[2].strip()
    yield fields


def of_hex(text: str) -> bytes:
    return bytes.fromhex(text)


def test_the_vectors_are_of_the_installed_library() -> None:
    assert cryptography_vectors.__version__ == cryptography.__version__


def test_x_wing_opens_the_vectors_of_hybrid_hpke() -> None:
    """draft-ietf-hpke-pq, the one vector of our suite."""
    (vector,) = of_suite(read_json("hpke-pq-test-vectors.json"), *OURS)
    private_key, public_key = primitives.load_xwing_private(of_hex(vector["skRm"]))
    first = vector["encryptions"][0]
    sealed, info = of_hex(vector["enc"]) + of_hex(first["ct"]), of_hex(vector["info"])

    plaintext = decrypt_with_aad(primitives._SUITE, sealed, private_key, info, of_hex(first["aad"]))

    assert public_key == of_hex(vector["pkRm"])
    assert plaintext == of_hex(first["pt"])
    assert hpke_context(of_hex(vector["shared_secret"]), info) == (of_hex(vector["key"]), of_hex(vector["base_nonce"]))
    with pytest.raises(InvalidTag):
        primitives._SUITE.decrypt(sealed, private_key, info)


def test_x_wing_expands_every_published_seed() -> None:
    """Also under the other key derivation, which age does not use."""
    vectors = [each for each in read_json("hpke-pq-test-vectors.json") if each["kem_id"] == XWING]

    assert len(vectors) == 2
    for vector in vectors:
        assert primitives.load_xwing_private(of_hex(vector["skRm"]))[1] == of_hex(vector["pkRm"])


def test_the_same_hpke_opens_the_vector_of_rfc_9180() -> None:
    """Our key derivation and cipher in base mode, with the classical KEM that RFC 9180 has vectors for."""
    (vector,) = of_suite(read_json("test-vectors.json"), 0x0020, 0x0001, 0x0003)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    private_key = X25519PrivateKey.from_private_bytes(of_hex(vector["skRm"]))
    first = vector["encryptions"][0]

    sealed = of_hex(vector["enc"]) + of_hex(first["ct"])

    assert decrypt_with_aad(suite, sealed, private_key, of_hex(vector["info"]), of_hex(first["aad"])) == of_hex(
        first["pt"]
    )


def test_ml_kem_768_agrees_with_its_known_answers() -> None:
    """The first 100 of the answers: key pair from its seed, and decapsulation."""
    count = 0
    for fields in read_fields("asymmetric/MLKEM/kat_MLKEM_768.rsp"):
        if "SS" not in fields or count == 100:
            continue
        private_key = MLKEM768PrivateKey.from_seed_bytes(of_hex(fields["D"] + fields["Z"]))
        assert private_key.public_key().public_bytes_raw() == of_hex(fields["PK"])
        assert private_key.decapsulate(of_hex(fields["CT"])) == of_hex(fields["SS"])
        count += 1
    assert count == 100


def test_hkdf_gives_the_first_block_of_rfc_5869() -> None:
    """Ours derives 32 bytes, which are the first block of any longer output."""
    vectors = [fields for fields in read_fields("KDF/rfc-5869-HKDF-SHA256.txt") if "OKM" in fields]

    assert len(vectors) == 3
    for fields in vectors:
        derived = primitives.hkdf_sha256(
            of_hex(fields["IKM"]), salt=of_hex(fields["SALT"]), info=of_hex(fields["INFO"])
        )
        assert derived == of_hex(fields["OKM"])[:32]


def test_hmac_agrees_with_rfc_4231() -> None:
    vectors = [fields for fields in read_fields("HMAC/rfc-4231-sha256.txt") if "MD" in fields]

    assert len(vectors) >= 6
    for fields in vectors:
        assert primitives.hmac_sha256(of_hex(fields["KEY"]), of_hex(fields["MSG"])) == of_hex(fields["MD"])


@pytest.mark.parametrize("name", ["SHA256ShortMsg.rsp", "SHA256LongMsg.rsp"])
def test_sha_256_agrees_with_nist(name: str) -> None:
    vectors = [fields for fields in read_fields(f"hashes/SHA2/{name}") if "MD" in fields]

    assert len(vectors) > 60
    for fields in vectors:
        assert primitives.sha256(of_hex(fields["MSG"])[: int(fields["LEN"]) // 8]) == of_hex(fields["MD"])


def test_shake_256_agrees_with_nist() -> None:
    """What X-Wing expands its seed with."""
    vectors = [fields for fields in read_fields("hashes/SHAKE/SHAKE256ShortMsg.rsp") if "OUTPUT" in fields]

    assert len(vectors) > 100
    for fields in vectors:
        message, output = of_hex(fields["MSG"])[: int(fields["LEN"]) // 8], of_hex(fields["OUTPUT"])
        assert hashlib.shake_256(message).digest(len(output)) == output


def test_scrypt_agrees_with_rfc_7914() -> None:
    """Those vectors that have our r = 8 and p = 1; the largest asks for 1 GiB and is left to the soak."""
    vectors = [fields for fields in read_fields("KDF/scrypt.txt") if (fields.get("R"), fields.get("P")) == ("8", "1")]

    assert [fields["N"] for fields in vectors] == ["16384", "1048576"]
    derived = primitives.scrypt(vectors[0]["PASSWORD"].encode(), salt=vectors[0]["SALT"].encode(), work_factor=14)
    assert derived == of_hex(vectors[0]["DERIVED_KEY"])[:32]


def test_chacha20_poly1305_agrees_with_rfc_7539() -> None:
    vectors = [fields for fields in read_fields("ciphers/ChaCha20Poly1305/boringssl.txt") if "TAG" in fields]

    assert len(vectors) > 30
    for fields in vectors:
        key, nonce, message, added = (of_hex_or_text(fields[name]) for name in ("KEY", "NONCE", "IN", "AD"))
        sealed = primitives.chunk_cipher(key).encrypt(nonce, message, added)
        assert sealed == of_hex_or_text(fields["CT"]) + of_hex(fields["TAG"])


def of_hex_or_text(value: str) -> bytes:
    return value[1:-1].encode() if value.startswith('"') else of_hex(value)


def test_ed25519_agrees_with_its_authors() -> None:
    """Every eighth of the 1,024 lines: seed and key, key, message, signature and message."""
    lines = (FOLDER / "asymmetric/Ed25519/sign.input").read_text(encoding="ascii").splitlines()[::8]

    assert len(lines) == 128
    for line in lines:
        secret, public, message, signed = (of_hex(part) for part in line.split(":")[:4])
        signature = signed[:64]
        assert primitives.ed25519_public_bytes(secret[:32]) == public
        assert primitives.sign(secret[:32], message) == signature
        assert primitives.is_signed_by(public, signature, message)
        assert not primitives.is_signed_by(public, signature, message + b"x")
