"""The published folder: what is in it, what is not, and that it is swapped in whole or not at all."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lado_site.app import EXIT_ADDRESS, read_assets, script_json
from lado_site.errors import ContentError, SiteError
from lado_site.forms import FORMS, form_for
from lado_site.forms.compiled import digest
from lado_site.freeze import MARKER, Published, freeze

from .builders import TODAY, WORDS, a_profile, contents, embedded, parsed, some_keys

PAGES = {
    "index",
    "criteria",
    "what-happens-next",
    "contact",
    "privacy",
    "accessibility",
    "404",
    "referral",
}
BUDGET = 60_000
"""Bytes of the form page, its style and its script together, compressed, before anything is sealed."""

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
}


def pages(published: Published) -> list[Path]:
    return sorted(published.out.glob("*.html"))


def test_there_is_a_page_for_each_piece_of_guidance_and_each_form(published: Published) -> None:
    assert {path.stem for path in pages(published)} == PAGES


def test_no_page_asks_another_place_for_anything(published: Published) -> None:
    for path in pages(published):
        page = parsed(path)
        addresses = page.values("src") + page.values("href") + page.values("action")
        outside = [each for each in addresses if urlsplit(each).scheme not in ("", "tel", "mailto", "data")]
        assert set(outside) <= {EXIT_ADDRESS}, path.name
        assert not [each for each in addresses if each.startswith("/")], path.name


def test_only_the_way_out_of_the_form_leads_to_another_place(published: Published) -> None:
    leading_out = [path.stem for path in pages(published) if EXIT_ADDRESS in path.read_text("utf-8")]

    assert leading_out == ["referral"]


def test_no_page_holds_script_style_or_handlers_of_its_own(published: Published) -> None:
    for path in pages(published):
        page = parsed(path)
        assert set(page.inline) <= {"form-definition", "setting"}, path.name
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {name for name in names if name.startswith("on") or name == "style"}, path.name


def test_every_page_carries_its_security_policy(published: Published) -> None:
    for path in pages(published):
        _, meta = next(each for each in parsed(path).elements if "http-equiv" in each[1])
        policy = dict(part.strip().split(" ", 1) for part in meta["content"].split(";"))
        assert meta["http-equiv"] == "Content-Security-Policy"
        assert POLICY.items() <= policy.items(), path.name


def test_every_link_leads_to_a_file_that_is_there(published: Published) -> None:
    for path in pages(published):
        page = parsed(path)
        for target in page.values("href") + page.values("src"):
            address = urlsplit(target)
            if not address.scheme and address.path:
                assert (published.out / address.path).is_file(), f"{path.name}: {target}"
            if not address.scheme and not address.path and address.fragment:
                assert address.fragment in page.values("id"), f"{path.name}: {target}"


def test_every_identifier_in_a_page_is_there_once(published: Published) -> None:
    for path in pages(published):
        twice = [name for name, count in Counter(parsed(path).values("id")).items() if count > 1]
        assert twice == [], path.name


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_question_of_a_form_is_in_its_page_once(published: Published, name: str) -> None:
    form = form_for(name, a_profile())

    drawn = parsed(published.out / f"{name}.html").values("data-question")

    assert Counter(drawn) == Counter(question.name for question in form.every_question())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_definition_in_the_page_is_the_one_published(published: Published, name: str) -> None:
    form = next(form for form in published.forms if form.name == name)

    definition = embedded(published.out / f"{name}.html", "form-definition")

    assert definition == form.definition
    assert digest(definition) == form.digest


def test_the_setting_in_the_page_says_whom_it_seals_for_and_until_when(published: Published) -> None:
    keys = some_keys()

    setting = embedded(published.out / "referral.html", "setting")

    assert setting["recipients"] == list(keys.recipients)
    assert setting["roster"] == {"version": 4, "recipients": list(keys.fingerprints)}
    assert setting["form"] == {"name": "referral", "version": 1, "digest": published.forms[0].digest}
    assert (setting["authority"], setting["release"], setting["valid_until"]) == (
        "sandwell",
        published.release,
        "2027-11-21",
    )


@pytest.mark.req("SAN-06", "SAN-07")
def test_the_setting_holds_the_clocks_that_start_at_contact_and_three_years_of_days_off(published: Published) -> None:
    setting = embedded(published.out / "referral.html", "setting")

    assert [clock["key"] for clock in setting["clocks"]] == ["call-back", "call-back-same-day", "conclusion"]
    assert {day[:4] for day in setting["off_days"]} == {"2026", "2027", "2028"}
    assert "2027-03-29" in setting["off_days"]  # Easter Monday


def test_json_in_a_page_cannot_end_its_element() -> None:
    text = script_json({"label": "</script><!-- & \u2028"})

    assert not re.search(r"[<>&\u2028]", text)


def test_every_page_shows_the_six_words_the_release_and_the_last_day(published: Published) -> None:
    for path in pages(published):
        text = path.read_text("utf-8")
        assert all(f"<span>{word}</span>" in text for word in WORDS), path.name
        assert published.release in text and "21 November 2027" in text, path.name


def test_every_page_says_demonstration_while_the_contact_details_are_made_up(
    published: Published, tmp_path: Path
) -> None:
    real = freeze(a_profile(sample=False), some_keys(), tmp_path / "real", now=TODAY)

    assert all("Do not send real information." in path.read_text("utf-8") for path in pages(published))
    assert not any("Do not send real information." in path.read_text("utf-8") for path in pages(real))


def test_the_form_page_is_small_enough_for_a_slow_telephone(published: Published) -> None:
    page = published.out / "referral.html"
    parts = [page, *published.out.glob("static/app-*.css"), *published.out.glob("static/main-*.js")]

    total = sum(len(gzip.compress(part.read_bytes(), 9, mtime=0)) for part in parts)

    assert len(parts) == 3
    assert total <= BUDGET


def test_the_same_settings_give_the_same_bytes(published: Published, tmp_path: Path) -> None:
    again = freeze(a_profile(), some_keys(), tmp_path / "again", now=TODAY)

    assert contents(again.out) == contents(published.out)


def test_another_roster_is_another_release(published: Published, tmp_path: Path) -> None:
    other = freeze(a_profile(), some_keys(valid_until=date(2028, 1, 1)), tmp_path / "other", now=TODAY)

    assert other.release != published.release


def test_a_site_is_published_over_an_older_one_and_nothing_old_is_left(tmp_path: Path) -> None:
    out = tmp_path / "site"
    freeze(a_profile(), some_keys(), out, now=TODAY)
    (out / "old.html").write_text("an older page", encoding="utf-8")

    freeze(a_profile(), some_keys(), out, now=TODAY)

    assert not (out / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work", encoding="utf-8")

    with pytest.raises(SiteError, match="not a published site") as refused:
        freeze(a_profile(), some_keys(), tmp_path, now=TODAY)

    assert "nothing was deleted" in refused.value.hint
    assert contents(tmp_path) == {"thesis.txt": b"ten years of work"}


@pytest.mark.parametrize("marker", ["", "[]", "{}", "not JSON", '"release"'])
def test_a_marker_that_is_not_ours_does_not_count(tmp_path: Path, marker: str) -> None:
    (tmp_path / MARKER).write_text(marker, encoding="utf-8")

    with pytest.raises(SiteError, match="not a published site"):
        freeze(a_profile(), some_keys(), tmp_path, now=TODAY)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file", encoding="utf-8")

    with pytest.raises(SiteError, match="is a file"):
        freeze(a_profile(), some_keys(), tmp_path / "site", now=TODAY)


@pytest.mark.parametrize("setting", ["telephone", "email", "childrens_services", "out_of_hours"])
def test_an_empty_setting_stops_the_build_is_named_and_leaves_the_old_site_whole(tmp_path: Path, setting: str) -> None:
    out = tmp_path / "site"
    freeze(a_profile(), some_keys(), out, now=TODAY)
    before = contents(out)

    with pytest.raises(ContentError, match=rf"profile\.contact\.{setting}"):
        freeze(a_profile(**{setting: " "}), some_keys(), out, now=TODAY)

    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_the_browser_files_the_error_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as missing:
        read_assets(tmp_path)

    assert missing.value.hint == "run npm run build"
