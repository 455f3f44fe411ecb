"""The marshmallow schema of a form: what the kit holds a submission against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, post_load

from .questions import Form
from .rules import examine

_ENGLAND = ZoneInfo("Europe/London")


def day_in_england(at: datetime) -> date:
    """Return the day that a calendar on the wall in England showed."""
    try:
        return at.astimezone(_ENGLAND).date()
    except OverflowError:  # a clock set to the year 1
        return at.date()


def build_schema(form: Form) -> Schema:
    """Return the schema of a submission to this form: ``sealed_on`` (the day it was filled in) and ``answers``.

    Loading gives the answers that count; a ValidationError lists every problem, by the path of its question. The
    questions are not spread over marshmallow fields: whether one is asked depends on others, and the same rules, in the
    same words, must hold in the browser. Building costs more than loading: keep the schema and use it again.
    """

    class SubmissionSchema(Schema):
        sealed_on = fields.Date(required=True)
        answers = fields.Dict(required=True)

        @post_load
        def _hold_against_the_rules(self, data: dict[str, Any], **_: object) -> Mapping[str, Any]:
            examined = examine(form, data["answers"], today=data["sealed_on"])
            problems = {each.path: [each.sentence] for each in examined.problems if each.blocks}
            if problems:
                raise ValidationError(problems)
            return examined.counted

    return SubmissionSchema()


def load_answers(schema: Schema, answers: Mapping[str, Any], *, sealed_on: date) -> dict[str, Any]:
    """Hold answers against the schema and return those that count. Raises marshmallow's ValidationError."""
    counted: dict[str, Any] = schema.load({"sealed_on": sealed_on.isoformat(), "answers": answers})
    return counted
