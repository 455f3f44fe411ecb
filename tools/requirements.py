"""The catalogue of requirements: what each concerns, which of them tests demonstrate, and why the others are left.

A test names what it demonstrates: ``@pytest.mark.req("LEI-01", "SAN-12")``. ``requirements.toml`` beside this file
holds what each requirement concerns, and the reason for every one that no test demonstrates.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent / "tests"

_READ = tomllib.loads((HERE / "requirements.toml").read_text(encoding="utf-8"))

CONCERNS: Mapping[str, tuple[str, ...]] = {name: tuple(text.split(", ")) for name, text in _READ["concerns"].items()}
"""What each requirement concerns: a room of the product, such as “record store” or “referral form”."""

LEFT: Mapping[str, str] = _READ["left"]
"""Why a requirement is demonstrated by no test."""

REQUIREMENTS = tuple(CONCERNS)

SOURCES = tuple(dict.fromkeys(name.partition("-")[0] for name in REQUIREMENTS))

CASEWORK = ("record store", "threshold triage", "timescale clock", "tracker/export", "profile setting")
"""What the record store and its casework answer for."""


def named_by(item: pytest.Item) -> list[str]:
    """Return the requirements that a test says it demonstrates."""
    return [requirement for mark in item.iter_markers("req") for requirement in mark.args]


def unknown(requirements: list[str]) -> list[str]:
    """Return those that are not in the catalogue."""
    return [requirement for requirement in requirements if requirement not in CONCERNS]


def demonstrated(folder: Path = TESTS) -> frozenset[str]:
    """Return the requirements that the tests in a folder name."""
    return frozenset(name for path in folder.rglob("test_*.py") for name in _named_in(path))


def _named_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes(), path.name)):
        match node:
            case ast.Call(func=ast.Attribute(attr="req"), args=args):
                yield from (str(each.value) for each in args if isinstance(each, ast.Constant))


def faults(shown: frozenset[str]) -> list[str]:
    """List what is neither demonstrated nor has a reason, and what has a reason though it is demonstrated."""
    return [
        *(
            f"{name}: no test demonstrates it, and no reason is given"
            for name in REQUIREMENTS
            if not shown & {name} and name not in LEFT
        ),
        *(f"{name}: a test demonstrates it, so it needs no reason" for name in LEFT if name in shown),
        *(f"{name}: a reason for what is not in the catalogue" for name in LEFT if name not in CONCERNS),
    ]


def main() -> int:
    """Print what is left with its reason, and the share that tests demonstrate. Return 1 where a reason is wanting."""
    shown = demonstrated()
    for name in REQUIREMENTS:
        if name not in shown:
            print(f"{name:8}{LEFT.get(name, 'NO REASON GIVEN')}   [{', '.join(CONCERNS[name])}]")
    for source in SOURCES:
        _tell(source, [name for name in REQUIREMENTS if name.startswith(source)], shown)
    for concern in dict.fromkeys(each for concerns in CONCERNS.values() for each in concerns):
        _tell(concern, [name for name in REQUIREMENTS if concern in CONCERNS[name]], shown)
    _tell("casework", [name for name in REQUIREMENTS if set(CASEWORK) & set(CONCERNS[name])], shown)
    _tell("all", list(REQUIREMENTS), shown)
    for fault in faults(shown):
        print(f"error: {fault}\nhint: mark a test, or put the reason into tools/requirements.toml", file=sys.stderr)
    return 1 if faults(shown) else 0


def _tell(what: str, names: list[str], shown: frozenset[str]) -> None:
    done = sum(name in shown for name in names)
    print(f"{what:20}{done:4} of {len(names):3}  {done / len(names):4.0%}")


if __name__ == "__main__":
    sys.exit(main())
