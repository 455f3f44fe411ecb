"""Keys under which a record is looked up: two records that may be of the same share at least one.

So only few are compared, however many there are. A kind of error that ``people`` forgives needs a key here that it
leaves alone; ``tests/casework/test_matching.py`` has the list. Changed keys need a migration that writes all again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .organisations import Organisation
from .people import Person, initials
from .short_forms import long_forms

LETTERS = 7
"""Letters of a name that keys are made of: a slip after them changes none."""

_ASKED_AGAIN = 1024
"""A batch of the import asks twice: to look up, and to be found."""


def row_keys(kind: str, row: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of a row of the store; that of an adult has the name of the ``employer`` beside it."""
    if kind == "organisation":
        return organisation_keys(Organisation.of(row))
    employer = row.get("employer")
    return person_keys(Person.of(row, employer=Organisation.of({"name": employer}) if employer else None))


@lru_cache(maxsize=_ASKED_AGAIN)
def person_keys(person: Person) -> frozenset[str]:
    """Return the keys of an adult or a child."""
    return frozenset((*_name_keys(person), *_birth_keys(person), *_contact_keys(person)))


@lru_cache(maxsize=_ASKED_AGAIN)
def organisation_keys(organisation: Organisation) -> frozenset[str]:
    """Return the keys of an organisation."""
    keys = [f"p:{organisation.postcode}"] if organisation.postcode else []
    if organisation.words:
        keys += [f"n:{rest}" for rest in _less_one("".join(organisation.words), 2 * LETTERS)]
        # The same words with one more or one fewer.
        keys += [f"w:{word}" for word in organisation.words if len(word) >= 5]
    return frozenset(keys)


def _name_keys(person: Person) -> Iterator[str]:
    """A family name with one slip, beside the first letter of a given name; and both the other way round."""
    families = {*person.family, "".join(person.family), *_long(person.other)} - {""}
    letters = {letter for given in (*person.given, *person.other) for letter in initials(given)}
    for family in families:
        for rest in _less_one(family, LETTERS):
            yield from (f"f:{rest}:{letter}" for letter in letters)
    for given in (*person.given, "".join(person.given)):
        if len(given) > 1:
            yield from (f"f:{given[:LETTERS]}:{family[0]}" for family in person.family)
    if not letters:
        yield from (f"f:{family[:LETTERS]}:" for family in families)


def _birth_keys(person: Person) -> Iterator[str]:
    """The whole date, its day and month in either order; and the year beside the given name."""
    if len(person.born) == 10:
        yield "d:" + person.born[:4] + "".join(sorted((person.born[5:7], person.born[8:])))
    if person.born:
        for given in (*person.given[:1], *person.other):
            yield from (f"g:{name}:{person.born[:4]}" for name in long_forms(given) if len(name) > 1)


def _contact_keys(person: Person) -> Iterator[str]:
    if person.phone:
        yield f"t:{person.phone}"
    if person.email:
        yield f"e:{person.email}"
    if person.postcode:
        yield from (f"p:{person.postcode}:{letter}" for given in person.given[:1] for letter in initials(given))
    if person.employer and person.employer.words:
        employer = "".join(person.employer.words)
        yield from (f"o:{employer}:{name}" for given in person.given[:1] for name in long_forms(given))


def _less_one(word: str, letters: int) -> set[str]:
    """Return the beginning of a word, and that with any one letter left out.

    Two spellings that differ by one letter, or by two exchanged, share one of these.
    """
    start = word[:letters]
    if len(start) <= 2:
        return {start}
    return {start, *(start[:place] + start[place + 1 :] for place in range(len(start)))}


def _long(words: tuple[str, ...]) -> Iterator[str]:
    return (word for word in words if len(word) > 2)
