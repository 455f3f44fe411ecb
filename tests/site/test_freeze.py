"""The published folder: what is in it, what is not, and that it is swapped in whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lado_site.app import EXIT_ADDRESS, read_assets, script_json
from lado_site.errors import ContentError, SiteError
from lado_site.forms import FORMS, form_for
from lado_site.forms.compiled import digest
from lado_site.freeze import MARKER, Published, PublishedForm, freeze
from lado_site.inline import integrity
from lado_site.parts import for_browser

from .builders import TODAY, a_profile, contents, embedded, embedded_definition, parsed, some_keys

CONTENT = Path(__file__).resolve().parents[2] / "site" / "content"
PAGES = {path.stem for path in CONTENT.glob("*.md")} | set(FORMS)
BUDGET = 60_000
"""Bytes of the form page, its style and its script together, compressed, before anything is sealed."""

GUIDANCE_BUDGET = 35_000
"""Bytes of a page of guidance and all that it loads at first, compressed."""

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


def _form(published: Published, name: str) -> PublishedForm:
    return next(form for form in published.forms if form.name == name)


def pages(published: Published) -> list[Path]:
    return sorted(published.out.glob("*.html"))


def pages_of_the_folder(published: Published) -> list[Path]:
    """All but the page for what is not there, whose links begin at the host's root."""
    return [path for path in pages(published) if path.name != "404.html"]


def test_there_is_a_page_for_each_piece_of_guidance_and_each_form(published: Published) -> None:
    assert {path.stem for path in pages(published)} == PAGES


def test_every_form_is_there_as_one_file_and_on_paper(published: Published) -> None:
    copies = {path.name for path in (published.out / "copies").iterdir()}
    papers = {path.name for path in (published.out / "print").iterdir()}

    assert copies == {f"sandwell-{name}.html" for name in FORMS}
    assert papers == {f"{name}.pdf" for name in FORMS}


def test_the_release_file_lists_every_other_file_with_its_size_and_hash(published: Published) -> None:
    there = contents(published.out)
    facts = json.loads(there.pop(MARKER))

    assert facts["files"] == {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in there.items()
    }
    assert facts["release"] == published.release
    assert facts["forms"] == {form.name: form.digest for form in published.forms}


def test_the_worker_names_every_page_and_its_hash(published: Published) -> None:
    worker = (published.out / "worker.js").read_text("utf-8")
    kept = json.loads(worker.removeprefix("const KEPT=").partition(";\n")[0])
    sums = {name: integrity(content) for name, content in contents(published.out).items()}
    scripts = {name for name in sums if name.startswith("static/") and not name.endswith(".LEGAL.txt")}

    assert kept["release"] == published.release
    assert kept["files"].items() <= sums.items()
    assert kept["files"].keys() == {f"{name}.html" for name in PAGES} | scripts


def test_no_page_asks_another_place_for_anything(published: Published) -> None:
    for path in pages_of_the_folder(published):
        addresses = [
            found[name]
            for tag, found in parsed(path).elements
            for name in ("src", "href", "action")
            if name in found and (tag != "a" or name != "href")
        ]
        assert {urlsplit(each).scheme for each in addresses} <= {"", "data"}, path.name
        assert not [each for each in addresses if each.startswith("/")], path.name


def test_a_link_to_another_place_is_secure_and_does_not_say_where_it_was_followed(published: Published) -> None:
    for path in pages_of_the_folder(published):
        links = [found for tag, found in parsed(path).elements if tag == "a" and "href" in found]
        out = [each for each in links if urlsplit(each["href"]).scheme not in ("", "tel", "mailto")]
        assert all(each["href"].startswith("https://") and "noreferrer" in each["rel"] for each in out), path.name
        assert not [each for each in links if each["href"].startswith("/")], path.name


def test_only_the_way_out_of_the_form_leads_to_another_place(published: Published) -> None:
    leading_out = [path.stem for path in pages(published) if EXIT_ADDRESS in path.read_text("utf-8")]

    assert leading_out == sorted(FORMS)


def test_no_page_holds_script_style_or_handlers_of_its_own(published: Published) -> None:
    for path in pages(published):
        page = parsed(path)
        others = {name for name in page.inline if not name.startswith("definition-")}
        assert others <= {"form-definition", "setting"}, path.name
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {name for name in names if name.startswith("on") or name == "style"}, path.name


def test_every_page_carries_its_security_policy(published: Published) -> None:
    for path in pages(published):
        _, meta = next(each for each in parsed(path).elements if "http-equiv" in each[1])
        policy = dict(part.strip().split(" ", 1) for part in meta["content"].split(";"))
        assert meta["http-equiv"] == "Content-Security-Policy"
        assert POLICY.items() <= policy.items(), path.name


def test_every_link_leads_to_a_file_that_is_there(published: Published) -> None:
    for path in pages_of_the_folder(published):
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

    definition = embedded_definition(published.out / f"{name}.html")

    assert definition == for_browser(form.definition)
    assert digest(form.definition) == form.digest
    assert embedded(published.out / f"{name}.html", "setting")["form"]["digest"] == form.digest


def test_the_setting_in_the_page_says_whom_it_seals_for_and_until_when(published: Published) -> None:
    keys = some_keys()

    setting = embedded(published.out / "referral.html", "setting")

    assert setting["roster"] == keys.roster
    assert [officer["recipient"] for officer in json.loads(setting["roster"])["officers"]] == list(keys.recipients)
    assert setting["form"] == {
        "name": "referral",
        "version": form_for("referral", a_profile()).version,
        "digest": _form(published, "referral").digest,
    }
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
        assert all(f"<span>{word}</span>" in text for word in some_keys().words), path.name
        assert published.release in text and "21 November 2027" in text, path.name


def test_every_page_says_demonstration_while_the_contact_details_are_made_up(
    published: Published, tmp_path: Path
) -> None:
    real = freeze(a_profile(sample=False), some_keys(), tmp_path / "real", now=TODAY)

    assert all("Do not send real information." in path.read_text("utf-8") for path in pages(published))
    assert not any("Do not send real information." in path.read_text("utf-8") for path in pages(real))


def test_the_form_page_is_small_enough_for_a_slow_telephone(published: Published) -> None:
    page = published.out / "referral.html"
    parts = [page, *published.out.glob("static/form-page-*.css"), *published.out.glob("static/main-*.js")]

    total = sum(len(gzip.compress(part.read_bytes(), 9, mtime=0)) for part in parts)

    assert len(parts) == 3
    assert total <= BUDGET


@pytest.mark.parametrize("name", sorted(PAGES - set(FORMS)))
def test_a_page_of_guidance_is_small_enough_for_a_slow_telephone(published: Published, name: str) -> None:
    page = published.out / f"{name}.html"
    loaded = [
        each for tag, found in parsed(page).elements if tag != "a" for each in (found.get("src"), found.get("href"))
    ]
    files = [page, *(published.out / each.lstrip("/") for each in loaded if each and not each.startswith("data:"))]
    scripts = [published.out / "static" / each for file in files for each in _imported(file)]

    total = sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in (*files, *scripts))

    assert total <= GUIDANCE_BUDGET


def _imported(script: Path) -> set[str]:
    """Return the files that a built script loads with it."""
    return set(re.findall(r'from"\./([^"]+)"', script.read_text("utf-8"))) if script.suffix == ".js" else set()


def test_the_same_settings_give_the_same_bytes(published: Published, tmp_path: Path) -> None:
    again = freeze(a_profile(), some_keys(), tmp_path / "again", now=TODAY)

    assert contents(again.out) == contents(published.out)


def test_a_release_that_is_published_again_on_another_day_stays_the_same_to_the_byte(
    published: Published, tmp_path: Path
) -> None:
    shutil.copytree(published.out, tmp_path / "site")

    again = freeze(a_profile(), some_keys(), tmp_path / "site", now=TODAY + timedelta(days=30))

    assert contents(again.out) == contents(published.out)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A site whose publisher has a memory, that others are copies of; do not change it."""
    place = tmp_path_factory.mktemp("remembered")
    return freeze(a_profile(), some_keys(), place / "site", now=TODAY, memory=place / "memory")


@pytest.fixture
def remembered(first: Published, tmp_path: Path) -> Path:
    """A published site of the test's own, with its publisher's memory beside it."""
    shutil.copytree(first.out.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "site"


def test_a_site_in_which_nothing_changed_is_checked_and_left_in_place(first: Published, remembered: Path) -> None:
    folder = remembered.stat().st_ino

    second = freeze(a_profile(), some_keys(), remembered, now=TODAY, memory=remembered.parent / "memory")

    assert (first.is_unchanged, second.is_unchanged) == (False, True)
    assert second.forms == first.forms
    assert second.out.stat().st_ino == folder


def alter_a_page(site: Path) -> None:
    page = site / "criteria.html"
    page.write_text(page.read_text("utf-8").replace("LADO", "LAD0", 1), encoding="utf-8")


def alter_a_page_and_the_list(site: Path) -> None:
    alter_a_page(site)
    facts = json.loads((site / MARKER).read_text("utf-8"))
    content = (site / "criteria.html").read_bytes()
    facts["files"]["criteria.html"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    (site / MARKER).write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def add_a_page(site: Path) -> None:
    (site / "extra.html").write_text("one more", encoding="utf-8")


def remove_a_page(site: Path) -> None:
    (site / "criteria.html").unlink()


def put_a_link_in_the_place_of_a_page(site: Path) -> None:
    page = site / "criteria.html"
    page.rename(site.parent / "elsewhere.html")
    page.symlink_to(site.parent / "elsewhere.html")


@pytest.mark.parametrize(
    "alter",
    [alter_a_page, alter_a_page_and_the_list, add_a_page, remove_a_page, put_a_link_in_the_place_of_a_page],
)
def test_a_site_that_somebody_altered_is_written_anew(
    published: Published, remembered: Path, alter: Callable[[Path], None]
) -> None:
    alter(remembered)

    again = freeze(a_profile(), some_keys(), remembered, now=TODAY, memory=remembered.parent / "memory")

    assert not again.is_unchanged
    assert contents(remembered) == contents(published.out)
    assert not (remembered / "criteria.html").is_symlink()


def test_a_folder_that_was_published_elsewhere_is_not_taken_on_trust(published: Published, tmp_path: Path) -> None:
    shutil.copytree(published.out, tmp_path / "site")

    again = freeze(a_profile(), some_keys(), tmp_path / "site", now=TODAY, memory=tmp_path / "memory")

    assert not again.is_unchanged


def test_another_roster_is_another_release(published: Published, tmp_path: Path) -> None:
    other = freeze(a_profile(), some_keys(valid_until=date(2028, 1, 1)), tmp_path / "other", now=TODAY)

    assert other.release != published.release


def test_a_site_is_published_over_an_older_one_and_nothing_old_is_left(published: Published, tmp_path: Path) -> None:
    out = shutil.copytree(published.out, tmp_path / "site")
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
def test_an_empty_setting_stops_the_build_is_named_and_leaves_the_old_site_whole(
    published: Published, tmp_path: Path, setting: str
) -> None:
    out = shutil.copytree(published.out, tmp_path / "site")
    before = contents(out)

    with pytest.raises(ContentError, match=rf"profile\.contact\.{setting}"):
        freeze(a_profile(**{setting: " "}), some_keys(), out, now=TODAY)

    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_the_browser_files_the_error_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as missing:
        read_assets(tmp_path)

    assert missing.value.hint == "run npm run build"
