"""What fuzzing starts from: one input a file, whose first byte chooses the reader."""

from __future__ import annotations

import sys
from pathlib import Path

from lado_kit.encrypt import age
from lado_kit.encrypt.recipients import Identity
from lado_kit.encrypt.roster import sign_roster
from lado_kit.errors import SealedFileError
from tests.encrypt import age_by_hand, sealed_vectors
from tests.encrypt.builders import a_root_key, a_roster, cctv_vectors
from tests.encrypt.sealed_cases import ONE, OUR_KEY
from tests.encrypt.test_cctv import read_case

LONGEST_INPUT = 20_000

IDENTITY = Identity.from_seed(age_by_hand.fixed(OUR_KEY))


def write_corpus(folder: Path) -> None:
    """The published age files and our own vectors, each for the readers that it may interest."""
    payload = b"".join(age_by_hand.chunks(ONE, b"short"))
    inputs = [(2, payload), (2, b"".join(age_by_hand.chunks(ONE, b"")))]
    for vector in cctv_vectors().values():
        inputs += [(reader, read_case(vector).file) for reader in (0, 1, 5, 6)]
    for name in sealed_vectors.names():
        file = sealed_vectors.file_of(name)
        if file.startswith(b"age-encryption.org/v1\n"):
            inputs += [(1, file), (5, file)]
            plaintext = plaintext_of(file).rstrip(b"\0")
            inputs += [(3, plaintext), (4, plaintext[9:])]
        else:
            inputs += [(0, file[:LONGEST_INPUT]), (5, file)]
    inputs.append((7, sign_roster(a_roster(), a_root_key())))
    for number, (reader, content) in enumerate(inputs):
        if content and len(content) < LONGEST_INPUT:
            (folder / f"{number:04}").write_bytes(bytes([reader]) + content)


def plaintext_of(file: bytes) -> bytes:
    try:
        return bytes(age.decrypt(file, [IDENTITY]))
    except SealedFileError:
        return b""


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
