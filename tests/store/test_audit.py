"""The audit chain shows when it has been tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from lado_kit.store import Store, create_store
from lado_kit.store.audit import START, Chain, Happening, append, entries_about, note_reading, verify_chain

NOW = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with five entries in the chain of one authority."""
    with create_store(tmp_path / "records.db", bytes(32)) as store:
        with store.writing() as connection:
            for number in range(1, 6):
                happening = Happening(action="imported", subject=f"2026-{number:04}", detail={"number": number})
                append(connection, [happening], authority="sandwell", actor="duty-1", now=NOW)
        yield store


def check(store: Store, *known_heads: str) -> tuple[Chain, ...]:
    with store.reading() as connection:
        return verify_chain(connection, known_heads=known_heads)


def tamper(store: Store, *statements: str) -> None:
    """Change entries as someone who has the key and removes the triggers first."""
    with store.writing() as connection:
        for name in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_entry_refuses_{name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_chain_holds(store: Store) -> None:
    (chain,) = check(store)

    assert (chain.authority, chain.entries, chain.broken_at) == ("sandwell", 5, None)


def test_an_empty_chain_holds(tmp_path: Path) -> None:
    with create_store(tmp_path / "empty.db", bytes(32)) as store:
        assert check(store) == ()


@pytest.mark.parametrize(
    "column",
    ["at = '2026-05-03 14:06:00.000000'", "actor = 'x'", "action = 'x'", "subject = 'x'", "detail = '{}'",
     f"hash = '{START}'", f"previous_hash = '{START}'"],
)  # fmt: skip
def test_an_altered_entry_is_found(store: Store, column: str) -> None:
    tamper(store, f"UPDATE audit_entry SET {column} WHERE sequence = 3")

    assert check(store)[0].broken_at == 3


def test_a_removed_entry_is_found_also_when_the_rest_is_renumbered(store: Store) -> None:
    tamper(store, "DELETE FROM audit_entry WHERE sequence = 2")
    assert check(store)[0].broken_at == 2

    with store.writing() as connection:
        for number in (3, 4, 5):
            connection.execute(text(f"UPDATE audit_entry SET sequence = {number - 1} WHERE sequence = {number}"))
    assert check(store)[0].broken_at == 2


def test_the_first_entry_removed_is_found(store: Store) -> None:
    tamper(store, "DELETE FROM audit_entry WHERE sequence = 1")

    assert check(store)[0].broken_at == 1


def test_entries_in_another_order_are_found(store: Store) -> None:
    tamper(
        store,
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 2 WHERE sequence = 4",
        "UPDATE audit_entry SET sequence = 4 WHERE sequence = 99",
    )

    assert check(store)[0].broken_at == 2


def test_entries_moved_to_another_authority_are_found(store: Store) -> None:
    tamper(store, "UPDATE audit_entry SET authority = 'luton'")

    assert check(store)[0].broken_at == 1


def test_entries_cut_off_at_the_end_are_found_by_a_head_noted_earlier(store: Store) -> None:
    """The rest is a chain that holds, so only something outside the store can tell."""
    head = check(store)[0].head
    tamper(store, "DELETE FROM audit_entry WHERE sequence > 3")

    assert check(store)[0].broken_at is None
    assert check(store, head)[0].broken_at == 4


def test_an_emptied_chain_is_found_by_a_head_noted_earlier(store: Store) -> None:
    head = check(store)[0].head
    tamper(store, "DELETE FROM audit_entry")

    assert check(store, head)[0].broken_at == 1


def test_a_head_noted_earlier_stays_in_the_chain_as_it_grows(store: Store) -> None:
    head = check(store)[0].head
    with store.writing() as connection:
        note_reading(connection, authority="sandwell", reference="2026-0001", actor="duty-2", now=NOW)

    assert check(store, head)[0].broken_at is None


def test_each_authority_has_a_chain_of_its_own(store: Store) -> None:
    with store.writing() as connection:
        append(connection, [Happening(action="x", subject="y")] * 2, authority="luton", actor="a", now=NOW)

    assert [(chain.authority, chain.entries, chain.broken_at) for chain in check(store)] == [
        ("luton", 2, None),
        ("sandwell", 5, None),
    ]


def test_reading_a_case_is_noted_with_who_and_when(store: Store) -> None:
    with store.writing() as connection:
        note_reading(connection, authority="sandwell", reference="2026-0002", actor="duty-2", now=NOW)
        noted = entries_about(connection, authority="sandwell", reference="2026-0002")

    assert [(entry.action, entry.actor, entry.at) for entry in noted] == [
        ("imported", "duty-1", NOW),
        ("read", "duty-2", NOW),
    ]
