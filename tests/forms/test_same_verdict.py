"""The browser's rules and the kit's say the same of the same answers, whatever the form and whatever the answers.

The definitions and the answers are made up by Hypothesis; the browser's side is the code that the page is served with.
Short here; ``make soak`` judges many more (LADO_SOAK_EXAMPLES), each run from a seed of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lado_site.forms.compiled import compile_form
from lado_site.forms.deadlines import IN_TIME, LATE
from lado_site.forms.messages import ABOUT_FILES, SENTENCES
from lado_site.forms.questions import Form

from .definitions import TODAYS, answers_to, forms
from .judge import Browser, a_browser, judge_in_kit

ANSWERS_TO_EACH_FORM = 10
SOAK = int(os.environ.get("LADO_SOAK_EXAMPLES", "0"))
FORMS = (SOAK or 2_000) // ANSWERS_TO_EACH_FORM


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with a_browser(tmp_path_factory.mktemp("judge")) as judge:
        yield judge


@st.composite
def a_form_and_answers(draw: st.DrawFn) -> tuple[Form, list[dict[str, Any]]]:
    form = draw(forms())
    cases = [
        {"answers": draw(answers_to(form)), "today": draw(st.sampled_from(TODAYS)).isoformat()}
        for _ in range(ANSWERS_TO_EACH_FORM)
    ]
    return form, cases


def test_browser_and_kit_give_the_same_verdict(browser: Browser) -> None:
    """What is made up must meet every problem there is, or it would show little."""
    seen: set[str] = set()

    @settings(
        derandomize=not SOAK,
        max_examples=FORMS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made=a_form_and_answers())
    def judge(made: tuple[Form, list[dict[str, Any]]]) -> None:
        definition, cases = as_json(compile_form(made[0])), as_json(made[1])
        in_browser = browser.judge(definition, cases)
        for case, theirs in zip(cases, in_browser, strict=True):
            ours = judge_in_kit(definition, case)
            assert in_order(theirs) == in_order(as_json(ours)), case
            seen.update(problem["code"] for problem in ours["problems"])
            seen.update({LATE, IN_TIME} & {each for each in ours["counted"].values() if isinstance(each, str)})

    judge()

    assert seen == {*SENTENCES, LATE, IN_TIME} - ABOUT_FILES


def as_json(value: Any) -> Any:
    """What is left of a value after it travelled: two halves of an emoji have become one."""
    return json.loads(json.dumps(value))


def in_order(verdict: dict[str, Any]) -> dict[str, Any]:
    """JavaScript puts keys that are numbers first, so that the unknown answers have no order of their own."""
    problems = sorted(verdict["problems"], key=lambda each: (each["code"] != "unknown-question", each["path"]))
    unknown = [each for each in problems if each["code"] == "unknown-question"]
    known = [each for each in verdict["problems"] if each["code"] != "unknown-question"]
    return {**verdict, "problems": [*unknown, *known]}
