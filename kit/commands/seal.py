"""``lado seal`` and ``lado sample``: a sealed file without a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .authority import find_profile, find_roster, profile_option, roster_option
from .session import Session, now, shared_options
from .speech import say, show, show_json

if TYPE_CHECKING:
    from lado_site.profiles import Profile

    from ..seal import Sealed

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("form")
@profile_option
@roster_option
@click.option("--answers", type=_FILE, help="A JSON file: question name to answer; without it you are asked.")
@click.option("--attach", multiple=True, help="A file to seal with the answers, or QUESTION=FILE; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the sealed file.")
@shared_options
@click.pass_obj
def seal(
    session: Session,
    form: str,
    profile: str,
    roster: Path | None,
    answers: Path | None,
    attach: tuple[str, ...],
    out: Path,
) -> None:
    """Seal answers to FORM for the officers of a roster.

    The file is the same as one from the published form. Without --answers each question is asked, with its number on
    the printed form. With it, every problem of the answers is listed.

    \b
    Example:
      lado seal referral --out outgoing
      lado seal referral --profile sandwell --roster roster.txt --answers answers.json --out outgoing
    """
    from ..seal import read_answers, seal_answers

    settings = find_profile(session, profile)
    to_seal = partial(seal_answers, form, profile=settings, roster=find_roster(session, roster, settings), out=out)
    if answers:
        sealed = to_seal(answers=read_answers(answers), attachments=attach, now=now())
    else:
        sealed = _guided(form, settings, attach, out, to_seal)
    if session.as_json:
        show_json({"file": str(sealed.file), "receipt": sealed.receipt, "submission_id": sealed.submission_id})
    else:
        show(f"{sealed.file}\nreceipt code {sealed.receipt}")


def _guided(form: str, settings: Profile, attach: Sequence[str], out: Path, to_seal: Callable[..., Sealed]) -> Sealed:
    """Ask every question, then seal. Raises Refused when the person stops, and Misuse before they begin."""
    from lado_site.forms import form_for
    from lado_site.forms.schema import day_in_england

    from ..errors import Misuse, Refused
    from .guided import fill_in, try_until_done

    asked = form_for(form, settings)
    if attach:
        raise Misuse("--attach goes with --answers", hint="leave it out: files are asked for where the form takes them")
    out.mkdir(parents=True, exist_ok=True)
    try:
        filled = fill_in(asked, today=day_in_england(now()))
        sealed = try_until_done(lambda: to_seal(answers=filled.answers, attachments=filled.attachments, now=now()))
    except (click.Abort, KeyboardInterrupt):
        raise Refused(
            "stopped: nothing was saved", hint="start again; or put the answers into a file and give it with --answers"
        ) from None
    say("what you typed can still be read in this window: close it when you are done")
    say(f"take it in with lado import {sealed.file}")
    return sealed


@click.command()
@click.argument("form")
@profile_option
@click.option("--seed", type=int, default=0, show_default=True, help="Another number gives another case.")
@shared_options
@click.pass_obj
def sample(session: Session, form: str, profile: str, seed: int) -> None:
    """Print made-up answers to FORM as JSON, to try things out with. Nobody in them exists.

    \b
    Example:
      lado sample referral --profile sandwell --seed 7
    """
    from lado_site.forms import form_for
    from lado_site.forms.sample import sample_answers

    settings = find_profile(session, profile)
    show_json(sample_answers(form_for(form, settings), settings, seed))
