"""The catalogue of requirements, and which of them no test demonstrates.

A test names what it demonstrates: ``@pytest.mark.req("LEI-01", "SAN-12")``.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Source document: how many requirements it has, numbered from 01.
CATALOGUE = {"LEI": 53, "SAN": 95, "WAN": 73, "BRO": 143, "BED": 105}

REQUIREMENTS = tuple(f"{source}-{number:02}" for source, count in CATALOGUE.items() for number in range(1, count + 1))


class MarkReader:
    """A pytest plugin that collects the requirements named by tests."""

    def __init__(self) -> None:
        self.demonstrated: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.demonstrated.update(requirement for item in session.items for requirement in named_by(item))


def named_by(item: pytest.Item) -> list[str]:
    """Return the requirements that a test says it demonstrates."""
    return [requirement for mark in item.iter_markers("req") for requirement in mark.args]


def unknown(requirements: list[str]) -> list[str]:
    """Return those that are not in the catalogue."""
    return [requirement for requirement in requirements if requirement not in REQUIREMENTS]


def main() -> int:
    """Print what no test demonstrates, a line for each source, and a count."""
    reader = MarkReader()
    with redirect_stdout(StringIO()):
        status = pytest.main(["--collect-only", "-qq", str(ROOT / "tests")], [reader])
    if status != pytest.ExitCode.OK:
        print("error: the tests cannot be collected\nhint: run pytest --collect-only", file=sys.stderr)
        return 1
    for source in CATALOGUE:
        missing = [name for name in REQUIREMENTS if name.startswith(source) and name not in reader.demonstrated]
        print(f"{source}: {', '.join(missing) or 'all demonstrated'}")
    print(f"{len(reader.demonstrated)} of {len(REQUIREMENTS)} requirements are demonstrated by a test")
    return 0


if __name__ == "__main__":
    sys.exit(main())
