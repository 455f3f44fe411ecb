"""What the tests of the command line build on: a call of ``lado`` as a person or a script makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
LADO = (sys.executable, "-c", "import sys; from lado_kit.cli import main; sys.exit(main())")
PASSPHRASE = "thistle harbour copper nine"
ANOTHER_PASSPHRASE = "lantern meadow walnut sixty"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def lado(
    *arguments: str | Path,
    home: Path | None = None,
    passphrase_file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    typed: bytes | None = None,
    program: tuple[str, ...] = LADO,
) -> Answer:
    """Run one command without a terminal, and with nothing from the environment that is not given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LADO_")}
    if home:
        clean["LADO_HOME"] = str(home)
    if passphrase_file:
        clean["LADO_PASSPHRASE_FILE"] = str(passphrase_file)
    done = subprocess.run(
        [*program, *map(str, arguments)],
        env={**clean, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        input=typed or b"",
        capture_output=True,
        timeout=120,
    )
    answer = Answer(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
    assert "Traceback" not in answer.err
    assert PASSPHRASE not in answer.out + answer.err
    return answer


def a_file(path: Path, content: str | bytes) -> Path:
    """Write a small file and return its path."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
