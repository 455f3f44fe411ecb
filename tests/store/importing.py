"""Imports each FOLDER in a process of its own, all at once, into a store on a server whose settings are the input."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from lado_kit.intake import books_as_json, run
from lado_kit.store import open_server_store
from lado_kit.store.server import Server, server_from_bytes
from tests.intake.builders import run_import
from tests.postgres import AUTHORITY

BATCH = 3


def main(*folders: str) -> None:
    run.BATCH = BATCH
    server = server_from_bytes(sys.stdin.buffer.read())
    # What all of them need has been loaded by now, once.
    numbers = [os.fork() or work(server, Path(folder)) for folder in folders]
    failed = [number for number in numbers if os.waitpid(number, 0)[1]]
    sys.exit(f"failed: {len(failed)}" if failed else 0)


def work(server: Server, folder: Path) -> int:
    with open_server_store(server, AUTHORITY) as store:
        books = run_import(store, folder)
    folder.with_suffix(".json").write_text(json.dumps(books_as_json(books)))
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
