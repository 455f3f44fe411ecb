"""The site of any authority, published once in a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_site.freeze import freeze
from lado_site.profiles import load_profile
from tests.site.builders import TODAY, some_keys

_published: dict[str, Path] = {}


def published_for(authority: str, folders: pytest.TempPathFactory) -> Path:
    """Return the folder with the authority's pages."""
    if authority not in _published:
        out = folders.mktemp(authority) / "site"
        _published[authority] = freeze(load_profile(authority), some_keys(), out, now=TODAY).out
    return _published[authority]
