"""The process that has nothing to steal: loads one function, gives up everything, and answers until nobody asks.

Run as ``python -I -m lado_kit.apart.worker MODULE:FUNCTION``. The module must load all that the function needs: nothing
can be loaded any more when the first question comes.

On Linux the process that has loaded all this reads nothing itself: it makes a copy of itself to answer, and a fresh one
when who asks has killed that, which takes milliseconds. Elsewhere who asks starts another process.

Every question has a token that is drawn for it, and the answer repeats it: what took over the process with one question
has not seen the next, so it cannot have answered that in advance.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

from .frames import read_frame, write_frame
from .limits import give_up_everything

MOST_CONTENT = 160_000_000
MOST_OPTIONS = 1_000_000
READY = {"ready": True}
"""Said once, unasked: a killed copy would still swallow what was sent before it is gone."""
Function = Callable[[bytes, dict[str, Any]], Any]
"""Takes content and options, and returns bytes or a JSON value."""


def main(task: str) -> None:
    """Answer question after question, as ``task`` does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides when to stop
    module, _, name = task.partition(":")
    function: Function = getattr(import_module(module), name)
    answers = _answers_only()
    if sys.platform != "linux":
        _serve(function, answers, copy=0)
        return
    while _is_killed(function, answers):
        pass


def _is_killed(function: Function, answers: IO[bytes]) -> bool:
    """Have a copy answer, and tell whether it ended by being killed: then another is wanted."""
    copy = os.fork()
    if copy == 0:
        _serve(function, answers, copy=os.getpid())
        os._exit(0)
    _, status = os.waitpid(copy, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _serve(function: Function, answers: IO[bytes], *, copy: int) -> None:
    """Answer until nobody asks: the greeting first, with what this process has given up."""
    greeting = {"given_up": give_up_everything(), "copy": copy}
    write_frame(answers, READY)
    while frame := read_frame(sys.stdin.buffer, most_said=MOST_OPTIONS, most_bytes=MOST_CONTENT):
        question, content = frame
        said, made = (greeting, b"") if greeting else _answer(function, content, question["options"])
        greeting = {}
        write_frame(answers, {**said, "token": question["token"]}, [made], size=len(made))


def _answer(function: Function, content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        value = function(content, options)
    except MemoryError:
        return {"failed": "memory"}, b""
    except Exception as error:  # noqa: BLE001  # the outermost edge of this process; a text could hold what was read
        return {"failed": type(error).__name__}, b""
    return ({"made": len(value)}, value) if isinstance(value, bytes) else ({"value": value}, b"")


def _answers_only() -> IO[bytes]:
    """Return standard output for our frames; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main(sys.argv[1])
