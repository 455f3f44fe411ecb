"""The heavy checks, which only `make quality` runs. Where what they need is missing, they say so and are skipped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.site.serving import address, published
from tools.browser_files import find_node

__all__ = ["address", "published"]

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "quality"


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Stay out of the usual run."""
    return None if any("quality" in argument for argument in config.args) else True


def tool(name: str) -> Path:
    """Return one of the Node packages of tools/quality, or skip the test where they are not installed."""
    place = TOOLS / "node_modules" / name
    if not place.exists():
        pytest.skip(f"{name} is not installed: run `npm ci --ignore-scripts` in tools/quality")
    return place


def program(*names: str) -> str:
    """Return the first of these programs that the machine has, or skip the test."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"this machine has no {' or '.join(names)}")
    return found


def run_script(name: str, order: Any, seconds: int) -> Any:
    """Run a script of tools/quality: JSON in, JSON out."""
    node = find_node()
    if node is None:
        pytest.skip("there is no Node 20 or newer here: run tools/setup.py")
    done = subprocess.run(
        [node / "node", TOOLS / name], input=json.dumps(order), capture_output=True, encoding="utf-8",
        timeout=seconds, env={**os.environ, "NO_PROXY": "127.0.0.1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
