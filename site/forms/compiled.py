"""A form definition as plain JSON with a digest, and back: what the browser reads and what the kit validates with.

The digest is the SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8). It travels in every submission, so that
a form filled in years later from an old copy is checked against the very definition that was asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from . import conditions, questions
from .messages import ABOUT_FILES, FILE_KINDS, SENTENCES, WARNINGS
from .questions import Advice, Choice, Form, Group, Kind, Step

FORMAT = 1

KINDS: Mapping[str, type[Kind]] = {
    "short-text": questions.ShortText,
    "long-text": questions.LongText,
    "email": questions.Email,
    "phone": questions.Phone,
    "address": questions.Address,
    "postcode": questions.Postcode,
    "one-of": questions.OneOf,
    "any-of": questions.AnyOf,
    "yes-no": questions.YesNo,
    "date": questions.Date,
    "date-time": questions.DateTime,
    "number": questions.Number,
    "code": questions.Code,
    "deadline": questions.Deadline,
    "files": questions.Files,
    "notice": questions.Notice,
    "group": questions.Group,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def compile_form(form: Form) -> dict[str, Any]:
    """Return the definition as plain JSON values; settings left at their default are left out."""
    takes_files = any(isinstance(question, questions.Files) for question in form.every_question())
    return {
        "format": FORMAT,
        "name": form.name,
        "version": form.version,
        "authority": form.authority,
        "title": form.title,
        "prefix": form.prefix,
        "steps": [_plain(step) for step in form.steps],
        "advice": [_plain(advice) for advice in form.advice],
        "sentences": {code: words for code, words in SENTENCES.items() if takes_files or code not in ABOUT_FILES},
        "warnings": sorted(WARNINGS),
        **({"file_kinds": dict(FILE_KINDS)} if takes_files else {}),
    }


def canonical(definition: Mapping[str, Any]) -> bytes:
    """Return the bytes that the digest is taken of."""
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(definition: Mapping[str, Any]) -> str:
    """Return the definition's SHA-256 in hexadecimal."""
    return hashlib.sha256(canonical(definition)).hexdigest()


def read_definition(definition: Mapping[str, Any]) -> Form:
    """Build the form from its JSON. Raises ValueError or KeyError when it is not a definition of this format."""
    if definition["format"] != FORMAT:
        raise ValueError("unknown definition format")
    return Form(
        name=definition["name"],
        version=definition["version"],
        authority=definition["authority"],
        title=definition["title"],
        prefix=definition["prefix"],
        steps=tuple(_read_step(step) for step in definition["steps"]),
        advice=tuple(_read_advice(advice) for advice in definition["advice"]),
    )


def _plain(value: Any) -> Any:
    match value:
        case str() | int() | bool():
            return value
        case tuple():
            return [_plain(each) for each in value]
        case Choice() | Step() | Advice():
            return _settings(value)
        case questions.Question():
            return {"kind": _NAMES[type(value)], **_settings(value)}  # type: ignore[index]  # every subclass is a Kind
        case _:
            return conditions.to_json(value)


def _settings(value: Any) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name))
        for field in fields(value)
        if field.default is MISSING or getattr(value, field.name) != field.default
    }


def _read_step(value: Mapping[str, Any]) -> Step:
    return Step(**{**_read(value), "questions": tuple(_read_question(each) for each in value["questions"])})


def _read_advice(value: Mapping[str, Any]) -> Advice:
    return Advice(**_read(value))


def _read_question(value: Mapping[str, Any]) -> Kind:
    kind = KINDS[value["kind"]]
    settings = _read({key: each for key, each in value.items() if key != "kind"})
    if "choices" in settings:
        settings["choices"] = tuple(Choice(**choice) for choice in value["choices"])
    if kind is Group:
        settings["questions"] = tuple(_read_question(each) for each in value["questions"])
    return kind(**settings)


def _read(value: Mapping[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in value.items()}
    if "when" in settings:
        settings["when"] = conditions.from_json(value["when"])
    return settings
