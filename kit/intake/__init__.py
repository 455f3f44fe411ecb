"""From sealed files to records: open, validate, plan, write. One bad file never stops the next."""

from .results import Books, Duplicate, Ignored, Imported, Item, Quarantined, Superseded, books_as_json
from .run import import_paths

__all__ = [
    "Books",
    "Duplicate",
    "Ignored",
    "Imported",
    "Item",
    "Quarantined",
    "Superseded",
    "books_as_json",
    "import_paths",
]
