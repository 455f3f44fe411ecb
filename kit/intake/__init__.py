"""From sealed files to records: open, validate, plan, write. One bad file never stops the next."""

from .joining import Joining, join_by_hand
from .linking import Suggestion, decide, look_for_matches
from .reasons import quarantined
from .results import Books, Duplicate, Ignored, Imported, Item, Quarantined, Superseded, books_as_json
from .run import import_paths
from .sources import Content

__all__ = [
    "Books",
    "Content",
    "Duplicate",
    "Ignored",
    "Imported",
    "Item",
    "Joining",
    "Quarantined",
    "Suggestion",
    "Superseded",
    "books_as_json",
    "decide",
    "import_paths",
    "join_by_hand",
    "look_for_matches",
    "quarantined",
]
