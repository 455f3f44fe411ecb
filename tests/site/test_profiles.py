"""A profile that cannot be used is refused with the file, the setting, what is there, and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_site.errors import ProfileError
from lado_site.profiles import built_in_profiles, check_settings, load_profile, read_settings

SANDWELL = built_in_profiles()["sandwell"].read_text(encoding="utf-8")

# In Sandwell's profile: what stands there, what somebody writes instead, and what is said about it.
WRONG = [
    ('area = "Sandwell"', "", "area is missing."),
    ('area = "Sandwell"', 'area = " "', 'area must not be empty. It is "".'),
    ('area = "Sandwell"', "area = 7", "area must be text in quotation marks. It is 7."),
    ('area = "Sandwell"', 'area = ["Sandwell"]', "area must be text in quotation marks. It is a list of 1."),
    ('host = "Quality', 'host = true\nx = "Quality', "host must be text in quotation marks. It is true."),
    ('area = "Sandwell"', 'area = "Sandwell"\naera = "x"', "aera is not a setting of a profile. Do you mean area?"),
    ('area = "Sandwell"', 'area = "Sandwell"\nzzz = "x"', "zzz is not a setting of a profile."),
    ('name = "sandwell"', 'name = "Sandwell Council"', "name must be lower-case words joined by hyphens."),
    ('email = "lado@sandwell.example.org"', 'email = "lado"', 'contact.email must be an e-mail address. It is "lado".'),
    ('telephone = "', 'phone = "', "contact.telephone is missing."),
    ('telephone = "', 'telefone = "', "contact.telefone is not a setting of a profile. Do you mean telephone?"),
    ('web = "https://lado', 'web = "http://lado', "contact.web must be an address that begins with https://."),
    ("\nsample = true", '\nupload = "http://x"', 'contact.upload must be an address that begins with https://. It is'),
    ("\nsample = true", '\nsample = "yes"', 'contact.sample must be true or false. It is "yes".'),
    ("length = 12", 'length = "12"', 'clocks 5 (conclusion): length must be a whole number. It is "12".'),
    ("length = 12", "length = 12.5", "clocks 5 (conclusion): length must be a whole number. It is 12.5."),
    ("length = 12", "length = true", "clocks 5 (conclusion): length must be a whole number. It is true."),
    ("length = 12", "length = -1", "clocks 5 (conclusion): length must be from 0 to 1000. It is -1."),
    ("length = 12", "length = 0", "or 0 working-days for the same day, or 0 hours for at once. It is 0."),
    ('unit = "weeks"', 'unit = "week"', "months. Do you mean weeks? It is \"week\"."),
    ('unit = "weeks"', 'unit = "fortnights"', "clocks 5 (conclusion): unit must be one of hours, working-hours, days"),
    ('start = "threshold-decided"', 'start = "threshold"', "clocks 3 (meeting): start must be one of contact, "),
    ('key = "harmed"', 'key = "Harmed"', "criteria 1 (Harmed): key must be lower-case words joined by hyphens."),
    ('key = "offence"', 'key = "harmed"', 'criteria has 2 entries with the key "harmed"; each needs its own.'),
    ('requirement = "SAN-42"', 'requirement = "42"', "(harmed): requirement must be a requirement, like SAN-06."),
    ('{ id = "SAN-13", assumed', '{ id = "SAN13", assumed', "clocks 3 (meeting): requirement.id must be a requirement"),
    ('{ id = "SAN-34" }', '"SAN-34"', "clocks 4 (minutes): requirement must be a table of settings."),
    ('categories = "general"', 'categories = "genral"', 'categories must be "general" or a list in square brackets.'),
    ('categories = "general"', "categories = []", "categories must have at least 1 of them. It is an empty list."),
    ('sectors = "general"', 'sectors = ["early-yeers"]', "sectors 1 is not an entry of the general list. Do you mean"),
    ('sectors = "general"', 'sectors = ["police", "police"]', 'sectors has 2 entries with the key "police"'),
    ('sectors = "general"', 'sectors = [{ key = "circus" }]', "sectors 1 (circus): label is missing."),
    ('cover = ["another officer"', 'cover = [""', "cover 1 must not be empty."),
    ('common = "advice-only"', 'common = "advise-only"', "Do you mean advice-only?"),
    ("percent = 100", "percent = 101", "targets 1: percent must be from 1 to 100. It is 101."),
    ('topic = "complaints"', 'topic = "complaint"', "Do you mean complaints?"),
    ('items = ["assessment"', 'items = ["chronology"', 'checklists has the item "chronology" 2 times in one list.'),
    ('agency = "police"', 'agency = "employer"', 'checklists has 2 entries with the key "employer"'),
    ('name = "sandwell"', 'extra_bank_holidays = ["soon"]', "extra_bank_holidays 1 must be a date, like 2027-06-01."),
    ('area = "Sandwell"', 'area = "Sandwell"\nhistoric_months = 0', "historic_months must be from 1 to 1200. It is 0."),
    ("[annual_report]", '[annual_report]\nyear_ends = "31 March"', "year_ends must be a month and a day, like 03-31."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG)
def test_a_wrong_setting_is_named_with_what_is_there_and_what_is_allowed(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    file = tmp_path / "ours.toml"
    assert right in SANDWELL
    file.write_text(SANDWELL.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(ProfileError) as refused:
        load_profile(str(file))

    assert refused.value.message.startswith("ours.toml: ")
    assert said in refused.value.message


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    text = SANDWELL.replace('area = "Sandwell"', "").replace("length = 12", "length = -1", 1)
    file.write_text(text.replace('key = "offence"', 'key = "harmed"'), encoding="utf-8")

    problems = [str(each) for each in check_settings(read_settings(str(file)))]

    assert problems == [
        "area is missing.",
        "clocks 5 (conclusion): length must be from 0 to 1000. It is -1.",
        'criteria has 2 entries with the key "harmed"; each needs its own.',
    ]


def test_a_long_text_is_not_repeated_in_full() -> None:
    settings = read_settings("sandwell") | {"name": "A " * 500}

    (problem,) = check_settings(settings)

    assert problem.key == "name"
    assert len(problem.found) < 70


@pytest.mark.parametrize("text", ["name = \n", 'name = "a"\nname = "b"\n', "just words\n"])
def test_a_line_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ProfileError, match=r"ours\.toml is not valid TOML: .*line \d"):
        load_profile(str(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"cannot read .*none\.toml: No such file"):
        load_profile(str(tmp_path / "none.toml"))


def test_the_mark_that_some_editors_put_before_the_text_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(SANDWELL, encoding="utf-8-sig")

    assert load_profile(str(file)) == load_profile("sandwell")


def test_an_unknown_name_says_which_profiles_there_are() -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile("atlantis")

    assert refused.value.message == "there is no profile named atlantis"
    assert refused.value.hint.startswith(
        "use one of bromley, leicester, luton-bedford-bedfordshire, sandwell, wandsworth"
    )


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
KEYS = st.sampled_from(sorted({*read_settings("sandwell"), "police_conditions", "historic_months", "unheard-of"}))
ENTRY_KEYS = st.sampled_from(["key", "requirement", "length", "unit", "items", "agency", "text", "topic", "odd"])


def _with_changed_entry(key: str, entry_key: str, value: Any) -> dict[str, Any]:
    settings = read_settings("sandwell")
    entries = settings.get(key)
    if isinstance(entries, list) and entries and isinstance(entries[0], dict):
        return {**settings, key: [{**entries[0], entry_key: value}, *entries[1:]]}
    return {**settings, key: [{entry_key: value}]}


@given(key=KEYS, entry_key=ENTRY_KEYS, value=VALUES, is_whole=st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_profile_is_answered_in_sentences(
    key: str, entry_key: str, value: Any, is_whole: bool
) -> None:
    changed = {**read_settings("sandwell"), key: value} if is_whole else _with_changed_entry(key, entry_key, value)

    for problem in check_settings(changed):
        assert problem.key
        assert problem.wrong.endswith((".", "?"))
        assert "Not a valid" not in problem.wrong
