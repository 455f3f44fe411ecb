"""``lado case join --undo``: what was put into the wrong case waits again, and that case keeps that it was there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lado_kit.casework.clocks import EventKind
from lado_kit.commands.speech import show_taken_out
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import Misuse, Refused
from lado_kit.home import Home
from lado_kit.office.cases import import_files, join_waiting, list_inbox, read_case
from lado_kit.office.correcting import correct_fact
from lado_kit.office.events import list_events, record
from lado_kit.office.joining import TakenOut, take_out_of
from lado_kit.store.audit import verify_chain
from lado_kit.store.tables import audit_entry
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.profiles import load_profile
from tests.intake.builders import ANSWERS, NOW, a_submission, run_import, save
from tests.kit.conftest import Place
from tests.kit.front_door import lado
from tests.kit.quick_office import an_empty_home, an_office
from tests.store.conftest import on_server

SUPPLEMENT = form_for("supplement", load_profile("sandwell"))
WHY = "It is about another child at that school"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home that the others are copies of; do not change it."""
    return an_empty_home(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def work(empty: Home, tmp_path: Path) -> Iterator[Office]:
    with an_office(empty, tmp_path) as office:
        yield office


@pytest.fixture(params=["file", "server"])
def anywhere(request: pytest.FixtureRequest, empty: Home, tmp_path: Path) -> Iterator[Office]:
    """An office with its records in a file, and one with them on a server."""
    with ExitStack() as there:
        office = there.enter_context(an_office(empty, tmp_path))
        if request.param == "server":
            place = there.enter_context(on_server(request.getfixturevalue("postgres")))
            office = replace(office, store=there.enter_context(place.open()))
        yield office


def a_case(office: Office, folder: Path, number: int) -> str:
    answers = {**ANSWERS, "what_happened": f"What happened, the {number}th time"}
    path = save(
        folder / f"in-{number}", "1.txt", a_submission(answers=answers, sealed_at=NOW + timedelta(minutes=number))
    )
    (item,) = run_import(office.store, path, now=NOW + timedelta(minutes=number)).items
    return str(item.case)  # type: ignore[union-attr]


NO_CODE = {
    "original_receipt": "not-known", "original_sent": "Yesterday", "adult_family_name": "Quillfeather",
    "adult_given_names": "Zebedee",
}  # fmt: skip


def waits(office: Office, folder: Path, number: int, follows: str = "") -> str:
    """Bring in more about a case that nobody can tell, and return its receipt code."""
    form = FormReference(name="supplement", version=SUPPLEMENT.version, digest=digest(compile_form(SUPPLEMENT)))
    told = {
        "immediate_danger": "no",
        "supplement_kinds": ["correction"],
        "corrections": [{"corrected_part": "adult", "corrected_was": "Zeb", "corrected_now": f"Zebedee {number}"}],
        "referrer_kind": "professional", "referrer_name": "Ottoline Grubb", "referrer_role": "Deputy",
        "referrer_organisation": "Tumbledown Academy", "referrer_phone": "01632 960 777",
        "referrer_email": "deputy@example.org", "same_sender": "no",
        **({"original_receipt": follows} if follows else NO_CODE),
    }  # fmt: skip
    now = NOW + timedelta(minutes=30 + number)
    path = save(folder / f"more-{number}", "1.txt", a_submission(form=form, answers=told, sealed_at=now))
    (item,) = import_files(office, [str(path)], now=now).items
    assert item.reason == "waiting", item.problems
    return str(item.receipt)


def join(office: Office, receipt: str, case: str, *, hours: int = 1) -> None:
    join_waiting(office, receipt, case, now=NOW + timedelta(hours=hours))


def take_out(office: Office, receipt: str, case: str, *, hours: int = 2, reason: str = WHY) -> TakenOut:
    return take_out_of(office, receipt, case, reason=reason, now=NOW + timedelta(hours=hours))


def joined(office: Office, case: str) -> list[str]:
    return [each.receipt for each in read_case(office, case, now=NOW).case.joined]


def happened(office: Office, case: str) -> dict[str, EventKind]:
    """What stands of a case, by the numbers of the events."""
    standing = list_events(office, case, now=NOW + timedelta(days=1)).standing
    return {each.id: each.kind for each in standing if each.id.isdigit() or each.id.startswith("joined")}


def test_what_was_put_into_the_wrong_case_waits_again_and_is_put_into_the_right_one(
    anywhere: Office, tmp_path: Path
) -> None:
    wrong, right = a_case(anywhere, tmp_path, 1), a_case(anywhere, tmp_path, 2)
    lost = waits(anywhere, tmp_path, 1)
    follower = waits(anywhere, tmp_path, 2, follows=lost)
    join(anywhere, lost, wrong)
    assert set(joined(anywhere, wrong)) == {lost, follower}

    taken = take_out(anywhere, lost.lower(), wrong)

    assert [each.receipt for each in taken.joinings] == [lost, follower]
    assert joined(anywhere, wrong) == []
    assert {each.receipt for each in list_inbox(anywhere) if not each.reference} == {lost, follower}
    assert happened(anywhere, wrong) == {"1": EventKind.JOINING_UNDONE, "2": EventKind.JOINING_UNDONE}
    (first, *_) = (each for each in list_events(anywhere, wrong, now=NOW).events if each.id == "1")
    assert dict(first.detail) == {"sent-in": lost, "was": first.detail["was"], "reason": WHY}
    join(anywhere, lost, right, hours=3)
    assert set(joined(anywhere, right)) == {lost, follower}
    with anywhere.store.reading() as connection:
        noted = [tuple(row) for row in connection.execute(select(audit_entry.c.action, audit_entry.c.subject))]
        every = str(connection.execute(select(audit_entry)).all())
        assert all(each.broken_at is None for each in verify_chain(connection))
    assert (noted.count(("joined", wrong)), noted.count(("joining-undone", wrong)), noted.count(("joined", right))) == (
        2, 2, 2,
    )  # fmt: skip
    assert "another child" not in every


def test_what_joined_the_case_besides_keeps_its_number_and_what_was_said_of_it(
    work: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = a_case(work, tmp_path, 1)
    one, two = waits(work, tmp_path, 1), waits(work, tmp_path, 2)
    join(work, two, case)  # the later one first: what is on record of it must not move to the other
    record(work, case, EventKind.INFORMATION_RECEIVED, at="2026-05-03T15:10", detail={}, corrects="joined-1", now=NOW)
    join(work, one, case, hours=2)
    record(work, case, EventKind.INFORMATION_RECEIVED, at="2026-05-03T15:40", detail={}, corrects="joined-2", now=NOW)
    correct_fact(work, case, "adult.birth_date", "1984-05-12", source="HR", reason="Known", sent_in=two,
                 now=NOW + timedelta(hours=2))  # fmt: skip

    taken = take_out(work, two, case, hours=3)

    show_taken_out(taken)
    told = capsys.readouterr()
    assert told.out == f"{two} is not in case {case} any more: it waits\n"
    assert f"lado: to put it where it belongs: lado case join {two} CASE" in told.err
    assert f"stay right; why is in {case}, event 3" in told.err
    assert taken.corrected == ("3",)
    received = [
        each for each in list_events(work, case, now=NOW).standing if each.kind is EventKind.INFORMATION_RECEIVED
    ]
    assert [(each.id, each.happened_at.minute) for each in received] == [("joined-2", 40)]
    join(work, two, case, hours=4)
    again = [each for each in list_events(work, case, now=NOW).standing if each.kind is EventKind.INFORMATION_RECEIVED]
    assert {each.id for each in again} == {"joined-2", "joined-3"}


def test_what_opened_a_case_or_is_not_in_it_is_refused_and_a_reason_is_needed(work: Office, tmp_path: Path) -> None:
    case, other = a_case(work, tmp_path, 1), a_case(work, tmp_path, 2)
    lost = waits(work, tmp_path, 1)
    opened = read_case(work, case, now=NOW).case
    with pytest.raises(Refused, match="is in no case"):
        take_out(work, lost, lost)
    join(work, lost, case)
    for name in (opened.receipt, case, opened.submission_id):
        with pytest.raises(Refused, match=f"that opened {case}"):
            take_out(work, name, case)
    with pytest.raises(Refused, match=f"nothing that joined {other} has this receipt code"):
        take_out(work, lost, other)
    with pytest.raises(Misuse, match="no reason is given"):
        take_out(work, lost, case, reason=" ")
    assert joined(work, case) == [lost]
    for kind, corrects in ((EventKind.JOINING_UNDONE, None),):
        with pytest.raises(Refused) as own:
            record(work, case, kind, detail={}, corrects=corrects, now=NOW)
        assert own.value.hint == "use lado case join --undo"


def test_a_reason_without_undo_is_refused_by_the_command(place: Place) -> None:
    done = lado("case", "join", "A", "B", "--reason", "x", home=place.home, passphrase_file=place.passphrase_file)
    assert (done.status, "--reason goes with --undo only" in done.err) == (2, True)
