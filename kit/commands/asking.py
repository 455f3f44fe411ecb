"""What the commands about keys ask for besides the shared options: more passphrases, and paper shares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .speech import say

if TYPE_CHECKING:
    from ..encrypt import Identity
    from ..home import Home

_FILE = click.Path(path_type=Path)
_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)

new_passphrase_option = click.option(
    "--new-passphrase-file", type=_FILE, help="A file that holds the passphrase of the new key."
)
root_passphrase_option = click.option(
    "--root-passphrase-file", type=_FILE, help="A file that holds the root key's passphrase, where it has its own."
)
share_file_option = click.option(
    "--share-file", "share_files", type=_EXISTING, multiple=True, help="A file with the words of a share; give two."
)


def ask_new_passphrase(file: Path | None, whose: str) -> str:
    """Return a new passphrase from its file, or typed twice."""
    from ..passphrase import read_new_passphrase

    return read_new_passphrase(file, whose=whose)


def ask_new_passphrase_or(current: str, file: Path | None, whose: str) -> str:
    """Return a new passphrase, or with neither file nor terminal the one that is in use, which is said."""
    from ..passphrase import is_terminal

    if file or is_terminal():
        return ask_new_passphrase(file, whose)
    say("warning: no --new-passphrase-file and no terminal: the new key has the same passphrase as yours")
    return current


def ask_root_passphrase(home: Home, passphrase: str, file: Path | None) -> str:
    """Return the root key's passphrase: from its file, else the officer's if it fits, else typed at the terminal."""
    from ..passphrase import is_terminal, read_passphrase

    if file or not is_terminal():
        return read_passphrase(file) if file else passphrase
    from ..custody.keys import open_root
    from ..errors import PassphraseWrong

    try:
        open_root(home, passphrase)
    except PassphraseWrong:
        return read_passphrase(None, prompt="Passphrase of the root key: ")
    return passphrase


def ask_recovery_identity(home: Home, share_files: tuple[Path, ...]) -> Identity:
    """Rebuild the recovery key from share files, or from words typed at the terminal."""
    from ..custody.recovery import read_recovery_identity
    from ..passphrase import is_terminal

    if share_files or not is_terminal():
        return read_recovery_identity(home, share_files)
    numbers = ("first", "second")
    typed = {f"the {each} share": click.prompt(f"Words of the {each} share", err=True) for each in numbers}
    return read_recovery_identity(home, (), typed)


def ask_each(names: Sequence[str], key_files: Sequence[str]) -> dict[str, str]:
    """Return passphrases by the name of the key, from NAME=FILE, else typed at the terminal, where Enter skips one."""
    from ..errors import Misuse
    from ..passphrase import is_terminal, read_passphrase

    given = {}
    for each in key_files:
        name, _, file = each.partition("=")
        if not file:
            raise Misuse(f"{each} is not a name and a file", hint="write --key duty-1=passphrase.txt")
        given[name] = read_passphrase(Path(file))
    for name in names:
        if name not in given and is_terminal():
            given[name] = read_passphrase(None, prompt=f"Passphrase of {name}, or Enter to leave it out: ")
    return given
