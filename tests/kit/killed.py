"""Rewraps or rekeys a home in a process of its own, for the tests that kill one: WHAT HOME PASSPHRASE."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from lado_kit.custody import rekey
from lado_kit.custody.archive import rewrap_archive
from lado_kit.custody.unlocking import open_office
from lado_kit.home import find_home

from .offices import NOW


def main(what: str, home: str, passphrase: str) -> None:
    if what == "rewrap":
        with open_office(find_home(Path(home)), passphrase, with_older_keys=True) as office:
            rewrap_archive(office, now=NOW, step=lambda done, of: print(done, of, flush=True))
        return
    if what == "rekey-before":
        rekey.replace_file = _then_die(rekey.replace_file)  # type: ignore[assignment]
    elif what == "rekey-after":
        rekey.finish_rekey = _die
    print("started", flush=True)
    rekey.rekey(find_home(Path(home)), passphrase=passphrase, now=NOW)


def _then_die(write: Any) -> Any:
    def write_and_die(path: Path, content: bytes) -> None:
        write(path, content)
        _die()

    return write_and_die


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
