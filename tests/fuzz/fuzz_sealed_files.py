"""Coverage-guided fuzzing of everything that reads a sealed file: armour, header, payload, container. ``make fuzz``.

A failure is an exception outside our error tree, a broken promise of a reader, more than a second of the processor, or
more than 200 MB of memory in all. Needs Atheris, which ``make fuzz`` installs into an environment of its own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["lado_kit.encrypt"]):
    from lado_kit.encrypt import age, armour, container, note, primitives, stream, strict_json
    from lado_kit.encrypt.envelope import MAX_STANZAS, open_envelope, read_envelope
    from lado_kit.encrypt.format import encode_mac, encode_stanzas, parse_header
    from lado_kit.encrypt.manifest import read_manifest, write_manifest
    from lado_kit.encrypt.recipients import Identity
    from lado_kit.encrypt.stream import open_payload

from lado_kit.errors import SealedFileError
from tests.encrypt import age_by_hand
from tests.encrypt.sealed_cases import ONE, OUR_KEY

EXECUTIONS = 5_000_000
MOST_SECONDS = 1.0
MOST_MEGABYTES = 200

IDENTITY = Identity.from_seed(age_by_hand.fixed(OUR_KEY))
PAYLOAD_KEY = primitives.hkdf_sha256(ONE.file_key, salt=ONE.nonce, info=b"payload")


def read_armour(content: bytes) -> None:
    """The strict reader knows one text for each file, and the normaliser makes nothing that it refuses."""
    try:
        binary = armour.decode(content)
    except SealedFileError:
        pass
    else:
        assert armour.encode(binary) == content.replace(b"\r\n", b"\n").strip() + b"\n"
    normal = armour.normalise(content)
    if normal is not content:
        assert armour.encode(armour.decode(normal)) == normal


def read_header(content: bytes) -> None:
    """A header is written again exactly as it was read."""
    header = parse_header(content)
    assert encode_stanzas(header.stanzas) + encode_mac(header.mac) == content[: header.size]
    IDENTITY.unwrap(header.stanzas[:MAX_STANZAS])


def read_payload(content: bytes) -> None:
    """With the right key, what opens is sealed again to the same bytes."""
    plaintext = open_payload(PAYLOAD_KEY, memoryview(content))
    assert b"".join(stream.seal_chunks(PAYLOAD_KEY, plaintext)) == content


def read_container(content: bytes) -> None:
    """The input is padded first, so that what is mutated is never refused for its length alone."""
    contents = container.unpack(content.ljust(container.padded_size(len(content)), b"\0"))
    assert read_manifest(write_manifest(contents.manifest)) == contents.manifest


def read_json(content: bytes) -> None:
    """A value that is read can be written and read again."""
    try:
        value = strict_json.loads(content.decode("utf-8", "replace"))
    except ValueError:
        return
    assert strict_json.loads(strict_json.dumps(value)) == value


def read_whole(content: bytes) -> None:
    """Everything, as an import does it."""
    envelope = read_envelope(content)
    assert read_envelope(envelope.armoured()) == envelope
    open_envelope(envelope, [IDENTITY])


def read_file(content: bytes) -> None:
    """An age file with a passphrase that does not fit, as a key file is read; no more work than for a test is done."""
    if b" 1" not in content[:4000] and b" 2" not in content[:4000]:
        b"".join(age.decrypt_chunks(content, [IDENTITY.unwrap, age.passphrase_unwrap("")]))


def read_note(content: bytes) -> None:
    """A roster's outer form."""
    try:
        note.read_note(content)
    except ValueError:
        return


READERS: tuple[Callable[[bytes], None], ...] = (
    read_armour,
    read_header,
    read_payload,
    read_container,
    read_json,
    read_whole,
    read_file,
    read_note,
)


def one_input(content: bytes) -> None:
    """The first byte chooses the reader."""
    if not content:
        return
    begun = time.process_time()
    try:
        READERS[content[0] % len(READERS)](content[1:])
    except SealedFileError as error:
        assert error.message and error.hint
    seconds = time.process_time() - begun
    if seconds > MOST_SECONDS:
        raise AssertionError(f"took {seconds:.1f} s")


def main() -> None:
    """Fuzz from the inputs in the folder named first, until the executions or the seconds that are allowed are done."""
    settings = {
        "runs": os.environ.get("LADO_FUZZ_EXECUTIONS", str(EXECUTIONS)),
        "max_total_time": os.environ.get("LADO_FUZZ_SECONDS", "0"),
        "max_len": "20000",
        "rss_limit_mb": str(MOST_MEGABYTES),
        "timeout": "20",
        "print_final_stats": "1",
        "verbosity": "0",
        "artifact_prefix": f"{sys.argv[1]}/../found-",
    }
    atheris.Setup([sys.argv[0], sys.argv[1], *(f"-{name}={value}" for name, value in settings.items())], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
