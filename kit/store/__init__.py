"""The record store: tables, transactions, migrations, questions, and the audit chain."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .store import Store as Store
    from .store import create_store as create_store
    from .store import open_server_store as open_server_store
    from .store import open_store as open_store
    from .store import prepare_server_store as prepare_server_store

__all__ = ["Store", "create_store", "open_server_store", "open_store", "prepare_server_store"]


def __getattr__(name: str) -> object:
    # Loaded when first asked for: the process apart that judges answers needs nothing but the canonical form.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".store", __name__), name)
