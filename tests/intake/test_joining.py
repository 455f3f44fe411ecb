"""Submissions that belong to another: they join its case in either order, else they wait, and overwrite nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from lado_kit.encrypt.envelope import Envelope
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import Refused
from lado_kit.intake import Books, books_as_json, join_by_hand, run
from lado_kit.store import Store, queries
from lado_kit.store.audit import verify_chain
from lado_kit.store.queries import Case
from lado_kit.store.tables import IN_ORDER, adult, case_record, engagement, envelope, submission
from lado_site.codes import show_code
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Form
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile

from .builders import AUTHORITY, NOW, SEALED_AT, a_submission, an_empty_store, results, run_import, save

PROFILE = load_profile("sandwell")
FORMS = {
    name: form_for(name, PROFILE) for name in ("referral", "advice", "investigation", "supplement", "meeting-police")
}
DIGESTS = {digest(compile_form(form)): form for form in FORMS.values()}
NOBODY_HAS_IT = show_code("ABCDEFGHJKMNPQRS")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_empty_store(tmp_path / "records.db") as store:
        yield store


def known_forms(digest: str) -> Form | None:
    return DIGESTS.get(digest)


def sealed(name: str, *, seed: int = 0, days: int = 0, authority: str = AUTHORITY, **changes: Any) -> Envelope:
    """A sealed submission of any form, sealed some days after the first."""
    form = FORMS[name]
    answers = sample_answers(form, PROFILE, seed, today=SEALED_AT.date()) | changes
    return a_submission(
        authority=authority,
        form=FormReference(name=name, version=form.version, digest=digest(compile_form(form))),
        answers={key: value for key, value in answers.items() if value is not None},
        sealed_at=SEALED_AT + timedelta(days=365 + days),
    )


def an_addition(to: str, *, days: int = 1, text: str = "A second colleague has come forward.") -> Envelope:
    return sealed(
        "supplement", days=days, original_receipt=to, original_sent=None, adult_family_name=None,
        adult_given_names=None, adult_birth_date=None, supplement_kinds=["more"],
        new_parts=["witnesses"], new_text=text,
        corrections=None, wrong_text=None, wrong_asked=None,
    )  # fmt: skip


def take_in(store: Store, *paths: Path, **changes: Any) -> Books:
    return run_import(store, *paths, **{"definition_for": known_forms, "now": NOW + timedelta(days=400)} | changes)


def find(store: Store, name: str) -> Case:
    with store.reading() as connection:
        return queries.find_case(connection, name)


def inbox(store: Store) -> tuple[queries.CaseSummary, ...]:
    with store.reading() as connection:
        return queries.inbox(connection, authority=AUTHORITY)


def count(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in IN_ORDER}


@pytest.mark.parametrize("first", ["original", "addition"])
def test_an_addition_joins_its_original_in_either_order(store: Store, tmp_path: Path, first: str) -> None:
    original = sealed("referral")
    addition = an_addition(original.receipt)
    files = {"original": save(tmp_path, "a.txt", original), "addition": save(tmp_path, "b.txt", addition)}
    second = next(name for name in files if name != first)

    before = take_in(store, files[first])
    after = take_in(store, files[second])

    alone = {"original": ("imported", "new-case"), "addition": ("imported", "waiting")}
    joining = {"original": ("imported", "new-case"), "addition": ("imported", "joined-case")}
    assert (results(before), results(after)) == ([alone[first]], [joining[second]])
    case = find(store, original.receipt)
    assert [each.receipt for each in case.joined] == [addition.receipt]
    assert (case.reference, case.form_name, case.joined[0].form_name) == ("2027-0001", "referral", "supplement")
    assert find(store, addition.receipt) == case
    assert count(store)["case_record"] == 1


def test_in_one_folder_the_order_of_the_names_does_not_matter(store: Store, tmp_path: Path) -> None:
    original = sealed("referral")
    folder = tmp_path / "incoming"
    save(folder, "1-addition.txt", an_addition(original.receipt))
    save(folder, "2-report.txt", sealed("investigation", days=2, original_receipt=original.receipt, original_sent=None))
    save(folder, "3-referral.txt", original)
    save(folder, "4-another.txt", sealed("referral", seed=1))

    books = take_in(store, folder)

    assert results(books) == [("imported", reason) for reason in ("joined-case", "joined-case", "new-case", "new-case")]
    assert [item.case for item in books.items] == ["2027-0001", "2027-0001", "2027-0001", "2027-0002"]
    assert [each.form_name for each in find(store, "2027-0001").joined] == ["supplement", "investigation"]


def test_an_addition_to_an_addition_that_waits_joins_with_it(store: Store, tmp_path: Path) -> None:
    original = sealed("referral")
    first = an_addition(original.receipt)
    second = an_addition(first.receipt, days=2)
    third = an_addition(second.receipt, days=3)

    waiting = [take_in(store, save(tmp_path, f"{each.receipt}.txt", each)) for each in (third, second, first)]
    take_in(store, save(tmp_path, "original.txt", original))
    fourth = take_in(store, save(tmp_path, "4.txt", an_addition(third.receipt, days=4)))

    assert [results(books) for books in waiting] == [[("imported", "waiting")]] * 3
    assert results(fourth) == [("imported", "joined-case")]
    assert [each.receipt for each in find(store, original.receipt).joined][:3] == [
        first.receipt, second.receipt, third.receipt,
    ]  # fmt: skip


def test_what_waits_is_in_the_inbox_and_can_be_read_by_its_receipt_code(store: Store, tmp_path: Path) -> None:
    addition = an_addition(NOBODY_HAS_IT)

    (item,) = take_in(store, save(tmp_path, "1.txt", addition)).items
    (line,) = inbox(store)
    with store.reading() as connection:
        cases = queries.cases(connection)

    assert (line.reference, line.state, line.waits_for, cases) == ("", "waiting", NOBODY_HAS_IT, ())
    assert item.case is None and "lado case join" in item.next_step
    waiting = find(store, addition.receipt)
    assert (waiting.state, waiting.follows, waiting.case_id) == ("waiting", NOBODY_HAS_IT, None)
    assert [entry.action for entry in waiting.audit] == ["imported"]


def test_importing_again_changes_nothing_whether_joined_or_waiting(store: Store, tmp_path: Path) -> None:
    original, folder = sealed("referral"), tmp_path / "incoming"
    save(folder, "1.txt", an_addition(original.receipt))
    save(folder, "2.txt", an_addition(NOBODY_HAS_IT))
    save(folder, "3.txt", original)
    first = take_in(store, folder)
    before = count(store)

    again = take_in(store, folder)

    assert results(again) == [("duplicate", "same-file")] * 3
    assert (
        [item.case for item in again.items] == [item.case for item in first.items] == ["2027-0001", None, "2027-0001"]
    )
    assert "waits" in again.items[1].next_step
    grows = {"audit_entry": 0, "import_run": 0}
    assert count(store) | grows == before | grows
    report = books_as_json(first)
    assert report["found"] == report["imported"] == 3


@pytest.mark.req("BED-26")
def test_what_was_sent_first_stays_as_it_was(store: Store, tmp_path: Path) -> None:
    original = sealed("referral")
    take_in(store, save(tmp_path, "1.txt", original))
    before = find(store, original.receipt)
    correction = sealed(
        "supplement", days=1, original_receipt=original.receipt, original_sent=None, supplement_kinds=["correction"],
        corrections=[{"corrected_part": "adult", "corrected_was": "not-known", "corrected_now": "Another name"}],
        new_parts=None, new_text=None, wrong_text=None, wrong_asked=None, adult_family_name=None,
        adult_given_names=None, adult_birth_date=None,
    )  # fmt: skip

    take_in(store, save(tmp_path, "2.txt", correction))

    after = find(store, original.receipt)
    assert (after.answers, after.adult, after.allegation) == (before.answers, before.adult, before.allegation)
    (joined,) = after.joined
    assert joined.answers["corrections"][0]["corrected_now"] == "Another name"
    assert joined.sender and joined.sender["name"] == joined.answers["referrer_name"]
    assert [entry.action for entry in after.audit] == ["imported", "imported"]


def test_a_rehearsal_gives_the_books_of_the_import(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    original, folder = sealed("referral"), tmp_path / "incoming"
    first = an_addition(original.receipt)
    save(folder, "1.txt", an_addition(first.receipt, days=2))
    save(folder, "2.txt", first)
    save(folder, "3.txt", original)
    save(folder, "4.txt", an_addition(first.receipt, days=3))
    save(folder, "5.txt", sealed("advice"))
    before = count(store)

    rehearsed = take_in(store, folder, dry_run=True)

    assert count(store) == before
    imported = take_in(store, folder)
    assert results(rehearsed) == results(imported)
    assert [item.reason for item in imported.items] == ["waiting", "waiting", "new-case", "joined-case", "new-case"]
    assert [item.case for item in imported.items][2:] == ["2027-0001", "2027-0001", "2027-0002"]
    assert len(find(store, "2027-0001").joined) == 3


def test_the_code_of_another_authority_leads_nowhere(store: Store, tmp_path: Path) -> None:
    elsewhere = sealed("referral", authority="luton")
    take_in(store, save(tmp_path, "1.txt", elsewhere), authority="luton")

    books = take_in(store, save(tmp_path, "2.txt", an_addition(elsewhere.receipt)))

    assert results(books) == [("imported", "waiting")]


def test_codes_that_lead_in_a_circle_only_wait(store: Store, tmp_path: Path) -> None:
    one, other = an_addition(NOBODY_HAS_IT), an_addition(NOBODY_HAS_IT, days=2)
    take_in(store, save(tmp_path, "1.txt", one), save(tmp_path, "2.txt", other))
    with store.writing() as connection:
        for each, following in ((one, other), (other, one)):
            id = select(envelope.c.id).where(envelope.c.receipt == each.receipt).scalar_subquery()  # noqa: A001
            connection.execute(
                update(submission).where(submission.c.envelope_id == id).values(follows=following.receipt)
            )

    books = take_in(store, save(tmp_path, "3.txt", an_addition(one.receipt, days=3)))

    assert results(books) == [("imported", "waiting")]


def test_an_original_the_store_refuses_leaves_its_addition_waiting(store: Store, tmp_path: Path) -> None:
    original, folder = sealed("referral"), tmp_path / "incoming"
    save(folder, "1.txt", original)
    save(folder, "2.txt", an_addition(original.receipt))
    with an_empty_store(tmp_path / "elsewhere.db") as elsewhere:
        take_in(elsewhere, folder / "1.txt")
        occupied = find(elsewhere, original.receipt).case_id
    with store.writing() as connection:
        row = {"id": occupied, "authority": "other", "reference": "2020-0001", "state": "new", "opened_at": NOW}
        connection.execute(insert(case_record), row)

    books = take_in(store, folder)

    assert results(books) == [("quarantined", "not-stored"), ("imported", "waiting")]


def by_hand(store: Store, name: str, case: str) -> list[str]:
    with store.writing() as connection:
        joinings = join_by_hand(connection, name, case, authority=AUTHORITY, actor="duty-1", now=NOW)
    return [each.receipt for each in joinings]


def test_a_person_can_put_what_waits_into_a_case_and_what_waits_for_it_follows(store: Store, tmp_path: Path) -> None:
    lost = an_addition(NOBODY_HAS_IT)
    follower = an_addition(lost.receipt, days=2)
    for number, each in enumerate((sealed("referral"), lost, follower)):
        take_in(store, save(tmp_path, f"{number}.txt", each))

    joined = by_hand(store, lost.receipt, "2027-0001")

    assert joined == [lost.receipt, follower.receipt]
    case = find(store, follower.receipt)
    assert [each.receipt for each in case.joined] == joined
    assert [(entry.action, entry.actor) for entry in case.audit][1:] == [("joined", "duty-1")] * 2
    with store.reading() as connection:
        assert [chain.broken_at for chain in verify_chain(connection)] == [None]


def test_only_what_waits_can_be_put_into_a_case_and_only_into_one(store: Store, tmp_path: Path) -> None:
    original, lost, other = sealed("referral"), an_addition(NOBODY_HAS_IT), an_addition(NOBODY_HAS_IT, days=2)
    for number, each in enumerate((original, lost, other)):
        take_in(store, save(tmp_path, f"{number}.txt", each))

    with pytest.raises(Refused, match="already"):
        by_hand(store, original.receipt, "2027-0001")
    joined = an_addition(original.receipt)
    take_in(store, save(tmp_path, "joined.txt", joined))
    with pytest.raises(Refused, match=r"^what is to be put there is in case 2027-0001 already"):
        by_hand(store, joined.receipt, "2027-0001")
    with pytest.raises(Refused, match="not in a case itself"):
        by_hand(store, lost.receipt, other.receipt)


@pytest.mark.req("BED-18", "BED-25", "BRO-60", "BRO-62")
@pytest.mark.parametrize("who", ["cannot-be-identified", "withheld", "nobody"])
def test_advice_about_nobody_in_particular_is_a_contact_without_an_invented_adult(
    store: Store, tmp_path: Path, who: str
) -> None:
    about = {"work_role": "Teacher", "employer_name": "Sample Hill School", "works_with_children": "yes"}
    names = ("adult_family_name", "adult_given_names", "adult_birth_date")
    request = sealed(
        "advice", adult_identified=who, **dict.fromkeys(names),
        **(dict.fromkeys(about) if who == "nobody" else about),
    )  # fmt: skip

    books = take_in(store, save(tmp_path, "1.txt", request))

    assert results(books) == [("imported", "new-case")]
    case = find(store, request.receipt)
    assert (case.form_name, case.adult) == ("advice", None)
    assert case.referrer and case.referrer["name"] and case.allegation and case.allegation["summary"]
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(adult)) == 0
        roles = connection.scalars(select(engagement.c.role)).all()
    assert roles == ([] if who == "nobody" else ["Teacher"])


@pytest.mark.req("BED-26")
def test_advice_about_a_named_adult_keeps_the_name(store: Store, tmp_path: Path) -> None:
    request = sealed(
        "advice", adult_identified="named", adult_family_name="Larkmoss", adult_given_names="Jory",
        works_with_children="yes", work_role="Coach", employer_name="not-known",
    )  # fmt: skip

    take_in(store, save(tmp_path, "1.txt", request))

    case = find(store, "2027-0001")
    assert case.adult and (case.adult["family_name"], case.adult["given_names"]) == ("Larkmoss", "Jory")


def test_what_is_prepared_for_a_meeting_waits_under_the_reference_of_its_meeting(store: Store, tmp_path: Path) -> None:
    reference = show_code("4F7K2M9Q")
    returned = sealed("meeting-police", meeting_reference=reference)

    books = take_in(store, save(tmp_path, "1.txt", returned))

    assert results(books) == [("imported", "waiting-for-meeting")]
    assert find(store, returned.receipt).meeting_reference == reference
    assert [line.waits_for for line in inbox(store)] == [reference]
