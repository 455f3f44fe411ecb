"""The release file: what a published folder holds, with the size and SHA-256 of every file in it.

It marks a folder as ours. It is read to see whether a folder still holds what was published into it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARKER = "release.json"
NOTE = "release.note"
"""The signature of the release file, which stands beside it."""

DEFINITIONS = "definitions"
"""Where the whole definition of each form is, by its digest: an office that did not publish here needs it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFacts:
    """What a file is known by."""

    sha256: str
    size: int


def list_files(folder: Path) -> dict[str, FileFacts]:
    """Return every file below a folder, by its path with forward slashes, but for the release file and its signature.

    A link counts as a file of its own kind, which no release has, so that nothing outside is ever taken for ours.
    """
    found: dict[str, FileFacts] = {}
    for place, folders, names in os.walk(folder):
        for name in [*names, *(each for each in folders if Path(place, each).is_symlink())]:
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[relative] = FileFacts(sha256="a link", size=-1)
            elif relative not in (MARKER, NOTE):
                content = path.read_bytes()
                found[relative] = FileFacts(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return dict(sorted(found.items()))


def write_release(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the release file of a folder that is complete."""
    files = {name: {"sha256": each.sha256, "size": each.size} for name, each in list_files(folder).items()}
    text = json.dumps({**facts, "files": files}, indent=2, sort_keys=True) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")


def read_release(folder: Path) -> dict[str, Any] | None:
    """Return the release file of a folder, None when there is none of ours."""
    try:
        facts = json.loads((folder / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) and {"release", "authority", "forms"} <= facts.keys() else None


def digest_of_release(folder: Path) -> str:
    """Return the SHA-256 of a folder's release file, which stands for all that it lists; "" when there is none."""
    try:
        return hashlib.sha256((folder / MARKER).read_bytes()).hexdigest()
    except OSError:
        return ""


def holds_what_it_lists(folder: Path) -> bool:
    """Tell whether every file of the release is there as it was written, and no other."""
    facts = read_release(folder)
    if facts is None or not isinstance(facts.get("files"), dict):
        return False
    found = list_files(folder)
    listed: dict[str, Any] = facts["files"]
    return listed == {name: {"sha256": each.sha256, "size": each.size} for name, each in found.items()}
