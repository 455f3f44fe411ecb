"""The browser's library (npm age-encryption) and the kit open each other's files."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import pytest

from lado_kit.encrypt import age, armour, keyfiles
from lado_kit.encrypt.recipients import Identity
from tests.encrypt.builders import NOON, an_identity, base64_text, run_node

SIZES = [0, 1, 65535, 65536, 65537, 3 * 65536, 200_000]
PASSPHRASE = "correct horse battery staple ünïcode"

# One run of Node for everything: it opens what the kit has sealed and seals what the kit has to open.
SCRIPT = """
import { readFileSync } from "node:fs"
import { Decrypter, Encrypter, armor, identityToRecipient } from "age-encryption"

const request = JSON.parse(readFileSync(0, "utf8"))
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"))
const text = (content) => Buffer.from(content).toString("base64")
const content = (size) => new Uint8Array(size).map((_, place) => place % 251)

async function open(file, add) {
  const decrypter = new Decrypter()
  add(decrypter)
  return text(await decrypter.decrypt(file))
}

const opened = []
for (const sealed of request.sealed) {
  opened.push(await open(bytes(sealed), (decrypter) => decrypter.addIdentity(request.identity)))
}
const armoured = await open(armor.decode(request.armoured), (decrypter) => decrypter.addIdentity(request.identity))
const keyFile = await open(armor.decode(request.keyFile), (decrypter) => decrypter.addPassphrase(request.passphrase))

const sealed = []
for (const size of request.sizes) {
  const encrypter = new Encrypter()
  for (const recipient of request.recipients) encrypter.addRecipient(recipient)
  sealed.push(text(await encrypter.encrypt(content(size))))
}
const draft = new Encrypter()
draft.setPassphrase(request.passphrase)
draft.setScryptWorkFactor(12)
const draftText = armor.encode(await draft.encrypt(content(1000)))

const recipient = await identityToRecipient(request.identity)
console.log(JSON.stringify({ opened, armoured, key_file: keyFile, sealed, draft_text: draftText, recipient }))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """What Node answered."""

    opened: list[str]
    armoured: str
    key_file: str
    sealed: list[str]
    draft_text: str
    recipient: str


def content(size: int) -> bytes:
    return bytes(place % 251 for place in range(size))


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    ours, others = an_identity(1), [an_identity(2), an_identity(3)]
    recipients = [ours.recipient, *(other.recipient for other in others)]
    key_file = keyfiles.seal_identity(ours, PASSPHRASE, name="duty-1", created=NOON)
    request = {
        "sealed": [base64_text(age.encrypt(content(size), recipients)) for size in SIZES],
        "armoured": armour.encode(age.encrypt(content(100), [ours.recipient])).decode("ascii"),
        "keyFile": key_file.decode("ascii"),
        "identity": ours.secret_text(),
        "recipients": [str(recipient) for recipient in recipients],
        "passphrase": PASSPHRASE,
        "sizes": SIZES,
    }
    return Exchange(**run_node(SCRIPT, request))


def test_typage_opens_what_the_kit_seals(exchange: Exchange) -> None:
    assert [base64.b64decode(plaintext) for plaintext in exchange.opened] == [content(size) for size in SIZES]
    assert base64.b64decode(exchange.armoured) == content(100)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_recipient_opens_what_typage_seals(exchange: Exchange, number: int) -> None:
    for sealed, size in zip(exchange.sealed, SIZES, strict=True):
        assert bytes(age.decrypt(base64.b64decode(sealed), [an_identity(number)])) == content(size)


def test_typage_opens_a_key_file_of_the_kit(exchange: Exchange) -> None:
    lines = base64.b64decode(exchange.key_file).decode("utf-8").splitlines()

    assert lines[1] == "# name: duty-1"
    assert Identity.parse(lines[-1]).fingerprint == an_identity(1).fingerprint


def test_the_kit_opens_what_typage_seals_under_a_passphrase(exchange: Exchange) -> None:
    assert age.open_with_passphrase(exchange.draft_text.encode("ascii"), PASSPHRASE) == content(1000)


def test_both_derive_the_same_public_key(exchange: Exchange) -> None:
    assert exchange.recipient == str(an_identity(1).recipient)
