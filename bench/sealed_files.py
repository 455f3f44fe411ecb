"""How fast sealed files open: the kit beside the bare cryptography of the same bytes, and beside other tools, in turns.

Run it with ``python -m bench.sealed_files``. Three tables: referrals without attachments beside the bare library calls;
the same beside typage in Node, gpg and age, each with a classical key of its own kind over the same plaintexts; and one
file with 100 MB of attachments beside the bare calls, with the memory that opening it takes.

The first table has three goals, each 70 % of bare calls:

- **The kit decrypts**: from the binary file to its verified plaintext, which is all that the other tools do. It is held
  against **HPKE and ChaCha20 alone**: HPKE for each stanza in its turn, the payload's key and ChaCha20-Poly1305, of a
  file that was taken apart beforehand, so without its base64, its header's HMAC and everything that is checked.
- **The kit opens** a binary file: also the receipt code, the container and the manifest. It is held against **bare**:
  the same bytes through the same libraries with no check of ours, which is the above and the header's base64 and HMAC,
  SHA-256 of the file, and JSON or SHA-256 of the attachments.
- **The kit opens** a text, as it is e-mailed: the same after base64, for both.

What opens is also held against HPKE and ChaCha20 alone, for comparison and without a goal. Nothing that was opened is
kept. Beside other tools the clock on the wall is taken, because their work is in other processes; everywhere else it is
the time of the processor, which a busy machine disturbs less.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from lado_kit.encrypt import age
from lado_kit.encrypt.envelope import Attachment, Draft, envelope_of, open_envelope, open_parts, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity

ROOT = Path(__file__).resolve().parents[1]
FILES = 300
FILES_ELSEWHERE = 100
ROUNDS = 15
REACH = 0.7
TIMES_FASTER = 3
LARGE = 100_000_000

SEED = bytes(range(32))
NOW = datetime(2027, 1, 4, 14, 5, tzinfo=UTC)
ANSWERS = {f"question_{number}": f"An answer of a few words, number {number}" for number in range(120)}

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_LABEL = b"age-encryption.org/mlkem768x25519"
_CHUNK = 64 * 1024 + 16

Times = dict[str, list[float]]


def main() -> int:
    """Measure, print, and return 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        reached = [*beside_bare(), *beside_others(Path(folder)), *large(Path(folder))]
    return 0 if all(reached) else 1


def for_each(work: Callable[[Any], object], given: Iterable[Any]) -> Callable[[], None]:
    """Return what does the work on each of these and keeps none of the results."""

    def run() -> None:
        for one in given:
            work(one)

    return run


def in_turns(
    contenders: dict[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = process_time
) -> Times:
    """Take the time of each in turns, so that all have the same weather; the first turn only warms up."""
    times: Times = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            begun = clock()
            run()
            if turn:
                times[name].append(clock() - begun)
    return times


def told(what: str, value: float, goal: float, *, unit: str) -> bool:
    """Print one figure beside its goal."""
    shown = f"{value:.0%}" if unit == "%" else f"{value:.1f} x"
    print(f"{what:58}{shown:>8}   goal {f'{goal:.0%}' if unit == '%' else f'{goal} x'}")
    return value >= goal


# ── beside the bare cryptography ──────────────────────────────────────────────────────────────────────────────────────


def beside_bare() -> list[bool]:
    """Open text-only referrals, as they are e-mailed and in their binary form, and the same bytes with bare calls."""
    identity, private_key = Identity.from_seed(SEED), bare_key()
    envelopes = [a_sealed() for _ in range(FILES)]
    texts = [envelope.armoured() for envelope in envelopes]
    binaries = [envelope.binary for envelope in envelopes]
    parts = [(list(wrapped), nonce, sealed) for wrapped, nonce, sealed in map(bare_parts, binaries)]
    times = in_turns(
        {
            "HPKE + ChaCha20 alone": for_each(lambda apart: open_alone(apart, private_key), parts),
            "the kit decrypts": for_each(lambda binary: age.decrypt(binary, [identity]), binaries),
            "bare, binary": for_each(lambda binary: open_bare(binary, private_key), binaries),
            "the kit opens, binary": for_each(lambda binary: open_envelope(binary, [identity]), binaries),
            "bare, text": for_each(lambda text: open_bare(bare_binary(text), private_key), texts),
            "the kit opens, text": for_each(lambda text: open_envelope(text, [identity]), texts),
        }
    )
    print(f"{FILES} referrals without attachments, to two officers, six stanzas; {ROUNDS} turns, medians")
    medians = tell_speeds(times, FILES)
    alone = medians["HPKE + ChaCha20 alone"]
    for name in ("bare, binary", "the kit opens, binary", "bare, text", "the kit opens, text"):
        print(f"{f'for comparison, {name}, of HPKE + ChaCha20':58}{alone / medians[name]:8.0%}")
    return [
        told(f"{name} reaches of {goal}", medians[goal] / medians[name], REACH, unit="%")
        for name, goal in (
            ("the kit decrypts", "HPKE + ChaCha20 alone"),
            ("the kit opens, binary", "bare, binary"),
            ("the kit opens, text", "bare, text"),
        )
    ]


def tell_speeds(times: Times, count: int) -> dict[str, float]:
    """Print files per second and return the medians."""
    medians = {name: median(seconds) for name, seconds in times.items()}
    for name, seconds in medians.items():
        print(f"{name:58}{count / seconds:8.0f} files/s {seconds / count * 1e6:8.0f} us a file")
    return medians


def a_sealed(attachments: tuple[Attachment, ...] = ()) -> Any:
    """Seal a referral to two officers; all six places are in random order."""
    draft = Draft(
        authority="sandwell",
        form=FormReference(name="referral", version=1, digest="ab" * 32),
        release="bench",
        roster_version=1,
        answers=ANSWERS,
        attachments=attachments,
    )
    recipients = [Identity.from_seed(SEED).recipient, Identity.generate().recipient]
    return seal(draft, recipients=recipients, sealed_at=NOW)


def bare_key() -> Any:
    """Expand the seed as SPEC.md says."""
    expanded = hashlib.shake_256(SEED).digest(96)
    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )


def bare_binary(text: bytes) -> bytes:
    """Take a file out of its text."""
    return binascii.a2b_base64(memoryview(text)[text.index(b"\n") : text.rindex(b"\n-----END")])


def bare_parts(binary: bytes) -> tuple[Iterator[bytes], bytes, memoryview]:
    """Take a file apart: wrapped keys, which are decoded one by one, nonce, and chunks."""
    end = binary.index(b"\n--- ")
    payload = binary.index(b"\n", end + 1) + 1
    wrapped = (
        binascii.a2b_base64(line.split(b" ")[1] + b"==") + binascii.a2b_base64(body.replace(b"\n", b"") + b"==")
        for line, _, body in (stanza.partition(b"\n") for stanza in binary[:end].split(b"\n-> ")[1:])
    )
    return wrapped, binary[payload : payload + 16], memoryview(binary)[payload + 16 :]


def unwrap_bare(wrapped: Iterable[bytes], private_key: Any) -> bytes:
    """Try each wrapped key in its turn; empty when none fits."""
    for each in wrapped:
        try:
            return bytes(_SUITE.decrypt(each, private_key, _LABEL))
        except InvalidTag:
            continue
    return b""


def bare_payload_key(nonce: bytes, file_key: bytes) -> bytes:
    """Derive the key of a payload."""
    return hmac.digest(hmac.digest(nonce, file_key, "sha256"), b"payload\x01", "sha256")


def open_alone(parts: tuple[list[bytes], bytes, memoryview], private_key: Any) -> int:
    """Unwrap the key and decrypt the chunks of a file that was taken apart beforehand."""
    wrapped, nonce, sealed = parts
    return decrypt_bare(bare_payload_key(nonce, unwrap_bare(wrapped, private_key)), sealed)


def open_bare(binary: bytes, private_key: Any) -> Any:
    """Open a referral with the library calls alone: no part of it is held against what it must be."""
    hashlib.sha256(binary).digest()
    wrapped, nonce, sealed = bare_parts(binary)
    file_key = unwrap_bare(wrapped, private_key)
    header_key = hmac.digest(hmac.digest(bytes(32), file_key, "sha256"), b"header\x01", "sha256")
    hmac.digest(header_key, binary[: binary.index(b"\n--- ") + 4], "sha256")
    key = bare_payload_key(nonce, file_key)
    plaintext = ChaCha20Poly1305(key).decrypt(bytes(11) + b"\x01", sealed, None)
    return json.loads(plaintext[9 : 9 + int.from_bytes(plaintext[5:9], "big")])


def decrypt_bare(key: bytes, sealed: memoryview) -> int:
    """Decrypt chunk by chunk, keep nothing, and return how many bytes there were."""
    cipher = ChaCha20Poly1305(key)
    size = 0
    for number, start in enumerate(range(0, len(sealed), _CHUNK)):
        flag = b"\x01" if start + _CHUNK >= len(sealed) else b"\x00"
        size += len(cipher.decrypt(number.to_bytes(11, "big") + flag, sealed[start : start + _CHUNK], None))
    return size


# ── beside other tools ────────────────────────────────────────────────────────────────────────────────────────────────

TYPAGE = """
import { readdirSync, readFileSync } from "node:fs"
import { armor, Decrypter } from "age-encryption"
const [folder, identity] = process.argv.slice(1)
const decrypter = new Decrypter()
decrypter.addIdentity(identity)
const begun = performance.now()
for (const name of readdirSync(folder)) {
  await decrypter.decrypt(armor.decode(readFileSync(`${folder}/${name}`, "latin1")))
}
console.log((performance.now() - begun) / 1000)
"""


def beside_others(folder: Path) -> list[bool]:
    """Open files from the disk: the kit and typage the same sealed files, gpg and age their own of the same plaintexts.

    Typage's time is taken inside Node and is without its start; gpg takes all files in one run; age takes one a run,
    and its time is also printed without what starting any program takes.
    """
    for name in ("kit", "gpg", "age"):
        (folder / name).mkdir()
    identity = Identity.from_seed(SEED)
    plaintexts = []
    for number in range(FILES_ELSEWHERE):
        envelope = a_sealed()
        (folder / "kit" / f"{number:04}.txt").write_bytes(envelope.armoured())
        plaintexts.append(bytes(age.decrypt(envelope.binary, [identity])))
    paths = sorted((folder / "kit").iterdir())
    contenders: dict[str, Callable[[], object]] = {
        "the kit": for_each(lambda path: open_envelope(path.read_bytes(), [identity]), paths)
    }
    inside: dict[str, list[float]] = {}
    if shutil.which("node"):
        command = ("node", "--input-type=module", "--eval", TYPAGE, str(folder / "kit"), identity.secret_text())
        inside["typage in Node, X-Wing, same files"] = []

        def typage() -> None:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
            inside["typage in Node, X-Wing, same files"].append(float(done.stdout))

        contenders["typage in Node, X-Wing, same files"] = typage
    else:
        print("there is no node here, so typage is left out")
    if shutil.which("gpg"):
        contenders["gpg --decrypt-files, X25519"] = gpg(folder / "gpg", plaintexts)
    else:
        print("there is no gpg here, so it is left out")
    if shutil.which("age"):
        contenders["age -d, X25519, a program a file"] = debian_age(folder / "age", plaintexts)
        contenders["(starting a program as often: true)"] = lambda: [
            subprocess.run(("true",), check=True) for _ in range(FILES_ELSEWHERE)
        ]
    else:
        print("there is no age here, so it is left out")
    times = in_turns(contenders, rounds=5, clock=perf_counter) | {name: seconds[1:] for name, seconds in inside.items()}
    print(f"\n{FILES_ELSEWHERE} files of 65,536 bytes, from the disk; 5 turns, medians")
    medians = tell_speeds(times, FILES_ELSEWHERE)
    ours = medians.pop("the kit")
    if starting := medians.pop("(starting a program as often: true)", None):
        without = medians["age -d, X25519, a program a file"] - starting
        print(f"{'for comparison, age without starting a program':58}{without / ours:6.1f} x")
    return [
        told(f"the kit is faster than {name}", each / ours, TIMES_FASTER, unit="x") for name, each in medians.items()
    ]


def gpg(folder: Path, plaintexts: Sequence[bytes]) -> Callable[[], object]:
    """Encrypt with gpg and return how it decrypts, in one run for all files."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    command = ("gpg", "--homedir", str(home), "--batch", "--quiet", "--yes", "--trust-model", "always")

    def run(*arguments: str) -> None:
        subprocess.run((*command, *arguments), capture_output=True, check=True)

    run("--passphrase", "", "--quick-generate-key", "bench@example.org", "future-default", "default", "never")
    for number, plaintext in enumerate(plaintexts):
        (folder / f"{number:04}.bin").write_bytes(plaintext)
    names = [str(path) for path in sorted(folder.glob("*.bin"))]
    run("--recipient", "bench@example.org", "--compress-algo", "none", "--armor", "--encrypt-files", *names)
    for name in names:
        Path(name).unlink()
    return lambda: run("--decrypt-files", *[f"{name}.asc" for name in names])


def debian_age(folder: Path, plaintexts: Sequence[bytes]) -> Callable[[], object]:
    """Encrypt with age and return how it decrypts, a run for each file."""
    made = subprocess.run(("age-keygen",), capture_output=True, check=True, encoding="utf-8")
    (folder / "key").write_text(made.stdout, encoding="utf-8")
    recipient = made.stdout.split("public key: ")[1].split()[0]
    for number, plaintext in enumerate(plaintexts):
        command = ("age", "--armor", "--recipient", recipient, "--output", str(folder / f"{number:04}.age"))
        subprocess.run(command, input=plaintext, check=True)
    paths = sorted(folder.glob("*.age"))
    key = str(folder / "key")
    return lambda: [
        subprocess.run(("age", "-d", "-i", key, str(path)), stdout=subprocess.DEVNULL, check=True) for path in paths
    ]


# ── 100 MB ────────────────────────────────────────────────────────────────────────────────────────────────────────────

OPEN_LARGE = """
import sys
from pathlib import Path
from lado_kit.encrypt.envelope import envelope_of, open_envelope, open_parts
from lado_kit.encrypt.recipients import Identity
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024
identity, raw = Identity.from_seed(bytes(range(32))), Path(sys.argv[1]).read_bytes()
before = peak()
if sys.argv[2] == "pieces":
    opened = open_parts(envelope_of(raw), [identity])
else:
    opened = open_envelope(raw, [identity])
print((peak() - before) / 1e6)
"""


def large(folder: Path) -> list[bool]:
    """Open one file with 100 MB of attachments."""
    identity = Identity.from_seed(SEED)
    attachment = Attachment(name="film.mp4", media_type="video/mp4", content=os.urandom(LARGE))
    envelope = a_sealed((attachment,))
    text, binary = envelope.armoured(), envelope.binary
    key, sealed = payload_key(binary)

    def bare() -> object:
        return decrypt_bare(key, sealed), hashlib.sha256(binary).digest(), hashlib.sha256(attachment.content).digest()

    times = in_turns(
        {
            "ChaCha20-Poly1305 alone": lambda: decrypt_bare(key, sealed),
            "the kit's payload alone, not kept": lambda: [None for _ in age.decrypt_chunks(binary, [identity.unwrap])],
            "SHA-256 of the file alone": lambda: hashlib.sha256(binary).digest(),
            "bare, binary: ChaCha20-Poly1305, SHA-256 twice": bare,
            "the kit, binary, piece by piece, nothing kept": lambda: open_parts(envelope_of(binary), [identity]),
            "the kit, binary": lambda: open_envelope(binary, [identity]),
            "bare, text: the same after base64": lambda: (bare_binary(text), bare()),
            "the kit, text": lambda: open_envelope(text, [identity]),
        },
        rounds=5,
    )
    print(f"\none file with {LARGE // 1_000_000} MB of attachments; 5 turns, medians")
    medians = {name: median(seconds) for name, seconds in times.items()}
    for name, seconds in medians.items():
        print(f"{name:58}{LARGE / seconds / 1e6:8.0f} MB/s")
    tell_memory(folder, {"binary": binary, "text": text})
    alone = medians["ChaCha20-Poly1305 alone"]
    for name in ("SHA-256 of the file alone", "the kit, binary", "the kit, text"):
        print(f"{f'for comparison, {name}, of ChaCha20-Poly1305 alone':66}{alone / medians[name]:8.0%}")
    binary_bare = medians["bare, binary: ChaCha20-Poly1305, SHA-256 twice"]
    return [
        told(f"{name} reaches of {goal}", base / medians[name], REACH, unit="%")
        for name, goal, base in (
            ("the kit's payload alone, not kept", "ChaCha20", alone),
            ("the kit, binary, piece by piece, nothing kept", "bare", binary_bare),
            ("the kit, binary", "bare", binary_bare),
            ("the kit, text", "bare", medians["bare, text: the same after base64"]),
        )
    ]


def tell_memory(folder: Path, contents: dict[str, bytes]) -> None:
    """Print what opening adds to the memory that the file itself takes, each in a process of its own."""
    if not Path("/proc/self/status").exists():
        print("memory is measured on Linux only")
        return
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for name, how in (("binary", "pieces"), ("binary", "whole"), ("text", "whole")):
        command = (sys.executable, "-c", OPEN_LARGE, str(folder / name), how)
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        print(f"memory beside the {name} file, opened {f'as {how}':49}{float(done.stdout):8.0f} MB")


def payload_key(binary: bytes) -> tuple[bytes, memoryview]:
    """Find the key of a file's payload with bare calls, and the payload itself."""
    wrapped, nonce, sealed = bare_parts(binary)
    return bare_payload_key(nonce, unwrap_bare(wrapped, bare_key())), sealed


if __name__ == "__main__":
    sys.exit(main())
