"""Runs every benchmark: ``python -m bench``, or some by name: ``python -m bench cold_start``.

The exit status is 1 when one of them misses a limit; the others are still run.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
sys.argv[1:] = []  # they name benchmarks, and are no arguments of one
missed = []
for name in names:
    print(f"\n── {name}", flush=True)
    try:
        runpy.run_module(f"bench.{name}", run_name="__main__")
    except SystemExit as end:
        if end.code:
            missed.append(name)
            print(end.code if isinstance(end.code, str) else "a limit was missed")
if missed:
    sys.exit(f"\nmissed: {', '.join(missed)}")
