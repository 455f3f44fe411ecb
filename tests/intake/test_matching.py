"""What the import says of earlier records, what a person makes of it, and that nothing is ever merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lado_kit.errors import Refused
from lado_kit.intake import Books, Imported, Suggestion, decide, look_for_matches
from lado_kit.store import Store
from lado_kit.store.queries import find_case, inbox
from lado_kit.store.tables import LinkKind, LinkState, link, search_key

from .builders import ANSWERS, AUTHORITY, NOW, a_submission, an_empty_store, run_import, save

FULL = {**ANSWERS, "adult_birth_date": "1984-05-12"}
AGAIN = {
    **FULL,
    "adult_given_names": "Zebedee Jory",
    "adult_family_name": "Quilfeather",
    "adult_birth_date": "1984-12-05",
}
STRANGER = {
    **ANSWERS,
    "adult_family_name": "Pellowby",
    "adult_given_names": "Tamsin",
    "adult_birth_date": "1971-09-30",
    "adult_postcode": "QX9 8YZ",
    "employer_name": "Fernhollow Nursery",
    "children": [
        {**ANSWERS["children"][0], "child_family_name": "Thornley", "child_given_names": "Jory"},
    ],
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_empty_store(tmp_path / "records.db") as store:
        yield store


def take_in(store: Store, folder: Path, *answers: dict[str, Any], **changes: Any) -> Books:
    """Import submissions with these answers from a folder of their own, in their order."""
    place = folder / f"{sum(each.is_dir() for each in folder.iterdir())}"
    for number, each in enumerate(answers):
        save(place, f"{number}.txt", a_submission(answers=each))
    books = run_import(store, place, **changes)
    assert books.count(Imported) == len(answers)
    return books


def look(store: Store, name: str = "2026-0002", kind: LinkKind = LinkKind.ADULT) -> list[Suggestion]:
    with store.writing() as connection:
        found = look_for_matches(connection, name, authority=AUTHORITY, actor="duty-1", now=NOW).suggestions
    return [each for each in found if each.kind is kind]


def say(store: Store, state: LinkState, name: str = "2026-0002", other: str = "2026-0001", **more: Any) -> None:
    fields: dict[str, Any] = {"kind": LinkKind.ADULT, "reason": None, "actor": "duty-2", "now": NOW} | more
    with store.writing() as connection:
        decide(connection, name, other, state=state, authority=AUTHORITY, **fields)


def count(store: Store, table: Any) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_import_says_how_many_earlier_records_may_be_of_the_same(store: Store, tmp_path: Path) -> None:
    first = take_in(store, tmp_path, FULL)
    second = take_in(store, tmp_path, AGAIN, STRANGER)

    assert [item.known for item in first.items] == [0]
    assert [item.known for item in second.items] == [1, 0]


def test_those_in_one_batch_are_held_against_each_other_and_a_dry_run_says_the_same(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, tmp_path, FULL)
    rehearsed = take_in(store, tmp_path, AGAIN, FULL, STRANGER, dry_run=True)
    keys, links = count(store, search_key), count(store, link)
    real = run_import(store, tmp_path / "1")

    assert [item.known for item in rehearsed.items] == [item.known for item in real.items] == [1, 2, 0]
    assert (keys < count(store, search_key), links) == (True, 0)


def test_the_inbox_says_it_and_stops_when_a_person_says_they_are_different(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, {**AGAIN, "children": STRANGER["children"]})
    known = [case.known for case in read_inbox(store)]
    say(store, LinkState.DISMISSED)

    assert known == [1, 1]
    assert [case.known for case in read_inbox(store)] == [0, 0]


def read_inbox(store: Store) -> Any:
    with store.reading() as connection:
        return inbox(connection, authority=AUTHORITY)


@pytest.mark.req("LEI-09")
def test_earlier_records_of_the_adult_are_listed_with_the_reasons_in_words(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL, STRANGER)
    take_in(store, tmp_path, AGAIN)
    (found,) = look(store, "2026-0003")

    assert (found.other, found.likeness, found.state) == ("2026-0001", "likely", LinkState.SUGGESTED)
    assert "family name spelt a little differently (Quilfeather/Quillfeather)" in found.reasons
    assert "birth date with day and month swapped" in found.reasons
    assert "same employer" in found.reasons
    assert found.other_described == "Zebedee Quillfeather, born 1984-05-12"


@pytest.mark.req("LEI-10")
def test_earlier_records_of_a_child_are_listed(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, {**STRANGER, "children": ANSWERS["children"][:1]})

    assert ("2026-0001", "likely") in [(each.other, each.likeness) for each in look(store, kind=LinkKind.CHILD)]
    assert look(store, kind=LinkKind.ADULT) == []


@pytest.mark.req("LEI-11")
def test_earlier_records_of_the_organisation_are_listed(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, {**STRANGER, "employer_name": "The Tumbledown Primary School"})

    assert [each.other for each in look(store, kind=LinkKind.ORGANISATION)] == ["2026-0001"]


def test_looking_is_noted_and_looking_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, AGAIN)
    before = count(store, link)
    once, twice = look(store), look(store)

    assert once == twice
    assert count(store, link) == before
    assert [entry.action for entry in history(store)][-2:] == ["looked-for-matches"] * 2
    assert history(store)[-1].detail["adult"] == 1


def history(store: Store, name: str = "2026-0002") -> Any:
    with store.reading() as connection:
        return find_case(connection, name).audit


def test_a_decision_is_kept_noted_in_both_cases_and_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, AGAIN)
    say(store, LinkState.CONFIRMED, reason="HR confirmed it")
    (confirmed,) = look(store)
    say(store, LinkState.SUGGESTED)
    (undone,) = look(store)

    assert (confirmed.state, confirmed.decided_by, confirmed.reason) == ("confirmed", "duty-2", "HR confirmed it")
    assert (undone.state, undone.decided_by, undone.reason) == ("suggested", None, None)
    for name in ("2026-0001", "2026-0002"):
        assert [entry.action for entry in history(store, name) if "link" in entry.action] == ["linked", "unlinked"]
    assert "HR" not in str(history(store))


def test_a_link_merges_nothing(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    take_in(store, tmp_path, AGAIN)
    say(store, LinkState.CONFIRMED)

    with store.reading() as connection:
        one, other = find_case(connection, "2026-0001"), find_case(connection, "2026-0002")
    assert one.adult and one.adult["family_name"] == "Quillfeather"
    assert other.adult and other.adult["family_name"] == "Quilfeather"
    assert one.case_id != other.case_id


def test_a_person_may_link_what_nothing_speaks_for_and_take_that_back(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL, STRANGER)
    assert look(store) == []
    say(store, LinkState.CONFIRMED)
    (linked,) = look(store)
    say(store, LinkState.SUGGESTED)

    assert (linked.other, linked.state, linked.likeness) == ("2026-0001", "confirmed", "unlikely")
    assert look(store) == []


def test_each_twin_is_linked_with_the_right_one(store: Store, tmp_path: Path) -> None:
    born = {**ANSWERS["children"][0], "child_family_name": "Yaxley", "child_birth_date": "2017-02-11"}
    twins = [{**born, "child_given_names": name} for name in ("Oriel", "Ariel")]
    take_in(store, tmp_path, {**FULL, "children": twins})
    take_in(store, tmp_path, {**STRANGER, "children": twins[::-1]})
    say(store, LinkState.CONFIRMED, kind=LinkKind.CHILD)

    linked = [each for each in look(store, kind=LinkKind.CHILD) if each.state is LinkState.CONFIRMED]
    assert sorted(each.described for each in linked) == [
        "Ariel Yaxley, born 2017-02-11",
        "Oriel Yaxley, born 2017-02-11",
    ]
    assert all(each.described == each.other_described for each in linked)


@pytest.mark.parametrize(
    ("state", "other", "said"),
    [
        (LinkState.SUGGESTED, "2026-0001", "no adult to undo"),
        (LinkState.DISMISSED, "2026-0001", "no adult to tell apart"),
        (LinkState.CONFIRMED, "2026-0002", "same case twice"),
        (LinkState.CONFIRMED, "2026-0009", "no case here"),
    ],
)
def test_there_must_be_something_to_decide(
    store: Store, tmp_path: Path, state: LinkState, other: str, said: str
) -> None:
    take_in(store, tmp_path, FULL, STRANGER)

    with pytest.raises(Refused, match=said) as refused:
        say(store, state, other=other)
    assert refused.value.hint


def test_another_authoritys_records_are_not_found(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL)
    place = tmp_path / "elsewhere"
    save(place, "1.txt", a_submission(authority="luton", answers=AGAIN))
    books = run_import(store, place, authority="luton", now=NOW + timedelta(hours=1))

    assert [item.known for item in books.items] == [0]


def test_importing_again_suggests_nothing_new(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, FULL, AGAIN)
    before = count(store, link), count(store, search_key)
    run_import(store, tmp_path)

    assert (count(store, link), count(store, search_key)) == before
