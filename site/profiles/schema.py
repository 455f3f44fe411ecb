"""The settings of a profile as marshmallow schemas: which there are, of which kind, and what is allowed."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

from marshmallow import Schema, fields, post_load, validate

from . import entries, kinds
from .profile import Profile

KEY = validate.Regexp(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", error="must be lower-case words joined by hyphens.")
TEXT = validate.Regexp(r"\S", error="must not be empty.")
ID = validate.Regexp(r"^[A-Z]{2,5}-\d{2,3}$", error="must be a requirement, like SAN-06.")
ID_OR_NONE = validate.Regexp(r"^([A-Z]{2,5}-\d{2,3})?$", error="must be a requirement, like SAN-06.")
_SAID = r"[a-z][a-z0-9-]*=[^,=]*"
SAID = validate.Regexp(rf"^{_SAID}$", error="must be like met=yes.")
ENTRY = validate.Regexp(
    rf"^[a-z][a-z0-9-]*(:{_SAID}(,{_SAID})*)?$", error="must be like s47-ended, or s47-decided:agreed=yes."
)
WEB_OR_NONE = validate.Regexp(r"^(https://\S+)?$", error="must be an address that begins with https://.")
TIME_OF_DAY = validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$", error="must be a time of day, like 09:00.")
DAY_OF_YEAR = validate.Regexp(
    r"^((0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$", error="must be a month and a day, like 03-31."
)


def _needed(check: Any = TEXT) -> fields.String:
    return fields.String(required=True, validate=check)


def _text(check: Any = None) -> fields.String:
    return fields.String(load_default="", validate=check)


def _one_of(closed: Any) -> validate.OneOf:
    return validate.OneOf(get_args(closed), error="must be one of {choices}.")


def _whole(least: int, most: int) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=_from_to(least, most))


def _months() -> fields.Integer:
    return fields.Integer(load_default=None, strict=True, validate=_from_to(1, 1200))


def _from_to(least: int, most: int) -> validate.Range:
    return validate.Range(least, most, error="must be from {min} to {max}.")


def _claim(unless_said: bool | None = False) -> fields.Boolean:
    return fields.Boolean(load_default=unless_said, truthy={True}, falsy={False})


def _texts() -> fields.List[Any]:
    return fields.List(_needed(), load_default=list)


def _entries() -> fields.List[Any]:
    return fields.List(_needed(ENTRY), load_default=list)


def _some_of(closed: Any) -> fields.List[Any]:
    return fields.List(_needed(_one_of(closed)), load_default=list)


def _several(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), load_default=list)


def _at_least_one(schema: type[Schema]) -> fields.List[Any]:
    check = validate.Length(min=1, error="must have at least {min} of them.")
    return fields.List(fields.Nested(schema), required=True, validate=check)


class _Made(Schema):
    """A schema that makes its value of ``profile.py``, with tuples for lists."""

    value: ClassVar[type]

    @post_load
    def make(self, settings: dict[str, Any], **_: object) -> Any:
        """Make the value."""
        return self.value(**{key: tuple(each) if isinstance(each, list) else each for key, each in settings.items()})


class _RequirementSchema(_Made):
    value = entries.Requirement
    id = _needed(ID)
    assumed = _claim()


def _requirement() -> fields.Nested:
    return fields.Nested(_RequirementSchema, required=True)


class _ContactSchema(_Made):
    value = entries.Contact
    email = fields.Email(required=True)
    telephone = _needed()
    hours = _needed()
    childrens_services = _needed()
    out_of_hours = _needed()
    web = fields.Url(required=True, schemes={"https"})
    upload = _text(WEB_OR_NONE)
    postal = _text()
    sample = _claim()


class _CriterionSchema(_Made):
    value = entries.Criterion
    key = _needed(KEY)
    text = _needed()
    plain = _needed()
    requirement = _needed(ID)
    additional = _claim()
    direct_impact = _text()
    direct_impact_requirement = _text(ID_OR_NONE)


class _ClockSchema(_Made):
    value = entries.Clock
    key = _needed(KEY)
    label = _needed()
    task = _text()
    length = _whole(0, 1000)
    unit = _needed(_one_of(kinds.Unit))
    start = _needed(_one_of(kinds.StartEvent))
    done = _some_of(kinds.DoneEvent)
    applies = _some_of(kinds.Condition)
    each = _claim()
    role = _text()
    wherever_possible = _claim()
    repeats = _claim()
    from_start = _claim()
    reason_if_late = _claim()
    warn = fields.Integer(load_default=0, strict=True, validate=_from_to(0, 1000))
    other_unit = _text(validate.OneOf(("", *get_args(kinds.Unit)), error="must be one of {choices}."))
    assumed_because = _text()
    requirement = _requirement()


class _AgreedDateSchema(_Made):
    value = entries.AgreedDate
    key = _needed(KEY)
    task = _needed()
    start = _needed(_one_of(kinds.StartEvent))
    done = _some_of(kinds.DoneEvent)
    applies = _some_of(kinds.Condition)
    each = _claim()
    repeats = _claim()
    role = _text()
    requirement = _requirement()


class _OfficeHoursSchema(_Made):
    value = entries.OfficeHours
    opens = _needed(TIME_OF_DAY)
    closes = _needed(TIME_OF_DAY)
    requirement = _requirement()


class _ChoiceSchema(_Made):
    value = entries.Choice
    key = _needed(KEY)
    label = _needed()
    hint = _text()
    definition = _text()
    requirement = fields.Nested(_RequirementSchema, load_default=None)


class _MeetingSchema(_Made):
    value = entries.Meeting
    key = _needed(_one_of(kinds.MeetingKey))
    label = _needed()
    purpose = _text()
    chair = _text()
    held = _text(_one_of(kinds.Compulsory))
    invite = _texts()
    requirement = _requirement()


class _PathwaySchema(_Made):
    value = entries.Pathway
    key = _needed(KEY)
    label = _needed()
    common = _needed(_one_of(kinds.Common))
    text = _needed()
    suggested_by = _some_of(kinds.SignalKey)
    ruled_out_by = _some_of(kinds.SignalKey)
    examples = _texts()
    reasons = _several(_ChoiceSchema)
    counted = _claim(None)
    overseen = _claim(None)
    requirement = _requirement()


class _NeedSchema(_Made):
    value = entries.Need
    what = _needed()
    any = fields.List(
        _needed(), required=True, validate=validate.Length(min=1, error="must have at least {min} of them.")
    )
    each = _text()
    requirement = _requirement()


class _StageSchema(_Made):
    value = entries.Stage
    ends = _needed(KEY)
    needs = _at_least_one(_NeedSchema)
    pathways = _texts()
    where = _texts()


class _FollowUpSchema(_Made):
    value = entries.FollowUp
    key = _needed(KEY)
    task = _needed()
    after = fields.List(
        _needed(ENTRY), required=True, validate=validate.Length(min=1, error="must have at least {min} of them.")
    )
    done = _entries()
    unless = _entries()
    pathways = _texts()
    applies = _some_of(kinds.Condition)
    role = _text()
    requirement = _requirement()


class _DefaultSchema(_Made):
    value = entries.Default
    entry = _needed(KEY)
    field = _needed(KEY)
    says = _needed()
    after = _entries()
    where = fields.List(_needed(SAID), load_default=list)
    pathways = _texts()
    requirement = _requirement()


class _TargetSchema(_Made):
    value = entries.Target
    percent = _whole(1, 100)
    length = _whole(1, 1000)
    unit = _needed(_one_of(kinds.Unit))
    start = _needed(_one_of(kinds.StartEvent))
    exceptions = _text()
    without_police_cases = _claim()
    ambition = _claim()
    requirement = _requirement()


class _RuleSchema(_Made):
    value = entries.Rule
    key = _needed(KEY)
    text = _needed()
    requirement = _requirement()


class _ChecklistSchema(_Made):
    value = entries.Checklist
    agency = _needed(KEY)
    label = _needed()
    items = fields.List(_needed(KEY), required=True)
    requirement = _requirement()


class _StatementSchema(_Made):
    value = entries.Statement
    topic = _needed(_one_of(kinds.Topic))
    text = _needed()
    requirement = _requirement()


class _DutySchema(_Made):
    value = entries.Duty
    key = _needed(KEY)
    label = _needed()
    times = _whole(1, 1000)
    period = _needed(_one_of(kinds.Period))
    role = _text()
    done_by = _text(ENTRY)
    requirement = _requirement()


class _AnnualReportSchema(_Made):
    value = entries.AnnualReport
    year_ends = _text(DAY_OF_YEAR)
    recipients = _texts()
    sections = _texts()
    requirement = _requirement()


class _RetentionRuleSchema(_Made):
    value = entries.RetentionRule
    key = _needed(KEY)
    label = _needed()
    outcomes = _texts()
    categories = _texts()
    pathways = _texts()
    months = _whole(1, 1200)
    start = _needed(_one_of(kinds.RetentionStart))
    then = fields.String(
        load_default="review",
        validate=validate.OneOf(("review",), error="must be {choices}: nothing is removed by itself."),
    )
    source = _needed()
    assumed_because = _text()
    requirement = _requirement()


class _LinkSchema(_Made):
    value = entries.Link
    key = _needed(_one_of(kinds.LinkKey))
    label = _needed()
    address = fields.Url(required=True, schemes={"https"})
    requirement = _requirement()


class _LetterParagraphSchema(_Made):
    value = entries.LetterParagraph
    key = _needed(_one_of(kinds.LetterPart))
    text = _needed()
    requirement = _requirement()


class ProfileSchema(_Made):
    """Every setting of a profile. What a silent document leaves empty may be left out."""

    value = Profile
    name = _needed(KEY)
    area = _needed()
    service = _needed()
    host = _text()
    partnership = _text()
    contact = fields.Nested(_ContactSchema, required=True)
    meeting = _text()
    advice_label = _text()
    criteria = _at_least_one(_CriterionSchema)
    criteria_source = _text()
    criteria_requirement = _text(ID_OR_NONE)
    clocks = _several(_ClockSchema)
    categories = _at_least_one(_ChoiceSchema)
    sectors = _at_least_one(_ChoiceSchema)
    outcomes = _several(_ChoiceSchema)
    standard_of_proof = _text()
    guidance_sources = _texts()
    privacy_sources = _texts()
    statements_warning = _text()
    cover = _texts()
    agreed_dates = _several(_AgreedDateSchema)
    office_hours = fields.Nested(_OfficeHoursSchema, load_default=None)
    meetings = _several(_MeetingSchema)
    pathways = _several(_PathwaySchema)
    stages = _several(_StageSchema)
    follow_ups = _several(_FollowUpSchema)
    defaults = _several(_DefaultSchema)
    targets = _several(_TargetSchema)
    police_conditions = _several(_RuleSchema)
    personal_life = _several(_RuleSchema)
    consult_examples = _several(_RuleSchema)
    out_of_area = _several(_RuleSchema)
    chairing = _several(_RuleSchema)
    checklists = _several(_ChecklistSchema)
    external_bodies = _several(_ChoiceSchema)
    roles = _several(_ChoiceSchema)
    statements = _several(_StatementSchema)
    duties = _several(_DutySchema)
    annual_report = fields.Nested(_AnnualReportSchema, load_default=None)
    links = _several(_LinkSchema)
    letter_paragraphs = _several(_LetterParagraphSchema)
    employer_investigation = _text()
    external_system = _text()
    historic_months = _months()
    retention_months = _months()
    retention = _several(_RetentionRuleSchema)
    extra_bank_holidays = fields.List(fields.Date(), load_default=list)
