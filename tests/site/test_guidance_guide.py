"""The criteria guide: where answers lead, what it shows without script, and that it keeps and sends nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from lado_site.guide import Answer, Ending, Guide, Question, build_guide
from lado_site.profiles import load_profile

from .builders import a_profile
from .test_accessibility import faults

AUTHORITIES = ["leicester", "sandwell", "wandsworth", "bromley", "luton-bedford-bedfordshire"]
GUIDE = build_guide(a_profile())

NOBODY_IN_DANGER = ("danger-no",)
WORKS_HERE = ("danger-no", "role-yes", "area-yes")
NO_CRITERION = (*WORKS_HERE, "criteria-none")

# What was answered, where it leads, and what that says in a few words.
WAYS = [
    (("danger-yes",), "call-999", "Call 999"),
    ((*WORKS_HERE, "criterion-harmed"), "refer", "Refer now"),
    ((*WORKS_HERE, "criterion-offence"), "refer", "Refer now"),
    ((*WORKS_HERE, "criterion-risk"), "refer", "Refer now"),
    ((*WORKS_HERE, "criterion-suitability"), "refer", "Refer now"),
    (("danger-no", "role-yes", "area-unsure", "criterion-harmed"), "refer", "Refer now"),
    ((*WORKS_HERE, "criteria-unsure"), "ask-unsure", "Ask for advice"),
    ((*NOBODY_IN_DANGER, "role-past"), "ask-past", "Ask for advice"),
    ((*NOBODY_IN_DANGER, "role-unknown"), "ask-unknown", "Ask for advice"),
    ((*NOBODY_IN_DANGER, "role-unsure"), "ask-unsure", "Ask for advice"),
    ((*NO_CRITERION, "kind-other"), "ask-unsure", "Ask for advice"),
    ((*NOBODY_IN_DANGER, "role-no"), "not-with-children", "Not for the LADO, do this"),
    (("danger-no", "role-yes", "area-no"), "other-area", "Not for the LADO, do this"),
    ((*NO_CRITERION, "kind-small"), "low-level", "Not for the LADO, do this"),
    ((*NO_CRITERION, "kind-job"), "employer", "Not for the LADO, do this"),
    ((*NO_CRITERION, "kind-place"), "complaint", "Not for the LADO, do this"),
    ((*NO_CRITERION, "kind-child"), "child", "Not for the LADO, do this"),
]
ONE_WAY_TO_EACH = {ending: answers for answers, ending, _ in WAYS}


@pytest.mark.req("LEI-42", "SAN-75", "BED-16", "BED-17", "BED-18", "BED-19")
@pytest.mark.parametrize(("answers", "ending", "verdict"), WAYS)
def test_answers_lead_to_their_advice(answers: tuple[str, ...], ending: str, verdict: str) -> None:
    found = GUIDE.ending(answers)

    assert (found.name, found.verdict) == (ending, verdict)
    assert found.reason and found.steps


def test_the_table_has_every_ending() -> None:
    assert ONE_WAY_TO_EACH.keys() == {ending.name for ending in GUIDE.endings}


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_criteria_are_the_authoritys_own_and_each_of_them_means_refer(authority: str) -> None:
    profile = load_profile(authority)
    guide = build_guide(profile)

    offered = {answer.label: answer.then for question in guide.questions for answer in question.answers}

    for criterion in profile.criteria:
        assert offered[criterion.heading] == "refer"
    assert sum(then == "refer" for then in offered.values()) == len(profile.criteria)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_who_is_told_to_go_elsewhere_is_still_given_a_number(authority: str) -> None:
    profile = load_profile(authority)

    for ending in build_guide(profile).endings:
        assert re.search(r"01632 960|999", " ".join((ending.title, *ending.steps))), ending.name
        if ending.name not in ("call-999",):
            assert profile.contact.telephone in " ".join(ending.steps), ending.name


def test_the_forms_and_pages_that_an_ending_names_are_there(address: str, page: Page) -> None:
    page.goto(f"{address}/guide.html")

    targets = page.locator("[data-guide] a[href$='.html']").evaluate_all("links => links.map((link) => link.href)")

    assert len(set(targets)) > 5
    for target in set(targets):
        answer = page.request.get(target)
        assert answer.ok, target
    assert page.locator("[data-place=refer] a[href$='referral.html']").count() == 1


def test_a_guide_that_does_not_hold_together_cannot_be_built() -> None:
    yes = Answer(key="yes", label="Yes", then="end")
    end = Ending(name="end", verdict="v", tone="note", title="t", reason="r", steps=())
    question = Question(name="one", text="One?", answers=(yes,))

    with pytest.raises(ValueError, match="nowhere"):
        Guide(questions=(replace(question, answers=(yes, replace(yes, then="nowhere"))),), endings=(end,))
    with pytest.raises(ValueError, match="other"):
        Guide(questions=(question,), endings=(end, replace(end, name="other")))
    with pytest.raises(ValueError, match="twice"):
        Guide(questions=(question,), endings=(end, end))
    with pytest.raises(ValueError, match="goes back"):
        Guide(
            questions=(
                replace(question, answers=(replace(yes, then="two"),)),
                Question(name="two", text="Two?", answers=(yes, replace(yes, then="one"))),
            ),
            endings=(end,),
        )


def answer(page: Page, keys: tuple[str, ...]) -> None:
    for key in keys:
        page.locator(f"[data-answer={key}]:visible").click()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("ending", sorted(ONE_WAY_TO_EACH))
def test_every_ending_can_be_reached_says_why_and_has_no_faults(
    same_page: Page, address: str, ending: str, width: int
) -> None:
    same_page.set_viewport_size({"width": width, "height": 800})
    same_page.goto(f"{address}/guide.html")

    answer(same_page, ONE_WAY_TO_EACH[ending])

    shown = same_page.locator("[data-place]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-place", ending)
    expect(shown.locator("h2")).to_be_focused()
    expect(shown.locator("[data-because] li")).to_have_count(len(ONE_WAY_TO_EACH[ending]))
    expect(same_page.get_by_text("It does not decide anything: the LADO does.")).to_be_visible()
    expect(same_page.get_by_role("link", name=a_profile().contact.telephone).first).to_be_visible()
    expect(same_page.get_by_role("heading", name="If a child is in danger now, call 999")).to_be_visible()
    assert faults(same_page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_each_question_has_no_faults(same_page: Page, address: str, width: int) -> None:
    same_page.set_viewport_size({"width": width, "height": 800})
    same_page.goto(f"{address}/guide.html")
    found = [faults(same_page)]
    for key in NO_CRITERION:
        same_page.locator(f"[data-answer={key}]:visible").click()
        found.append(faults(same_page))

    assert found == [[]] * 5


def test_back_undoes_one_answer_in_the_page_and_in_the_browser(page: Page, address: str) -> None:
    page.goto(f"{address}/guide.html")
    expect(page.locator("[data-back]")).to_be_hidden()
    answer(page, (*WORKS_HERE, "criterion-harmed"))

    page.locator("[data-back]").click()
    expect(page.locator("[data-place=criteria]")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-place=area]")).to_be_visible()
    answer(page, ("area-no",))
    expect(page.locator("[data-place=other-area] [data-because] li")).to_have_count(3)

    page.locator("[data-again]").click()
    expect(page.locator("[data-place=danger]")).to_be_visible()
    expect(page.locator("[data-back]")).to_be_hidden()


def test_nothing_that_is_answered_is_kept_sent_or_shown_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/guide.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    answer(page, (*WORKS_HERE, "criterion-harmed"))

    assert asked == []
    assert page.url == f"{address}/guide.html"
    assert page.evaluate("history.state") == {"steps": 4}
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.reload()
    expect(page.locator("[data-place]:visible")).to_have_attribute("data-place", "danger")


def test_without_script_it_is_a_list_to_read_in_which_each_answer_leads_on(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/guide.html")

    expect(page.locator("[data-place]:visible")).to_have_count(len(GUIDE.questions) + len(GUIDE.endings))
    expect(page.locator("[data-answer=danger-yes]")).to_contain_text("Call 999")
    expect(page.locator("[data-answer=danger-no]")).to_contain_text("Go to question 2")
    expect(page.locator("[data-back]")).to_be_hidden()
    answer(page, (*WORKS_HERE, "criterion-harmed"))
    assert page.url.endswith("#guide-refer")
    expect(page.locator("#guide-refer")).to_be_in_viewport()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    context.close()
