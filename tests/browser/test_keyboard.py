"""With the keyboard alone: a whole referral, its errors and a draft; and what is said to those who listen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lado_kit.encrypt import open_envelope
from lado_site.forms import form_for
from lado_site.forms.sample import sample_answers
from tests.browser.typist import Typist
from tests.encrypt.builders import an_identity
from tests.site.builders import a_profile

PROFILE = a_profile()
FORM = form_for("referral", PROFILE)
SIZES = {"desk": (1280, 800), "phone": (320, 640)}
FOCUSED_TEXT = "() => document.activeElement.textContent.trim()"


@pytest.fixture
def typist(page: Page, address: str) -> Typist:
    """Somebody with the referral in front of them and no mouse."""
    page.goto(f"{address}/referral.html")
    expect(page.locator("[data-step=urgent]")).to_be_visible()
    return Typist(page)


@pytest.mark.parametrize(("size", "seed"), [("desk", 11), ("phone", 3)], ids=SIZES)
def test_a_referral_is_filled_in_and_sealed_with_keys_alone(
    page: Page, typist: Typist, tmp_path: Path, size: str, seed: int
) -> None:
    answers = sample_answers(FORM, PROFILE, seed)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    titles = []

    for step in FORM.steps:
        section = page.locator(f"[data-step={step.name}]")
        if section.is_visible():
            expect(page).to_have_title(re.compile(f"^{re.escape(step.title)} – Step {len(titles) + 1} of "))
            titles.append(page.title())
            assert step is FORM.steps[0] or page.evaluate(FOCUSED_TEXT) == step.title
            typist.answer(FORM, step.name, answers)
            typist.act(f"[data-step={step.name}] [data-continue]")
            typist.look()
    assert page.evaluate(FOCUSED_TEXT) == "Check your answers"
    typist.go_to("[data-change]")
    typist.go_to("[data-seal]")
    with page.expect_download(timeout=60_000) as handed_over:
        page.keyboard.press("Enter")
    expect(page.locator("[data-step=sealed]")).to_be_visible()
    typist.look()

    assert typist.faults == set()
    assert len(set(titles)) == len(titles) > 8
    assert page.evaluate(FOCUSED_TEXT) == "Sealed. Not sent yet."
    expect(page).to_have_title(re.compile("^Sealed. Not sent yet. – "))
    sealed = tmp_path / "sealed.txt"
    handed_over.value.save_as(sealed)
    assert open_envelope(sealed.read_bytes(), [an_identity(1)]).manifest.answers == answers
    typist.act("[data-handed-over]", "Space")
    typist.look()
    assert page.evaluate(FOCUSED_TEXT) == "Handed over, as you say"
    expect(page).to_have_title(re.compile("^Handed over"))
    typist.act("[data-not-handed-over]")
    assert page.evaluate(FOCUSED_TEXT) == "Sealed. Not sent yet."
    expect(page).to_have_title(re.compile("^Sealed. Not sent yet. – "))
    assert typist.faults == set()


@pytest.mark.parametrize("size", SIZES)
def test_errors_take_the_focus_and_lead_to_their_boxes(page: Page, typist: Typist, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    answers = sample_answers(FORM, PROFILE, 3)
    for step in FORM.steps[:3]:
        typist.answer(FORM, step.name, answers)
        typist.act(f"[data-step={step.name}] [data-continue]")
    expect(page.locator("[data-step=adult]")).to_be_visible()
    typist.act("[data-step=adult] [data-continue]")
    links = page.locator("[data-errors] a")
    where = [str(link.get_attribute("href")) for link in links.all()]

    expect(page).to_have_title(re.compile("^Error: "))
    assert page.evaluate("() => document.activeElement.matches('[data-errors] *')")
    assert page.locator("[data-errors] [role=alert]").count() == 1
    assert len(where) > 2
    for target in where:
        typist.go_to(f'[data-errors] a[href="{target}"]')
        page.keyboard.press("Enter")
        typist.look()
        assert page.evaluate("() => `#${document.activeElement.id}`") == target
        described = page.evaluate(
            """() => [document.activeElement, document.activeElement.closest("fieldset")].filter(Boolean)
              .flatMap((each) => (each.getAttribute("aria-describedby") ?? "").split(" ")).filter(Boolean)
              .map((id) => document.getElementById(id).textContent).join(" ")"""
        )
        assert "Error: " in described
    assert typist.faults == set()


def test_a_draft_is_saved_and_the_form_gone_on_with_by_keys(page: Page, typist: Typist) -> None:
    typist.act("[data-open-aside=save]")
    expect(page.locator("[data-step=aside] .words")).to_be_visible()
    typist.look()
    assert page.evaluate(FOCUSED_TEXT) == "Save a draft"
    typist.go_to("[data-step=aside] .govuk-button")
    with page.expect_download(timeout=30_000):
        page.keyboard.press("Enter")
    expect(page.locator("[data-aside-title]")).to_have_text("Draft saved")
    typist.look()
    assert page.evaluate(FOCUSED_TEXT) == "Draft saved"
    typist.act("[data-step=aside] .govuk-button")
    typist.look()

    expect(page.locator("[data-step=urgent]")).to_be_visible()
    assert page.evaluate(FOCUSED_TEXT) == FORM.steps[0].title
    assert typist.faults == set()


def test_an_entry_is_added_and_removed_without_losing_the_focus(page: Page, typist: Typist) -> None:
    answers = sample_answers(FORM, PROFILE, 11)
    for step in FORM.steps[: [step.name for step in FORM.steps].index("children")]:
        if page.locator(f"[data-step={step.name}]").is_visible():
            typist.answer(FORM, step.name, answers)
            typist.act(f"[data-step={step.name}] [data-continue]")
    expect(page.locator("[data-step=children]")).to_be_visible()
    typist.answer(FORM, "children", answers)
    add = page.locator("[data-add-entry]:visible").first
    group = add.get_attribute("data-add-entry")

    typist.act(f'[data-add-entry="{group}"]')
    typist.look()
    assert page.evaluate("() => document.activeElement.matches('[data-entry-name]')")
    typist.act(f'[data-question="{group}"] [data-entry]:last-child [data-remove-entry]')
    typist.look()

    expect(page.locator("[data-announce]")).to_contain_text("removed")
    assert typist.faults == set()


def test_advice_that_appears_is_said_politely_to_those_who_listen(page: Page, typist: Typist) -> None:
    typist.go_to("[name=immediate_danger]")
    page.keyboard.press("Space")

    title = page.locator("[data-advice]:visible .advice__title").first.inner_text()
    said = page.locator("[data-announce]")
    expect(said).to_have_text(f"Advice: {title}")
    assert said_by_the_tree(page) == ("polite", f"Advice: {title}")


def said_by_the_tree(page: Page) -> tuple[str, str]:
    """What the browser itself tells a screen reader of the place for announcements: how urgent it is, and the words."""
    devtools = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in devtools.send("Accessibility.getFullAXTree")["nodes"]}

    def words(node: dict[str, object]) -> str:
        name = node.get("name", {}).get("value", "") if node["role"]["value"] == "StaticText" else ""  # type: ignore[attr-defined,index]
        return name + "".join(words(nodes[each]) for each in node.get("childIds", []) if each in nodes)  # type: ignore[attr-defined]

    live = [
        (each["value"]["value"], words(node))
        for node in nodes.values()
        for each in node.get("properties", [])
        if each["name"] == "live" and words(node)
    ]
    assert live, "nothing is announced"
    return live[0][0], live[0][1].strip("\xa0")
