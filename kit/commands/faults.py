"""What is said, and which exit status is given, when a command cannot do its work."""

from __future__ import annotations

import errno
from dataclasses import dataclass

import click

from lado_site.errors import SiteError

from ..errors import KitError, Misuse

REFUSED, MISUSED = 1, 2

_ADVICE = {
    errno.ENOSPC: "free some space on the disk, then try again",
    errno.EDQUOT: "free some space on the disk, then try again",
    errno.EACCES: "check that you may read and write there, or choose another place",
    errno.EPERM: "check that you may read and write there, or choose another place",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOENT: "check the name and the folder",
    errno.ENOTDIR: "check the name and the folder",
    errno.EISDIR: "name a file, not a folder",
    errno.EEXIST: "choose another name: nothing is overwritten",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What to tell the person who gave the command."""

    message: str
    hint: str
    status: int


def explain(error: Exception) -> Fault:
    """Put an error into words. One that was not foreseen shows its kind only: its text may hold an answer."""
    match error:
        case KitError():
            status = MISUSED if isinstance(error, Misuse) else REFUSED
            return Fault(message=error.message, hint=error.hint, status=status)
        case SiteError():
            return Fault(message=error.message, hint=error.hint, status=MISUSED)
        case click.UsageError():
            return Fault(message=_sentence(error.format_message()), hint=_hint_for(error), status=MISUSED)
        case click.ClickException():
            return Fault(message=_sentence(error.format_message()), hint="", status=error.exit_code)
        case click.Abort():
            return Fault(message="stopped", hint="", status=REFUSED)
        case OSError() if error.errno is not None:
            return _of_the_system(error)
        case MemoryError():
            return Fault(message="there is not enough memory", hint="close other programs", status=REFUSED)
    return Fault(
        message=f"something went wrong inside lado ({type(error).__name__})",
        hint="set LADO_DEBUG=1 and try again to see where; what it then prints may hold personal data",
        status=REFUSED,
    )


def _of_the_system(error: OSError) -> Fault:
    what = f"cannot use {error.filename}" if error.filename else "cannot read or write"
    reason = (error.strerror or type(error).__name__).lower()
    is_misuse = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR)
    return Fault(
        message=f"{what}: {reason}",
        hint=_ADVICE.get(error.errno or 0, "try again; if it happens again, ask whoever looks after this PC"),
        status=MISUSED if is_misuse else REFUSED,
    )


def _hint_for(error: click.UsageError) -> str:
    if isinstance(error, click.BadParameter) and error.message.endswith("does not exist."):
        return _ADVICE[errno.ENOENT]
    return f"see {error.ctx.command_path} --help" if error.ctx else "see lado --help"


def _sentence(text: str) -> str:
    text = " ".join(text.split()).removesuffix(".").replace("a valid integer range", "a whole number")
    return text[:1].lower() + text[1:]
