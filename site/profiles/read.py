"""Reads a profile's TOML file, checks every setting, and says what is wrong with file, key and what is allowed."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from ..errors import ProfileError
from .profile import Choice, Clock, Contact, Criterion, Profile, Requirement

KEY = validate.Regexp(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", error="must be lower-case words joined by hyphens.")
TEXT = validate.Regexp(r"\S", error="must not be empty.")
UNITS = ["hours", "working-hours", "days", "working-days", "weeks", "months"]
STARTS = ["contact", "referral-received", "threshold-decided", "meeting-held", "employer-aware"]


def _text(**options: Any) -> fields.String:
    return fields.String(required=True, validate=TEXT, **options)


class _RequirementSchema(Schema):
    id = fields.String(
        required=True,
        validate=validate.Regexp(r"^(LEI|SAN|WAN|BRO|BED)-\d{2,3}$", error="must be a requirement, like SAN-06."),
    )
    assumed = fields.Boolean(load_default=False, truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Requirement:
        return Requirement(**data)


class _ContactSchema(Schema):
    email = fields.Email(required=True)
    telephone = _text()
    hours = _text()
    childrens_services = _text()
    out_of_hours = _text()
    web = fields.Url(required=True, schemes={"https"})
    postal = fields.String(load_default="")
    sample = fields.Boolean(load_default=False, truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Contact:
        return Contact(**data)


class _CriterionSchema(Schema):
    key = fields.String(required=True, validate=KEY)
    text = _text()
    plain = _text()
    requirement = _text()

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Criterion:
        return Criterion(**data)


class _ClockSchema(Schema):
    key = fields.String(required=True, validate=KEY)
    label = _text()
    length = fields.Integer(
        required=True, strict=True, validate=validate.Range(0, 1000, error="must be from 0 to 1000.")
    )
    unit = fields.String(required=True, validate=validate.OneOf(UNITS, error="must be one of {choices}."))
    start = fields.String(required=True, validate=validate.OneOf(STARTS, error="must be one of {choices}."))
    role = fields.String(load_default="")
    wherever_possible = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    requirement = fields.Nested(_RequirementSchema, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Clock:
        return Clock(**data)


class _ChoiceSchema(Schema):
    key = fields.String(required=True, validate=KEY)
    label = _text()
    hint = fields.String(load_default="")
    definition = fields.String(load_default="")

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Choice:
        return Choice(**data)


def _several(schema: type[Schema], least: int) -> fields.List[Any]:
    return fields.List(
        fields.Nested(schema),
        required=True,
        validate=validate.Length(min=least, error="must have at least {min} of them."),
    )


class _ProfileSchema(Schema):
    name = fields.String(required=True, validate=KEY)
    area = _text()
    service = _text()
    host = _text()
    partnership = _text()
    contact = fields.Nested(_ContactSchema, required=True)
    meeting = _text()
    advice_label = _text()
    criteria = _several(_CriterionSchema, 1)
    criteria_source = _text()
    criteria_requirement = _text()
    clocks = _several(_ClockSchema, 0)
    categories = _several(_ChoiceSchema, 1)
    sectors = _several(_ChoiceSchema, 1)
    outcomes = _several(_ChoiceSchema, 0)
    standard_of_proof = fields.String(load_default="")
    guidance_sources = fields.List(_text(), required=True)
    privacy_sources = fields.List(_text(), required=True)
    statements_warning = fields.String(load_default="")
    cover = fields.List(_text(), load_default=list)
    extra_bank_holidays = fields.List(fields.Date(), load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Profile:
        settings: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in data.items()}
        return Profile(**settings)


IN_PLAIN_WORDS = {
    "Missing data for required field.": "is missing.",
    "Unknown field.": "is not a setting of a profile.",
    "Not a valid string.": "must be text in quotation marks.",
    "Not a valid integer.": "must be a whole number.",
    "Not a valid boolean.": "must be true or false.",
    "Not a valid list.": "must be a list in square brackets.",
    "Not a valid date.": "must be a date, like 2027-06-01.",
    "Not a valid email address.": "must be an e-mail address.",
    "Not a valid URL.": "must be an address that begins with https://.",
    "Invalid input type.": "must be a table of settings.",
}
"""What marshmallow says, as a web team would say it."""


def built_in_profiles() -> dict[str, Path]:
    """Return the profiles that come with the site, by name."""
    folder = Path(str(resources.files(__package__)))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_profile(name_or_file: str) -> Profile:
    """Read a profile by its name ("sandwell") or from a TOML file of the authority's own.

    Raises ProfileError that names the file, the key, what is wrong and what is allowed.
    """
    path = _find(name_or_file)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ProfileError(f"{path.name} is not valid TOML: {problem}", hint="mend the line it names") from None
    except OSError as problem:
        raise ProfileError(
            f"cannot read {path}: {problem.strerror}", hint="check that the file is there and that you may read it"
        ) from None
    settings = _dates_as_text(settings)
    try:
        profile: Profile = _ProfileSchema().load(settings)
    except ValidationError as problem:
        wrong = "; ".join(_lines(dict(problem.messages_dict)))
        raise ProfileError(f"{path.name}: {wrong}", hint="change these settings in the file and try again") from None
    return profile


def _find(name_or_file: str) -> Path:
    known = built_in_profiles()
    if name_or_file in known:
        return known[name_or_file]
    path = Path(name_or_file)
    if path.suffix == ".toml":
        return path
    raise ProfileError(
        f"there is no profile named {name_or_file}",
        hint=f"use one of {', '.join(known)}, or give the path of a .toml file",
    )


def _dates_as_text(settings: dict[str, Any]) -> dict[str, Any]:
    days = settings.get("extra_bank_holidays")
    return {**settings, "extra_bank_holidays": [str(day) for day in days]} if isinstance(days, list) else settings


def _lines(messages: dict[str, Any], path: str = "") -> list[str]:
    lines: list[str] = []
    for key, value in messages.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict):
            lines += _lines(value, here)
        else:
            lines.append(f"{here} {' '.join(IN_PLAIN_WORDS.get(each, each) for each in value)}")
    return lines
