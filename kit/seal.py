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
from lado_site.forms.answers import given_answers
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.file_kinds import HEAD, MOST_BYTES, TAIL, judge_file
from lado_site.forms.messages import FILE_KINDS, SENTENCES, WARNINGS
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
    attachments: Sequence[Path | str] = (),
    out: Path,
    now: datetime,
) -> Sealed:
    """Check answers, seal them with their attachments to the officers of the roster, and write the file.

    An attachment is a path, or "QUESTION=PATH" where several questions of the form take files. Raises Refused with
    every problem of the answers. Nothing is overwritten.
    """
    form = form_for(form_name, profile)
    given = [_question_and_file(form, attachment) for attachment in attachments]
    attached = read_attachments([file for _, file in given])
    _check_files(attached)
    named = zip((question for question, _ in given), (each.name for each in attached), strict=True)
    counted = given_answers(form, check_answers(form, with_attachments(answers, list(named)), now=now))
    attached = _in_order_of_answers(form, counted, attached)
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
        name = _free_name(name_of_attachment(file), {each.name for each in attachments})
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        attachments.append(Attachment(name=name, media_type=media_type, content=file.read_bytes()))
    return tuple(attachments)


def name_of_attachment(file: Path) -> str:
    """Return the name that a file has as an attachment: one that every system can use."""
    return _free_name(_NOT_IN_A_NAME.sub("_", file.name), set())


def said_of_file(file: Path, beside: Mapping[str, Path]) -> str:
    """Return why a file cannot be attached beside others, by their names, in the words of the page; "" when it can."""
    name = name_of_attachment(file)
    if not file.is_file():
        return f"There is no file {file}"
    if name in beside:
        return f"There is a file named {name} already"
    try:
        (attachment,) = read_attachments([file])
        size = len(attachment.content) + sum(each.stat().st_size for each in beside.values())
    except OSError:
        return SENTENCES["file-unreadable"].format(name=name)
    if size > MOST_BYTES:
        return SENTENCES["file-too-big"].format(name=name, most=f"{MOST_BYTES // 1_000_000} MB")
    return _said_of(attachment)


def with_attachments(answers: Mapping[str, Any], named: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Name attachments, each (question, file name), in the answers where they are not named already."""
    complete = dict(answers)
    for question, name in named:
        names = complete.get(question) or []
        if isinstance(names, list) and name not in names:
            complete[question] = [*names, name]
    return complete


def _check_files(attached: Sequence[Attachment]) -> None:
    """Look at the files as the page does. Raises Refused with what it would say."""
    said = [sentence for each in attached if (sentence := _said_of(each))]
    if sum(len(each.content) for each in attached) > MOST_BYTES:
        said.append(f"all files together can be {MOST_BYTES // 1_000_000} MB at most")
    if said:
        raise Refused("\n  ".join(["these files cannot be sealed:", *said]), hint="leave them out, or attach others")


def _said_of(attachment: Attachment) -> str:
    name, content = attachment.name, attachment.content
    if not content:
        return SENTENCES["file-empty"].format(name=name)
    code, kind = judge_file(name, content[:HEAD], content[-TAIL:])
    return "" if not code or code in WARNINGS else SENTENCES[code].format(name=name, kind=FILE_KINDS.get(kind, ""))


def _question_and_file(form: Form, attachment: Path | str) -> tuple[str, Path]:
    """Tell which question a file belongs to: the form's only one for files, or the one named before "="."""
    questions = [each.name for each in _files_questions(form)]
    if not questions:
        raise Misuse(f"the form {form.name} takes no files", hint="leave out --attach")
    name, equals, path = str(attachment).partition("=")
    if equals and name in questions:
        question, file = name, Path(path)
    elif len(questions) == 1:
        question, file = questions[0], Path(attachment)
    else:
        raise Misuse(
            f"{attachment} belongs to no question: several of the form {form.name} take files",
            hint=f"write --attach QUESTION=FILE, where QUESTION is {', '.join(questions)}",
        )
    if not file.is_file():
        raise Misuse(f"there is no file {file}", hint="give the path of the file to attach")
    return question, file


def _in_order_of_answers(
    form: Form, answers: Mapping[str, Any], attachments: Sequence[Attachment]
) -> tuple[Attachment, ...]:
    """Put the attachments into the order in which the answers name them, as the page does. Raises Refused."""
    named = [name for question in _files_questions(form) for name in answers.get(question.name, [])]
    by_name = {each.name: each for each in attachments}
    missing = [name for name in named if name not in by_name]
    if missing:
        raise Refused(
            f"the answers name files that are not attached: {', '.join(missing)}", hint="add each with --attach FILE"
        )
    return tuple(by_name[name] for name in named)


def _files_questions(form: Form) -> list[Files]:
    return [each for each in form.every_question() if isinstance(each, Files)]


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
    ending = f"{dot}{ending}"[:_LONGEST_ENDING]
    for number in count(1):
        mark = f" ({number})" if number > 1 else ""
        free = f"{stem[: MAX_FILE_NAME - len(mark) - len(ending)]}{mark}{ending}"
        if free not in taken:
            return free
    raise AssertionError("there is always a next number")
