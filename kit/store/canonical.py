"""JSON in the one form that hashes are taken of: sorted keys, no spaces, characters as they are."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Any) -> str:
    """Write ``value`` so that equal values give equal text."""
    return _ENCODER.encode(value)
