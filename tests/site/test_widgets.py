"""The Flask-WTF class of a form: one field for each question, under names that the browser reads."""

from __future__ import annotations

from flask import Flask

from lado_site.forms import FORMS, form_for
from lado_site.forms.questions import Choice, Date, DateTime, Files, Form, Group, OneOf, ShortText, Step, YesNo
from lado_site.forms.widgets import build_form_class, choice_items, choices_fit_a_line

from .builders import a_profile


def a_form(*questions: object) -> Form:
    step = Step(name="only", title="Only", questions=questions)  # type: ignore[arg-type]
    return Form(name="a", version=1, authority="sandwell", title="A form", prefix="a", steps=(step,))


def fields_of(form: Form) -> dict[str, str]:
    """Return the type of each field by the name it has in the page."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "test"
    with app.test_request_context():
        drawn = build_form_class(form)()
        inner = [each for field in drawn if field.type == "FormField" for each in field.form]
        return {field.name: field.type for field in [*drawn, *inner]}


def test_each_question_has_a_field_under_its_name_and_there_is_no_token() -> None:
    form = a_form(
        ShortText(name="adult", label="Adult"), Date(name="born", label="Born"), Files(name="more", label="x")
    )

    assert fields_of(form) == {"adult": "StringField", "born": "Field", "more": "MultipleFileField"}


def test_a_question_in_a_group_leaves_room_for_the_number_of_its_entry() -> None:
    inner = (ShortText(name="child", label="Child"), DateTime(name="seen", label="Seen"))
    form = a_form(Group(name="children", label="Children", entry="child", questions=inner))

    assert set(fields_of(form)) == {"children", "children.__index__.child", "children.__index__.seen"}


def test_every_form_has_a_field_for_every_question() -> None:
    for name in FORMS:
        form = form_for(name, a_profile())
        names = {each.rpartition(".")[2] for each in fields_of(form)}
        assert names == {question.name for question in form.every_question()}


def test_not_known_is_the_last_choice_where_it_is_an_answer() -> None:
    choices = (Choice("once", "Once", "Only once"),)

    asked = choice_items(OneOf(name="a", label="A", choices=choices, not_known=True))

    assert [item["value"] for item in asked] == ["once", "not-known"]
    assert [item["hint"] for item in asked] == [{"text": "Only once"}, None]


def test_short_choices_stand_beside_each_other() -> None:
    assert choices_fit_a_line(YesNo(name="a", label="A", not_known=True))
    assert not choices_fit_a_line(OneOf(name="a", label="A", choices=(Choice("x", "A rather long answer here"),)))
