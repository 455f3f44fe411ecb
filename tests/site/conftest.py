"""What every test of the site may use."""

from __future__ import annotations

from .serving import address as address
from .serving import published as published
