"""Imports through the front door, each in a process of its own: several at once, killed, or with calls that fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from .office import SealedOffice

ROOT = Path(__file__).resolve().parents[2]
BATCH = 5
"""Submissions in a transaction: few, so that a small folder is taken in by several."""

WRITING = (
    "openat", "open", "creat", "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "sync_file_range",
    "ftruncate", "truncate", "fallocate", "rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat",
    "mkdir", "mkdirat", "chmod", "fchmod", "fchmodat", "fchown", "chown", "utimensat",
)  # fmt: skip
"""The system calls that change what is on the disk, or begin to."""

_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_PATH = re.compile(r'<(/[^>]*)>|"(/[^"]*)"')
_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a run ended: its exit status, negative for the signal that ended it, what it had said, and what it took."""

    status: int
    out: str
    err: str
    megabytes: float
    seconds: float

    @property
    def books(self) -> dict[str, Any]:
        """Return the books it printed."""
        books: dict[str, Any] = json.loads(self.out)
        return books

    @property
    def acknowledged(self) -> set[str]:
        """Return the submissions that somebody who read what it printed may believe to be stored.

        Also of books that were cut off.
        """
        said = re.findall(r'"result": "(\w+)",.*?"submission_id": (?:"(\w+)"|null)', self.out, re.DOTALL)
        return {submission_id for result, submission_id in said if result in ("imported", "duplicate")}


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Point:
    """A system call of an import: the ``number``-th of its name that touches a path in the home, in one thread."""

    path: str
    call: str
    number: int

    def within(self, home: Path) -> Point:
        """Return the same call of an import into another home."""
        return replace(self, path=str(home / self.path))


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """An import that has been started."""

    number: int
    out: Path
    err: Path


@dataclass(kw_only=True, slots=True)
class Importers:
    """What starts imports. Use it in a ``with``."""

    scratch: Path
    _runner: subprocess.Popen[str] = field(init=False)
    _started: int = 0

    def __enter__(self) -> Self:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LADO_")}
        ours = {
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), clean.get("PYTHONPATH")])),
            "TMPDIR": str(self.scratch),
        }
        self._runner = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.runner"],
            cwd=self.scratch,  # so that what is written to no particular place is found
            env={**clean, **ours},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.communicate(timeout=_SECONDS)

    def warm_up(self, office: SealedOffice, folder: Path) -> None:
        """Import a folder in the process that all others are made from, so that they find everything loaded."""
        self._ask(warm=["import", str(folder), "--json"], environment=_environment(office))

    def start(
        self,
        office: SealedOffice,
        folder: Path,
        *,
        batch: int = BATCH,
        halted: bool = False,
        file_limit: int = 0,
        out: Path | None = None,
    ) -> Running:
        """Begin an import."""
        self._started += 1
        place = self.scratch.parent / f"run-{self._started % 64}"
        files = {"out": str(out or f"{place}.out"), "err": f"{place}.err"}
        number = self._ask(
            run=["import", str(folder), "--json"],
            environment=_environment(office),
            batch=batch,
            halted=halted,
            file_limit=file_limit,
            **files,
        )
        return Running(number=int(number), out=Path(files["out"]), err=Path(files["err"]))

    def end(self, running: Running) -> Ended:
        """Wait until an import has ended."""
        status, kib, seconds = self._ask(wait=running.number).split()
        return Ended(
            status=int(status),
            out=running.out.read_text("utf-8") if running.out.is_file() else "",
            err=running.err.read_text("utf-8"),
            megabytes=int(kib) * 1024 / 1e6,
            seconds=float(seconds),
        )

    def run(self, office: SealedOffice, folder: Path, *, batch: int = BATCH, file_limit: int = 0) -> Ended:
        """Import a folder."""
        return self.end(self.start(office, folder, batch=batch, file_limit=file_limit))

    def children(self, running: Running) -> tuple[int, ...]:
        """List the processes that an import has work for it now."""
        listed = Path(f"/proc/{running.number}/task").glob("*/children")
        return tuple(int(number) for path in listed for number in path.read_text().split())

    def run_with(self, office: SealedOffice, folder: Path, point: Point, fault: str) -> Ended:
        """Import a folder, with a fault at one system call: "signal=KILL", or "error=ENOSPC"."""
        when = f"{point.number}+" if fault.endswith("+") else str(point.number)
        chosen = f"inject={point.call}:{fault.removesuffix('+')}:when={when}"
        with self._traced(office, folder, ["-e", chosen, "-P", point.path]) as running:
            return self.end(running)

    def points(self, office: SealedOffice, folder: Path) -> list[Point]:
        """List every system call with which an import changes something in the home."""
        log = self.scratch.parent / "strace.log"
        with self._traced(office, folder, ["-y", "-e", f"trace={','.join(WRITING)}"], log=log) as running:
            self.end(running)
        return sorted(_points_in(log.read_text("utf-8", "replace"), office.home))

    @contextmanager
    def _traced(
        self, office: SealedOffice, folder: Path, options: Sequence[str], *, log: Path = Path(os.devnull)
    ) -> Iterator[Running]:
        running = self.start(office, folder, halted=True)
        _wait_for(running.number, "State:", "T")
        strace = subprocess.Popen(
            ["strace", "-q", "-f", "-o", str(log), *options, "-p", str(running.number)], stderr=subprocess.PIPE
        )
        try:
            _wait_for(running.number, "TracerPid:", str(strace.pid))
            os.kill(running.number, signal.SIGCONT)
            yield running
            strace.wait(timeout=_SECONDS)
        finally:
            if strace.poll() is None:
                strace.terminate()
            strace.communicate()

    def _ask(self, **call: Any) -> str:
        assert self._runner.stdin and self._runner.stdout
        self._runner.stdin.write(json.dumps(call) + "\n")
        self._runner.stdin.flush()
        return self._runner.stdout.readline()


def _environment(office: SealedOffice) -> dict[str, str]:
    return {"LADO_HOME": str(office.home), "LADO_PASSPHRASE_FILE": str(office.passphrase_file)}


def can_trace() -> bool:
    """Tell whether system calls can be watched and made to fail here."""
    program = shutil.which("strace")
    return (
        bool(program) and subprocess.run([str(program), "-o", os.devnull, "true"], capture_output=True).returncode == 0
    )


def has_ended(number: int) -> bool:
    """Tell whether a process is gone, or nothing but its number is left."""
    status = Path(f"/proc/{number}/status")
    return not status.exists() or "\nState:\tZ" in status.read_text()


def _wait_for(number: int, what: str, value: str) -> None:
    """Wait until the system says so of a process."""
    deadline = time.monotonic() + _SECONDS
    while True:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
        said = next(line.split()[1].lower() for line in lines if line.startswith(what))
        if said == value.lower():
            return
        assert time.monotonic() < deadline, f"{what} is {said}, not {value}"
        time.sleep(0.001)


def _points_in(log: str, home: Path) -> Iterator[Point]:
    """Read what strace wrote: the most calls of each name and path that any one thread made."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for line in log.splitlines():
        if not (found := _CALL.match(line)):
            continue
        thread, call, rest = found.groups()
        if call == "openat" and "O_RDONLY" in rest:
            continue
        for path in {opened or named for opened, named in _PATH.findall(rest.split(" = ")[0])}:
            if Path(path).is_relative_to(home):
                seen[thread, str(Path(path).relative_to(home)), call] += 1
    most: Counter[tuple[str, str]] = Counter()
    for (_, path, call), count in seen.items():
        most[path, call] = max(most[path, call], count)
    for (path, call), count in most.items():
        yield from (Point(path=path, call=call, number=number) for number in range(1, count + 1))
