"""The audit trail under attack: whoever has the key and removes the triggers is found out, and told where."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from lado_kit.cli import cli, run
from lado_kit.commands.audit import describe
from lado_kit.errors import Misuse
from lado_kit.office.auditing import read_head, show_head
from lado_kit.store import Store, create_store
from lado_kit.store.audit import Chain, Happening, Head, append, entry_hash, head_of, verify_chain
from lado_kit.store.tampering import FaultKind
from tests.intake.builders import CANARIES, KEY
from tests.kit.front_door import ANOTHER_PASSPHRASE, a_file
from tests.kit.offices import NOW, Kept

ENTRIES = 40
WHEN = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)
TRIES = 50


class Undone(Exception):
    """Ends a transaction so that nothing of it stays."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real store with a chain of some length; what tests change in it they take back."""
    with create_store(tmp_path_factory.mktemp("audit") / "records.db", KEY) as store:
        with store.writing() as connection:
            noted = [Happening(action="read", subject=f"2026-{n:04}", detail={"n": n}) for n in range(1, ENTRIES + 1)]
            append(connection, noted, authority="sandwell", actor="duty-1", now=WHEN)
        yield store


def after(store: Store, alter: Callable[[Connection], None], *, with_head: bool = False) -> Chain:
    """Say what checking finds after an attack with the key, and take the attack back."""
    found: list[Chain] = []
    with pytest.raises(Undone), store.writing() as connection:
        head = [head_of(connection, authority="sandwell", now=WHEN)] if with_head else []
        drop_triggers(connection)
        alter(connection)
        found += [each for each in verify_chain(connection, known_heads=head) if each.authority == "sandwell"]
        raise Undone
    return found[0]


def drop_triggers(connection: Connection) -> None:
    for name in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER audit_entry_refuses_{name}"))
    connection.execute(text("PRAGMA ignore_check_constraints = ON"))


def change(number: int, what: str) -> Callable[[Connection], None]:
    return lambda connection: do(connection, f"UPDATE audit_entry SET {what} WHERE sequence = {number}")


def remove(number: int) -> Callable[[Connection], None]:
    return lambda connection: do(connection, f"DELETE FROM audit_entry WHERE sequence = {number}")


def swap(one: int, other: int) -> Callable[[Connection], None]:
    return lambda connection: do(
        connection,
        f"UPDATE audit_entry SET sequence = 99999 WHERE sequence = {one}",
        f"UPDATE audit_entry SET sequence = {one} WHERE sequence = {other}",
        f"UPDATE audit_entry SET sequence = {other} WHERE sequence = 99999",
    )


def remove_and_close_up(number: int) -> Callable[[Connection], None]:
    return lambda connection: do(
        connection,
        f"DELETE FROM audit_entry WHERE sequence = {number}",
        *(
            f"UPDATE audit_entry SET sequence = {each - 1} WHERE sequence = {each}"
            for each in range(number + 1, ENTRIES + 1)
        ),
    )


def forge(number: int) -> Callable[[Connection], None]:
    """Change an entry together with its own hash."""

    def forged(connection: Connection) -> None:
        asked = text(f"SELECT previous_hash FROM audit_entry WHERE sequence = {number}")
        content = {
            "authority": "sandwell", "sequence": number, "at": WHEN, "actor": "nobody", "action": "read",
            "subject": "x", "detail": {"n": number}, "previous_hash": connection.scalar(asked),
        }  # fmt: skip
        do(connection, f"UPDATE audit_entry SET actor = 'nobody', subject = 'x', hash = '{entry_hash(content)}' "
                       f"WHERE sequence = {number}")  # fmt: skip

    return forged


def cut_off(first: int) -> Callable[[Connection], None]:
    return lambda connection: do(connection, f"DELETE FROM audit_entry WHERE sequence >= {first}")


def do(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


def says(chain: Chain) -> list[str]:
    return [describe(fault) for fault in chain.faults]


WRONG_VALUES = [
    "at = '2026-05-03 14:06:00.000000'", "at = 'yesterday'", "at = 5", "actor = 'x'", "actor = x'00ff'", "action = 'x'",
    "subject = 'x'", "detail = '{}'", "detail = 'not JSON'", "detail = '[]'",
    "detail = '{\"n\": 1e999}'", "detail = 'null'",
    f"hash = '{'0' * 64}'", "hash = ''", f"previous_hash = '{'0' * 64}'",
]  # fmt: skip


@pytest.mark.parametrize("what", WRONG_VALUES)
def test_an_altered_entry_is_named(store: Store, what: str) -> None:
    chain = after(store, change(7, what))

    assert chain.broken_at == 7
    assert says(chain) == ["entry 7: altered since it was written"]


def test_a_missing_entry_is_named(store: Store) -> None:
    chain = after(store, remove(12))

    assert (chain.broken_at, says(chain)) == (12, ["entry 12: missing"])


def test_a_missing_entry_is_named_also_when_the_rest_is_renumbered(store: Store) -> None:
    chain = after(store, remove_and_close_up(5))

    assert chain.broken_at == 5
    assert says(chain) == [
        "entry 5: missing",
        "entries 5 to 39: in another place than written; they were numbers 6 to 40",
    ]


def test_entries_in_each_others_place_are_named(store: Store) -> None:
    chain = after(store, swap(3, 30))

    assert chain.broken_at == 3
    assert says(chain) == [
        "entry 3: in another place than written; it was number 30",
        "entry 30: in another place than written; it was number 3",
    ]


@pytest.mark.parametrize("number", ["99999999999", "'x'"])
def test_an_entry_with_a_number_of_its_own_is_named(store: Store, number: str) -> None:
    chain = after(store, change(9, f"sequence = {number}"))

    assert any("it was number 9" in each for each in says(chain))


def test_an_entry_forged_with_its_hash_is_named(store: Store) -> None:
    chain = after(store, forge(20))

    assert chain.broken_at == 21
    assert says(chain) == ["entry 20: not the one that the next entry was written after; it was replaced"]


def test_several_faults_are_all_named(store: Store) -> None:
    def attack(connection: Connection) -> None:
        for each in (change(4, "actor = 'x'"), change(5, "actor = 'x'"), remove(17), remove(18), swap(30, 31)):
            each(connection)

    assert says(after(store, attack)) == [
        "entries 4 to 5: altered since they were written",
        "entries 17 to 18: missing",
        "entry 30: in another place than written; it was number 31",
        "entry 31: in another place than written; it was number 30",
    ]


@pytest.mark.parametrize("first", [ENTRIES, 21, 1])
def test_a_trail_cut_off_at_the_end_shows_against_a_head_noted_earlier(store: Store, first: int) -> None:
    unseen = None if first == 1 else after(store, cut_off(first)).broken_at
    chain = after(store, cut_off(first), with_head=True)

    assert unseen is None
    assert (chain.entries, chain.broken_at) == (first - 1, first)
    assert "cut off or rewritten at or before entry 40" in says(chain)[0]


def test_a_trail_written_anew_shows_against_a_head_noted_earlier(store: Store) -> None:
    def write_anew(connection: Connection) -> None:
        do(connection, "DELETE FROM audit_entry")
        noted = [Happening(action="read", subject="2026-0001")] * ENTRIES
        append(connection, noted, authority="sandwell", actor="duty-1", now=WHEN)

    assert after(store, write_anew).broken_at is None
    assert [each.kind for each in after(store, write_anew, with_head=True).faults] == [FaultKind.HEAD_UNKNOWN]


def test_fifty_random_attacks_are_all_found_and_named(store: Store) -> None:
    chance = random.Random(7)
    kinds: set[str] = set()
    for _ in range(TRIES):
        one, other = sorted(chance.sample(range(1, ENTRIES + 1), 2))
        what = chance.choice(WRONG_VALUES[:-3])
        name, attack, numbers = chance.choice([
            ("change", change(one, what), [one]),
            ("remove", remove(one), [one]),
            ("swap", swap(one, other), [one, other]),
            ("close up", remove_and_close_up(one), [one]),
            ("forge", forge(one), [one]),
            ("cut off", cut_off(other), [ENTRIES]),
        ])  # fmt: skip

        chain = after(store, attack, with_head=True)

        assert chain.broken_at is not None, (name, numbers, what)
        named = {number for fault in chain.faults for number in (fault.first, fault.last, fault.was)}
        assert set(numbers) <= named, (name, numbers, what, says(chain))
        kinds.add(name)
    assert len(kinds) == 6


def test_what_others_wrote_is_not_accused(store: Store) -> None:
    with store.reading() as connection:
        (chain,) = verify_chain(connection)

    assert (chain.entries, chain.broken_at, chain.faults) == (ENTRIES, None, ())


@pytest.mark.parametrize("spaced", [str, str.upper, lambda head: " ".join(head[n : n + 4] for n in range(0, 64, 4))])
def test_a_head_is_read_as_it_was_printed_or_typed(spaced: Callable[[str], str], tmp_path: Path) -> None:
    head = Head(authority="sandwell", entries=40, hash="0123456789abcdef" * 4, noted_at=WHEN)

    assert read_head(spaced(head.hash)) == Head(hash=head.hash)
    assert read_head(spaced(head.hash)[:24].strip()).hash == head.hash[: len(spaced(head.hash)[:24].replace(" ", ""))]
    assert read_head(str(a_file(tmp_path / "head.txt", show_head(head).replace("\n", "\r\n")))) == head


@pytest.mark.parametrize("content", ["", "head: 0123", "authority: a\nentries: x\nhead: 00\nnoted: now\n"])
def test_what_is_no_head_is_misuse(content: str, tmp_path: Path) -> None:
    for given in (str(a_file(tmp_path / "head.txt", content)), "0123 4567 89ab", "no-such-file"):
        with pytest.raises(Misuse):
            read_head(given)


def lado_here(kept: Kept, *arguments: str | Path) -> int:
    """Run a command in this process."""
    shared = ["--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty"))]
    return run(cli, "lado", [*shared, *map(str, arguments)])


def tamper(kept: Kept, *statements: str) -> None:
    with kept.office(ANOTHER_PASSPHRASE) as office, office.store.writing() as connection:
        drop_triggers(connection)
        do(connection, *statements)


def test_the_command_finds_what_was_done_to_a_real_store(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = tmp_path / "head.txt"
    assert lado_here(kept, "audit", "head", "--out", noted) == 0
    assert capsys.readouterr().out == noted.read_text(encoding="utf-8")
    assert lado_here(kept, "audit", "verify", "--head", noted) == 0
    whole = capsys.readouterr().out

    tamper(kept, "DELETE FROM audit_entry WHERE sequence = (SELECT max(sequence) FROM audit_entry)")
    unseen, unseen_err = lado_here(kept, "audit", "verify"), capsys.readouterr().err
    seen, seen_out = lado_here(kept, "audit", "verify", "--head", noted), capsys.readouterr().out

    assert "all as they were written" in whole
    assert unseen == 0 and "give a head noted earlier" in unseen_err
    assert seen == 1 and "cut off or rewritten" in seen_out
    assert lado_here(kept, "audit", "head", "--out", noted) == 1  # a head that was filed is not written over


def test_entries_are_listed_by_case_and_a_copy_of_them_is_noted(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    actions = all_actions(kept)

    assert lado_here(kept, "audit", "list") == lado_here(kept, "audit", "list", "--case", f"{NOW.year}-0001") == 0
    listed = capsys.readouterr().out
    assert lado_here(kept, "audit", "list", "--since", "2999-01-01") == 0
    assert "there are none" in capsys.readouterr().err
    assert all_actions(kept) == actions
    assert lado_here(kept, "audit", "list", "--out", tmp_path / "audit.jsonl") == 0
    copied = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(copied) == len(actions)
    assert all_actions(kept) == [*actions, "audit-exported"]
    assert not [word for word in CANARIES if word in listed + "".join(copied)]


def all_actions(kept: Kept) -> Sequence[str]:
    with kept.office() as office, office.store.reading() as connection:
        return list(connection.scalars(text("SELECT action FROM audit_entry ORDER BY sequence")))
