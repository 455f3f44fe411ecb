"""From sealed files to records: open, judge apart, plan, write. One bad file never stops the next."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .joining import Joining as Joining
    from .joining import join_by_hand as join_by_hand
    from .linking import Matches as Matches
    from .linking import Suggestion as Suggestion
    from .linking import decide as decide
    from .linking import look_for_matches as look_for_matches
    from .reasons import quarantined as quarantined
    from .results import Books as Books
    from .results import Duplicate as Duplicate
    from .results import Ignored as Ignored
    from .results import Imported as Imported
    from .results import Item as Item
    from .results import Quarantined as Quarantined
    from .results import Superseded as Superseded
    from .results import books_as_json as books_as_json
    from .run import import_paths as import_paths
    from .sources import Content as Content

_HOMES = {
    "joining": "Joining join_by_hand",
    "linking": "Matches Suggestion decide look_for_matches",
    "reasons": "quarantined",
    "results": "Books Duplicate Ignored Imported Item Quarantined Superseded books_as_json",
    "run": "import_paths",
    "sources": "Content",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> object:
    # Loaded when first asked for: the process apart that judges what was opened needs nothing of the store.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
