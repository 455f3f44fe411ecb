"""How long a person waits for ``lado`` to start: each command beside what it cannot be faster than, taken in turns.

Run it with ``python -m bench.cold_start``. It prints medians in milliseconds, their ratio, and the limit of the ratio.
Everything is compiled beforehand, as pip does when it installs ``lado``, also where the environment forbids it here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 15
REFERRALS = 20
LADO = (sys.executable, "-c", "import sys; from lado_kit.cli import main; sys.exit(main())")
PYTHON = (sys.executable, "-c", "pass")
LIBRARIES = (sys.executable, "-c", "import sqlalchemy, sqlcipher3")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        environment = a_home_with_referrals(Path(folder))
        commands = {
            "python -c pass": PYTHON,
            "lado --version": (*LADO, "--version"),
            'python -c "import sqlalchemy, sqlcipher3"': LIBRARIES,
            "lado inbox": (*LADO, "inbox"),
        }
        times = medians(commands, environment)
    for name, milliseconds in times.items():
        print(f"{name:45}{milliseconds:8.1f} ms")
    tell("lado --version", times["lado --version"] / times["python -c pass"], limit=5)
    tell("lado inbox", times["lado inbox"] / times['python -c "import sqlalchemy, sqlcipher3"'], limit=1.5)


def tell(name: str, ratio: float, *, limit: float) -> None:
    """Print one ratio beside its limit."""
    print(f"{name:45}{ratio:8.2f} x   limit {limit}{'' if ratio <= limit else '   OVER'}")


def a_home_with_referrals(folder: Path) -> Mapping[str, str]:
    """Make a home with imported referrals, and return the environment in which ``lado`` uses it."""
    passphrase_file, roster, answers, sealed = (folder / name for name in ("passphrase", "roster", "answers", "sealed"))
    passphrase_file.write_text("only for a measurement\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "LADO_HOME": str(folder / "home"),
        "LADO_PASSPHRASE_FILE": str(passphrase_file),
    }
    _lado(environment, "init", "--profile", "sandwell")
    _lado(environment, "keys", "new", "--role", "cover")
    _lado(environment, "keys", "roster", "--out", str(roster))
    for seed in range(REFERRALS):
        answers.write_bytes(_lado(environment, "sample", "referral", "--profile", "sandwell", "--seed", str(seed)))
        given = ("--profile", "sandwell", "--roster", str(roster), "--answers", str(answers), "--out", str(sealed))
        _lado(environment, "seal", "referral", *given)
    _lado(environment, "import", str(sealed))
    return environment


def medians(commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> dict[str, float]:
    """Return each command's median time in milliseconds, the commands run in turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(ROUNDS + 1):
        for name, command in commands.items():
            start = perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=True)
            if round_number:  # the first only compiles and warms the disk
                times[name].append(1000 * (perf_counter() - start))
    return {name: median(each) for name, each in times.items()}


def _lado(environment: Mapping[str, str], *arguments: str) -> bytes:
    return subprocess.run((*LADO, *arguments), env=environment, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
