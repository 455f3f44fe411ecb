"""Seals answers without a browser: what the published form does, for tests, demonstrations and people with a file."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Files, Form
from lado_site.forms.rules import MAX_FILE_NAME
from lado_site.forms.schema import build_schema, day_in_england, load_answers
from lado_site.profiles import Profile

from . import __version__
from .encrypt.envelope import Attachment, Draft, seal
from .encrypt.manifest import FormReference
from .encrypt.receipt import file_name
from .encrypt.roster import SignedRoster
from .encrypt.strict_json import loads
from .errors import Misuse, Refused
from .files import add_file, read_text

_LONGEST_ENDING = 20
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What the sender is left with: the file to send, and the code to quote."""

    file: Path
    receipt: str
    submission_id: str


def read_answers(file: Path) -> dict[str, Any]:
    """Read a file of answers: one JSON object, question name to answer. Raises Misuse."""
    try:
        answers = loads(read_text(file))
    except ValueError:
        answers = None
    if not isinstance(answers, dict):
        raise Misuse(f"{file} does not hold answers", hint="write one JSON object, as lado sample prints it")
    return answers


def seal_answers(
    form_name: str,
    *,
    profile: Profile,
    roster: SignedRoster,
    answers: Mapping[str, Any],
    attachments: Sequence[Path] = (),
    out: Path,
    now: datetime,
) -> Sealed:
    """Check answers, seal them with their attachments to the officers of the roster, and write the file.

    Raises Refused with every problem of the answers. Nothing is overwritten.
    """
    form = form_for(form_name, profile)
    attached = read_attachments(attachments)
    counted = check_answers(form, with_attachments(form, answers, attached), now=now)
    _check_all_attached(form, counted, attached)
    draft = Draft(
        authority=profile.name,
        form=FormReference(name=form.name, version=form.version, digest=digest(compile_form(form))),
        release=f"lado-{__version__}",
        roster_version=roster.roster.version,
        answers=counted,
        attachments=attached,
    )
    envelope = seal(draft, recipients=roster.active_recipients, sealed_at=now)
    out.mkdir(parents=True, exist_ok=True)
    file = out / file_name(form.prefix, envelope.receipt)
    add_file(file, envelope.armoured())
    return Sealed(file=file, receipt=envelope.receipt, submission_id=draft.submission_id)


def check_answers(form: Form, answers: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return the answers that count. Raises Refused with every problem."""
    try:
        return load_answers(build_schema(form), answers, sealed_on=day_in_england(now))
    except ValidationError as error:
        problems = [f"{path}: {' '.join(sentences)}" for path, sentences in error.messages_dict.items()]
    raise Refused(
        "\n  ".join([f"the answers cannot be sealed, {len(problems)} to put right:", *problems]),
        hint="change these answers and try again",
    )


def read_attachments(files: Sequence[Path]) -> tuple[Attachment, ...]:
    """Read the files to attach, each under a name of its own that every system can use."""
    attachments: list[Attachment] = []
    for file in files:
        name = _free_name(_NOT_IN_A_NAME.sub("_", file.name), {each.name for each in attachments})
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        attachments.append(Attachment(name=name, media_type=media_type, content=file.read_bytes()))
    return tuple(attachments)


def with_attachments(form: Form, answers: Mapping[str, Any], attachments: Sequence[Attachment]) -> dict[str, Any]:
    """Name the attachments in the answer to the form's question for files, where they are not named already."""
    if not attachments:
        return dict(answers)
    question = _files_question(form)
    if question is None:
        raise Misuse(f"the form {form.name} takes no files", hint="leave out --attach")
    named = answers.get(question.name) or []
    if not isinstance(named, list):
        return dict(answers)
    return {**answers, question.name: [*named, *(each.name for each in attachments if each.name not in named)]}


def _check_all_attached(form: Form, answers: Mapping[str, Any], attachments: Sequence[Attachment]) -> None:
    question = _files_question(form)
    named = answers.get(question.name, []) if question else []
    missing = [name for name in named if name not in {each.name for each in attachments}]
    if missing:
        raise Refused(
            f"the answers name files that are not attached: {', '.join(missing)}", hint="add each with --attach FILE"
        )


def _files_question(form: Form) -> Files | None:
    return next((each for each in form.every_question() if isinstance(each, Files)), None)


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
    ending = f"{dot}{ending}"[:_LONGEST_ENDING]
    for number in count(1):
        mark = f" ({number})" if number > 1 else ""
        free = f"{stem[: MAX_FILE_NAME - len(mark) - len(ending)]}{mark}{ending}"
        if free not in taken:
            return free
    raise AssertionError("there is always a next number")
