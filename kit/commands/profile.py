"""``lado profile``: check an authority's settings, and begin new ones."""

from __future__ import annotations

from dataclasses import asdict
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from .menu import Menu
from .session import Session, shared_options
from .speech import say, show, show_json, show_table, warn

if TYPE_CHECKING:
    from lado_site.profiles import Problem

    from ..profiles import Overview, Question

FINE, REFUSED = 0, 1


@click.group(cls=Menu)
def profile() -> None:
    """The settings of an authority: one TOML file."""


@profile.command("check")
@click.argument("file")
@shared_options
@click.pass_context
def check(context: click.Context, file: str) -> None:
    """Say everything that is wrong with a profile, or what it sets and what it leaves empty.

    FILE is a path, or the name of a profile that comes with the site. The exit status is 1 when it cannot be used.

    \b
    Example:
      lado profile check ours.toml
    """
    from lado_site.profiles import load_profile

    from ..profiles import find_problems, look_over

    session = context.ensure_object(Session)
    problems = find_problems(file)
    if problems:
        _show_problems(session, file, problems)
        context.exit(REFUSED)
    settings = load_profile(file)
    _show_overview(session, file, look_over(settings))
    if settings.contact.sample:
        warn(["the contact details are made up: put in your own, and take out sample = true"])
    context.exit(FINE)


@profile.command("new")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--answers", type=click.File("rb"), help="A TOML file with the answers, by their keys; - is standard input."
)
@shared_options
@click.pass_obj
def new(session: Session, file: Path, answers: BinaryIO | None) -> None:
    """Begin the profile of an authority: a few questions, then FILE holds settings that can be published.

    A wrong answer is asked for again at once. Nothing is overwritten.

    \b
    Example:
      lado profile new ours.toml
    """
    from ..errors import Misuse
    from ..files import add_file, decode_text
    from ..profiles import read_answers, write_profile

    if file.suffix != ".toml":
        raise Misuse(f"{file.name} does not end in .toml", hint=f"write {file.with_suffix('.toml')}")
    if file.exists():
        raise FileExistsError(EEXIST, "the file is there already", str(file))
    try:
        given = read_answers(decode_text(answers.read())) if answers else _ask_all()
    except UnicodeDecodeError:
        raise Misuse("the answers are not text", hint="save the file as UTF-8 and try again") from None
    add_file(file, write_profile(given).encode("utf-8"))
    if session.as_json:
        show_json({"file": str(file), "name": given["name"]})
    else:
        show(f"{file} holds the settings of {given['service']}")
    say(f"open {file} in an editor to put in more, then: lado profile check {file}")


def _ask_all() -> dict[str, str]:
    from ..errors import Misuse
    from ..profiles import QUESTIONS

    answers: dict[str, str] = {}
    for question in QUESTIONS:
        try:
            answers[question.key] = _ask(question, answers)
        except click.Abort:
            raise Misuse(
                f"there is no answer to: {question.ask}",
                hint="answer at a terminal, or give all answers with --answers FILE.toml",
            ) from None
    return answers


def _ask(question: Question, answers: dict[str, str]) -> str:
    """Ask until the answer can be used."""
    from ..profiles import usual_answer, what_is_wrong

    usual = usual_answer(question, answers)
    choices = f" ({' or '.join(question.choices)})" if question.choices else ""
    while True:
        answer = click.prompt(
            question.ask + choices,
            default=usual if usual or question.is_optional else None,
            show_default=bool(usual),
            err=True,
        ).strip()
        wrong = what_is_wrong(question, answer, answers)
        if not wrong:
            return answer
        say(f"that {wrong}")


def _show_problems(session: Session, file: str, problems: tuple[Problem, ...]) -> None:
    if session.as_json:
        show_json({"file": file, "ok": False, "problems": [asdict(each) for each in problems]})
        return
    for each in problems:
        show(f"{file}: {each}")
    say(f"{len(problems)} {'setting' if len(problems) == 1 else 'settings'} to change; docs/profiles.md explains each")


def _show_overview(session: Session, file: str, overview: Overview) -> None:
    if session.as_json:
        show_json({"file": file, "ok": True, **asdict(overview)})
        return
    show(f"{file} can be used\n")
    show_table(("setting", "what is set"), list(overview.set.items()))
    show(f"\nempty: {', '.join(overview.empty) or 'nothing'}")
    show(f"assumed, for you to confirm: {', '.join(overview.assumed) or 'nothing'}")
