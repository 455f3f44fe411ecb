"""What processes of ours pass each other: a payload key, a cover, a digest; several files in one text; the server."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lado_kit.encrypt import age, armour, strict_json
from lado_kit.encrypt.envelope import (
    envelope_of,
    open_unread,
    open_unread_with,
    read_envelope,
    seal,
)
from lado_kit.encrypt.manifest import cover_value, read_cover, read_manifest
from lado_kit.encrypt.recipients import Identity
from lado_kit.encrypt.release import list_digest
from lado_kit.encrypt.store_server import FAMILY, open_server, seal_server
from lado_kit.errors import BadContainer, NoMatchingKey, PayloadDamaged, UnknownContainer

from .builders import NOON, a_draft, an_attachment, an_identity

STORE_KEY = bytes(range(32))
SETTINGS = b"host=records.example.org"


def sealed_text(number: int = 0) -> bytes:
    draft = a_draft({"child_name": f"Robin {number}"}, (an_attachment(),))
    return seal(draft, recipients=[an_identity().recipient], sealed_at=NOON).armoured()


def test_a_file_opens_with_the_key_that_another_process_found_in_its_first_bytes() -> None:
    envelope = read_envelope(sealed_text())

    key = age.find_payload_key(envelope.head, [an_identity()])

    assert len(envelope.head) < envelope.size
    assert open_unread_with(envelope, key).written == open_unread(envelope, [an_identity()]).written
    with pytest.raises(NoMatchingKey):
        age.find_payload_key(envelope.head, [an_identity(1)])


def test_a_wrong_key_from_another_process_opens_nothing() -> None:
    envelope = envelope_of(read_envelope(sealed_text()).binary)

    with pytest.raises(PayloadDamaged):
        open_unread_with(envelope, bytes(32)).check_rest([])


def test_a_cover_comes_back_as_it_was_and_is_checked_as_one_in_a_manifest_is() -> None:
    manifest = read_manifest(open_unread(read_envelope(sealed_text()), [an_identity()]).written)
    value = json.loads(json.dumps(cover_value(manifest)))

    assert cover_value(read_cover(value)) == value
    with pytest.raises(BadContainer, match="authority"):
        read_cover(value | {"authority": 7})


def test_several_sealed_files_in_one_text_are_told_apart() -> None:
    first, second = sealed_text(1), sealed_text(2)

    both, is_any_cut = armour.split(b"Dear office,\n" + first + b"\nand\n" + second + first)
    assert ([armour.to_binary(each) for each in both], is_any_cut) == (
        [armour.to_binary(first), armour.to_binary(second)],
        False,
    )
    assert armour.split(first + second[: len(second) // 2]) == ([first], True)
    assert armour.split(b"Dear office, nothing is here.") == ([], False)


def test_a_text_with_very_many_sealed_files_is_left_to_a_person() -> None:
    assert armour.split(sealed_text() * (armour.MAX_IN_ONE_TEXT + 1)) == ([], True)
    assert armour.split((armour.BEGIN + b"\n") * (armour.MAX_MARKERS + 1)) == ([], True)


def test_a_text_of_very_many_values_is_not_read() -> None:
    with pytest.raises(ValueError, match="too many values"):
        strict_json.loads("[" + "1," * strict_json.MAX_MARKS + "1]")


def test_a_list_of_files_is_named_by_its_sha_256() -> None:
    assert list_digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_settings_of_the_server_open_with_the_key_of_the_store_and_no_other() -> None:
    sealed = seal_server(SETTINGS, STORE_KEY)

    assert open_server(sealed, STORE_KEY) == SETTINGS
    assert SETTINGS not in armour.to_binary(sealed)
    with pytest.raises(NoMatchingKey):
        open_server(sealed, bytes(32))


@pytest.mark.parametrize(
    ("content", "refusal"), [(FAMILY + b"2 x", UnknownContainer), (b"a referral", BadContainer)], ids=["newer", "other"]
)
def test_what_are_no_settings_of_ours_is_refused(content: bytes, refusal: type[Exception]) -> None:
    own = Identity.from_seed(settings_seed())
    sealed = armour.encode(age.encrypt(content, [own.recipient]))

    with pytest.raises(refusal):
        open_server(sealed, STORE_KEY)


def settings_seed() -> bytes:
    """The seed that the settings are sealed to, worked out as the specification says."""
    return HKDF(SHA256(), 32, salt=b"", info=b"lado record store server").derive(STORE_KEY)
