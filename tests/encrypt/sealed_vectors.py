"""The public test vectors of sealed files: written from the cases, and read back.

``python -m tests.encrypt.sealed_vectors`` writes ``tests/vectors/sealed`` again; its README says what is in a vector.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from typing import Any

from lado_kit.encrypt.recipients import Identity
from tests.encrypt.age_by_hand import fixed
from tests.encrypt.builders import ROOT, base64_text
from tests.encrypt.sealed_cases import Case, cases

FOLDER = ROOT / "tests" / "vectors" / "sealed"

# Files that others are described by: whatever equals a part of one of these is not stored twice.
WHOLE = ("good-text-only", "good-binary", "good-three-chunks", "good-attachments")
_WINDOW = 48
_STEP = 16
_LEAST = 200


def read(name: str) -> dict[str, Any]:
    """One vector as it is stored."""
    vector: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return vector


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@functools.cache
def file_of(name: str) -> bytes:
    """Put the parts of a vector's file together."""
    return b"".join(_part(part) for part in read(name)["file"])


def _part(part: dict[str, Any]) -> bytes:
    match part:
        case {"text": text}:
            return str(text).encode("utf-8")
        case {"base64": text}:
            return base64.b64decode(text, validate=True)
        case {"repeat": text, "times": times}:
            return str(text).encode("utf-8") * int(times)
        case {"of": name, "from": start, "to": end}:
            return file_of(name)[start:end]
    raise ValueError("not a part of a file")


def stored(case: Case, index: dict[bytes, tuple[str, int]], files: dict[str, bytes]) -> dict[str, Any]:
    """The vector of a case."""
    return {
        "name": case.name,
        "shows": case.shows,
        "outcome": _REASONS[case.error],
        "error": case.error or None,
        "elsewhere": case.elsewhere,
        "because": case.because or None,
        "keys": [Identity.from_seed(fixed(key)).secret_text() for key in case.keys],
        "sha256": hashlib.sha256(case.file).hexdigest(),
        **case.contents,
        "file": list(case.recipe) or _parts(case, index, files),
    }


_REASONS = {
    "": "opened",
    "NotSealed": "not-sealed",
    "ArmourDamaged": "damaged",
    "HeaderDamaged": "damaged",
    "HeaderAltered": "damaged",
    "PayloadDamaged": "damaged",
    "NoMatchingKey": "wrong-key",
    "NotAllowed": "not-allowed",
    "TooLarge": "too-large",
    "TwoFiles": "two-files",
    "UnknownVersion": "unknown-version",
    "UnknownContainer": "unknown-container",
    "BadContainer": "bad-container",
}


def _parts(case: Case, index: dict[bytes, tuple[str, int]], files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Describe a file by what it has in common with the whole ones."""
    if case.name in WHOLE:
        return [_literal(case.file)]
    parts, place, plain = [], 0, 0
    while place < len(case.file):
        name, start, length = _match(case.file, place, index, files)
        if length < _LEAST:
            place += 1
            continue
        if plain < place:
            parts.append(_literal(case.file[plain:place]))
        parts.append({"of": name, "from": start, "to": start + length})
        place = plain = place + length
    if plain < len(case.file):
        parts.append(_literal(case.file[plain:]))
    return parts


def _match(
    content: bytes, place: int, index: dict[bytes, tuple[str, int]], files: dict[str, bytes]
) -> tuple[str, int, int]:
    name, start = index.get(content[place : place + _WINDOW], ("", 0))
    if not name:
        return "", 0, 0
    length, whole = _WINDOW, files[name]
    while (
        place + length < len(content)
        and start + length < len(whole)
        and content[place + length] == whole[start + length]
    ):
        length += 1
    return name, start, length


def _literal(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64_text(content)}
    is_readable = all(line.isprintable() for line in text.split("\n"))
    return {"text": text} if is_readable else {"base64": base64_text(content)}


def vectors() -> dict[str, dict[str, Any]]:
    """Every vector, as it is to be stored."""
    made = cases()
    files = {case.name: case.file for case in made if case.name in WHOLE}
    index: dict[bytes, tuple[str, int]] = {}
    for name in reversed(WHOLE):
        whole = files[name]
        index |= {whole[place : place + _WINDOW]: (name, place) for place in range(0, len(whole) - _WINDOW, _STEP)}
    return {case.name: stored(case, index, files) for case in made}


def main() -> None:
    """Write all vectors, and remove those that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = vectors()
    for path in FOLDER.glob("*.json"):
        if path.stem not in made:
            path.unlink()
    for name, vector in made.items():
        text = json.dumps(vector, indent=2, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
