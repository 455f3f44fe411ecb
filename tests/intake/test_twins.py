"""Referrals that were sealed twice: marked at import, decided by a person, undone again; and nothing is removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lado_kit.casework.sameness import digest_of, is_told_alike
from lado_kit.errors import Misuse, Refused
from lado_kit.intake import Books
from lado_kit.intake.deciding import decide_duplicate
from lado_kit.store import Store, open_store, queries
from lado_kit.store.audit import entries_about
from lado_kit.store.duplicates import Duplication
from lado_kit.store.queries import CaseSummary
from lado_kit.store.tables import LinkState, case_record, submission

from .builders import (
    ANSWERS,
    AUTHORITY,
    KEY,
    NOW,
    SEALED_AT,
    a_submission,
    an_empty_store,
    results,
    run_import,
    save,
    without,
)

TOLD = (
    "canary-what-happened: on Tuesday after school the teacher took the child by the arm in the corridor and "
    "pulled him towards the hall, in front of two colleagues who told the head at once."
)
ANOTHER_TIME = "canary-what-happened: a message was sent at night to a pupil in the sixth form, who showed it."
SURE = {"adult_birth_date": "1984-05-09"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it, that the others are copies of."""
    file = tmp_path_factory.mktemp("empty") / "records.db"
    an_empty_store(file).close()
    return file


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(Path(shutil.copy(empty, tmp_path)), KEY) as store:
        yield store


def arrive(store: Store, folder: Path, name: str, answers: dict[str, Any], *, hours: int = 0, **more: Any) -> Books:
    """Seal a referral and import it, some hours after the first."""
    later = timedelta(hours=hours)
    file = save(folder, name, a_submission(answers=answers, sealed_at=SEALED_AT + later))
    return run_import(store, file, now=NOW + later, **more)


def twice(store: Store, folder: Path) -> Books:
    arrive(store, folder, "1.txt", ANSWERS)
    return arrive(store, folder, "2.txt", ANSWERS, hours=1)


def decide(store: Store, state: LinkState, *names: str, reason: str | None = "The school sent it twice") -> Duplication:
    with store.writing() as connection:
        return decide_duplicate(
            connection, *names, state=state, reason=reason, authority=AUTHORITY, actor="duty-1", now=NOW
        )


def waiting(store: Store) -> dict[str, CaseSummary]:
    with store.reading() as connection:
        return {each.reference: each for each in queries.inbox(connection, authority=AUTHORITY)}


def test_the_same_referral_sealed_twice_is_taken_in_and_marked(store: Store, tmp_path: Path) -> None:
    books = twice(store, tmp_path)

    assert results(books) == [("imported", "new-case")] and books.is_clean
    assert (books.items[0].case, books.items[0].possible_duplicate) == ("2026-0002", "2026-0001")
    assert [each.possible_duplicate for each in waiting(store).values()] == ["2026-0001", ""]


def test_spelling_and_small_changes_make_no_difference(store: Store, tmp_path: Path) -> None:
    arrive(store, tmp_path, "1.txt", without(**SURE, what_happened=TOLD))
    spelt = without(**SURE, what_happened=TOLD.upper().replace(",", ""), adult_given_names="zebédee")
    changed = without(**SURE, what_happened=TOLD.replace("two colleagues", "three others"), restraint="not-known")

    assert arrive(store, tmp_path, "2.txt", spelt, hours=1).items[0].possible_duplicate == "2026-0001"
    assert arrive(store, tmp_path, "3.txt", changed, hours=2).items[0].possible_duplicate == "2026-0001"
    with store.reading() as connection:
        found = queries.find_case(connection, "2026-0001").duplicates
    assert [(each.case, each.sameness) for each in found] == [("2026-0002", "same"), ("2026-0003", "nearly")]


def test_another_concern_about_the_same_adult_is_no_duplicate(store: Store, tmp_path: Path) -> None:
    arrive(store, tmp_path, "1.txt", without(**SURE, what_happened=TOLD))

    other = arrive(store, tmp_path, "2.txt", without(**SURE, what_happened=ANOTHER_TIME), hours=1)

    assert other.items[0].known == 1, "the adult is known"
    assert other.items[0].possible_duplicate is None


def test_two_in_one_batch_and_in_a_rehearsal_are_seen_too(store: Store, tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt"):
        save(tmp_path / "in", name, a_submission())

    rehearsed = run_import(store, tmp_path / "in", dry_run=True)
    books = run_import(store, tmp_path / "in")

    assert [item.possible_duplicate for item in books.items] == [None, "2026-0001"]
    assert [item.case for item in rehearsed.items] == [None, None]
    assert [item.possible_duplicate for item in rehearsed.items] == [None, rehearsed.items[0].receipt]
    assert waiting(store)["2026-0002"].possible_duplicate == "2026-0001"


def test_a_duplicate_leaves_the_inbox_shows_its_original_and_stays_whole(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)

    decided = decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002")

    assert (decided.case, decided.of, decided.decided_by) == ("2026-0002", "2026-0001", "duty-1")
    assert list(waiting(store)) == ["2026-0001"]
    with store.reading() as connection:
        listed = {each.reference: each.duplicate_of for each in queries.cases(connection)}
        case = queries.find_case(connection, "2026-0002")
        assert connection.scalar(select(func.count()).select_from(case_record)) == 2
        entries = entries_about(connection, authority=AUTHORITY, reference="2026-0001")
    assert listed == {"2026-0001": "", "2026-0002": "2026-0001"}
    assert case.answers == ANSWERS and case.duplicates == (decided,)
    assert entries[-1].action == "called-duplicate" and "school" not in str(entries[-1].detail)


def test_the_case_that_was_opened_first_counts_whichever_is_named_first(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)

    assert decide(store, LinkState.CONFIRMED, "2026-0002", "2026-0001").of == "2026-0001"


def test_undone_it_is_in_the_inbox_again(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)
    decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002")

    decide(store, LinkState.SUGGESTED, "2026-0001", "2026-0002", reason=None)

    assert waiting(store)["2026-0002"].possible_duplicate == "2026-0001"


def test_two_referrals_told_apart_are_not_suggested_again(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)

    decide(store, LinkState.DISMISSED, "2026-0001", "2026-0002", reason=None)

    assert [each.possible_duplicate for each in waiting(store).values()] == ["", ""]


def test_a_decision_needs_a_reason_two_cases_and_no_circle(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)
    arrive(store, tmp_path, "3.txt", ANSWERS, hours=2)

    with pytest.raises(Misuse, match="no reason"):
        decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002", reason=" ")
    with pytest.raises(Refused, match="same case twice"):
        decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0001")
    with pytest.raises(Refused, match="nothing was decided"):
        decide(store, LinkState.SUGGESTED, "2026-0001", "2026-0002")
    decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002")
    with pytest.raises(Refused, match="2026-0002 is a duplicate of 2026-0001 itself"):
        decide(store, LinkState.CONFIRMED, "2026-0002", "2026-0003")


def test_the_file_of_a_duplicate_that_comes_again_is_superseded(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)
    decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002")

    again = run_import(store, tmp_path / "1.txt", tmp_path / "2.txt")

    assert results(again) == [("duplicate", "same-file"), ("superseded", "superseded")]
    assert again.items[1].case == "2026-0001" and again.is_clean
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(submission)) == 2


def test_a_third_copy_is_marked_as_one_of_the_case_that_counts(store: Store, tmp_path: Path) -> None:
    twice(store, tmp_path)
    decide(store, LinkState.CONFIRMED, "2026-0001", "2026-0002")

    third = arrive(store, tmp_path, "3.txt", ANSWERS, hours=2)

    assert third.items[0].possible_duplicate == "2026-0001"


LANDED: dict[str, Any] = {
    "adult": [{"family_name": "Quillfeather", "given_names": "Zebedee", "birth_date": None}],
    "child": [{"given_names": "Ann", "family_name": "One"}, {"given_names": "Bob", "family_name": "Two"}],
    "allegation": [{"summary": "A  Push.", "happened_on": "2026-04-30"}],
}


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        ({"child": LANDED["child"][::-1]}, True),
        ({"allegation": [{"summary": "a push", "happened_on": "2026-04-30", "restraint": "no"}]}, True),
        ({"allegation": [{"summary": "a push", "happened_on": "2026-05-30"}]}, False),
        ({"child": LANDED["child"][:1]}, False),
        ({"adult": []}, False),
    ],
)
def test_main_answers_are_compared_without_their_spelling(changed: dict[str, Any], is_same: bool) -> None:
    assert (digest_of({**LANDED, **changed}) == digest_of(LANDED)) is is_same


def test_where_nobody_says_what_happened_nothing_is_compared() -> None:
    assert digest_of({**LANDED, "allegation": [{"summary": "  ", "happened_on": "2026-04-30"}]}) is None
    assert not is_told_alike(None, None) and not is_told_alike("", "")
