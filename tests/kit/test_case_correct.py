"""``lado case correct``: a wrong or missing fact of a person is put right, and what was sent stays as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lado_kit.access.history import field_history, find_marked
from lado_kit.access.people import Person, PersonKind
from lado_kit.access.writing import OTHERS, PAGE, RECORD, export
from lado_kit.casework.clocks import EventKind
from lado_kit.casework.worklists.data_set import blanks
from lado_kit.commands.session import now as this_moment
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import KitError, Misuse, Refused
from lado_kit.home import Home
from lado_kit.intake import Imported
from lado_kit.office.cases import decide_link, find_matches, import_files, join_waiting, list_cases, read_case
from lado_kit.office.correcting import Correction, correct_fact
from lado_kit.office.crossing import Crossed
from lado_kit.office.events import list_events, record
from lado_kit.office.patterns import read_patterns
from lado_kit.store.audit import verify_chain
from lado_kit.store.queries import find_case
from lado_kit.store.tables import LinkKind, LinkState, answer_digest, audit_entry, search_key, submission
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.profiles import load_profile
from tests.intake.builders import ANSWERS, NOW, a_submission, run_import, save, without
from tests.kit.conftest import Place
from tests.kit.front_door import Answer, a_file, lado
from tests.kit.quick_office import an_empty_home, an_office
from tests.store.conftest import on_server

SUPPLEMENT = form_for("supplement", load_profile("sandwell"))
WHY = ("--source", "DBS certificate seen", "--reason", "Mistyped by the school")


def at(place: Place, *arguments: str | Path) -> Answer:
    return lado(*arguments, home=place.home, passphrase_file=place.passphrase_file)


def test_a_person_puts_a_name_and_a_birth_date_right_and_the_earlier_concern_is_found(
    place: Place, tmp_path: Path
) -> None:
    answers = json.loads(place.answers.read_text(encoding="utf-8"))
    told = {"adult_family_name": "Larkmoss", "adult_given_names": "Joanna", "adult_birth_date": "1984-05-12"}
    mistyped = {"adult_family_name": "Bracken", "adult_birth_date": "1948-11-02", "employer_name": "Duckpond Nursery"}
    for name, said in (("1", answers | told), ("2", answers | told | mistyped)):
        file = a_file(tmp_path / f"{name}.json", json.dumps(said))
        out = ("--roster", place.roster, "--answers", file, "--out", tmp_path / name)
        sealed = lado("seal", "referral", "--profile", "sandwell", *out)
        assert sealed.status == 0, sealed.err
        assert at(place, "import", tmp_path / name).status == 0
    year = this_moment().year
    first, second = f"{year}-0001", f"{year}-0002"
    named = at(place, "case", "correct", second, "adult.family_name", "Larkmoss", *WHY)
    born = at(place, "case", "correct", second, "adult.birth_date", "12 May 1984", *WHY)

    assert (named.status, born.status) == (0, 0), named.err + born.err
    assert "may be known, and nobody has decided" in born.err
    listed = at(place, "case", "list").out
    assert "Joanna Larkmoss" in listed
    assert "Bracken" not in listed
    (match,) = (
        each for each in at(place, "case", "matches", second, "--json").json["matches"] if each["kind"] == "adult"
    )
    assert (match["other"], match["likeness"]) == (first, "likely")
    shown = at(place, "case", "show", second).out
    assert "2 November 1948\n    ! put right, event 2 by duty-1" in shown
    assert "put right, adult.family_name: Larkmoss, in place of Bracken; known from: DBS certificate seen" in shown
    (fact,) = at(place, "case", "history", second, "--field", "birth_date", "--json").json["facts"][:1]
    assert [(each["value"].split("\n")[0], each["state"]) for each in fact["said"]] == [
        ("2 November 1948", "corrected"), ("12 May 1984", "stands"),
    ]  # fmt: skip

    wrong = at(place, "case", "correct", second, "adult.birth_date", "31 June 1984", *WHY)
    assert (wrong.status, "write it like" in wrong.err) == (2, True)


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


def bring_in(office: Office, folder: Path, number: int = 1, **answers: Any) -> str:
    now = NOW + timedelta(minutes=number)
    path = save(folder / f"in-{number}", "1.txt", a_submission(answers={**ANSWERS, **answers}, sealed_at=now))
    (item,) = run_import(office.store, path, now=now).items
    return str(item.case)  # type: ignore[union-attr]


def put_right(office: Office, case: str, fact: str, value: str, *, hours: int = 1, **more: Any) -> Correction:
    said = {"source": "DBS certificate", "reason": "Mistyped", **more}
    return correct_fact(office, case, fact, value, now=NOW + timedelta(hours=hours), **said)


def adult_of(office: Office, case: str) -> dict[str, Any]:
    return dict(read_case(office, case, now=NOW).case.adult or {})


def test_what_was_sent_stays_and_the_record_is_found_under_both_values(anywhere: Office, tmp_path: Path) -> None:
    case = bring_in(anywhere, tmp_path)
    untouched = sent(anywhere)
    keys = keys_of(anywhere)

    put_right(anywhere, case, "adult.family_name", "Larkmoss")
    put_right(anywhere, case, "child-2.birth_date", "2018-03", hours=2)
    put_right(anywhere, case, "organisation.postcode", "B70 9QQ", hours=3)

    assert sent(anywhere) == untouched
    assert keys < keys_of(anywhere)
    with anywhere.store.reading() as connection:
        now = find_case(connection, case)
    assert now.adult
    assert now.organisation
    assert (now.adult["family_name"], now.organisation["postcode"]) == ("Larkmoss", "B70 9QQ")
    assert [each["birth_date"] for each in now.children] == ["2017-02-11", "2018-03"]
    assert list_cases(anywhere)[0].adult == "Zebedee Larkmoss"
    # Whoever comes under the old name and the new one is suggested.
    old = bring_in(anywhere, tmp_path, 2, what_happened="Something else")
    new = bring_in(anywhere, tmp_path, 3, what_happened="A third thing", adult_family_name="Larkmoss")
    found = find_matches(anywhere, case, now=NOW).suggestions
    assert {each.other for each in found if each.kind is LinkKind.ADULT} == {old, new}


def test_a_former_name_that_somebody_goes_by_is_added_and_finds_them_by_little_else(
    work: Office, tmp_path: Path
) -> None:
    case = bring_in(work, tmp_path)
    assert put_right(work, case, "adult.family_name", "Larkmoss").is_former_name
    elsewhere = {"adult_postcode": "B70 9QQ", "employer_name": "Duckpond Nursery", "what_happened": "Another thing"}
    other = bring_in(work, tmp_path, 2, **elsewhere)

    def adults() -> set[str]:
        found = find_matches(work, case, now=NOW).suggestions
        return {each.other for each in found if each.kind is LinkKind.ADULT}

    assert adults() == set()
    put_right(work, case, "adult.other_names", "Quillfeather", hours=2)
    assert adults() == {other}


def sent(office: Office) -> list[Any]:
    with office.store.reading() as connection:
        rows = connection.execute(select(submission.c.submission_id, submission.c.answers, submission.c.content_sha256))
        return [*rows.all(), *connection.execute(select(answer_digest)).all()]


def keys_of(office: Office) -> set[Any]:
    with office.store.reading() as connection:
        return set(connection.execute(select(search_key)).all())


def test_correcting_again_and_back_keeps_every_value(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    put_right(work, case, "adult.birth_date", "1985")
    put_right(work, case, "adult.birth_date", "not known", hours=2)
    assert adult_of(work, case)["birth_date"] is None

    put_right(work, case, "adult.birth_date", "1984-05", hours=3)

    assert adult_of(work, case)["birth_date"] == "1984-05"
    _, (fact, *_) = field_history(work, case, "adult.birth_date", now=NOW)
    assert [(each.value.split("\n")[0], each.ended_by) for each in fact.said] == [
        ("May 1984", "event 1, duty-1"), ("1985", "event 2, duty-1"),
        ("not known", "event 3, duty-1"), ("May 1984", ""),
    ]  # fmt: skip


def test_a_fact_that_nobody_knew_is_added_also_of_an_employer_without_a_row(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    put_right(work, case, "adult.telephone", "01632 960 321")
    assert adult_of(work, case)["telephone"] == "01632 960 321"
    _, facts = field_history(work, case, "adult.telephone", now=NOW)
    assert facts[0].label == "Telephone number (optional)"

    nowhere = run_import(
        work.store,
        save(
            tmp_path / "none", "1.txt",
            a_submission(answers=without("senior_officer", employer_name="not-known", what_happened="Other")),
        ),
    ).items[0]  # fmt: skip
    other = str(nowhere.case)  # type: ignore[union-attr]
    assert read_case(work, other, now=NOW).case.organisation is None
    put_right(work, other, "organisation.name", "Tumbledown Academy")
    assert next(each for each in list_cases(work) if each.reference == other).organisation == "Tumbledown Academy"
    kinds = {each.kind for each in find_matches(work, other, now=NOW).suggestions}
    assert LinkKind.ORGANISATION in kinds


REFUSED = (
    ("adult.birth_date", "31 June 1984", Misuse, "real date"),
    ("adult.birth_date", "2090-01-01", Misuse, "past"),
    ("adult.birth_date", " ", Misuse, "empty"),
    ("adult.gender", "tall", Misuse, "one of"),
    ("birth_date", "1984", Refused, "adult.birth_date"),
    ("adult.surname", "Larkmoss", Refused, "adult.family_name"),
    ("child-3.family_name", "Larkmoss", Refused, "child-1.family_name"),
    ("child-1.in_care", "yes", Refused, "child-in-care-set"),
    ("allegation.summary", "Nothing", Refused, "dispute or an event"),
    ("adult.id", "1", Refused, "called adult.id"),
    ("adult.family_name", "Quillfeather", Refused, "nothing to change"),
)


def test_what_cannot_be_right_is_refused_with_what_to_do_and_changes_nothing(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    for fact, value, error, says in REFUSED:
        with pytest.raises(error) as refused:
            put_right(work, case, fact, value)
        assert says in said_by(refused.value), said_by(refused.value)
    with pytest.raises(Misuse, match="where it is known from"):
        put_right(work, case, "adult.family_name", "Larkmoss", source=" ")
    assert adult_of(work, case)["family_name"] == "Quillfeather"
    assert [each.kind for each in list_events(work, case, now=NOW).events if each.id.isdigit()] == []

    odd = put_right(work, case, "adult.postcode", "WV14")
    assert (len(odd.warnings), adult_of(work, case)["postcode"]) == (1, "WV14")
    assert put_right(work, case, "adult.gender", "Female").recorded.event.detail["is"] == "female"


def said_by(error: KitError) -> str:
    return f"{error.message} {error.hint}"


def test_only_the_command_records_or_withdraws_it_and_a_closed_case_takes_it(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    closed = {"result": "advice", "reason": "Advice was given"}
    record(work, case, EventKind.CLOSED, detail=closed, override="As a test", now=NOW)
    done = put_right(work, case, "adult.family_name", "Larkmoss").recorded.event
    for kind, corrects in ((EventKind.FACT_CORRECTED, None), (EventKind.WITHDRAWN, done.id)):
        with pytest.raises(Refused) as refused:
            record(work, case, kind, detail={}, corrects=corrects, now=NOW)
        assert refused.value.hint == "use lado case correct"
    standing = read_case(work, case, now=NOW).standing
    assert standing
    assert (standing.is_open, [each.id for each in standing.corrected]) == (False, [done.id])


def test_whoever_has_not_seen_a_colleagues_correction_is_shown_it_first(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    colleague = replace(work, officer="cover-1")
    put_right(work, case, "adult.family_name", "Larkmoss")

    with pytest.raises(Crossed):
        put_right(colleague, case, "adult.family_name", "Larkmass", hours=2)
    assert adult_of(work, case)["family_name"] == "Larkmoss"
    put_right(colleague, case, "adult.given_names", "Jo", hours=2)  # of another fact nobody said anything

    put_right(colleague, case, "adult.family_name", "Larkmass", hours=3, seen=2)
    assert adult_of(work, case)["family_name"] == "Larkmass"


def test_what_was_decided_stays_and_the_audit_trail_names_nobody(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    other = bring_in(work, tmp_path, 2, what_happened="Something else")
    decide_link(work, case, other, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="HR", now=NOW)

    put_right(work, case, "adult.family_name", "Larkmoss")

    (adult,) = (each for each in find_matches(work, case, now=NOW).suggestions if each.kind is LinkKind.ADULT)
    assert (adult.other, adult.state, adult.decided_by) == (other, LinkState.CONFIRMED, "duty-1")
    (pattern,) = read_patterns(work, other, kind=LinkKind.ADULT, now=NOW + timedelta(days=1))
    assert {each.described.split(",")[0] for each in pattern.moments} == {"Zebedee Larkmoss", "Zebedee Quillfeather"}
    with work.store.reading() as connection:
        noted = str(connection.execute(select(audit_entry)).all())
        assert all(each.broken_at is None for each in verify_chain(connection))
    assert "fact-corrected" in noted
    assert not [word for word in ("Larkmoss", "Quillfeather", "DBS certificate") if word in noted]


def test_subject_access_gives_the_right_value_and_tells_that_it_was_put_right(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    put_right(work, case, "adult.family_name", "Larkmoss")
    put_right(work, case, "child-1.given_names", "Clementine", hours=2)

    adult = Person(kind=PersonKind.ADULT)
    export(work, case, adult, tmp_path / "out", request="SAR-1", linked=False, sealed=False, now=NOW)

    made = json.loads((tmp_path / "out" / RECORD).read_text())
    assert made["person"]["names"] == ["Zebedee Larkmoss"]
    assert made["cases"][0]["now"]["corrected"] == ["1", "2"]
    page = (tmp_path / "out" / PAGE).read_text(encoding="utf-8")
    assert "adult.family_name: Larkmoss, in place of Quillfeather; known from: DBS certificate" in page
    others = (tmp_path / "out" / OTHERS).read_text(encoding="utf-8-sig")
    assert "Clementine" in others
    assert "Quillfeather" not in others


def test_what_opened_the_case_is_corrected_and_a_supplement_that_says_otherwise_is_named(
    work: Office, tmp_path: Path
) -> None:
    case = bring_in(work, tmp_path)
    opened = read_case(work, case, now=NOW).case
    joins(work, tmp_path, case, adult_family_name="Quillfether", adult_given_names="Zebedee")
    (joined,) = read_case(work, case, now=NOW).case.joined

    done = put_right(work, case, "adult.family_name", "Larkmoss")

    assert (done.recorded.event.detail["sent-in"], done.recorded.event.detail["was"]) == (
        opened.receipt, "Quillfeather",
    )  # fmt: skip
    assert done.warnings == (
        f"{joined.receipt} says something else of adult.family_name: --in {joined.receipt} puts it right there",
    )
    there = put_right(work, case, "adult.family_name", "Larkmoss", hours=2, sent_in=joined.receipt.lower())
    assert (there.recorded.event.detail["was"], there.warnings) == ("Quillfether", ())
    with pytest.raises(Refused, match="of that code"):
        put_right(work, case, "adult.family_name", "Moss", sent_in="AAAA")
    marked = find_marked(work, case).corrected
    assert {name for name, _ in marked} == {opened.submission_id, joined.submission_id}


def joins(office: Office, folder: Path, case: str, **answers: str) -> None:
    """Bring in what somebody sent later who had no receipt code, and put it into a case."""
    form = FormReference(name="supplement", version=SUPPLEMENT.version, digest=digest(compile_form(SUPPLEMENT)))
    told = {
        "immediate_danger": "no", "original_receipt": "not-known", "original_sent": "Yesterday",
        "supplement_kinds": ["correction"],
        "corrections": [{"corrected_part": "adult", "corrected_was": "Zeb", "corrected_now": "Zebedee"}],
        "referrer_kind": "professional", "referrer_name": "Ottoline Grubb", "referrer_role": "Deputy",
        "referrer_organisation": "Tumbledown Academy", "referrer_phone": "01632 960 777",
        "referrer_email": "deputy@example.org", "same_sender": "no", **answers,
    }  # fmt: skip
    path = save(folder / "more", "1.txt", a_submission(form=form, answers=told, sealed_at=NOW + timedelta(hours=1)))
    (item,) = import_files(office, [str(path)], now=NOW + timedelta(hours=1)).items
    assert isinstance(item, Imported), item.problems
    join_waiting(office, item.receipt, case, now=NOW + timedelta(hours=1))


def test_a_blank_of_the_data_set_that_was_filled_in_is_blank_no_longer(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)

    def lacking() -> set[str]:
        seen = read_case(work, case, now=NOW).standing
        assert seen
        return {each for each in blanks([ANSWERS], seen, (), "tier-1") if "gender" in each or "address" in each}

    assert len(lacking()) == 4
    put_right(work, case, "adult.gender", "Female")
    put_right(work, case, "child-1.gender", "Female", hours=2)
    assert len(lacking()) == 3  # of the two children one is left
    put_right(work, case, "child-2.gender", "Female", hours=3)
    assert lacking() == {"address of the adult (BED-80)", "address of the child (BED-80)"}
