"""Imports a folder in a process of its own, for the tests that run two at once or kill one: STORE FOLDER BATCH."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lado_kit.intake import books_as_json, run
from lado_kit.store import open_store

from .builders import KEY, run_import


def main(store_file: str, folder: str, batch: str) -> None:
    run.BATCH = int(batch)
    with open_store(Path(store_file), KEY) as store:
        print("started", flush=True)
        books = run_import(store, folder)
    print(json.dumps(books_as_json(books)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
