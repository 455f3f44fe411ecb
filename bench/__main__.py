"""Runs every benchmark: ``python -m bench``, or some by name: ``python -m bench cold_start``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

for name in sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")):
    print(f"\n── {name}", flush=True)
    runpy.run_module(f"bench.{name}", run_name="__main__")
