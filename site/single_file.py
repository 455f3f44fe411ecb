"""A form as one HTML file that opens from a memory stick: for everybody, or with the reference of one meeting."""

from __future__ import annotations

from collections.abc import Mapping

from .app import Site, create_app, draw_single_file
from .codes import read_code
from .errors import SiteError
from .forms.conditions import NOT_KNOWN
from .forms.questions import Code, Form, OneOf, Question, TextKind, YesNo


def single_file(site: Site, form_name: str, prefill: Mapping[str, str] | None = None) -> bytes:
    """Return one form as one file; the same arguments give the same bytes.

    ``prefill`` holds answers that are filled in and locked, such as the reference of a meeting. They stand in the file
    for everybody to read. Raises SiteError when there is no such form or it does not ask what is filled in.
    """
    if form_name not in site.forms:
        raise SiteError(f"there is no form named {form_name}", hint=f"use one of {', '.join(site.forms)}")
    asked = site.forms[form_name]
    for name, value in (prefill or {}).items():
        _check(asked.form, name, value)
    with create_app(site).test_request_context():
        return draw_single_file(asked, dict(prefill or {}))


def _check(form: Form, name: str, value: str) -> None:
    question = next((each for step in form.steps for each in step.questions if each.name == name), None)
    if not isinstance(question, TextKind | Code | OneOf | YesNo):
        raise SiteError(
            f"the form {form.name} has no box named {name} that can be filled in beforehand",
            hint="name a question with one line of text or one choice, outside the parts that are asked again",
        )
    if isinstance(question, OneOf | YesNo) and value not in _values(question):
        raise SiteError(f"{value!r} is no answer to {name}", hint=f"use one of {', '.join(_values(question))}")
    if isinstance(question, Code) and read_code(value, question.length) != value:
        raise SiteError(
            f"{value!r} is no code for {name}", hint="compare it with the code that was given, as shown there"
        )


def _values(question: Question) -> tuple[str, ...]:
    offered = tuple(choice.value for choice in question.choices) if isinstance(question, OneOf) else ("yes", "no")
    return (*offered, NOT_KNOWN) if question.not_known else offered
