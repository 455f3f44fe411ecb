"""The Flask-WTF class of a form: one field for each question, which draws itself with a macro of ``question.html``.

The pages are frozen, so that a form is drawn and never posted: its answers are read by the browser's own modules.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from flask import get_template_attribute
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    EmailField,
    Field,
    FormField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from .branches import Branches, branches_of
from .conditions import NOT_KNOWN
from .questions import (
    Address,
    AnyOf,
    Choice,
    Code,
    Date,
    DateTime,
    Deadline,
    Email,
    Files,
    Form,
    Group,
    Kind,
    LongText,
    Notice,
    Number,
    OneOf,
    Phone,
    Postcode,
    ShortText,
    YesNo,
)

ENTRY_SEPARATOR = ".__index__."
"""Between a group's name and that of a question in its entry: the browser puts the entry's number in the middle."""

SHORT_CHOICES = 20
"""Characters that the labels of a question's choices may have together to stand beside each other."""

_YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
_NOT_KNOWN = Choice(NOT_KNOWN, "Not known")


class FrozenForm(FlaskForm):
    """A form in a page without a server behind it; a token against forged posts would be dead text there."""

    class Meta(FlaskForm.Meta):
        csrf = False


class Drawn:
    """A widget that draws a question with one of the macros."""

    def __init__(self, macro: str, question: Kind) -> None:
        self.macro = macro
        self.question = question

    def __call__(self, field: Field, **_: object) -> Markup:
        drawn: Markup = get_template_attribute("question.html", self.macro)(field, self.question)
        return drawn


def build_form_class(form: Form) -> type[FlaskForm]:
    """Return the class whose instance draws every question of the form, each under its name."""
    branches = branches_of(form)
    return _form_class((question for step in form.steps for question in step.questions), branches)


def choice_items(question: OneOf | AnyOf | YesNo) -> list[dict[str, Any]]:
    """Describe the choices for the radios or checkboxes macro."""
    return [
        {"value": choice.value, "text": choice.label, "hint": {"text": choice.hint} if choice.hint else None}
        for choice in _offered(question)
    ]


def choices_fit_a_line(question: OneOf | YesNo) -> bool:
    """Tell whether the choices are short enough to stand beside each other."""
    return sum(len(choice.label) for choice in _offered(question)) <= SHORT_CHOICES


def date_items(field: Field, question: Date | DateTime) -> list[dict[str, Any]]:
    """Describe the boxes of a date for the date macro; each has a name of its own, "NAME--day"."""
    boxes = [
        ("day", "Day", "width-2", "numeric"),
        ("month", "Month", "width-2", "numeric"),
        ("year", "Year", "width-4", "numeric"),
    ]
    if isinstance(question, DateTime):
        boxes.append(("time", "Time", "width-5", "text"))
    return [
        {
            "id": f"{field.id}--{part}",
            "name": f"{field.name}--{part}",
            "label": label,
            "classes": f"govuk-input--{width}",
            "inputmode": mode,
            "autocomplete": "off",
            "attributes": {"spellcheck": "false"},
        }
        for part, label, width, mode in boxes
    ]


def _offered(question: OneOf | AnyOf | YesNo) -> tuple[Choice, ...]:
    choices = _YES_NO if isinstance(question, YesNo) else question.choices
    return (*choices, _NOT_KNOWN) if question.not_known else choices


def _form_class(questions: Iterable[Kind], branches: Branches) -> type[FlaskForm]:
    fields = {question.name: _field(question, branches) for question in questions}
    return type("FrozenForm", (FrozenForm,), fields)


def _field(question: Kind, branches: Branches) -> Any:
    """Return the field, with what a page without a script says besides: the question's number and when it is asked."""
    field_class, macro, options = _drawn_as(question, branches)
    said = {
        "number": branches.numbers.get(question.name, ""),
        "only_if": branches.say(question.when) if question.when else "",
    }
    return field_class(label=question.label, widget=Drawn(macro, question), render_kw=said, **options)


def _drawn_as(question: Kind, branches: Branches) -> tuple[Any, str, dict[str, Any]]:
    match question:
        case ShortText():
            return StringField, "short_text", {}
        case LongText():
            return TextAreaField, "long_text", {}
        case Email():
            return EmailField, "email", {}
        case Phone():
            return TelField, "phone", {}
        case Address():
            return TextAreaField, "address", {}
        case Postcode():
            return StringField, "postcode", {}
        case Code():
            return StringField, "code", {}
        case Deadline():
            return Field, "deadline", {}
        case Number():
            return IntegerField, "number", {}
        case OneOf() | YesNo():
            return RadioField, "one_of", {"choices": _choices(question)}
        case AnyOf():
            return SelectMultipleField, "any_of", {"choices": _choices(question)}
        case Date() | DateTime():
            return Field, "date", {}
        case Files():
            return MultipleFileField, "files", {}
        case Notice():
            return Field, "notice", {}
        case Group():
            entry = _form_class(question.questions, branches)
            return FormField, "group", {"form_class": entry, "separator": ENTRY_SEPARATOR}
    assert_never(question)


def _choices(question: OneOf | AnyOf | YesNo) -> list[SelectChoice]:
    return [SelectChoice(value=choice.value, label=choice.label) for choice in _offered(question)]
