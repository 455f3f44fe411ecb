"""Where a passphrase comes from: a file, or a person at the terminal. Never an argument, never the environment."""

from __future__ import annotations

import sys
from pathlib import Path

from .errors import Misuse

LEAST_LENGTH = 12


def read_passphrase(file: Path | None, *, prompt: str = "Passphrase: ") -> str:
    """Return the passphrase that opens what is there already."""
    return _from_file(file) if file else _ask(prompt)


def read_new_passphrase(file: Path | None, *, whose: str, may_be_empty: bool = False) -> str:
    """Return a passphrase that is about to protect a key; at a terminal it is typed twice.

    Where none is a choice, an empty one is that choice.
    """
    passphrase = _from_file(file) if file else _ask_twice(whose, may_be_empty=may_be_empty)
    if passphrase or not may_be_empty:
        check_new_passphrase(passphrase)
    return passphrase


def check_new_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short to protect a key. Raises Misuse."""
    if len(passphrase) < LEAST_LENGTH:
        raise Misuse(
            f"the passphrase is shorter than {LEAST_LENGTH} characters",
            hint="take a longer one; six random words are good, and can be written down and locked away",
        )


def is_terminal() -> bool:
    """Tell whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def _from_file(file: Path) -> str:
    from .files import decode_text

    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        lines = decode_text(content).splitlines()
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1 or not lines[0].strip():
        raise Misuse(f"{file} is not a passphrase file", hint="write the passphrase as its one line of text")
    return _composed(lines[0])


def _ask(prompt: str) -> str:
    if not is_terminal():
        raise Misuse(
            f"there is no terminal to ask for this: {prompt.strip().removesuffix(':')}",
            hint="give it in a file: --passphrase-file FILE or LADO_PASSPHRASE_FILE is yours; --help names the others",
        )
    from getpass import getpass

    return _composed(getpass(prompt, stream=sys.stderr))


def _ask_twice(whose: str, *, may_be_empty: bool) -> str:
    first = _ask(f"New passphrase for {whose}: ")
    if may_be_empty and not first:
        return first
    check_new_passphrase(first)
    if _ask("The same again: ") != first:
        raise Misuse("the two passphrases are not the same", hint="start the command again and type it twice")
    return first


def _composed(passphrase: str) -> str:
    """One spelling for letters with accents, which keyboards and systems write in two ways."""
    if passphrase.isascii():
        return passphrase
    from unicodedata import normalize

    return normalize("NFC", passphrase)
