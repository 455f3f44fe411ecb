"""``lado case adult``: a second adult in a case is found, followed, exported and disposed of as the first is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from lado_kit.access.history import field_history
from lado_kit.access.people import Person, PersonKind
from lado_kit.access.writing import OTHERS, PAGE, RECORD, export
from lado_kit.casework.clocks import EventKind
from lado_kit.commands.session import now as this_moment
from lado_kit.custody.unlocking import Office
from lado_kit.errors import KitError, Misuse, Refused, StoreError
from lado_kit.home import Home
from lado_kit.office.adults import Added, put_on_record, take_off
from lado_kit.office.cases import decide_link, find_matches, read_case
from lado_kit.office.correcting import correct_fact
from lado_kit.office.events import list_events, record
from lado_kit.office.patterns import Moment, read_patterns
from lado_kit.store.audit import verify_chain
from lado_kit.store.disposal import count_rows_of, tables_of_a_case
from lado_kit.store.retention import birth_dates
from lado_kit.store.tables import LinkKind, LinkState, adult, audit_entry, engagement, organisation, search_key
from tests.intake.builders import ANSWERS, NOW, a_submission, run_import, save
from tests.kit.conftest import Place
from tests.kit.front_door import Answer, a_file, lado
from tests.kit.quick_office import an_empty_home, an_office
from tests.store.conftest import on_server

JOANNA = {
    "family_name": "Larkmoss", "given-names": "Joanna", "other_names": "Jo Thistle", "birth_date": "1979",
    "telephone": "01632 960 444", "role": "Teaching assistant", "sector": "primary-school", "basis": "agency",
    "employer": "Duckpond Supply", "employer_postcode": "B70 9QQ",
}  # fmt: skip
WHY = {"source": "The head, by telephone", "reason": "She held the child too"}
JOANNA_SENT_IN = {
    "adult_family_name": "Larkmoss", "adult_given_names": "Jo", "adult_birth_date": "1979-06-01",
    "adult_postcode": "WV1 1AA", "employer_name": "Tern Street Nursery", "what_happened": "Something quite different",
    "children": [{**ANSWERS["children"][0], "child_family_name": "Wimple", "child_given_names": "Ned"}],
}  # fmt: skip


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


def add(office: Office, case: str, *, hours: int = 1, **said: str) -> Added:
    return put_on_record(office, case, {**JOANNA, **said}, now=NOW + timedelta(hours=hours), **WHY)


def adults_known(office: Office, case: str) -> set[tuple[str, str]]:
    found = find_matches(office, case, now=NOW).suggestions
    return {(each.described.split(",")[0], each.other) for each in found if each.kind is LinkKind.ADULT}


def moments(office: Office, case: str, whose: str) -> dict[str, Moment]:
    found = read_patterns(office, case, kind=LinkKind.ADULT, now=NOW + timedelta(days=2))
    (own,) = (each for each in found if each.described.startswith(whose))
    return {each.name: each for each in own.moments}


def test_an_added_adult_is_found_by_what_came_before_and_by_what_comes_later(anywhere: Office, tmp_path: Path) -> None:
    before = bring_in(anywhere, tmp_path, 1, **JOANNA_SENT_IN)
    case = bring_in(anywhere, tmp_path, 2)

    added = add(anywhere, case)

    assert added.recorded.event.detail["adult"] == "adult-2"
    assert {each.other for each in added.matches.suggestions if each.kind is LinkKind.ADULT} == {before}
    later = bring_in(anywhere, tmp_path, 3, **{**JOANNA_SENT_IN, "what_happened": "A third thing"})
    assert adults_known(anywhere, later) >= {("Jo Larkmoss", case)}
    assert adults_known(anywhere, case) == {("Joanna Larkmoss", before), ("Joanna Larkmoss", later)}
    decide_link(anywhere, case, before, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="HR", now=NOW)
    there = moments(anywhere, before, "Jo Larkmoss")[case]
    assert (there.described.split(",")[0], there.role, there.employer, there.link) == (
        "Joanna Larkmoss", "Teaching assistant", "Duckpond Supply", "confirmed",
    )  # fmt: skip
    assert moments(anywhere, case, "Zebedee").keys() == {case}
    with anywhere.store.reading() as connection:  # retention counts from the youngest
        (born,) = (each for each in birth_dates(connection, "sandwell").values() if len(each) > 1)
    assert sorted(filter(None, born)) == ["1979", "1984-05"]


@pytest.mark.req("BED-42")
def test_each_adult_has_an_outcome_of_their_own_and_the_case_is_counted_once(place: Place, tmp_path: Path) -> None:
    year, files = this_moment().year, tmp_path / "in"
    answers = json.loads(place.answers.read_text(encoding="utf-8"))
    file = a_file(tmp_path / "one.json", json.dumps({**answers, "children": answers["children"][:1]}))
    sealed = at(place, "seal", "referral", "--profile", "sandwell", "--roster", place.roster, "--answers", file,
                "--out", files)  # fmt: skip
    assert (sealed.status, at(place, "import", files).status) == (0, 0), sealed.err
    case = f"{year}-0001"
    several = "Several adults, children or roles are involved"
    assert several not in at(place, "triage", case).out

    said = [part for name, value in JOANNA.items() for part in ("--set", f"{name}={value}")]
    added = at(place, "case", "adult", case, *said, "--source", WHY["source"], "--reason", WHY["reason"])

    assert added.status == 0, added.err
    assert f"on record as adult-2 of {case}" in added.err
    assert f"{several}\n    – 2 adults are on record" in at(place, "triage", case).out
    for whom, outcome, headline in (("adult", "unsubstantiated", "no"), ("adult-2", "substantiated", "yes")):
        about = happens(place, case, "allegation-set", f"adult={whom}", "category=physical")
        found = (f"allegation={about['event']['id']}", f"outcome={outcome}", f"headline={headline}")
        happens(place, case, "outcome-recorded", *found, "risk=Weighed", "by=2027-01-01", "standard=yes")
    shown = at(place, "case", "show", case)
    assert "adult-2: Joanna Larkmoss, added by this office" in shown.out
    assert "1979" in shown.out
    assert "Agency or supply worker" in shown.out
    assert "adult (physical): unsubstantiated" in shown.out
    assert "adult-2 (physical): substantiated" in shown.out
    happens(place, case, "threshold-decided", "met=yes", "pathway=position-of-trust", "reason=Hurt")
    counted = at(place, "figures", "--table", "outcome").out
    lines = {line.split()[0]: line.split()[1] for line in counted.splitlines() if line.split()[1:]}
    assert (lines["Substantiated"], lines["Unsubstantiated"], lines["Total"]) == ("1", "0", "1")
    patterns = at(place, "pattern", case, "--json").json
    assert [each["moments"][0]["outcome"] for each in patterns] == ["Unsubstantiated", "Substantiated"]

    nobody = at(place, "case", "event", case, "allegation-set", "--set", "adult=adult-3", "--set", "category=physical")
    assert (nobody.status, "there is no adult-3 in this case (adult, adult-2)" in nobody.err) == (2, True)


def happens(place: Place, case: str, kind: str, *said: str) -> Any:
    done = at(place, "case", "event", case, kind, "--json", *(part for each in said for part in ("--set", each)))
    assert done.status == 0, done.err
    return done.json


def at(place: Place, *arguments: str | Path) -> Answer:
    return lado(*arguments, home=place.home, passphrase_file=place.passphrase_file)


REFUSED = (
    ({"surname": "Larkmoss"}, Misuse, "family_name"),
    ({"family_name": "Larkmoss", "birth_date": "31 June 1979"}, Misuse, "real date"),
    ({"family_name": "Larkmoss", "sector": "moon"}, Misuse, "one of"),
    ({"role": "Coach"}, Misuse, "nobody is named"),
    ({"family_name": "Quillfeather", "given_names": "zebedee"}, Refused, "adult of"),
)


def test_what_cannot_be_right_is_refused_with_what_to_do_and_changes_nothing(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    for said, error, says in REFUSED:
        with pytest.raises(error) as refused:
            put_on_record(work, case, said, now=NOW, **WHY)
        assert says in said_by(refused.value), said_by(refused.value)
    with pytest.raises(Misuse, match="where this is known from"):
        put_on_record(work, case, JOANNA, source=" ", reason="x", now=NOW)
    assert rows(work) == (1, 1, 1)

    twice = {"family_name": "Quillfeather", "given_names": "Zebedee", "birth_date": "1951"}
    assert put_on_record(work, case, twice, now=NOW, **WHY).recorded.event.detail["adult"] == "adult-2"  # his father
    only = {"given_names": "Bertie", "birth_date": "not known"}
    assert put_on_record(work, case, only, now=NOW, **WHY).recorded.event.detail["adult"] == "adult-3"
    for kind, corrects in ((EventKind.ADULT_ADDED, None), (EventKind.WITHDRAWN, "1")):
        with pytest.raises(Refused) as own:
            record(work, case, kind, detail={}, corrects=corrects, now=NOW)
        assert "use lado case adult" in own.value.hint


def said_by(error: KitError) -> str:
    return f"{error.message} {error.hint}"


def rows(office: Office) -> tuple[int, ...]:
    with office.store.reading() as connection:
        return tuple(len(connection.execute(select(each.c.id)).all()) for each in (adult, organisation, engagement))


def test_what_is_wrong_of_an_added_adult_is_put_right_and_the_history_keeps_it(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    add(work, case)

    correct_fact(work, case, "adult-2.birth_date", "1 June 1979", source="DBS", reason="Known now", now=NOW)
    correct_fact(work, case, "organisation-2.name", "Tern Street Nursery", source="HR", reason="Left", now=NOW)

    (second,) = read_case(work, case, now=NOW).case.added
    assert (second.adult["birth_date"], (second.organisation or {})["name"]) == ("1979-06-01", "Tern Street Nursery")
    assert dict(read_case(work, case, now=NOW).case.adult or {})["birth_date"] == "1984-05"
    _, (born,) = field_history(work, case, "adult-2.birth_date", now=NOW)
    assert [(each.value.split("\n")[0], each.state) for each in born.said] == [
        ("1979", "corrected"), ("1 June 1979", "stands"),
    ]  # fmt: skip
    record(work, case, EventKind.ALLEGATION_SET, detail={"adult": "Joanna Larkmoss", "category": "conduct"}, now=NOW)
    correct_fact(work, case, "adult-2.family_name", "Thistle", source="HR", reason="Married", now=NOW)
    assert moments(work, case, "Joanna Thistle")[case].category == "Conduct"
    assert moments(work, case, "Zebedee")[case].category == ""
    with pytest.raises(Refused, match="engagement-2"):
        correct_fact(work, case, "engagement-2.role", "Cook", source="HR", reason="Wrong", now=NOW)


def test_who_is_not_in_it_after_all_is_taken_off_and_leaves_the_history_only(anywhere: Office, tmp_path: Path) -> None:
    before = bring_in(anywhere, tmp_path, 1, **JOANNA_SENT_IN)
    case = bring_in(anywhere, tmp_path, 2)
    keys = keys_of(anywhere)
    add(anywhere, case)
    correct_fact(anywhere, case, "adult-2.birth_date", "1979-06-01", source="DBS", reason="Known now", now=NOW)
    accused = {"adult": "adult-2", "category": "conduct"}
    event = record(anywhere, case, EventKind.ALLEGATION_SET, detail=accused, now=NOW).event
    with pytest.raises(Refused, match=f"has allegations on record in {case}: event {event.id}"):
        take_off(anywhere, case, "adult-2", reason="Was not there", now=NOW)
    record(anywhere, case, EventKind.WITHDRAWN, detail={}, corrects=event.id, now=NOW)

    take_off(anywhere, case, "adult-2", reason="Was not there", now=NOW)

    assert (rows(anywhere), keys_of(anywhere)) == ((2, 2, 2), keys)
    assert adults_known(anywhere, before) == adults_known(anywhere, case) == set()
    file = read_case(anywhere, case, now=NOW)
    assert (file.case.added, file.standing and file.standing.corrected) == ((), ())
    kinds = [each.kind for each in list_events(anywhere, case, now=NOW).events if each.id.isdigit()]
    assert (kinds[0], kinds[-1]) == (EventKind.ADULT_ADDED, EventKind.WITHDRAWN)
    _, (born, *_) = field_history(anywhere, case, "adult-2.birth_date", now=NOW)
    assert [each.state for each in born.said] == ["corrected", "withdrawn"]
    with pytest.raises(Refused, match="is called adult-2"):
        take_off(anywhere, case, "adult-2", reason="Again", now=NOW)
    assert add(anywhere, case).recorded.event.detail["adult"] == "adult-3"
    with anywhere.store.reading() as connection:
        noted = str(connection.execute(select(audit_entry)).all())
        assert all(each.broken_at is None for each in verify_chain(connection))
    assert not [word for word in ("Larkmoss", "Joanna", "head, by telephone") if word in noted]


def keys_of(office: Office) -> set[Any]:
    with office.store.reading() as connection:
        return set(connection.execute(select(search_key)).all())


def test_the_database_lets_nobody_go_who_was_sent_in_or_whom_no_entry_takes_off(
    anywhere: Office, tmp_path: Path
) -> None:
    case = bring_in(anywhere, tmp_path)
    add(anywhere, case)
    for position in (0, 1):
        with pytest.raises(StoreError, match="breaks one of its rules"), anywhere.store.writing() as connection:
            connection.execute(text(f"DELETE FROM adult WHERE position = {position}"))


def test_an_export_is_about_one_adult_and_names_the_other_as_somebody_else(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    add(work, case)
    record(work, case, EventKind.ALLEGATION_SET, detail={"adult": "adult-2", "category": "conduct"}, now=NOW)
    made = {}
    for number in (1, 2):
        who, out = Person(kind=PersonKind.ADULT, number=number), tmp_path / f"out-{number}"
        export(work, case, who, out, request=f"SAR-{number}", linked=False, sealed=False, now=NOW)
        made[number] = (json.loads((out / RECORD).read_text()), (out / OTHERS).read_text(encoding="utf-8-sig"))

    (first, of_first), (second, of_second) = made[1], made[2]
    assert (first["person"]["names"], second["person"]["names"]) == (["Zebedee Quillfeather"], ["Joanna Larkmoss"])
    assert (second["person"]["is"], second["person"]["birth_dates"]) == ("adult-2", ["1979"])
    assert second["cases"][0]["added_adults"][0]["engagement"]["role"] == "Teaching assistant"
    assert "Zebedee Quillfeather" in of_second and "Larkmoss" not in of_second
    assert "Joanna Larkmoss" in of_first and "01632 960 444" in of_first and "Quillfeather" not in of_first
    assert "Teaching assistant" in (tmp_path / "out-2" / PAGE).read_text(encoding="utf-8")
    with pytest.raises(Refused, match="there are 2 adults on record"):
        export(work, case, Person(kind=PersonKind.ADULT, number=3), tmp_path / "x", request="SAR-3", linked=False,
               sealed=False, now=NOW)  # fmt: skip


def test_an_added_adult_goes_with_the_case_and_is_counted_with_what_goes(work: Office, tmp_path: Path) -> None:
    case = bring_in(work, tmp_path)
    id_ = read_case(work, case, now=NOW).case.case_id
    assert id_
    with work.store.reading() as connection:
        before = count_rows_of(connection, [id_])
    add(work, case)
    with work.store.reading() as connection:
        after = count_rows_of(connection, [id_])
    more = {name: after[name] - before.get(name, 0) for name in ("adult", "organisation", "engagement", "case_event")}
    assert set(more.values()) == {1}
    assert after["search_key"] > before["search_key"]
    assert {"adult", "organisation", "engagement", "search_key"} <= tables_of_a_case()
