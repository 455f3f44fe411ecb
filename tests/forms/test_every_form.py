"""What holds for every form of the catalogue, for every authority."""

from __future__ import annotations

import pytest

from lado_kit.intake.steps import Definition
from lado_site.app import build_site, create_app
from lado_site.forms import form_for
from lado_site.forms.rules import check
from lado_site.forms.sample import LONG_AFTER, sample_answers
from lado_site.profiles import built_in_profiles, load_profile
from tests.site.builders import TODAY, some_keys

EVERY = [(name, profile) for name in ("advice", "investigation", "supplement") for profile in built_in_profiles()]
SEEDS = range(8)


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_made_up_answers_are_in_order_and_tell_a_story(name: str, authority: str) -> None:
    profile = load_profile(authority)
    form = form_for(name, profile)

    samples = [sample_answers(form, profile, seed) for seed in SEEDS]

    for answers in samples:
        assert [(each.path, each.code) for each in check(form, answers, today=LONG_AFTER)] == []
        assert "Made up for a demonstration" not in str(answers)
    assert len({str(answers) for answers in samples}) == len(samples)


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_the_store_has_a_place_for_every_answer_that_has_to_land(name: str, authority: str) -> None:
    definition = Definition.of(form_for(name, load_profile(authority)))

    assert definition
    assert definition.opens_case is (name == "advice")


@pytest.mark.parametrize("authority", built_in_profiles())
def test_the_pages_are_drawn_with_every_step_and_question(authority: str) -> None:
    profile = load_profile(authority)
    client = create_app(build_site(profile, some_keys(), today=TODAY)).test_client()

    for name in ("advice", "investigation", "supplement"):
        page = client.get(f"/{name}.html").get_data(as_text=True)
        form = form_for(name, profile)
        assert [step.name for step in form.steps if f'data-step="{step.name}"' not in page] == []
        asked = [question.name for step in form.steps for question in step.questions]
        assert [each for each in asked if f'data-question="{each}"' not in page and f'name="{each}' not in page] == []


def test_no_two_forms_give_one_question_two_meanings() -> None:
    """What several forms ask is defined once: the same name has the same kind and lands in the same place."""
    profile = load_profile("sandwell")
    meanings: dict[str, set[tuple[str, str]]] = {}
    for name in ("referral", "advice", "investigation", "supplement"):
        for question in form_for(name, profile).every_question():
            meanings.setdefault(question.name, set()).add((type(question).__name__, question.record))

    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
