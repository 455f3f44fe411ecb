"""What the tests of the command line build on: a call of ``lado`` as a person or a script makes it."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lado_kit.cli import COMMANDS
from tests.kit.standby import AT_MOST, CAN_FORK, Ended, Standby

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
    """Run one command without a terminal, and with nothing from the environment that is not given.

    The first call of each command starts the program itself; the calls after it find its libraries read.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LADO_")}
    if home:
        clean["LADO_HOME"] = str(home)
    if passphrase_file:
        clean["LADO_PASSPHRASE_FILE"] = str(passphrase_file)
    words, given = [str(each) for each in arguments], {**clean, "PYTHONIOENCODING": "utf-8", **(environment or {})}
    if program == LADO and not is_first_call(words):
        done = from_standby(words, given, typed or b"")
    else:
        done = start([*program, *words], given, typed or b"")
    answer = Answer(status=done.status, out=done.out.decode(), err=done.err.decode())
    assert "Traceback" not in answer.err
    assert PASSPHRASE not in answer.out + answer.err
    return answer


def is_first_call(words: Sequence[str]) -> bool:
    """Tell whether a command is called for the first time in this run of the tests, or has to be started anyway."""
    command = next((word for word in words if word in COMMANDS), "")
    is_first = command not in _called
    _called.add(command)
    return is_first or not CAN_FORK


_called: set[str] = set()


def from_standby(words: Sequence[str], environment: Mapping[str, str], typed: bytes) -> Ended:
    """Call what stands by; where it does not answer in time, the next call finds a new one."""
    try:
        return standby().call(words, environment, typed)
    except TimeoutError:
        standby().close()
        standby.cache_clear()
        raise


@cache
def standby() -> Standby:
    """The ``lado`` that stands by until the tests end."""
    there = Standby()
    atexit.register(there.close)
    return there


def start(words: Sequence[str], environment: Mapping[str, str], typed: bytes) -> Ended:
    """Start a program anew and wait for its end."""
    done = subprocess.run(words, env=environment, input=typed, capture_output=True, timeout=AT_MOST)
    return Ended(status=done.returncode, out=done.stdout, err=done.stderr)


def a_file(path: Path, content: str | bytes) -> Path:
    """Write a small file and return its path."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
