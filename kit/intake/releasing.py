"""Taking in what a person has released: as much of its answers as its form allows, and all of them kept beside that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lado_site.forms.record import Rows, record_rows
from lado_site.forms.rules import examine
from lado_site.forms.schema import day_in_england

from ..encrypt.manifest import Manifest
from ..store.canonical import canonical
from .steps import Accepted, Definition, Letter, content_sha256


def accept_anyway(letter: Letter, definition: Definition | None) -> Accepted:
    """Accept a submission that did not pass. An answer that breaks a rule lands nowhere, and is kept as it was given.

    Where its form is not known nothing lands, and it opens a case of its own.
    """
    answers = canonical(letter.manifest.answers)
    return Accepted(
        letter=letter,
        opens_case=definition.opens_case if definition else True,
        landed=_landed(definition, letter.manifest) if definition else {},
        answers=answers,
        content_sha256=content_sha256(letter.manifest, answers),
    )


def _landed(definition: Definition, manifest: Manifest) -> Rows:
    examined = examine(definition.form, manifest.answers, today=day_in_england(manifest.sealed_at))
    refused = [problem.path for problem in examined.problems if problem.blocks]
    return record_rows(definition.form, without_refused(examined.counted, refused))


def without_refused(counted: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Leave out the answers at these paths: "injury", or "children.0.child_birth_date" inside a group."""
    kept: dict[str, Any] = {
        name: [dict(each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value
        for name, value in counted.items()
    }
    for path in paths:
        name, _, inner = path.partition(".")
        index, _, question = inner.partition(".")
        if not question:
            kept.pop(name, None)
        elif name in kept:
            kept[name][int(index)].pop(question, None)
    return kept
