"""``lado publish``: write one authority's site."""

from __future__ import annotations

from pathlib import Path

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("profile")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--roster", type=_FILE, required=True, help="The signed roster of the authority.")
@shared_options
@click.pass_obj
def publish(session: Session, profile: str, out: Path, roster: Path) -> None:
    """Write the site of one authority into the folder OUT. PROFILE is a name, or the path of a .toml file.

    \b
    Example:
      lado publish sandwell public --roster roster.txt
    """
    publish_and_tell(session, profile, roster, out)


def publish_and_tell(session: Session, profile: str, roster: Path, out: Path) -> None:
    """Publish a site and print what it holds."""
    from ..publish import publish as publish_site

    done = publish_site(profile, roster.read_bytes(), out, today=now().date(), home=session.find_any_home())
    forms = {form.name: form.digest for form in done.published.forms}
    facts = {"out": str(done.published.out), "release": done.published.release, "forms": forms}
    show_json(facts) if session.as_json else show(f"{facts['out']} holds release {facts['release']}")
    say(f"sealed to roster {done.roster.roster.version}: {' '.join(done.roster.words)}")
    warn(done.warnings)
