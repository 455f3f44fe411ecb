"""The opener in docs/, which shares no code with the kit, opens what the kit seals."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from lado_kit.encrypt.envelope import seal
from lado_kit.encrypt.keyfiles import seal_identity
from lado_kit.encrypt.recipients import Identity
from tests.encrypt import sealed_vectors
from tests.encrypt.builders import NOON, ROOT, a_draft, an_attachment, an_identity, run_node

SCRIPT = ROOT / "docs" / "second_opener.py"
PASSPHRASE = "Pässphrase"


def run(*arguments: str | Path, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        input=passphrase + "\n",
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PATH": ""},
        timeout=60,
    )


def test_a_stranger_with_the_specification_opens_the_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 500
    draft = a_draft({"child_name": "Ré 名"}, (an_attachment(content=content),))
    recipients = [an_identity(1).recipient, an_identity(2).recipient]
    (tmp_path / "key.txt").write_bytes(seal_identity(an_identity(2), PASSPHRASE, name="duty-2", created=NOON))
    (tmp_path / "sealed.txt").write_bytes(seal(draft, recipients=recipients, sealed_at=NOON).armoured())

    done = run(tmp_path / "key.txt", tmp_path / "sealed.txt", tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answers"] == {"child_name": "Ré 名"}
    assert (tmp_path / "attachment-1.bin").read_bytes() == content


def test_it_says_when_the_key_is_another(tmp_path: Path) -> None:
    sealed = seal(a_draft(), recipients=[an_identity(1).recipient], sealed_at=NOON)
    (tmp_path / "key.txt").write_bytes(seal_identity(an_identity(2), PASSPHRASE, name="duty-2", created=NOON))
    (tmp_path / "sealed.txt").write_bytes(sealed.binary)

    done = run(tmp_path / "key.txt", tmp_path / "sealed.txt")

    assert done.returncode == 1
    assert "does not open" in done.stderr


def test_it_shares_no_code_with_the_kit() -> None:
    assert "lado_kit" not in SCRIPT.read_text(encoding="utf-8")


# Opened with the sealing modules of the page; test_sealing_in_browser.py does the same in a browser.
SEAL_IN_NODE = """
import { readFileSync } from "node:fs"
import { seal } from "./site/browser/seal.js"
const { setting, answers, content } = JSON.parse(readFileSync(0, "utf8"))
const attachments = [new File([content], "a.txt", { type: "text/plain" })]
const { file } = await seal({ setting, answers, attachments, now: new Date() })
console.log(JSON.stringify(await file.text()))
"""


def open_with_script(file: bytes, identity: Identity) -> tuple[dict[str, Any], list[bytes]]:
    """Open a file with the script's own functions, in this process."""
    specification = importlib.util.spec_from_file_location("second_opener", SCRIPT)
    assert specification and specification.loader
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    opened: tuple[dict[str, Any], list[bytes]] = script.read_container(script.open_sealed(file, identity.secret_seed()))
    return opened


def test_a_stranger_opens_what_the_page_seals() -> None:
    setting = {
        "authority": "sandwell",
        "prefix": "referral",
        "release": "1",
        "form": {"name": "referral", "version": 1, "digest": "ab" * 32},
        "roster": {"version": 1, "recipients": [str(an_identity(3).recipient)]},
    }
    text = run_node(SEAL_IN_NODE, {"setting": setting, "answers": {"name": "Ré 名"}, "content": "some text"})

    manifest, attachments = open_with_script(text.encode(), an_identity(3))

    assert manifest["answers"] == {"name": "Ré 名"}
    assert attachments == [b"some text"]


# Of the good vectors, those that only the normaliser makes strict again.
MANGLED = {"good-quoted", "good-quoted-printable", "good-utf-16", "good-twice"}
# What was changed after sealing, or is not what its own words say: no opener may give that out.
CHANGED = [
    name
    for name in sealed_vectors.names()
    if any(word in name for word in ("flipped", "chunk", "payload", "extended", "spliced", "stanzas-moved"))
    or name in {"bad-stanza-removed", "bad-stanza-added", "bad-hash-mismatch", "bad-attachments-swapped"}
    or name in {"bad-sizes-shifted", "bad-padding-not-zero", "bad-two-files", "bad-layout-2", "bad-container-2"}
    or name in {"bad-last-too-early", "bad-last-not-marked", "bad-wrong-recipient"}
]


@pytest.mark.parametrize(
    "name", [name for name in sealed_vectors.names() if name[:4] == "good" and name not in MANGLED]
)
def test_a_stranger_opens_the_good_vectors(name: str) -> None:
    vector = sealed_vectors.read(name)

    for key in vector["keys"]:
        manifest, attachments = open_with_script(sealed_vectors.file_of(name), Identity.parse(key))

        assert manifest == vector["manifest"]
        assert [hashlib.sha256(content).hexdigest() for content in attachments] == vector["attachments"]


@pytest.mark.parametrize("name", [name for name in CHANGED if name[:3] == "bad"])
def test_a_stranger_is_never_given_changed_content(name: str) -> None:
    for key in sealed_vectors.read(name)["keys"]:
        with pytest.raises((SystemExit, InvalidTag, ValueError)):
            open_with_script(sealed_vectors.file_of(name), Identity.parse(key))


def test_a_changed_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    sealed = seal(a_draft(), recipients=[an_identity(2).recipient], sealed_at=NOON).binary
    (tmp_path / "key.txt").write_bytes(seal_identity(an_identity(2), PASSPHRASE, name="duty-2", created=NOON))
    (tmp_path / "sealed.age").write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))

    done = run(tmp_path / "key.txt", tmp_path / "sealed.age")
    mistyped = run(tmp_path / "key.txt", tmp_path / "sealed.age", passphrase="another")

    assert (done.returncode, done.stdout, mistyped.returncode) == (1, "", 1)
    assert (
        done.stderr.strip() == mistyped.stderr.strip() == "the passphrase is wrong, or one of the two files is damaged"
    )


def test_it_is_short_enough_to_be_read() -> None:
    lines = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert len(lines) < 140
