"""The opener in docs/, which shares no code with the kit, opens what the kit seals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from lado_kit.encrypt.envelope import seal
from lado_kit.encrypt.keyfiles import seal_identity
from tests.encrypt.builders import NOON, ROOT, a_draft, an_attachment, an_identity

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
