"""A profile that cannot be used is refused with the file, the setting, what is wrong, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_site.errors import ProfileError
from lado_site.profiles import built_in_profiles, load_profile

SANDWELL = built_in_profiles()["sandwell"].read_text(encoding="utf-8")

WRONG = [
    ('area = "Sandwell"', "", "area is missing."),
    ('area = "Sandwell"', 'area = " "', "area must not be empty."),
    ('area = "Sandwell"', "area = 7", "area must be text in quotation marks."),
    ('area = "Sandwell"', 'area = "Sandwell"\naera = "x"', "aera is not a setting of a profile."),
    ('email = "lado@sandwell.example.org"', 'email = "lado"', "contact.email must be an e-mail address."),
    ('web = "https://lado', 'web = "http://lado', "contact.web must be an address that begins with https://."),
    ("length = 12", 'length = "12"', "clocks.4.length must be a whole number."),
    ('unit = "weeks"', 'unit = "fortnights"', "clocks.4.unit must be one of hours, working-hours, days"),
    ('key = "harmed"', 'key = "Harmed"', "criteria.0.key must be lower-case words joined by hyphens."),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    file = tmp_path / "ours.toml"
    assert right in SANDWELL
    file.write_text(SANDWELL.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(ProfileError) as refused:
        load_profile(str(file))

    assert refused.value.message.startswith("ours.toml: ")
    assert said in refused.value.message


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(SANDWELL.replace('area = "Sandwell"', "").replace("length = 12", "length = -1"), encoding="utf-8")

    with pytest.raises(ProfileError) as refused:
        load_profile(str(file))

    assert "area is missing." in refused.value.message
    assert "clocks.4.length must be from 0 to 1000." in refused.value.message


def test_a_line_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("name = \n", encoding="utf-8")

    with pytest.raises(ProfileError, match=r"ours\.toml is not valid TOML: .*line 1"):
        load_profile(str(file))


def test_an_unknown_name_says_which_profiles_there_are() -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile("atlantis")

    assert refused.value.message == "there is no profile named atlantis"
    assert "sandwell" in refused.value.hint
