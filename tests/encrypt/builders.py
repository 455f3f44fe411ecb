"""What the tests of sealed files build on: drafts, rosters, the published vectors, and one call into Node."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from lado_kit.encrypt.envelope import Attachment, Draft
from lado_kit.encrypt.keyfiles import RootKey
from lado_kit.encrypt.manifest import AttachmentEntry, FormReference, Manifest, RosterReference
from lado_kit.encrypt.primitives import sha256
from lado_kit.encrypt.recipients import Identity
from lado_kit.encrypt.roster import Officer, Role, Roster, Status

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors" / "encrypt"
CCTV = ROOT / "node_modules" / "cctv-age" / "index.js"
TYPAGE = ROOT / "node_modules" / "age-encryption" / "package.json"

NOON = datetime(2026, 5, 3, 12, 0, 0, tzinfo=UTC)
TODAY = date(2026, 5, 3)
RELEASED_SHA256 = "0f" * 32


def an_identity(number: int = 0) -> Identity:
    """A private key that is the same in every run."""
    return Identity.from_seed(bytes([number]) * 32)


def a_root_key(number: int = 0) -> RootKey:
    """A signing key that is the same in every run."""
    return RootKey.from_seed(bytes([200 + number]) * 32)


def an_attachment(name: str = "statement.pdf", content: bytes = b"%PDF-1.7 content") -> Attachment:
    return Attachment(name=name, media_type="application/pdf", content=content)


def a_draft(answers: dict[str, Any] | None = None, attachments: tuple[Attachment, ...] = ()) -> Draft:
    return Draft(
        authority="leicester",
        form=FormReference(name="referral", version=3, digest="ab" * 32),
        release="2026.1",
        roster_version=7,
        answers={"child_name": "Robin"} if answers is None else answers,
        attachments=attachments,
    )


def a_manifest(contents: tuple[bytes, ...] = (), **changes: Any) -> Manifest:
    """The manifest that describes ``contents``."""
    fields: dict[str, Any] = {
        "submission_id": "0123456789abcdef" * 2,
        "authority": "leicester",
        "form": FormReference(name="referral", version=3, digest="ab" * 32),
        "release": "2026.1",
        "roster": RosterReference(version=7, recipients=("cd" * 32,)),
        "sealed_at": NOON,
        "answers": {"child_name": "Robin"},
        "attachments": tuple(
            AttachmentEntry(
                name=f"file-{number}.bin",
                media_type="application/octet-stream",
                size=len(content),
                sha256=sha256(content).hex(),
            )
            for number, content in enumerate(contents)
        ),
    }
    return Manifest(**fields | changes)


def an_officer(number: int = 1, **changes: Any) -> Officer:
    fields: dict[str, Any] = {
        "name": f"duty-{number}",
        "role": Role.DUTY,
        "recipient": an_identity(number).recipient,
        "status": Status.ACTIVE,
        "added": date(2026, 1, 1),
    }
    return Officer(**fields | changes)


def a_roster(**changes: Any) -> Roster:
    fields: dict[str, Any] = {
        "authority": "Leicester – safeguarding",
        "version": 7,
        "issued": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "root": a_root_key().public_key,
        "officers": (an_officer(1), an_officer(2, role=Role.RECOVERY, name="recovery")),
    }
    return Roster(**fields | changes)


def cctv_vectors() -> dict[str, bytes]:
    """The published age test files, read from their npm package; empty when it is not installed."""
    if not CCTV.is_file():
        return {}
    source = CCTV.read_text(encoding="utf-8")
    found = re.findall(r'^var (\w+)_default = __toBinary\("([A-Za-z0-9+/=]*)"\);$', source, re.MULTILINE)
    return {name: base64.b64decode(content) for name, content in found}


def a_release_list(**changes: Any) -> bytes:
    """What ``release.json`` of a small site says."""
    facts = {
        "release": "0123456789ab",
        "authority": "sandwell",
        "roster": 4,
        "words": ["one", "two", "three", "four", "five", "six"],
        "valid_until": "2027-11-21",
        "forms": {"referral": RELEASED_SHA256},
        "files": {"index.html": {"sha256": RELEASED_SHA256, "size": 3}},
        "tool": "0.1.0",
    }
    return json.dumps({**facts, **changes}).encode()


def run_node(script: str, request: Any) -> Any:
    """Run an ES module in Node at the root of the repository: JSON in, JSON out."""
    assert TYPAGE.is_file(), "node_modules/age-encryption is missing: run tools/setup.py (npm ci)"
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        input=json.dumps(request),
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def base64_text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
