"""The public vectors of sealed files: each meets exactly the end it names, quickly, in little memory, in one sentence.

``node --test`` reads the same files in tests/browser/sealed.test.js.
"""

from __future__ import annotations

import hashlib
import json
import time
import tracemalloc
from collections import Counter
from typing import Any

import pytest

from lado_kit import errors
from lado_kit.encrypt import age, armour, container
from lado_kit.encrypt.envelope import open_envelope, read_envelope, rewrap
from lado_kit.encrypt.manifest import read_manifest, write_manifest
from lado_kit.encrypt.recipients import Identity
from lado_kit.errors import KitError, SealedFileError
from tests.encrypt import sealed_vectors
from tests.encrypt.builders import an_identity

NAMES = sealed_vectors.names()
GOOD = [name for name in NAMES if name.startswith("good-")]
BAD = [name for name in NAMES if name.startswith("bad-")]

# Of the processor, not of the clock, and much more than is used: a machine may be busy, and a forger's file would
# take a thousand times as long.
MOST_SECONDS = 1.0
# The file itself is not counted. Mail's double-width text is the most that is made of it.
MOST_MEMORY = 8_000_000
MOST_MEMORY_FOR_EACH_BYTE = 8


def attempt(name: str, key: str) -> tuple[Any, int, float]:
    """Open a vector: what came of it, the most memory that was in use at once, and the processor's seconds."""
    file, identity = sealed_vectors.file_of(name), Identity.parse(key)
    tracemalloc.start()
    begun = time.process_time()
    try:
        came: Any = open_envelope(file, [identity])
    except SealedFileError as error:
        came = error
    seconds = time.process_time() - begun
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return came, memory, seconds


def test_the_committed_vectors_are_what_the_cases_make() -> None:
    """The generator uses nothing random and nothing of the kit's sealing; only the spelling of keys is the kit's."""
    made = sealed_vectors.vectors()

    assert sorted(made) == NAMES
    assert [name for name in NAMES if made[name] != sealed_vectors.read(name)] == []


def test_every_class_of_refusal_has_vectors() -> None:
    counts = Counter(sealed_vectors.read(name)["error"] for name in BAD)
    leaves = {
        kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SealedFileError)
    }

    assert set(counts) == leaves - {"SealedFileError", "Damaged"}
    assert len(BAD) >= 100 and len(GOOD) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_describes_itself(name: str) -> None:
    vector = sealed_vectors.read(name)

    assert vector["name"] == name
    assert vector["shows"].endswith(".") and len(vector["shows"]) < 120
    assert hashlib.sha256(sealed_vectors.file_of(name)).hexdigest() == vector["sha256"]
    assert (vector["outcome"] == "opened") == name.startswith("good-") == (vector["error"] is None)
    assert (vector["elsewhere"] == "same") == (vector["because"] is None)
    if vector["error"]:
        assert getattr(errors, vector["error"]).reason == vector["outcome"]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_opens_to_what_was_sealed(name: str) -> None:
    vector = sealed_vectors.read(name)

    for key in vector["keys"]:
        opened, memory, seconds = attempt(name, key)

        assert json.loads(write_manifest(opened.manifest)) == vector["manifest"]
        assert [hashlib.sha256(content).hexdigest() for content in opened.attachments] == vector["attachments"]
        assert memory < MOST_MEMORY + MOST_MEMORY_FOR_EACH_BYTE * len(sealed_vectors.file_of(name))
        assert seconds < MOST_SECONDS


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_for_its_own_reason(name: str) -> None:
    vector = sealed_vectors.read(name)

    for key in vector["keys"]:
        refusal, memory, seconds = attempt(name, key)

        assert type(refusal).__name__ == vector["error"]
        assert refusal.reason == vector["outcome"]
        assert is_one_clear_sentence(refusal.message) and is_one_clear_sentence(refusal.hint)
        assert memory < MOST_MEMORY + MOST_MEMORY_FOR_EACH_BYTE * len(sealed_vectors.file_of(name))
        assert seconds < MOST_SECONDS


def is_one_clear_sentence(text: str) -> bool:
    """As the kit's errors are written: short, no capital, no full stop, no code, and only letters people read."""
    return (
        10 < len(text) < 130
        and text.isprintable()
        and not text[0].isupper()
        and not text.endswith(".")
        and ". " not in text
        and "Error" not in text
    )


@pytest.mark.parametrize("name", [name for name in BAD if sealed_vectors.read(name)["outcome"] == "bad-container"])
def test_what_a_reader_refuses_cannot_be_moved_to_new_keys_and_accepted(name: str) -> None:
    """Moving an archive copies content without reading it, and must not make a bad file good."""
    envelope = read_envelope(sealed_vectors.file_of(name))
    ours = Identity.parse(sealed_vectors.read(name)["keys"][0])

    moved = rewrap(envelope, [ours], [an_identity(9).recipient])

    with pytest.raises(errors.BadContainer):
        open_envelope(moved, [an_identity(9)])


@pytest.mark.parametrize("name", [name for name in GOOD if sealed_vectors.read(name)["elsewhere"] == "refuses"])
def test_the_strict_reader_refuses_what_only_the_normaliser_takes(name: str) -> None:
    with pytest.raises(errors.ArmourDamaged):
        armour.decode(sealed_vectors.file_of(name))


def test_all_forms_of_one_file_have_one_hash_and_one_receipt() -> None:
    forms = ["text-only", "binary", "crlf", "quoted", "rewrapped", "utf-16", "quoted-printable", "one-line", "twice"]

    envelopes = {read_envelope(sealed_vectors.file_of(f"good-{form}")) for form in forms}

    assert len(envelopes) == 1


def test_a_container_read_and_written_again_is_the_same() -> None:
    """Of the good ones in our own spelling: reading loses nothing that writing would need."""
    for name in ("good-text-only", "good-attachments", "good-three-chunks", "good-six-recipients"):
        envelope = read_envelope(sealed_vectors.file_of(name))
        plaintext = age.decrypt(envelope.binary, [Identity.parse(sealed_vectors.read(name)["keys"][0])])
        contents = container.unpack(plaintext)

        assert container.pack(contents.manifest, contents.attachments) == plaintext
        assert read_manifest(write_manifest(contents.manifest)) == contents.manifest


def test_nothing_but_the_error_tree_is_raised_without_any_key() -> None:
    for name in NAMES:
        try:
            open_envelope(sealed_vectors.file_of(name), [])
        except KitError as error:
            assert isinstance(error, SealedFileError)
        else:
            pytest.fail(f"{name} opened without a key")
