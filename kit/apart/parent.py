"""Asking the process that has nothing to steal: starts it, waits no longer than allowed, and survives what it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from secrets import token_hex
from threading import Lock, Timer
from time import monotonic
from types import TracebackType
from typing import IO, Any

if sys.platform == "linux":
    import fcntl

from .frames import Garbled, Piece, read_frame, write_frame

START_SECONDS = 60.0
_PIPE = 1024 * 1024
_RENEWED_AFTER = 300.0
_MOST_SAID = 4 * 1024 * 1024


class Why(StrEnum):
    """Why there is no answer. Of a process that never started no content is to blame."""

    NOT_STARTED = "not-started"
    SLOW = "slow"
    STOPPED = "stopped"
    MEMORY = "memory"
    FAULT = "fault"
    GARBLED = "garbled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What the function returned: a JSON value, or bytes in ``made``. Made from hostile bytes, it may be a lie."""

    value: Any = field(default=None, repr=False)
    made: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """There is no answer. ``fault`` is the kind of error where the function ended in one; its text stays apart."""

    why: Why
    fault: str = ""


Answer = Answered | Failed


@dataclass(frozen=True, kw_only=True, slots=True)
class _Process:
    process: subprocess.Popen[bytes]
    asked: IO[bytes]
    answers: IO[bytes]
    given_up: tuple[str, ...] = ()
    copy: int = 0

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # it has ended by itself; macOS says that in its own way
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)  # and the copy that answers for it
            else:
                self.process.kill()

    def end(self) -> None:
        self.kill()
        self.process.wait()
        for pipe in (self.asked, self.answers):
            with suppress(OSError):  # what could not be sent is not sent now either
                pipe.close()


class Apart:
    """One function in a process apart, for many questions in a row. Use it in a ``with``, from any thread.

    ``task`` is "module:function", see ``worker``. The process starts with the first question, and again after it ended.
    """

    def __init__(self, task: str, *, seconds: float = 30.0, most_made: int = 0) -> None:
        self._task = task
        self._seconds = seconds
        self._most_made = most_made
        self._process: _Process | None = None
        self._worked = 0.0
        self._lock = Lock()

    def ask(self, content: Piece, **options: Any) -> Answer:
        """Have the function work on some content; whatever happens there, this returns."""
        return self.ask_in_pieces([content], size=len(content), **options)

    def ask_in_pieces(self, pieces: Iterable[Piece], *, size: int, **options: Any) -> Answer:
        """Do the same with content of a known size that is not in memory as a whole."""
        with self._lock:
            began = monotonic()
            running = self._running()
            try:
                answer = self._answer(running, pieces, size, options) if running else Failed(why=Why.NOT_STARTED)
            except BaseException:
                self._end()  # it waits for the rest of what was being sent
                raise
            self._worked += monotonic() - began
            if isinstance(answer, Failed) and answer.why in (Why.SLOW, Why.STOPPED, Why.GARBLED):
                self._end()
            return answer

    def begin_anew(self) -> None:
        """Have what was asked before forgotten, so that it cannot touch what is asked next."""
        with self._lock:
            if self._process and self._process.copy:
                with suppress(ProcessLookupError):
                    os.kill(self._process.copy, signal.SIGKILL)
                self._process = _greeted(self._process)
            else:
                self._end()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    @property
    def given_up(self) -> tuple[str, ...]:
        """What the process has given up here (see ``limits``), starting it if need be."""
        with self._lock:
            running = self._running()
            return running.given_up if running else ()

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, running: _Process, pieces: Iterable[Piece], size: int, options: dict[str, Any]) -> Answer:
        exchanged = _exchange(
            running, pieces, size=size, options=options, seconds=self._seconds, most_made=self._most_made
        )
        return exchanged if isinstance(exchanged, Failed) else _answer(*exchanged)

    def _running(self) -> _Process | None:
        if self._process and (self._process.process.poll() is not None or self._worked > _RENEWED_AFTER):
            self._end()
        if self._process is None:
            self._process = _start(self._task)
        return self._process

    def _end(self) -> None:
        if self._process:
            self._process.end()
        self._process, self._worked = None, 0.0


class _Deadline:
    """Ends a process when the time is over; whoever waits for it then reads the end of its answers."""

    def __init__(self, running: _Process, seconds: float) -> None:
        self.is_over = False
        self._running = running
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self.is_over = True
        self._running.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def _start(task: str) -> _Process | None:
    try:
        process = subprocess.Popen(  # noqa: S603  # our own module, in our own Python
            [sys.executable, "-I", "-m", f"{__package__}.worker", task],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            close_fds=True,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:  # there is no room for another process
        return None
    assert process.stdin
    assert process.stdout
    _widen(process.stdin, process.stdout)
    return _greeted(_Process(process=process, asked=process.stdin, answers=process.stdout))


def _widen(*pipes: IO[bytes]) -> None:
    """Have as much as can be cross at once: each piece less is a wait less for the threads that are at work here."""
    if sys.platform == "linux":
        for pipe in pipes:
            with suppress(OSError):  # more than this user may have in all
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _greeted(running: _Process) -> _Process | None:
    """Wait until it says what it has given up; None, and it is ended, when it does not say that."""
    deadline = _Deadline(running, START_SECONDS)
    match _next_frame(running, deadline, most_made=0):
        case ({"ready": True}, b""):
            greeting = _exchange(running, (), size=0, options={}, seconds=START_SECONDS, most_made=0)
        case _:
            greeting = Failed(why=Why.STOPPED)
    match greeting:
        case ({"given_up": list(given_up), "copy": int(copy)}, b""):
            return replace(running, given_up=tuple(map(str, given_up)), copy=copy)
    running.end()
    return None


def _exchange(
    running: _Process, pieces: Iterable[Piece], *, size: int, options: dict[str, Any], seconds: float, most_made: int
) -> tuple[dict[str, Any], bytes] | Failed:
    token = token_hex(16)
    asked = {"token": token, "options": options}
    deadline = _Deadline(running, seconds)
    match _next_frame(running, deadline, most_made=most_made, asked=asked, pieces=pieces, size=size):
        case Failed() as failed:
            return failed
        case ({"token": str(said), **rest}, made) if said == token:
            return {str(name): value for name, value in rest.items()}, made
    return Failed(why=Why.GARBLED)


def _next_frame(
    running: _Process,
    deadline: _Deadline,
    *,
    most_made: int,
    asked: dict[str, Any] | None = None,
    pieces: Iterable[Piece] = (),
    size: int = 0,
) -> tuple[Any, bytes] | Failed:
    """Ask, if there is something to ask, and wait for a frame until the deadline."""
    try:
        with deadline:
            if asked is not None:
                write_frame(running.asked, asked, pieces, size=size)
            frame = read_frame(running.answers, most_said=_MOST_SAID, most_bytes=most_made)
    except Garbled:
        return Failed(why=Why.SLOW if deadline.is_over else Why.GARBLED)
    except OSError:
        frame = None
    return frame or Failed(why=Why.SLOW if deadline.is_over else Why.STOPPED)


def _environment() -> dict[str, str]:
    """Return an empty environment; Windows starts nothing without its own folder."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if os.name == "nt" and name in os.environ}


def _answer(said: dict[str, Any], made: bytes) -> Answer:
    match said:
        case {"value": value} if not made:
            return Answered(value=value)
        case {"made": int(size)} if size == len(made):
            return Answered(made=made)
        case {"failed": "memory"}:
            return Failed(why=Why.MEMORY)
        case {"failed": str(fault)} if fault.isidentifier() and len(fault) < 100:
            return Failed(why=Why.FAULT, fault=fault)
    return Failed(why=Why.GARBLED)
