"""A council's own colours, logo and links: what is published, and everything that is refused."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lado_site.app import build_site
from lado_site.brand import COLOURS, GROUNDS, contrast, load_brand, style_of
from lado_site.errors import BrandError, ContentError
from lado_site.freeze import Overrides, Published, freeze
from lado_site.inline import integrity
from lado_site.single_file import single_file
from tests.quality.axe import LOOKS, Look, faults, looked_at

from .builders import TODAY, a_profile, contents, parsed, some_keys

ROOT = Path(__file__).resolve().parents[2]
PALETTE = (ROOT / "site" / "browser" / "_colours.scss").read_text("utf-8")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
    '<rect width="30" height="30" fill="#ffd447"/>{more}</svg>'
)
SETTINGS = """
header_links = [{ text = "Example Council", href = "https://www.example.org/" }]
footer_links = [{ text = "Council’s own privacy notice", href = "https://www.example.org/privacy" },
  { text = "Who to call", href = "contact.html" }]
[colours]
header_background = "#7a1f3d"
link = "#8a1c4a"
button = "#8a1c4a"
[logo]
file = "logo.svg"
alt = "Example Council"
"""
PAGES = {"contact", "index"}


def a_brand(folder: Path, settings: str = SETTINGS, logo: str | bytes = SVG.format(more="")) -> Path:
    (folder / "brand.toml").write_text(settings, encoding="utf-8")
    (folder / "logo.svg").write_bytes(logo.encode() if isinstance(logo, str) else logo)
    return folder


def test_the_brand_that_the_web_teams_page_shows_can_be_used(tmp_path: Path) -> None:
    shown = (ROOT / "docs" / "web-team.md").read_text("utf-8").partition("holds `brand.toml`")[2].partition("| What")[0]

    brand = load_brand(a_brand(tmp_path, textwrap.dedent(shown.partition("\n\n")[2])), pages=PAGES)

    assert brand.colours.keys() == COLOURS.keys()
    assert brand.logo and len(brand.header_links) == 1 and len(brand.footer_links) == 2


def refused(folder: Path) -> str:
    with pytest.raises(BrandError) as error:
        load_brand(folder, pages=PAGES)
    assert error.value.hint
    return error.value.message


@pytest.fixture(scope="module")
def branded(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Published:
    own = Overrides(brand=a_brand(tmp_path_factory.mktemp("brand")))
    return freeze(a_profile(), some_keys(), published.out.parent / "branded", now=TODAY, own=own)


KNOWN_CONTRASTS = [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffff00", 8.0)]


@pytest.mark.parametrize(("one", "other", "measured"), KNOWN_CONTRASTS)
def test_contrast_is_as_wcag_defines_it(one: str, other: str, measured: float) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, other) == pytest.approx(measured, abs=0.01)


def test_our_own_colours_pass_the_check_that_a_council_has_to_pass(tmp_path: Path) -> None:
    lines = "\n".join(f'{name} = "{value}"' for name, value in COLOURS.items())

    brand = load_brand(a_brand(tmp_path, f"[colours]\n{lines}\n"), pages=PAGES)

    assert brand.colours == COLOURS


def test_the_grounds_and_the_properties_are_those_of_the_styles() -> None:
    """The check is worth something only while it measures against the colours that are really used."""
    literal = set(re.findall(r"#[0-9a-f]{6}\b", PALETTE)) | {"#ffffff"}
    chosen = PALETTE[PALETTE.index("$chosen") : PALETTE.index(");")]

    assert set(GROUNDS.values()) <= literal
    assert set(re.findall(r'"([a-z-]+)":', chosen)) == set(re.findall(r"--([a-z-]+):", style_of({})))


FAINT = [
    ('link = "#7fb2e5"', "colours.link #7fb2e5 has a contrast of 2.23 to 1 with the white of the page; 4.5 to 1"),
    ('button = "#ff8800"', "colours.button #ff8800 has a contrast of 2.39 to 1 with the white words on it"),
    ('header_background = "#cccccc"', "colours.header_text #ffffff has a contrast of 1.60 to 1 with"),
    ('header_text = "#123f4d"', "colours.header_text #123f4d has a contrast of 1.00 to 1 with colours.header_backgr"),
    ('link = "#757575"', "with the grey of the footer and panels"),
]


@pytest.mark.parametrize(("line", "said"), FAINT)
def test_colours_that_are_hard_to_read_are_refused_with_the_measured_figure(
    tmp_path: Path, line: str, said: str
) -> None:
    assert said in refused(a_brand(tmp_path, f"[colours]\n{line}\n"))


LOGO = '[logo]\nfile = "logo.svg"\nalt = "Example"\n'
WRONG_SETTINGS = [
    ('[colours]\nheadline = "#000000"', "colours.headline is not a setting of a brand. Allowed are button,"),
    ('[colours]\nlink = "navy"', "colours.link must be six digits"),
    ("[colours]\nlink = 12", "colours.link must be six digits"),
    ('colours = "#000000"', "colours must be a table"),
    ('font = "Comic"', "font is not a setting of a brand"),
    ('analytics = "UA-1"', "analytics is refused"),
    ('[tracking]\nid = "7"', "tracking is refused"),
    ('scripts = ["https://cdn.example.org/a.js"]', "scripts is refused"),
    ("[[google_tag]]\nid = 1", "google_tag is refused"),
    ('[logo]\nfile = "logo.svg"', "logo.alt must say in words"),
    ('[logo]\nfile = "none.svg"\nalt = "Example"', "there is no such file beside brand.toml"),
    ('[logo]\nfile = "../logo.svg"\nalt = "Example"', "must be the name of a file beside brand.toml"),
    ('[logo]\nfile = "https://www.example.org/logo.svg"\nalt = "Example"', "must be the name of a file"),
    ('[logo]\nfile = "brand.toml"\nalt = "Example"', "neither an SVG nor a PNG"),
    ('[[header_links]]\ntext = "Us"\nhref = "http://www.example.org/"', "must begin with https:// or be a page"),
    ('[[header_links]]\ntext = "Us"\nhref = "javascript:alert(1)"', "must begin with https:// or be a page"),
    ('[[footer_links]]\ntext = "Us"\nhref = "nowhere.html"', "leads to nowhere.html, which is no page"),
    ('[[footer_links]]\ntext = ""\nhref = "contact.html"', "text must be words"),
    ('[[footer_links]]\ntext = "Us"\nhref = "contact.html"\nonclick = "x"', "onclick is not a setting"),
    ('header_links = "https://www.example.org/"', "header_links must be a list"),
    ("[[header_links]]\ntext = 'a'\nhref = 'contact.html'\n" * 9, "has 9 links; at most 8"),
]


@pytest.mark.parametrize(("settings", "said"), WRONG_SETTINGS)
def test_a_setting_that_cannot_be_used_is_refused_by_its_name(tmp_path: Path, settings: str, said: str) -> None:
    message = refused(a_brand(tmp_path, settings + "\n"))

    assert message.startswith("brand.toml: ") and said in message


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    message = refused(
        a_brand(tmp_path, f'font = "x"\n{LOGO}[colours]\nlink = "#eeeeee"\n', SVG.format(more="<script/>"))
    )

    assert all(each in message for each in ("font is not", "colours.link #eeeeee", "holds a script"))


def test_a_file_that_is_no_toml_or_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "cannot read" in refused(tmp_path)
    assert "not valid TOML" in refused(a_brand(tmp_path, "[colours\n"))


HOSTILE = [
    ("<script>alert(1)</script>", "a script"),
    ('<g onload="alert(1)"/>', "onload, which runs a script"),
    ('<image href="https://www.example.org/a.png"/>', "another picture"),
    ('<use href="https://www.example.org/a.svg#b"/>', "an address"),
    ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="other.svg#b"/>', "an address"),
    ("<foreignObject><p/></foreignObject>", "a foreignObject"),
    ('<a href="#b"/>', "a link"),
    ('<rect fill="url(https://www.example.org/a.svg#b)"/>', "an address in fill"),
    ('<rect style="fill:url( &quot;//www.example.org/a&quot;)"/>', "an address in style"),
    ("<style>@import 'a.css';</style>", "an address in its style"),
    ("<style>rect{fill:u\\72l(a)}</style>", "an address in its style"),
    ('<animate attributeName="href"/>', "<animate>"),
    ('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>', "<script>"),
    ("<rect>", "cannot be read"),
]


@pytest.mark.parametrize(("more", "said"), HOSTILE)
def test_an_svg_that_runs_loads_or_hides_anything_is_refused(tmp_path: Path, more: str, said: str) -> None:
    assert said in refused(a_brand(tmp_path, LOGO, SVG.format(more=more)))


NO_PICTURES: list[tuple[str, str | bytes, str]] = [
    ("logo.svg", '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format(more="&a;"), "holds <!DOCTYPE"),
    ("logo.svg", '<?xml-stylesheet href="a.css"?>' + SVG.format(more=""), "holds <?"),
    ("logo.svg", "<html/>", "does not begin as one"),
    ("logo.svg", b"\xff\xfe<svg/>", "not UTF-8"),
    ("logo.svg", SVG.format(more="<g/>" * 15_000), "60,1"),
    ("logo.png", SVG.format(more=""), "no whole PNG"),
    ("logo.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "no whole PNG"),
    ("logo.jpg", b"\xff\xd8\xff", "neither an SVG nor a PNG"),
]


@pytest.mark.parametrize(("name", "content", "said"), NO_PICTURES)
def test_a_file_that_is_not_the_picture_it_is_named_is_refused(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    a_brand(tmp_path, LOGO.replace("logo.svg", name))
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    assert said in refused(tmp_path)


def test_a_png_and_what_drawing_programs_write_are_taken(tmp_path: Path) -> None:
    png = (ROOT / "tests" / "samples" / "mark-on-arm.png").read_bytes()
    a_brand(
        tmp_path,
        LOGO,
        SVG.format(
            more='<defs><linearGradient id="a"/></defs><rect fill="url(#a)"/><use href="#a"/>'
            '<i:view xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:about="x"/>'
        ),
    )
    drawn = load_brand(tmp_path, pages=PAGES)
    (tmp_path / "logo.png").write_bytes(png)
    a_brand(tmp_path, LOGO.replace(".svg", ".png"))

    assert drawn.logo and drawn.logo.file.endswith(".svg")
    assert (logo := load_brand(tmp_path, pages=PAGES).logo) and logo.content == png


def test_the_brand_is_published_in_files_whose_names_change_with_them(branded: Published) -> None:
    names = {path.name for path in (branded.out / "brand").iterdir()}

    page = parsed(branded.out / "index.html")

    assert {re.sub(r"-[0-9a-f]{8}\.", ".", name) for name in names} == {"brand.css", "logo.svg"}
    assert {f"brand/{name}" for name in names} <= {*page.values("href"), *page.values("src")}
    assert "style" not in page.inline and not page.values("style")


def test_the_worker_keeps_the_brand_too(branded: Published) -> None:
    kept = json.loads((branded.out / "worker.js").read_text("utf-8").removeprefix("const KEPT=").partition(";\n")[0])

    assert len([name for name in kept["files"] if name.startswith("brand/")]) == 2


def test_own_links_are_in_the_guidance_and_no_link_leads_away_from_a_form_half_filled_in(branded: Published) -> None:
    guidance = (branded.out / "criteria.html").read_text("utf-8")
    form = (branded.out / "referral.html").read_text("utf-8").split("<footer")[0]

    assert '<a class="menu__link" href="https://www.example.org/" rel="noreferrer">Example Council</a>' in guidance
    assert "https://www.example.org/privacy" in guidance and ">Who to call</a>" in guidance
    assert "www.example.org" not in form


def test_a_form_in_one_file_carries_the_brand_within_its_policy(branded: Published) -> None:
    path = branded.out / "copies" / "sandwell-referral.html"
    page = parsed(path)
    policy = next(found["content"] for _, found in page.elements if "http-equiv" in found)

    assert "--header-background:#7a1f3d" in page.inline["style"]
    assert integrity(page.inline["style"].encode()) in policy
    assert [each.partition(",")[0] for each in page.values("src")] == ["data:image/svg+xml;base64"]


def test_brand_content_and_place_make_another_release(published: Published, branded: Published, tmp_path: Path) -> None:
    own_page = (ROOT / "site" / "content" / "training.md").read_text("utf-8")
    (tmp_path / "training.md").write_text(own_page + "\nBook a place with the team.\n", encoding="utf-8")
    changes = [Overrides(content=tmp_path), Overrides(base_path="/lado")]

    others = {build_site(a_profile(), some_keys(), today=TODAY, own=own).release for own in changes}

    assert len({published.release, branded.release, *others}) == 4


def test_the_same_brand_gives_the_same_bytes(branded: Published, tmp_path: Path) -> None:
    (tmp_path / "brand").mkdir()
    own = Overrides(brand=a_brand(tmp_path / "brand"))

    again = freeze(a_profile(), some_keys(), tmp_path / "again", now=TODAY, own=own)

    assert contents(again.out) == contents(branded.out)


BAD_PAGES = [
    ("Hello.\n", "is missing"),
    ("{front}analytics: UA-1\n---\nHello.\n", "analytics is unknown"),
    ("{front}---\n![map](map.png)\n", "has a picture"),
    ("{front}---\n[us](http://www.example.org)\n", "which is not secure"),
    ('{front}---\n<script src="https://cdn.example.org/a.js"></script>\n', "has HTML in it"),
    ('{front}---\n<img src="https://www.example.org/count.gif">\n', "has HTML in it"),
    ("{front}---\n[gone](gone.html)\n", "which is no page"),
]
FRONT = """---
title: "Training"
lead: "What we teach."
order: 50
audience: everyone
reviewed: 2026-11-22
sources: []
section: service
"""


@pytest.mark.parametrize(("text", "said"), BAD_PAGES)
def test_a_page_of_the_councils_own_is_checked_like_ours_and_nothing_is_published(
    published: Published, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "training.md").write_text(text.replace("{front}", FRONT), encoding="utf-8")
    out = published.out.parent / "refused"

    with pytest.raises(ContentError, match="page training") as error:
        freeze(a_profile(), some_keys(), out, now=TODAY, own=Overrides(content=tmp_path))

    assert said in error.value.message
    assert not out.exists()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_colours_are_seen_and_nothing_is_cut_off(page: Page, branded: Published, width: int) -> None:
    """From a file as well as from a host: a style that the policy refused would leave our own colours."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((branded.out / "copies" / "sandwell-referral.html").as_uri())

    shown = page.evaluate(
        """() => [".header", ".govuk-button[data-continue]"].map(
          (each) => getComputedStyle(document.querySelector(each)).backgroundColor)"""
    )

    assert shown == ["rgb(122, 31, 61)", "rgb(138, 28, 74)"]
    expect(page.get_by_role("img", name="Example Council")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".header__logo").evaluate("each => each.naturalWidth") > 0


@pytest.mark.parametrize("look", list(LOOKS.values()), ids=list(LOOKS))
@pytest.mark.parametrize("name", ["index.html", "copies/sandwell-referral.html"])
def test_pages_in_other_colours_have_no_faults_however_they_are_looked_at(
    same_page: Page, branded: Published, address: str, name: str, look: Look
) -> None:
    same_page.goto(f"{address.removesuffix('/site')}/{branded.out.name}/{name}")

    with looked_at(same_page, look):
        assert faults(same_page) == []


def test_a_file_for_one_meeting_carries_the_brand(tmp_path: Path) -> None:
    site = build_site(a_profile(), some_keys(), today=TODAY, own=Overrides(brand=a_brand(tmp_path)))

    assert b"--header-background:#7a1f3d" in single_file(site, "meeting-police")
