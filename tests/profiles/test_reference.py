"""docs/profiles.md names every setting, and every value that a setting allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow import Schema, fields, validate

from lado_site.profiles.schema import ProfileSchema

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")


def _settings(schema: Schema) -> Iterator[tuple[str, fields.Field]]:
    for name, field in schema.fields.items():
        yield name, field
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _settings(inner.schema)


SETTINGS = list(_settings(ProfileSchema()))
VALUES = [
    str(value)
    for _, field in SETTINGS
    for check in field.validators
    if isinstance(check, validate.OneOf)
    for value in check.choices
]


@pytest.mark.parametrize("name", sorted({name for name, _ in SETTINGS} - {"id", "assumed"}))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT or f"`[{name}]`" in TEXT or f"`[[{name}]]`" in TEXT


@pytest.mark.parametrize("value", sorted({value for value in VALUES if value}))
def test_every_allowed_value_is_named(value: str) -> None:
    assert f"`{value}`" in TEXT
