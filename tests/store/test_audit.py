"""The audit chain shows when it has been tampered with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from lado_kit.store import Store
from lado_kit.store.audit import START, Chain, Happening, append, entries_about, note_reading, verify_chain

from .conftest import Place

NOW = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A store with five entries in the chain of one authority."""
    with place.open() as store:
        with store.writing() as connection:
            for number in range(1, 6):
                happening = Happening(action="imported", subject=f"2026-{number:04}", detail={"number": number})
                append(connection, [happening], authority="sandwell", actor="duty-1", now=NOW)
        yield store


def check(store: Store, *known_heads: str) -> tuple[Chain, ...]:
    with store.reading() as connection:
        return verify_chain(connection, known_heads=known_heads)


@pytest.fixture
def tamper(place: Place) -> Callable[..., None]:
    """Changes entries as someone with power over the store who removes the triggers first."""

    def change(*statements: str) -> None:
        on = " ON audit_entry" if place.is_server else ""
        removed = [f"DROP TRIGGER IF EXISTS audit_entry_refuses_{name}{on}" for name in ("update", "delete")]
        place.change(*removed, *statements)

    return change


def test_an_untouched_chain_holds(store: Store) -> None:
    (chain,) = check(store)

    assert (chain.authority, chain.entries, chain.broken_at) == ("sandwell", 5, None)


def test_an_empty_chain_holds(place: Place) -> None:
    with place.open() as store:
        assert check(store) == ()


@pytest.mark.parametrize(
    "column",
    ["at = '2026-05-03 14:06:00.000000'", "actor = 'x'", "action = 'x'", "subject = 'x'", "detail = '{}'",
     f"hash = '{START}'", f"previous_hash = '{START}'"],
)  # fmt: skip
def test_an_altered_entry_is_found(store: Store, tamper: Callable[..., None], column: str) -> None:
    tamper(f"UPDATE audit_entry SET {column} WHERE sequence = 3")

    assert check(store)[0].broken_at == 3


def test_a_removed_entry_is_found_also_when_the_rest_is_renumbered(store: Store, tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM audit_entry WHERE sequence = 2")
    assert check(store)[0].broken_at == 2

    tamper(*(f"UPDATE audit_entry SET sequence = {number - 1} WHERE sequence = {number}" for number in (3, 4, 5)))
    assert check(store)[0].broken_at == 2


def test_the_first_entry_removed_is_found(store: Store, tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM audit_entry WHERE sequence = 1")

    assert check(store)[0].broken_at == 1


def test_entries_in_another_order_are_found(store: Store, tamper: Callable[..., None]) -> None:
    tamper(
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 2 WHERE sequence = 4",
        "UPDATE audit_entry SET sequence = 4 WHERE sequence = 99",
    )

    assert check(store)[0].broken_at == 2


@pytest.mark.usefixtures("store")
def test_entries_moved_to_another_authority_are_found(place: Place, tamper: Callable[..., None]) -> None:
    tamper("UPDATE audit_entry SET authority = 'luton'")

    with place.open("luton") as there:
        assert check(there)[0].broken_at == 1


def test_entries_cut_off_at_the_end_are_found_by_a_head_noted_earlier(
    store: Store, tamper: Callable[..., None]
) -> None:
    """The rest is a chain that holds, so only something outside the store can tell."""
    head = check(store)[0].head
    tamper("DELETE FROM audit_entry WHERE sequence > 3")

    assert check(store)[0].broken_at is None
    assert check(store, head)[0].broken_at == 4


def test_an_emptied_chain_is_found_by_a_head_noted_earlier(store: Store, tamper: Callable[..., None]) -> None:
    head = check(store)[0].head
    tamper("DELETE FROM audit_entry")

    assert check(store, head)[0].broken_at == 1


def test_a_head_noted_earlier_stays_in_the_chain_as_it_grows(store: Store) -> None:
    head = check(store)[0].head
    with store.writing() as connection:
        note_reading(connection, authority="sandwell", reference="2026-0001", actor="duty-2", now=NOW)

    assert check(store, head)[0].broken_at is None


def test_each_authority_has_a_chain_of_its_own(store: Store, place: Place) -> None:
    with place.open("luton") as elsewhere:
        with elsewhere.writing() as connection:
            append(connection, [Happening(action="x", subject="y")] * 2, authority="luton", actor="a", now=NOW)
        chains = {chain.authority: chain for each in (store, elsewhere) for chain in check(each)}

    assert {name: (chain.entries, chain.broken_at) for name, chain in chains.items()} == {
        "luton": (2, None),
        "sandwell": (5, None),
    }


def test_reading_a_case_is_noted_with_who_and_when(store: Store) -> None:
    with store.writing() as connection:
        note_reading(connection, authority="sandwell", reference="2026-0002", actor="duty-2", now=NOW)
        noted = entries_about(connection, authority="sandwell", reference="2026-0002")

    assert [(entry.action, entry.actor, entry.at) for entry in noted] == [
        ("imported", "duty-1", NOW),
        ("read", "duty-2", NOW),
    ]
