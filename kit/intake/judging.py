"""The part of the chain that reads what strangers wrote: parse, check, validate. It runs in a process apart.

It is given the manifests of opened files and the definitions of forms, has neither key nor store, and answers with
plain values. ``asking`` is its other side, and holds every answer to be a stranger's too. Nothing may be imported here
that the process apart does not need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError

from lado_site.forms.compiled import read_definition
from lado_site.forms.questions import Files, Form, Group
from lado_site.forms.record import Rows, record_rows
from lado_site.forms.rules import examine
from lado_site.forms.schema import build_schema, day_in_england, load_answers

from ..encrypt.manifest import Manifest, cover_value, read_manifest
from ..errors import BadContainer, UnknownContainer
from ..store.canonical import canonical

MOST_PROBLEMS = 100
"""Problems of one file that are told; a hostile file may have hundreds of thousands."""

LONGEST_PROBLEM = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class _Definition:
    """A form definition with what is made of it once and used for every submission."""

    form: Form
    schema: Schema
    file_questions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, form: Form) -> _Definition:
        return cls(form=form, schema=build_schema(form), file_questions=_file_questions(form))


_learnt: dict[str, _Definition] = {}


def judge(content: bytes, options: dict[str, Any]) -> bytes:
    """Learn a definition (``learn`` is its digest), or judge manifests that lie one after the other (``sizes``).

    With ``anyway`` the answers of one that does not pass are given too, as far as its form allows.
    """
    if "learn" in options:
        _learnt[options["learn"]] = _Definition.of(read_definition(json.loads(content)))
        return b""
    judged = [_judge_one(written, anyway=options["anyway"]) for written in _cut(content, options["sizes"])]
    return json.dumps(judged, ensure_ascii=False, separators=(",", ":")).encode()


def _cut(content: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size


def _judge_one(written: bytes, *, anyway: bool) -> dict[str, Any]:
    """Judge one manifest. Whatever is the matter with it, the others are judged too."""
    try:
        manifest = read_manifest(written)
        return {"cover": cover_value(manifest), **_judge_answers(manifest, anyway=anyway)}
    except (BadContainer, UnknownContainer) as error:
        return {"refused": type(error).__name__, "message": error.message}
    except MemoryError:
        return {"halted": "memory"}
    except Exception:  # noqa: BLE001  # the outermost edge of this process; a text could hold what was read
        return {"halted": "fault"}


def _judge_answers(manifest: Manifest, *, anyway: bool) -> dict[str, Any]:
    definition = _learnt.get(manifest.form.digest)
    if definition is None:
        kept = _kept({}, manifest) if anyway else {}
        return {"is_form_known": False, "problems": [], "is_file_missing": False, **kept}
    try:
        counted = load_answers(definition.schema, manifest.answers, sealed_on=day_in_england(manifest.sealed_at))
    except ValidationError as error:
        kept = _kept(_landed_anyway(definition.form, manifest), manifest) if anyway else {}
        return {"is_form_known": True, "problems": _told(error.messages), "is_file_missing": False, **kept}
    named = sorted(_named_files(definition, counted))
    is_missing = named != sorted(entry.name for entry in manifest.attachments)
    kept = {} if is_missing and not anyway else _kept(record_rows(definition.form, counted), manifest)
    return {"is_form_known": True, "problems": [], "is_file_missing": is_missing, **kept}


def _kept(landed: Rows, manifest: Manifest) -> dict[str, Any]:
    return {"landed": landed, "answers": canonical(manifest.answers)}


def _landed_anyway(form: Form, manifest: Manifest) -> Rows:
    """Return the rows of what a person releases. An answer that breaks a rule lands nowhere."""
    examined = examine(form, manifest.answers, today=day_in_england(manifest.sealed_at))
    refused = [problem.path for problem in examined.problems if problem.blocks]
    return record_rows(form, without_refused(examined.counted, refused))


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


def _told(messages: object) -> list[str]:
    sentences = dict.fromkeys(_sentences(messages))  # a hostile file may have one of them a hundred thousand times
    told = [each if len(each) <= LONGEST_PROBLEM else f"{each[: LONGEST_PROBLEM - 1]}…" for each in sentences]
    more = len(told) - MOST_PROBLEMS
    return [*told[:MOST_PROBLEMS], f"and {more:,} more"] if more > 0 else told


def _sentences(messages: object) -> list[str]:
    match messages:
        case dict():
            return [sentence for inner in messages.values() for sentence in _sentences(inner)]
        case list():
            return [sentence for inner in messages for sentence in _sentences(inner)]
    return [str(messages)]


def _file_questions(form: Form) -> tuple[tuple[str, str], ...]:
    """List the questions whose answers name files, each as (group or "", name)."""
    found = []
    for question in (question for step in form.steps for question in step.questions):
        if isinstance(question, Files):
            found.append(("", question.name))
        elif isinstance(question, Group):
            found += [(question.name, inner.name) for inner in question.questions if isinstance(inner, Files)]
    return tuple(found)


def _named_files(definition: _Definition, counted: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for group, name in definition.file_questions:
        for holder in counted.get(group, []) if group else [counted]:
            names += holder.get(name, [])
    return names
