"""Public and private keys: their text, their fingerprint, and that a private key does not show itself."""

from __future__ import annotations

import hashlib
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt import bech32, primitives
from lado_kit.encrypt.format import Stanza, encode_raw
from lado_kit.encrypt.recipients import Identity, Recipient
from lado_kit.errors import HeaderDamaged, Misuse
from tests.encrypt.builders import an_identity

IDENTITY = an_identity(1)
RECIPIENT = IDENTITY.recipient

# From BIP 173: valid strings with their prefix.
BIP_173 = [
    ("a", "A12UEL5L"),
    ("a", "a12uel5l"),
    ("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
    ("split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"),
]

MISTYPED_RECIPIENTS = [
    "",
    "age1",
    str(RECIPIENT)[:-1],
    str(RECIPIENT)[:-1] + "q",
    str(RECIPIENT) + "q",
    str(RECIPIENT).replace("age1pq1", "age1"),
    "A" + str(RECIPIENT)[1:],
    IDENTITY.secret_text(),
    bech32.encode("age1pq", b"short"),
    bech32.encode("age1pq", b"\xff" * 1216),
    bech32.encode("age1pq", RECIPIENT.public_key[:1184] + bytes(32)),
]

MISTYPED_IDENTITIES = [
    "",
    IDENTITY.secret_text()[:-1],
    IDENTITY.secret_text()[:-1] + "Q",
    IDENTITY.secret_text().replace("PQ-1", "1"),
    bech32.encode("age-secret-key-pq-", bytes(31)).upper(),
    str(RECIPIENT),
]


def test_keys_read_what_they_write() -> None:
    assert Recipient.parse(str(RECIPIENT)) == RECIPIENT
    assert Recipient.parse(str(RECIPIENT).upper()) == RECIPIENT
    assert Identity.parse(IDENTITY.secret_text()).recipient == RECIPIENT
    assert str(RECIPIENT).startswith("age1pq1")
    assert len(str(RECIPIENT)) == 1959
    assert IDENTITY.secret_text().startswith("AGE-SECRET-KEY-PQ-1")
    assert len(IDENTITY.secret_text()) == 77


def test_the_fingerprint_is_the_hash_of_the_public_key() -> None:
    assert len(RECIPIENT.public_key) == 1216
    assert IDENTITY.fingerprint == RECIPIENT.fingerprint == hashlib.sha256(RECIPIENT.public_key).hexdigest()


def test_every_new_key_is_another() -> None:
    assert len({Identity.generate().fingerprint for _ in range(20)}) == 20


@pytest.mark.parametrize("text", MISTYPED_RECIPIENTS, ids=range(len(MISTYPED_RECIPIENTS)))
def test_a_mistyped_public_key_is_refused(text: str) -> None:
    with pytest.raises(Misuse):
        Recipient.parse(text)


@pytest.mark.parametrize("text", MISTYPED_IDENTITIES, ids=range(len(MISTYPED_IDENTITIES)))
def test_a_mistyped_private_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(Misuse) as caught:
        Identity.parse(text)

    assert not text or text not in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(Misuse):
        Identity.from_seed(bytes(size))


def test_a_private_key_does_not_show_itself() -> None:
    seed = bytes(range(32))
    identity = Identity.from_seed(seed)
    secrets = [repr(seed), seed.hex(), identity.secret_text(), identity.secret_text()[19:40]]

    shown = " ".join([repr(identity), str(identity), f"{identity}", repr([identity]), repr({"key": identity})])

    assert identity.fingerprint in shown
    assert not any(secret in shown for secret in secrets)
    with pytest.raises(TypeError):
        pickle.dumps(identity)


def test_only_the_right_key_unwraps() -> None:
    stanza = RECIPIENT.wrap(bytes(16))

    assert IDENTITY.unwrap([stanza]) == bytes(16)
    assert an_identity(2).unwrap([stanza]) is None
    assert IDENTITY.unwrap([]) is None


def test_stanzas_of_other_types_are_passed_over() -> None:
    other = Stanza(type="X25519", arguments=(), body=b"")

    assert IDENTITY.unwrap([other, RECIPIENT.wrap(bytes(16))]) == bytes(16)


def test_a_malformed_stanza_is_reported_even_behind_a_good_one() -> None:
    good = RECIPIENT.wrap(bytes(16))

    for bad in (
        Stanza(type=good.type, arguments=(), body=good.body),
        Stanza(type=good.type, arguments=(*good.arguments, "more"), body=good.body),
        Stanza(type=good.type, arguments=(good.arguments[0][:-1],), body=good.body),
        Stanza(type=good.type, arguments=good.arguments, body=good.body + b"x"),
    ):
        with pytest.raises(HeaderDamaged):
            IDENTITY.unwrap([good, bad])


@pytest.mark.parametrize("point", sorted(primitives._LOW_ORDER))
@pytest.mark.parametrize("top_bit", [0, 128])
def test_every_point_in_the_table_gives_no_secret_and_is_refused(point: bytes, top_bit: int) -> None:
    """The table says what the library's own exchange says, for the points with the ignored bit set too."""
    share = point[:-1] + bytes([point[-1] | top_bit])
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(share))

    stanza = Stanza(
        type="mlkem768x25519",
        arguments=(encode_raw(bytes(1088) + share).decode("ascii"),),
        body=bytes(32),
    )

    with pytest.raises(HeaderDamaged):
        IDENTITY.unwrap([stanza])


def test_the_table_of_low_order_points_is_no_larger_than_it_must_be() -> None:
    for neighbour in (2, 3, 9, primitives._FIELD - 2, primitives._FIELD + 2):
        assert not primitives.is_low_order(neighbour.to_bytes(32, "little"))


def test_stray_bits_after_the_last_byte_are_refused() -> None:
    """One byte takes two letters and leaves two bits, which must be zero: otherwise a key has four texts."""
    accepted = [bech32.decode("a", f"a1q{last}{bech32._checksum('a', 'q' + last)}") for last in bech32.ALPHABET[::4]]

    assert accepted == [bytes([number]) for number in range(8)]
    for last in set(bech32.ALPHABET) - set(bech32.ALPHABET[::4]):
        with pytest.raises(ValueError, match="stray"):
            bech32.decode("a", f"a1q{last}{bech32._checksum('a', 'q' + last)}")


@pytest.mark.parametrize(("prefix", "text"), BIP_173)
def test_the_strings_of_bip_173_are_read(prefix: str, text: str) -> None:
    """Their data is not whole bytes, so only the checksum can be compared."""
    words = text.lower().rpartition("1")[2][:-6]

    assert bech32._checksum(prefix, words) == text.lower()[-6:]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(content=st.binary(min_size=1, max_size=100), place=st.integers(0), letter=st.sampled_from(bech32.ALPHABET))
def test_bech32_reads_what_it_writes_and_finds_a_wrong_letter(content: bytes, place: int, letter: str) -> None:
    text = bech32.encode("age1pq", content)
    spot = 7 + place % (len(text) - 7)
    changed = text[:spot] + letter + text[spot + 1 :]

    assert bech32.decode("age1pq", text) == content
    if changed != text:
        with pytest.raises(ValueError, match="wrong"):
            bech32.decode("age1pq", changed)


@pytest.mark.parametrize("length", [1, 3, 6, 9, 11, 14])
def test_letters_that_are_no_whole_number_of_bytes_are_refused(length: int) -> None:
    """Under a checksum that fits, so that only the length is wrong."""
    words = "q" * length

    with pytest.raises(ValueError, match="wrong length"):
        bech32.decode("age1pq", f"age1pq1{words}{bech32._checksum('age1pq', words)}")


@pytest.mark.parametrize("size", [0, 1215, 1217])
def test_a_public_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(Misuse, match="not a public key"):
        Recipient.from_public_key(an_identity(1).recipient.public_key[:size].ljust(size, b"x"))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_private_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(Misuse, match="not a private key"):
        Identity.from_seed(bytes(size))


GOOD_KEY = bech32.encode("age1pq", b"twenty bytes of text")
NOT_THIS_KIND = {
    "another prefix under its own checksum": bech32.encode("age", b"twenty bytes of text"),
    "no prefix": GOOD_KEY.rpartition("1")[2],
    "a prefix alone": "age1pq1",
    "a checksum alone": f"age1pq1{bech32._checksum('age1pq', '')}",
    "a letter that is none": GOOD_KEY[:-8] + "b" + GOOD_KEY[-7:],
    "a letter of another alphabet": GOOD_KEY[:-8] + "é" + GOOD_KEY[-7:],
    "a separator alone": "1",
    "nothing": "",
}


@pytest.mark.parametrize("text", NOT_THIS_KIND.values(), ids=NOT_THIS_KIND)
def test_another_kind_of_key_is_refused_before_its_checksum(text: str) -> None:
    assert bech32.decode("age1pq", GOOD_KEY) == b"twenty bytes of text"
    with pytest.raises(ValueError, match="not this kind of key"):
        bech32.decode("age1pq", text)
