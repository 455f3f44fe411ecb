"""``lado forms``: a form as one file for one meeting and one agency, with a reference that joins what comes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lado_site.codes import read_code
from lado_site.forms import FORMS
from tests.kit.conftest import Place
from tests.kit.front_door import ROOT, Answer, lado
from tests.site.builders import embedded

pytestmark = pytest.mark.skipif(
    not (ROOT / "site" / "static" / "dist" / "manifest.json").exists(),
    reason="the browser files have not been built: run tools/setup.py",
)

LENGTH = 8
GIVEN = "4F7K-2M9Q-D"


def issue(place: Place, *words: str | Path) -> Answer:
    return lado("forms", "issue", *words, home=place.home)


def test_every_form_is_listed_with_what_it_is() -> None:
    shown = lado("forms", "list", "--profile", "sandwell")
    as_json = lado("forms", "list", "--profile", "sandwell", "--json").json

    assert [each["form"] for each in as_json] == list(FORMS)
    assert all(each["form"] in shown.out and each["title"] in shown.out for each in as_json)
    assert [each["form"] for each in as_json if each["is_for_a_meeting"]] == [
        each["form"] for each in as_json if each["form"].startswith("meeting-")
    ]


def test_each_agency_of_a_meeting_gets_its_form_with_the_same_new_reference(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "meeting"

    issued = issue(place, "--meeting", "police, employer,police", "--out", out, "--json")

    assert issued.status == 0, issued.err
    reference = issued.json["reference"]
    assert read_code(reference, LENGTH) == reference
    files = [Path(each["file"]) for each in issued.json["forms"]]
    assert [file.name for file in files] == [
        f"sandwell-meeting-{agency}-{reference}.html" for agency in ("police", "employer")
    ]
    assert sorted(out.iterdir()) == sorted(files)
    assert {embedded(file, "setting")["prefill"]["meeting_reference"] for file in files} == {reference}
    assert all(word in issued.err for word in issued.json["words"])


def test_two_meetings_have_two_references(place: Place, tmp_path: Path) -> None:
    first, second = (issue(place, "meeting-police", "--out", tmp_path, "--json").json["reference"] for _ in range(2))

    assert first != second
    assert len(list(tmp_path.glob("*.html"))) == 2


def test_what_comes_back_can_be_imported_by_the_home_that_issued_it(place: Place, tmp_path: Path) -> None:
    """The definition is kept as publishing keeps it, also where an office has lost its folder of forms."""
    for kept in (place.home / "forms").iterdir():
        kept.unlink()

    issued = issue(place, "meeting-police", "--out", tmp_path, "--json").json["forms"]

    assert [path.stem for path in (place.home / "forms").iterdir()] == [each["digest"] for each in issued]


def test_a_reference_that_is_given_is_read_however_it_is_typed(place: Place, tmp_path: Path) -> None:
    typed = GIVEN.lower().replace("-", " ").replace("0", "o")

    issued = issue(place, "meeting-health", "--reference", typed, "--out", tmp_path)

    assert issued.status == 0, issued.err
    assert f"meeting reference {GIVEN}\n" in issued.out
    assert (tmp_path / f"sandwell-meeting-health-{GIVEN}.html").is_file()


def test_any_other_form_is_issued_with_nothing_filled_in(place: Place, tmp_path: Path) -> None:
    issued = issue(place, "referral", "--out", tmp_path)

    assert issued.status == 0, issued.err
    assert issued.out == f"{tmp_path / 'sandwell-referral.html'}\n"
    assert embedded(tmp_path / "sandwell-referral.html", "setting")["prefill"] == {}


def test_without_a_home_the_profile_and_the_roster_are_given(place: Place, tmp_path: Path) -> None:
    issued = lado(
        "forms", "issue", "meeting-police", "--profile", "sandwell", "--roster", place.roster, "--out", tmp_path,
        environment={"XDG_DATA_HOME": str(tmp_path / "none")},
    )  # fmt: skip

    assert issued.status == 0, issued.err
    assert len(list(tmp_path.glob("sandwell-meeting-police-*.html"))) == 1


def test_nothing_is_overwritten_and_then_nothing_is_written(place: Place, tmp_path: Path) -> None:
    there = tmp_path / f"sandwell-meeting-police-{GIVEN}.html"
    there.write_text("ours")

    again = issue(place, "--meeting", "employer,police", "--reference", GIVEN, "--out", tmp_path)

    assert again.status == 1
    assert "nothing is overwritten" in again.err
    assert [path.read_text() for path in tmp_path.glob("*.html")] == ["ours"]


REFUSED = [
    (("meeting-police", "--reference", "4F7K-2M9Q-E"), "4F7K-2M9Q-E is no meeting reference, or it is mistyped"),
    (("meeting-police", "--reference", "../../etc"), "is no meeting reference"),
    (("referral", "--reference", GIVEN), "none of these forms is for a meeting"),
    (("--meeting", "plumber"), "there is no form named meeting-plumber"),
    ((), "no form is named"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_issued_is_refused_in_words(
    place: Place, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused = issue(place, *words, "--out", tmp_path / "out")

    assert refused.status == 2
    assert re.search(f"^error: .*{re.escape(said)}", refused.err, re.MULTILINE)
    assert "hint: " in refused.err
    assert not (tmp_path / "out").exists()


def test_a_roster_of_another_authority_is_refused(place: Place, tmp_path: Path) -> None:
    refused = issue(place, "referral", "--profile", "bromley", "--roster", place.roster, "--out", tmp_path)

    assert refused.status == 1
    assert "the roster is of sandwell, not of bromley" in refused.err


NOT_IN_FORCE = "these forms are not of the release in force here"


def test_forms_that_are_not_of_the_release_in_force_are_warned_about(place: Place, tmp_path: Path) -> None:
    early = issue(place, "referral", "--out", tmp_path / "early")
    published = lado(
        "publish", "sandwell", tmp_path / "site", "--roster", place.roster,
        home=place.home, passphrase_file=place.passphrase_file,
    )  # fmt: skip
    as_published = issue(place, "referral", "--out", tmp_path / "as-published")
    elsewhere = issue(place, "referral", "--base-path", "/lado/", "--out", tmp_path / "elsewhere")

    assert published.status == 0, published.err
    assert [NOT_IN_FORCE in each.err for each in (early, as_published, elsewhere)] == [True, False, True]
    copy = tmp_path / "site" / "copies" / "sandwell-referral.html"
    assert (tmp_path / "as-published" / "sandwell-referral.html").read_bytes() == copy.read_bytes()
