"""How fast sealed files open: the kit beside the bare cryptography of the same bytes, and beside other tools, in turns.

Run it with ``python -m bench.sealed_files``. Three tables: referrals without attachments beside bare HPKE and ChaCha20;
the same beside typage in Node, gpg and age, each with a classical key of its own kind over the same plaintexts; and one
file with 100 MB of attachments beside bare ChaCha20-Poly1305, with the memory that opening it takes.
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
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from lado_kit.encrypt import age
from lado_kit.encrypt.envelope import Attachment, Draft, open_envelope, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity

ROOT = Path(__file__).resolve().parents[1]
FILES = 300
FILES_ELSEWHERE = 100
ROUNDS = 7
REACH_OF_BARE = 0.7
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


def in_turns(contenders: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> Times:
    """Take the time of each in turns, so that all have the same weather; the first turn only warms up."""
    times: Times = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            begun = perf_counter()
            run()
            if turn:
                times[name].append(perf_counter() - begun)
    return times


def told(what: str, value: float, goal: float, *, unit: str) -> bool:
    """Print one figure beside its goal."""
    shown = f"{value:.0%}" if unit == "%" else f"{value:.1f} x"
    print(f"{what:58}{shown:>8}   goal {f'{goal:.0%}' if unit == '%' else f'{goal} x'}")
    return value >= goal


# ── beside the bare cryptography ──────────────────────────────────────────────────────────────────────────────────────


def beside_bare() -> list[bool]:
    """Open text-only referrals: as e-mailed text, as binary, and the same bytes with bare calls."""
    identity, private_key = Identity.from_seed(SEED), bare_key()
    envelopes = [a_sealed() for _ in range(FILES)]
    texts = [envelope.armoured() for envelope in envelopes]
    binaries = [envelope.binary for envelope in envelopes]
    parts = [bare_parts(binary) for binary in binaries]
    times = in_turns(
        {
            "bare HPKE + ChaCha20, each stanza in its turn": lambda: [open_bare(each, private_key) for each in parts],
            "the kit, binary": lambda: [open_envelope(binary, [identity]) for binary in binaries],
            "the kit, text": lambda: [open_envelope(text, [identity]) for text in texts],
            "bare, and what no reader can leave out": lambda: [open_least(text, private_key) for text in texts],
            "bare, the fitting stanza alone": lambda: [open_bare(each, private_key, each[3]) for each in parts],
        }
    )
    print(f"{FILES} referrals without attachments, to two officers, six stanzas; {ROUNDS} turns, medians")
    medians = tell_speeds(times, FILES)
    bare, fitting = medians["bare HPKE + ChaCha20, each stanza in its turn"], medians["bare, the fitting stanza alone"]
    least = medians["bare, and what no reader can leave out"]
    print(f"{'for comparison, text, of what no reader can leave out':58}{least / medians['the kit, text']:8.0%}")
    print(f"{'for comparison, text, of bare with the stanza known':58}{fitting / medians['the kit, text']:8.0%}")
    return [
        told(f"{name} reaches of bare", bare / medians[name], REACH_OF_BARE, unit="%")
        for name in ("the kit, binary", "the kit, text")
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


def bare_parts(binary: bytes) -> tuple[list[bytes], bytes, bytes, list[bytes]]:
    """Take a file apart beforehand: wrapped keys, nonce, chunks, and the wrapped key that fits."""
    end = binary.index(b"\n--- ")
    payload = binary.index(b"\n", end + 1) + 1
    wrapped = []
    for stanza in binary[:end].split(b"\n-> ")[1:]:
        line, _, body = stanza.partition(b"\n")
        wrapped.append(
            binascii.a2b_base64(line.split(b" ")[1] + b"==") + binascii.a2b_base64(body.replace(b"\n", b"") + b"==")
        )
    fitting = [each for each in wrapped if unwrap_bare([each], bare_key())]
    return wrapped, binary[payload : payload + 16], binary[payload + 16 :], fitting


def unwrap_bare(wrapped: Iterable[bytes], private_key: Any) -> bytes:
    """Try each wrapped key in its turn; empty when none fits."""
    for each in wrapped:
        try:
            return bytes(_SUITE.decrypt(each, private_key, _LABEL))
        except InvalidTag:
            continue
    return b""


def open_bare(
    parts: tuple[list[bytes], bytes, bytes, list[bytes]], private_key: Any, wrapped: Sequence[bytes] = ()
) -> None:
    """Unwrap the key and decrypt the chunks: no text form, no parsing, no MAC, no hash, no container."""
    file_key = unwrap_bare(wrapped or parts[0], private_key)
    key = hmac.digest(hmac.digest(parts[1], file_key, "sha256"), b"payload\x01", "sha256")
    decrypt_bare(key, memoryview(parts[2]))


def open_least(text: bytes, private_key: Any) -> Any:
    """Open a file as text with no check but the cryptography's: base64, the file's hash, stanzas, chunks, JSON."""
    binary = binascii.a2b_base64(memoryview(text)[text.index(b"\n") : text.rindex(b"\n-----END")])
    hashlib.sha256(binary)
    end = binary.index(b"\n--- ")
    payload = binary.index(b"\n", end + 1) + 1
    wrapped = (
        binascii.a2b_base64(line.split(b" ")[1] + b"==") + binascii.a2b_base64(body.replace(b"\n", b"") + b"==")
        for line, _, body in (stanza.partition(b"\n") for stanza in binary[:end].split(b"\n-> ")[1:])
    )
    file_key = unwrap_bare(wrapped, private_key)
    key = hmac.digest(hmac.digest(binary[payload : payload + 16], file_key, "sha256"), b"payload\x01", "sha256")
    plaintext = ChaCha20Poly1305(key).decrypt(bytes(11) + b"\x01", memoryview(binary)[payload + 16 :], None)
    return json.loads(plaintext[9 : 9 + int.from_bytes(plaintext[5:9], "big")])


def decrypt_bare(key: bytes, sealed: memoryview) -> None:
    """Decrypt chunk by chunk, and keep nothing."""
    cipher = ChaCha20Poly1305(key)
    for number, start in enumerate(range(0, len(sealed), _CHUNK)):
        flag = b"\x01" if start + _CHUNK >= len(sealed) else b"\x00"
        cipher.decrypt(number.to_bytes(11, "big") + flag, sealed[start : start + _CHUNK], None)


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
        "the kit": lambda: [open_envelope(path.read_bytes(), [identity]) for path in paths]
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
    times = in_turns(contenders, rounds=5) | {name: seconds[1:] for name, seconds in inside.items()}
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
from lado_kit.encrypt import age
from lado_kit.encrypt.envelope import open_envelope
from lado_kit.encrypt.recipients import Identity
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024
identity, raw = Identity.from_seed(bytes(range(32))), Path(sys.argv[1]).read_bytes()
before = peak()
if sys.argv[2] == "pieces":
    for _ in age.decrypt_chunks(raw, [identity.unwrap]):
        pass
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
    sealed = memoryview(bare_parts(binary)[2])
    key = payload_key(binary)
    times = in_turns(
        {
            "bare ChaCha20-Poly1305": lambda: decrypt_bare(key, sealed),
            "bare ChaCha20-Poly1305 and two SHA-256": lambda: (
                decrypt_bare(key, sealed), hashlib.sha256(sealed), hashlib.sha256(attachment.content)
            ),
            "the kit's payload alone, not kept": lambda: [
                None for _ in age.decrypt_chunks(binary, [identity.unwrap])
            ],
            "the kit, binary": lambda: open_envelope(binary, [identity]),
            "the kit, text": lambda: open_envelope(text, [identity]),
        },
        rounds=5,
    )  # fmt: skip
    print(f"\none file with {LARGE // 1_000_000} MB of attachments; 5 turns, medians")
    medians = {name: median(seconds) for name, seconds in times.items()}
    for name, seconds in medians.items():
        print(f"{name:58}{LARGE / seconds / 1e6:8.0f} MB/s")
    tell_memory(folder, {"binary": binary, "text": text})
    bare = medians["bare ChaCha20-Poly1305"]
    whole = medians["bare ChaCha20-Poly1305 and two SHA-256"]
    print(f"{'for comparison, of ChaCha20 with two SHA-256':58}{whole / medians['the kit, binary']:8.0%}")
    return [
        told(f"{name} reaches of bare ChaCha20-Poly1305", bare / medians[name], REACH_OF_BARE, unit="%")
        for name in ("the kit's payload alone, not kept", "the kit, binary", "the kit, text")
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


def payload_key(binary: bytes) -> bytes:
    """Derive the key of a file's payload with bare calls."""
    wrapped, nonce, _, _ = bare_parts(binary)
    return hmac.digest(hmac.digest(nonce, unwrap_bare(wrapped, bare_key()), "sha256"), b"payload\x01", "sha256")


if __name__ == "__main__":
    sys.exit(main())
