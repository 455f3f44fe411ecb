"""What became of each thing that was found, and the books that must balance. No answer is ever in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What every result says. ``reason`` is a code; the rest is None where it could not be learnt.

    ``known`` is how many earlier records may be of the same adult or child, ``possible_duplicate`` the reference of the
    case that may be the same referral, or in a dry run the receipt code of what would open that. ``held`` is the code
    in quarantine, None where nothing could be kept.
    """

    source: str
    reason: str
    next_step: str
    receipt: str | None = None
    submission_id: str | None = None
    case: str | None = None
    problems: tuple[str, ...] = ()
    known: int = 0
    possible_duplicate: str | None = None
    held: str | None = None
    is_held_already: bool = False


class Imported(_Found):
    """It is stored: as a new case, in a case that was there, or waiting for the form it belongs to.

    ``case`` is None while it waits, and for a new case in a dry run.
    """

    __slots__ = ()
    result: ClassVar[str] = "imported"


class Duplicate(_Found):
    """It is in the store already, in ``case``, or waiting where there is none."""

    __slots__ = ()
    result: ClassVar[str] = "duplicate"


class Superseded(_Found):
    """It is in the store already, and a person has said that ``case``, another one, counts in its place.

    That is the only thing that takes a submission's place: a correction stands beside what it corrects.
    """

    __slots__ = ()
    result: ClassVar[str] = "superseded"


class Quarantined(_Found):
    """It could not be taken in. The file is where it was, and what is in it is kept in quarantine."""

    __slots__ = ()
    result: ClassVar[str] = "quarantined"


class Ignored(_Found):
    """It is not a sealed file."""

    __slots__ = ()
    result: ClassVar[str] = "ignored"


Item = Imported | Duplicate | Superseded | Quarantined | Ignored

_RESULTS: tuple[type[Item], ...] = (Imported, Duplicate, Superseded, Quarantined, Ignored)


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """Everything one run found, in the order it was found. Every single thing has exactly one result."""

    found: int
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        assert self.found == sum(self.count(kind) for kind in _RESULTS), "the books do not balance"

    def count(self, kind: type[Item]) -> int:
        """Count the items of one result."""
        return sum(type(item) is kind for item in self.items)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing needs a person: nothing was quarantined."""
        return self.count(Quarantined) == 0


def books_as_json(books: Books) -> dict[str, Any]:
    """Return the books as plain JSON values."""
    counts = {kind.result: books.count(kind) for kind in _RESULTS}
    return {"found": books.found, **counts, "items": [_item_as_json(item) for item in books.items]}


def _item_as_json(item: Item) -> dict[str, Any]:
    problems: Sequence[str] = item.problems
    return {
        "source": item.source,
        "result": item.result,
        "reason": item.reason,
        "receipt": item.receipt,
        "submission_id": item.submission_id,
        "next_step": item.next_step,
        "case": item.case,
        "problems": list(problems),
        "known": item.known,
        "possible_duplicate": item.possible_duplicate,
        "held": item.held,
        "held_already": item.is_held_already,
    }
