"""Publish one authority's site: ``python build.py --profile sandwell --roster roster.txt --out public``."""

from __future__ import annotations

import sys

from lado_kit.cli import main

if __name__ == "__main__":
    sys.exit(main())
