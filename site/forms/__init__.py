"""Form definitions as data, and what is derived from them. Nothing here reads or writes a file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .catalogue import FORMS as FORMS
    from .catalogue import form_for as form_for

__all__ = ["FORMS", "form_for"]


def __getattr__(name: str) -> object:
    # Loaded when first asked for: what only judges a file need not load every form.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".catalogue", __name__), name)
