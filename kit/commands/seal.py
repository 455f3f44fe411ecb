"""``lado seal`` and ``lado sample``: a sealed file without a browser."""

from __future__ import annotations

from pathlib import Path

import click

from .session import Session, now, shared_options
from .speech import show, show_json

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_PROFILE = click.option("--profile", required=True, help="The authority: a name, or the path of a .toml file.")


@click.command()
@click.argument("form")
@_PROFILE
@click.option("--roster", type=_FILE, required=True, help="The signed roster of the authority.")
@click.option("--answers", type=_FILE, required=True, help="A JSON file: question name to answer.")
@click.option("--attach", type=_FILE, multiple=True, help="A file to seal with the answers; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the sealed file.")
@shared_options
@click.pass_obj
def seal(
    session: Session, form: str, profile: str, roster: Path, answers: Path, attach: tuple[Path, ...], out: Path
) -> None:
    """Seal answers to FORM for the officers of a roster.

    The file is the same as one from the published form. Every problem of the answers is listed.

    \b
    Example:
      lado seal referral --profile sandwell --roster roster.txt --answers answers.json --out outgoing
    """
    from lado_site.profiles import load_profile

    from ..custody.keys import read_given_roster
    from ..seal import read_answers, seal_answers

    settings = load_profile(profile)
    signed = read_given_roster(
        roster.read_bytes(), authority=settings.name, today=now().date(), home=session.find_any_home()
    )
    sealed = seal_answers(
        form, profile=settings, roster=signed, answers=read_answers(answers), attachments=attach, out=out, now=now()
    )
    if session.as_json:
        show_json({"file": str(sealed.file), "receipt": sealed.receipt, "submission_id": sealed.submission_id})
    else:
        show(f"{sealed.file}\nreceipt code {sealed.receipt}")


@click.command()
@click.argument("form")
@_PROFILE
@click.option("--seed", type=int, default=0, show_default=True, help="Another number gives another case.")
@shared_options
def sample(form: str, profile: str, seed: int) -> None:
    """Print made-up answers to FORM as JSON, to try things out with. Nobody in them exists.

    \b
    Example:
      lado sample referral --profile sandwell --seed 7
    """
    from lado_site.forms import form_for
    from lado_site.forms.sample import sample_answers
    from lado_site.profiles import load_profile

    settings = load_profile(profile)
    show_json(sample_answers(form_for(form, settings), settings, seed))
