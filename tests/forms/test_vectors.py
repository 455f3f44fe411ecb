"""Python's side of the vectors that the browser's modules run too: the two say the same of the same answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lado_site.forms.answers import asked_steps, counted_answers, shown_advice
from lado_site.forms.compiled import FORMAT, KINDS, read_definition
from lado_site.forms.conditions import from_json, holds, to_json
from lado_site.forms.messages import ABOUT_FILES, SENTENCES, WARNINGS
from lado_site.forms.questions import Form
from lado_site.forms.rules import check
from lado_site.forms.summary import summarise
from lado_site.profiles import load_profile
from lado_site.profiles.calendar import add_working_days, bank_holidays

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def read(name: str) -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return vectors


CONDITIONS = read("conditions")
RULES = read("rules")
SUMMARY = read("summary")
WORKING_DAYS = read("working-days")


def form_of(vectors: dict[str, Any], case: dict[str, Any]) -> Form:
    if "definition" in case:
        return read_definition(vectors["definitions"][case["definition"]])
    step = {"name": "only", "title": "Only", "questions": [case["question"]]}
    frame = {"format": FORMAT, "name": "sample", "version": 1, "authority": "sandwell", "title": "", "prefix": "sample"}
    return read_definition({**frame, "steps": [step], "advice": []})


def identify(case: dict[str, Any]) -> str:
    return str(case["about"])


@pytest.mark.parametrize("case", CONDITIONS["cases"], ids=identify)
def test_a_condition_holds_as_in_the_browser(case: dict[str, Any]) -> None:
    condition = from_json(case["condition"])

    assert holds(condition, case["answers"]) is case["holds"]
    assert to_json(condition) == case["condition"]


@pytest.mark.parametrize("case", RULES["cases"], ids=identify)
def test_answers_are_judged_as_in_the_browser(case: dict[str, Any]) -> None:
    form = form_of(RULES, case)

    problems = check(form, case["answers"], today=date.fromisoformat(case["today"]))

    assert [
        {"path": each.path, "code": each.code, "sentence": each.sentence, "blocks": each.blocks} for each in problems
    ] == case["problems"]


@pytest.mark.parametrize("case", [case for case in RULES["cases"] if "counted" in case], ids=identify)
def test_the_same_answers_count_as_in_the_browser(case: dict[str, Any]) -> None:
    form, answers = form_of(RULES, case), case["answers"]

    counted = counted_answers(form, answers, today=date.fromisoformat(case["today"]))

    assert counted == case["counted"]
    assert [step.name for step in asked_steps(form, counted)] == case["steps"]
    assert [advice.name for advice in shown_advice(form, counted)] == case["advice"]


def test_the_vectors_have_every_sentence_and_a_case_for_each_code_and_kind() -> None:
    codes = {problem["code"] for case in RULES["cases"] for problem in case["problems"]}
    kinds = {case["question"]["kind"] for case in RULES["cases"] if "question" in case}

    assert RULES["sentences"] == SENTENCES
    assert set(RULES["warnings"]) == WARNINGS
    assert codes == set(SENTENCES) - ABOUT_FILES
    assert kinds | {"group", "deadline"} == set(KINDS)


@pytest.mark.parametrize("case", SUMMARY["cases"], ids=identify)
def test_answers_read_as_in_the_browser(case: dict[str, Any]) -> None:
    form = form_of(SUMMARY, case)
    day = date.fromisoformat(case.get("today", "2026-11-22"))

    sections = summarise(form, counted_answers(form, case["answers"], today=day))

    assert [
        {
            "step": section.step,
            "title": section.title,
            "rows": [
                {"path": row.path, "label": row.label, "lines": list(row.lines), "entry": row.entry}
                for row in section.rows
            ],
        }
        for section in sections
    ] == case["expected"]


def test_the_days_off_that_the_browser_is_tested_with_are_those_of_the_calendar() -> None:
    off = {date.fromisoformat(day) for day in WORKING_DAYS["off_days"]}
    years = {day.year for day in off}

    assert off == bank_holidays(range(min(years), max(years) + 1))


def test_working_days_are_counted_as_in_the_browser() -> None:
    off = {date.fromisoformat(day) for day in WORKING_DAYS["off_days"]}

    assert len(WORKING_DAYS["cases"]) >= 200
    for case in WORKING_DAYS["cases"]:
        end = add_working_days(date.fromisoformat(case["start"]), case["count"], off)
        assert end.isoformat() == case["end"], case


@pytest.mark.req("SAN-06")
@pytest.mark.parametrize(
    ("contact", "reply"),
    [
        (date(2026, 11, 3), date(2026, 11, 4)),
        (date(2026, 11, 6), date(2026, 11, 9)),
        (date(2026, 11, 7), date(2026, 11, 9)),
        (date(2024, 3, 28), date(2024, 4, 2)),
        (date(2026, 12, 24), date(2026, 12, 29)),
    ],
)
def test_sandwell_telephones_by_the_end_of_the_next_working_day(contact: date, reply: date) -> None:
    clock = load_profile("sandwell").clock("call-back")

    assert clock is not None
    assert clock.unit == "working-days"
    assert add_working_days(contact, clock.length, bank_holidays(range(2024, 2027))) == reply
