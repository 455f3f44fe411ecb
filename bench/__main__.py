"""Runs every benchmark: ``python -m bench``, or some by name: ``python -m bench cold_start``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
sys.argv[1:] = []  # they name benchmarks, and are no arguments of one
for name in names:
    print(f"\n── {name}", flush=True)
    runpy.run_module(f"bench.{name}", run_name="__main__")
