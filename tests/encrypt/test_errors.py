"""What is said when a sealed file cannot be taken: in plain words, with a code for the books."""

from __future__ import annotations

import pytest

from lado_kit import errors
from lado_kit.errors import KeyFileError, KitError, RosterError, SealedFileError

REASONS = {
    "not-sealed",
    "damaged",
    "wrong-key",
    "not-allowed",
    "too-large",
    "two-files",
    "unknown-version",
    "unknown-container",
    "bad-container",
}


def subclasses(kind: type[KitError]) -> list[type[KitError]]:
    return [found for below in kind.__subclasses__() for found in (below, *subclasses(below))]


def test_the_books_know_each_reason() -> None:
    assert {kind.reason for kind in subclasses(SealedFileError) if issubclass(kind, SealedFileError)} == REASONS


@pytest.mark.parametrize("kind", subclasses(SealedFileError), ids=lambda kind: kind.__name__)
def test_every_refusal_of_a_file_says_what_to_do(kind: type[KitError]) -> None:
    error = kind("it happened")

    assert error.message == "it happened"
    assert error.hint
    assert error.hint[0].islower()
    assert not error.hint.endswith(".")
    assert kind("it happened", hint="do this").hint == "do this"


@pytest.mark.parametrize("kind", [SealedFileError, KeyFileError, RosterError], ids=lambda kind: kind.__name__)
def test_every_kind_is_drawn_in_the_tree(kind: type[KitError]) -> None:
    tree = errors.__doc__ or ""

    assert kind.__name__ in tree
    assert all(below.__name__ in tree for below in subclasses(kind) if not issubclass(below, RosterError))
