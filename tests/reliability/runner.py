"""Runs ``lado`` as often as it is asked to, each time in a process of its own that starts in a moment.

Starting Python and loading what an import needs takes half a second, and thousands of imports are to be killed. So one
process loads it all, and forks for every run. A line on its standard input is a call:

    {"run": [arguments], "out": FILE, "err": FILE, "environment": {}, "batch": N, "halted": true, "file_limit": BYTES}

is answered with the number of the new process, which waits for SIGCONT if it is to start halted; {"wait": NUMBER} with
its end and what it took; {"warm": [arguments], "environment": {}} runs in this process, so that what an import loads is
loaded for those that follow.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any
from unittest import mock

from lado_kit.cli import main as lado
from lado_kit.intake import run as intake_run

_LET_ANY_PROCESS_TRACE = (0x59616D61, ctypes.c_ulong(-1))


def main() -> None:
    """Answer calls until standard input ends."""
    for line in sys.stdin:
        call = json.loads(line)
        print(_answer(call), flush=True)


def _answer(call: Mapping[str, Any]) -> int | str:
    match call:
        case {"wait": number}:
            return " ".join(map(str, _end_of(number)))
        case {"warm": arguments, "environment": environment}:
            with redirect_stdout(StringIO()), mock.patch.dict(os.environ, environment):
                return _lado(arguments)
    return _start(call)


def _lado(arguments: Sequence[str]) -> int:
    sys.argv = ["lado", *arguments]
    return lado()


def _start(call: Mapping[str, Any]) -> int:
    number = os.fork()
    if number == 0:
        status = 70
        try:
            _prepare(call)
            status = _lado(call["run"])
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return number


def _prepare(call: Mapping[str, Any]) -> None:
    for file, number in ((call["out"], 1), (call["err"], 2)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.environ.update(call["environment"])
    intake_run.BATCH = call["batch"]
    intake_run.LONG_RUN = 10 * call["batch"]
    if limit := call["file_limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if call["halted"]:
        ctypes.CDLL(None).prctl(*_LET_ANY_PROCESS_TRACE, 0, 0, 0)  # where only a parent may otherwise
        os.kill(os.getpid(), signal.SIGSTOP)


def _end_of(number: int) -> tuple[int, int, float]:
    """Return the exit status, negative for a signal, the most memory it had in KiB, and the seconds it worked."""
    _, status, used = os.wait4(number, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
