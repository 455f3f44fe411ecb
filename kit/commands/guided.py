"""``lado seal`` at a terminal: asks a form question by question, with the numbers and the sentences of the page.

Nothing of it is written anywhere: what was typed is in memory until it is sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar, assert_never

import click

from lado_site.forms.answers import counted_answers
from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.numbering import number_questions
from lado_site.forms.questions import (
    Address,
    Advice,
    AnyOf,
    Choice,
    Code,
    Date,
    DateTime,
    Deadline,
    Email,
    Files,
    Form,
    Group,
    LongText,
    Notice,
    Number,
    OneOf,
    Phone,
    Postcode,
    Question,
    ShortText,
    YesNo,
)
from lado_site.forms.summary import show as answer_lines
from lado_site.forms.summary import show_deadline, summarise
from lado_site.forms.typed import read_date, read_date_time, split_date

from ..errors import KitError
from ..guided import (
    Place,
    advice_on,
    answer_at,
    places,
    places_in_the_way,
    problems_at,
    with_answer,
    with_entry,
    without_entry,
)
from ..seal import name_of_attachment, said_of_file
from .faults import explain
from .speech import printable

Result = TypeVar("Result")

BACK, NOT_KNOWN_SIGN, TAKE_AWAY, SEAL, REMOVE = "back", "?", "-", "seal", "remove"

_INTRODUCTION = (
    "The numbers are those of the printed form. Type each answer and press Enter.",
    "Enter alone leaves a question empty, or keeps the answer that is there. A minus sign (-) takes an answer away.",
    "A question mark (?) is “Not known”, where that is offered.",
    f"The word {BACK}, in small letters, goes to the question before. ({BACK.capitalize()} is an answer.)",
    "Nothing is saved before you seal at the end. Ctrl+C stops, and nothing is kept.",
)
_YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
_WIDTH = 78


class _GoBackError(Exception):
    """The person wants the question before."""


@dataclass(kw_only=True, slots=True)
class _Talk:
    """How far the conversation has come. ``seen`` are the places that were passed, ``told`` the advice given."""

    form: Form
    today: date
    numbers: Mapping[str, str]
    answers: dict[str, Any] = field(default_factory=dict, repr=False)
    files: dict[str, dict[str, Path]] = field(default_factory=dict, repr=False)
    seen: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    step: str = ""

    def places(self) -> list[Place]:
        return places(self.form, self.answers, today=self.today)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What was answered, without the names of files, and the files to attach, each as QUESTION=PATH."""

    answers: Mapping[str, Any] = field(repr=False)
    attachments: tuple[str, ...]


def fill_in(form: Form, *, today: date) -> Filled:
    """Ask the person at the terminal until they want the answers sealed. Raises click.Abort when they stop."""
    talk = _Talk(form=form, today=today, numbers=number_questions(form))
    _tell(form.title)
    for sentence in _INTRODUCTION:
        _tell(sentence, indent=2)
    while True:
        place = next((each for each in talk.places() if each.path not in talk.seen), None)
        if place is not None:
            _visit(talk, place)
        elif _is_ready(talk):
            return _filled(talk)


def try_until_done(act: Callable[[], Result]) -> Result:
    """Do what the answers are for; where it cannot be done, say why and try again, so that nothing typed is lost."""
    while True:
        try:
            return act()
        except (KitError, OSError) as error:
            fault = explain(error)
            _tell(f"\n{fault.message}")
            _tell(fault.hint, indent=2)
            try:
                _line("Put it right, then press Enter to try again >")
            except _GoBackError:
                continue


def _filled(talk: _Talk) -> Filled:
    given = counted_answers(talk.form, talk.answers, today=talk.today)
    files = [each.name for each in talk.form.every_question() if isinstance(each, Files)]
    return Filled(
        answers={name: value for name, value in given.items() if name in talk.answers and name not in files},
        attachments=tuple(f"{name}={path}" for name in files if name in given for path in talk.files[name].values()),
    )


def _visit(talk: _Talk, place: Place) -> None:
    """Show what is to be read, or ask until the answer can stay."""
    if place.step.name != talk.step:
        _begin_step(talk, place)
    try:
        match place.question:
            case Notice() as notice:
                _tell(notice.label)
                _tell(notice.hint, indent=2)
            case Deadline() as deadline:
                lines = show_deadline(deadline, counted_answers(talk.form, talk.answers, today=talk.today))
                _tell(f"{deadline.label} {'. '.join(lines)}" if lines else "")
            case Group() as group:
                if not _is_group_finished(talk, place, group):
                    return
            case _:
                _ask(talk, place)
    except _GoBackError:
        _go_back(talk, place)
        return
    talk.seen.add(place.path)
    _give_advice(talk, place.step.name)


def _begin_step(talk: _Talk, place: Place) -> None:
    talk.step = place.step.name
    number = [step.name for step in talk.form.steps].index(place.step.name) + 1
    _tell(f"\nPart {number}: {place.step.title}")
    _tell(place.step.intro, indent=2)
    _give_advice(talk, place.step.name)


def _give_advice(talk: _Talk, step: str) -> None:
    """Say the advice of this step, and of those before it, that the answers have come to call for."""
    called = advice_on(talk.form, talk.answers, today=talk.today)
    names = [each.name for each in talk.form.steps]
    talk.told &= {advice.name for advice in called}
    for advice in called:
        if advice.name not in talk.told and names.index(advice.step) <= names.index(step):
            talk.told.add(advice.name)
            _say_advice(advice)


def _say_advice(advice: Advice) -> None:
    _tell(f"\n  {'!!' if advice.tone == 'urgent' else '!'} {advice.title}")
    for paragraph in advice.text:
        _tell(paragraph, indent=4)
    _tell("")


def _go_back(talk: _Talk, place: Place) -> None:
    """Open the last place before this one that can be answered. From a new entry that is to take the entry away."""
    here = place.path
    if place.group and not any(path.startswith(f"{place.group.name}.{place.index}.") for path in talk.seen):
        here = place.group.name
        talk.answers = without_entry(talk.answers, place.group, place.index)
        if place.index > 0 or not place.group.required:
            return  # what is asked next is whether there is another
    order = talk.places()
    before = order[: [each.path for each in order].index(here)]
    answered = [each.path for each in before if each.path in talk.seen and each.is_answered_here]
    if answered:
        talk.seen.discard(answered[-1])
    else:
        _tell("This is the first question.")


def _ask(talk: _Talk, place: Place) -> None:
    question, before = place.question, talk.answers
    _show_question(talk, place)
    while True:
        value = _read(talk, place)
        talk.answers = with_answer(before, place, value)
        problems = problems_at(talk.form, talk.answers, place, today=talk.today)
        for problem in problems:
            _tell(problem.sentence, indent=2)
        if not any(problem.blocks for problem in problems):
            return
        talk.answers = before
        if isinstance(question, Files):
            talk.files.pop(question.name, None)


def _show_question(talk: _Talk, place: Place) -> None:
    question = place.question
    entry = f"{place.entry}: " if place.entry else ""
    _tell(f"\n{talk.numbers[question.name]}  {entry}{question.label}")
    _tell(question.hint, indent=2)
    for number, choice in enumerate(_choices(question), 1):
        _tell(f"{number}  {choice.label}{f' ({choice.hint})' if choice.hint else ''}", indent=4)
    if (current := answer_at(talk.answers, place)) is not None:
        _tell(f"Now: {'; '.join(answer_lines(question, current))}", indent=2)
    _tell(_how(question), indent=2)


def _how(question: Question) -> str:
    """Say how to type it, where that is not plain."""
    match question:
        case AnyOf():
            return "The numbers of all that apply, such as 1 3."
        case Date(approximate=True):
            return "On one line, such as 27 3 2026, 3 2026 or 2026."
        case Date() | DateTime():
            return "On one line, such as 27 3 2026."
        case LongText() | Address():
            return "As many lines as you need. An empty line ends it."
        case Files():
            return "The path of each file on a line of its own. An empty line ends it."
        case _:
            return ""


def _read(talk: _Talk, place: Place) -> Any:
    """Return what was answered, in the shape that is kept; None when nothing was."""
    question, current = place.question, answer_at(talk.answers, place)
    if isinstance(question, Files):
        return _read_files(talk, question)
    typed = _line(">")
    if not typed:
        return current
    if typed == TAKE_AWAY:
        return None
    if typed == NOT_KNOWN_SIGN and question.not_known:
        return NOT_KNOWN
    match question:
        case OneOf() | YesNo():
            return _chosen(question, typed)
        case AnyOf():
            chosen = [_chosen(question, each) for each in typed.replace(",", " ").split()]
            return NOT_KNOWN if chosen == [NOT_KNOWN] else chosen
        case Date():
            return read_date(*split_date(typed))
        case DateTime():
            return read_date_time(*split_date(typed), _line("Time, such as 2:30pm >"))
        case Number():
            return int(typed) if typed.isascii() and typed.isdecimal() else typed
        case LongText() | Address():
            return "\n".join([typed, *_lines()])
        case ShortText() | Email() | Phone() | Postcode() | Code():
            return typed
        case Notice() | Deadline() | Group():
            raise AssertionError("there is nothing to type")
    assert_never(question)


def _read_files(talk: _Talk, question: Files) -> list[str] | None:
    """Take files until an empty line; each is looked at as the page does, and refused in its words."""
    files = dict(talk.files.get(question.name, {}))
    elsewhere = [chosen for other, chosen in talk.files.items() if other != question.name]
    while typed := _line("file >"):
        if typed == TAKE_AWAY:
            files.clear()
            _tell("No file is chosen now.", indent=2)
            continue
        path = Path(typed.strip("\"'")).expanduser()
        beside = {name: each for chosen in (*elsewhere, files) for name, each in chosen.items()}
        said = said_of_file(path, beside)
        _tell(said, indent=2)
        if not said:
            files[name_of_attachment(path)] = path
    talk.files[question.name] = files
    return list(files) or None


def _choices(question: Question) -> tuple[Choice, ...]:
    match question:
        case OneOf() | AnyOf():
            offered = question.choices
        case YesNo():
            offered = _YES_NO
        case _:
            return ()
    return (*offered, Choice(NOT_KNOWN, "Not known")) if question.not_known else offered


def _chosen(question: Question, typed: str) -> str:
    """Return the value of a choice by its number, its label or the beginning of it; else the text itself."""
    choices = _choices(question)
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].value
    whole = [each.value for each in choices if each.label.casefold() == typed.casefold()]
    begun = [each.value for each in choices if each.label.casefold().startswith(typed.casefold())]
    return next((found[0] for found in (whole, begun) if len(found) == 1), typed)


def _is_group_finished(talk: _Talk, place: Place, group: Group) -> bool:
    """Offer another entry. A group that must have one begins with it, as on the page."""
    entries = talk.answers.get(group.name, [])
    if group.required and not entries:
        talk.answers = with_entry(talk.answers, group)
        return False
    _tell(f"\n{talk.numbers[group.name]}  {group.label}")
    _tell(group.hint, indent=2)
    offer = f"Another {group.entry}?" if entries else "Is there one to write down?"
    removing = f", or {REMOVE} and the number of one ({REMOVE} 1)" if entries else ""
    _tell(f"{offer} Yes or no{removing}", indent=2)
    return _is_another_refused(talk, place, group)


def _is_another_refused(talk: _Talk, place: Place, group: Group) -> bool:
    count = len(talk.answers.get(group.name, []))
    typed = _line(">").casefold()
    word, _, number = typed.partition(" ")
    if word == REMOVE and number.isdecimal() and 1 <= int(number) <= count:
        talk.answers = without_entry(talk.answers, group, int(number) - 1)
        last = f"{group.name}.{count - 1}."
        talk.seen = {path for path in talk.seen if not path.startswith(last)}
        return False
    if typed in ("y", "yes"):
        talk.answers = with_entry(talk.answers, group)
        for problem in problems_at(talk.form, talk.answers, place, today=talk.today):
            _tell(problem.sentence, indent=2)
            talk.answers = without_entry(talk.answers, group, count)
        return False
    if typed in ("n", "no"):
        return True
    _tell("Type yes or no.", indent=2)
    return False


def _is_ready(talk: _Talk) -> bool:
    """Show every answer; then seal, or open what is to be changed."""
    in_the_way = places_in_the_way(talk.form, talk.answers, today=talk.today)
    if in_the_way:
        for place, problem in in_the_way:
            _tell(problem.sentence, indent=2)
            talk.seen.discard(place.path)
        return False
    _show_answers(talk)
    while True:
        _tell(f"\nType the number of a question to change its answer, or {SEAL} to seal the answers.")
        try:
            typed = _line(">")
        except _GoBackError:
            _open(talk, talk.places()[-1:])
            return False
        if typed == SEAL:
            return True
        if _open(talk, _which(talk, typed)):
            return False
        _tell(f"There is no question {typed}." if typed else "", indent=2)


def _show_answers(talk: _Talk) -> None:
    given = counted_answers(talk.form, talk.answers, today=talk.today)
    titles = {step.name: number for number, step in enumerate(talk.form.steps, 1)}
    _tell("\nCheck the answers")
    for section in summarise(talk.form, given):
        _tell(f"\nPart {titles[section.step]}: {section.title}")
        for row in section.rows:
            number = talk.numbers.get(row.path.split(".")[-1], "")
            _tell(f"{number}  {f'{row.entry}: ' if row.entry else ''}{row.label}", indent=2)
            for line in row.lines:
                _tell(line, indent=6)
    for advice in advice_on(talk.form, talk.answers, today=talk.today):
        _say_advice(advice)


def _which(talk: _Talk, number: str) -> list[Place]:
    """Find the place that a number names; in a group that is asked for several, ask in which entry."""
    found = [each for each in talk.places() if each.is_answered_here and talk.numbers.get(each.question.name) == number]
    if len(found) < 2 or not (group := found[0].group):
        return found
    typed = _line(f"Which {group.entry}, {found[0].index + 1} to {found[-1].index + 1} >")
    return [each for each in found if str(each.index + 1) == typed]


def _open(talk: _Talk, chosen: Sequence[Place]) -> bool:
    talk.seen -= {place.path for place in chosen}
    talk.step = ""
    return bool(chosen)


def _lines() -> list[str]:
    lines = []
    while line := _line(""):
        lines.append(line)
    return lines


def _line(ask: str) -> str:
    """Read what is typed on one line. Raises _GoBackError, or click.Abort when there is no more."""
    click.echo(f"  {ask} " if ask else "    ", nl=False, err=True)
    try:
        typed = input().strip()
    except (EOFError, KeyboardInterrupt):
        _stop()
    if typed == BACK:
        raise _GoBackError
    return typed


def _stop() -> NoReturn:
    click.echo(err=True)
    raise click.Abort from None


def _tell(text: str, *, indent: int = 0) -> None:
    """Say something to the person, in lines that fit."""
    if text:
        room = " " * indent
        wrapped = click.wrap_text(printable(text.strip("\n")), _WIDTH, initial_indent=room, subsequent_indent=room)
        click.echo(f"\n{wrapped}" if text.startswith("\n") else wrapped, err=True)
