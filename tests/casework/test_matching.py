"""Which records are suggested as the same, which are not, and why: every kind of error that people make."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.casework.matching import (
    LIKELY,
    POSSIBLE,
    Likeness,
    Match,
    Organisation,
    Person,
    compare_adults,
    compare_children,
    compare_organisations,
    organisation_keys,
    person_keys,
)

JOANNA: dict[str, Any] = {
    "family_name": "Larkmoss-Quill",
    "given_names": "Joanna",
    "other_names": None,
    "birth_date": "1984-05-12",
    "postcode": "QX1 2AB",
    "telephone": "01632 960123",
    "email": "joanna@example.org",
}
ONLY_NAME = {**dict.fromkeys(JOANNA), "family_name": "Larkmoss", "given_names": "Joanna"}
WITH_DATE = {**ONLY_NAME, "birth_date": "1984-05-12"}
WORK = Organisation.of({"name": "Tumbledown Primary School"})


def match(one: dict[str, Any], other: dict[str, Any], *, at: Organisation | None = None) -> Match:
    return compare_adults(Person.of(one, employer=at), Person.of(other, employer=at))


def share_a_key(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(person_keys(Person.of(one)) & person_keys(Person.of(other)))


ERRORS: list[tuple[str, dict[str, Any], str]] = [
    ("a letter wrong", {"family_name": "Larkmess"}, "family name spelt a little differently (Larkmoss/Larkmess)"),
    ("a letter left out", {"family_name": "Lrkmoss"}, "family name spelt a little differently"),
    ("a letter more", {"family_name": "Larkkmoss"}, "family name spelt a little differently"),
    ("letters exchanged", {"family_name": "Lakrmoss"}, "family name spelt a little differently"),
    ("accents", {"family_name": "Lårkmöss"}, "same family name"),
    ("capitals and a title", {"family_name": "LARKMOSS", "given_names": "Mrs. Joanna"}, "same given name"),
    ("an apostrophe", {"family_name": "Lark’moss"}, "same family name"),
    ("a double name", {"family_name": "Larkmoss-Quill"}, "part of the family name is the same"),
    ("a short form", {"given_names": "Jo"}, "given name shortened (Joanna/Jo)"),
    ("an initial", {"given_names": "J."}, "only an initial of the given name, and it fits"),
    ("a middle name", {"given_names": "Marigold Joanna"}, "same given name"),
    ("a given name misspelt", {"given_names": "Joana"}, "given name spelt a little differently"),
    ("the order", {"family_name": "Joanna", "given_names": "Larkmoss"}, "the other way round"),
    ("all in one field", {"family_name": "Larkmoss, Joanna", "given_names": None}, "same family name"),
    ("a new name, the old one known as", {"family_name": "Pellow", "other_names": "née Larkmoss"}, "also known by"),
    ("a new name, nothing said", {"family_name": "Pellow"}, "different family name (Larkmoss/Pellow)"),
    ("day and month swapped", {"birth_date": "1984-12-05"}, "birth date with day and month swapped"),
    ("a digit wrong", {"birth_date": "1984-05-13"}, "birth date with one digit different"),
    ("digits exchanged", {"birth_date": "1984-05-21"}, "birth date with one digit different"),
    ("only the month", {"birth_date": "1984-05"}, "same month and year of birth, the day is not known"),
    ("only the year", {"birth_date": "1984"}, "same year of birth, the rest is not known"),
    ("a year that is a guess", {"birth_date": "1985"}, "year of birth about the same"),
    ("not known", {"birth_date": None}, "same family name"),
]
EACH_ERROR = pytest.mark.parametrize(
    ("changes", "reason"), [pytest.param(changes, reason, id=name) for name, changes, reason in ERRORS]
)


@EACH_ERROR
def test_an_error_hides_nobody_and_is_named_in_the_reasons(changes: dict[str, Any], reason: str) -> None:
    found = match(WITH_DATE, WITH_DATE | changes)

    assert found.score >= POSSIBLE
    assert reason in found.in_words


@EACH_ERROR
def test_a_record_with_an_error_is_still_looked_up(changes: dict[str, Any], reason: str) -> None:
    assert reason
    assert share_a_key(WITH_DATE, WITH_DATE | changes)
    if "family_name" not in changes or "Pellow" not in changes["family_name"]:
        assert share_a_key(WITH_DATE, {**WITH_DATE, **changes, "birth_date": None})


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("telephone", "+44 (0)1632-960123"),
        ("telephone", "0044 1632 960 123"),
        ("telephone", "01632960123 ext. 4"),
        ("email", " Joanna+school@EXAMPLE.org"),
        ("postcode", "qx12ab"),
    ],
)
def test_a_contact_is_recognised_however_it_is_written(column: str, written: str) -> None:
    changed = {**dict.fromkeys(JOANNA), "given_names": "Joanna", "family_name": "Pellow", column: written}

    assert share_a_key(JOANNA, changed)
    assert {"telephone": "telephone", "email": "e-mail", "postcode": "postcode"}[column] in match(
        JOANNA, changed
    ).in_words


def test_the_score_says_the_reasons_in_words() -> None:
    found = match(WITH_DATE, WITH_DATE | {"given_names": "Jo", "birth_date": "1984-12-05"}, at=WORK)

    assert found.in_words == (
        "same family name, given name shortened (Joanna/Jo), birth date with day and month swapped, same employer"
    )
    assert found.likeness is Likeness.LIKELY
    assert found.score == sum(reason.points for reason in found.reasons)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(ONLY_NAME, id="nothing but the name"),
        pytest.param(ONLY_NAME | {"birth_date": "1984"}, id="the year"),
        pytest.param(WITH_DATE | {"birth_date": "1971-09-30"}, id="another birth date"),
        pytest.param(WITH_DATE | {"given_names": "Tobias"}, id="born on the same day"),
    ],
)
def test_people_with_a_common_name_are_not_likely_the_same(other: dict[str, Any]) -> None:
    assert match(WITH_DATE, other).score < LIKELY


def test_a_common_name_with_another_birth_date_is_not_even_possible() -> None:
    assert match(WITH_DATE, WITH_DATE | {"birth_date": "1971-09-30"}, at=WORK).likeness is Likeness.UNLIKELY


@pytest.mark.parametrize(
    ("one", "twin"), [("Oriel", "Tamsin"), ("Ella", "Ellie"), ("Jayden", "Hayden"), ("Jory", "J"), ("Oriel", "Ariel")]
)
def test_twins_are_not_likely_the_same_child(one: str, twin: str) -> None:
    born = {"family_name": "Yaxley", "birth_date": "2017-02-11", "postcode": None}
    found = compare_children(Person.of({**born, "given_names": one}), Person.of({**born, "given_names": twin}))

    assert found.likeness is not Likeness.LIKELY
    assert compare_children(
        Person.of({**born, "given_names": one}), Person.of({**born, "given_names": one})
    ).likeness is (Likeness.LIKELY)


@pytest.mark.parametrize(
    ("written", "likeness"),
    [
        ("Tumbledown Academy", Likeness.POSSIBLE),
        ("THE TUMBLEDOWN PRIMARY", Likeness.POSSIBLE),
        ("Tumbeldown Primary School", Likeness.POSSIBLE),
        ("Fernhollow Primary School", Likeness.UNLIKELY),
        ("Tumbledown 2", Likeness.UNLIKELY),
    ],
)
def test_an_organisation_is_known_by_what_tells_it_apart(written: str, likeness: Likeness) -> None:
    one = {"name": "Tumbledown Primary School", "postcode": None}
    organisation, other = Organisation.of(one), Organisation.of({"name": written, "postcode": None})

    assert compare_organisations(organisation, other).likeness is likeness
    if likeness is not Likeness.UNLIKELY:
        assert organisation_keys(organisation) & organisation_keys(other)


def test_two_of_one_name_in_different_places_are_not_likely_one() -> None:
    here, there = (Organisation.of({"name": "St Mark’s Nursery", "postcode": code}) for code in ("QX1 2AB", "QX9 8YZ"))

    assert compare_organisations(here, there).likeness is Likeness.UNLIKELY
    assert compare_organisations(here, here).score == 100


def test_nothing_known_is_like_nothing() -> None:
    nobody = Person.of(dict.fromkeys(JOANNA))

    assert person_keys(nobody) == frozenset()
    assert compare_adults(nobody, nobody) == Match(score=0, reasons=())


NAMES = st.text(alphabet="abcdefghijklmnoprstuvwyzéö'- ", min_size=0, max_size=14)
DATES = st.one_of(st.none(), st.dates().map(str), st.dates().map(lambda day: str(day)[:7]))
PEOPLE = st.fixed_dictionaries(
    {"family_name": NAMES, "given_names": NAMES, "other_names": NAMES, "birth_date": DATES, "telephone": NAMES}
)


@given(PEOPLE, PEOPLE)
@settings(max_examples=60, deadline=None)
def test_it_does_not_matter_which_is_looked_at(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert match(one, other).score == match(other, one).score


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=14), st.data())
@settings(max_examples=80, deadline=None)
def test_one_slip_in_any_family_name_is_always_looked_up(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("aemtz"))
    kind = data.draw(st.sampled_from(("wrong", "more", "left out")))
    slipped = name[:place] + ("" if kind == "left out" else letter) + name[place + (kind != "more") :]

    assert share_a_key(ONLY_NAME | {"family_name": name}, ONLY_NAME | {"family_name": slipped})
