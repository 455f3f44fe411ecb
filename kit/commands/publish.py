"""``lado publish``: write one authority's site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .asking import ask_root_passphrase, root_passphrase_option
from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

if TYPE_CHECKING:
    from ..encrypt.keyfiles import RootKey
    from ..home import Home

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What the council adds: folders with pages and with a brand, and the folder on its host."""

    content: Path | None
    brand: Path | None
    base_path: str


def own_options(command: Callable[..., None]) -> Callable[..., None]:
    """Take what a council adds."""
    for option in (
        click.option("--base-path", default="", help="The folder on the host, if not as in the profile’s web address."),
        click.option("--brand", type=_FOLDER, help="A folder with a brand.toml: colours, a logo, links."),
        click.option("--content", type=_FOLDER, help="A folder with pages that replace ours or are added."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("profile")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--roster", type=_FILE, required=True, help="The signed roster of the authority.")
@own_options
@click.option("--unsigned", is_flag=True, help="Do not sign the release; the office can do that later.")
@root_passphrase_option
@shared_options
@click.pass_obj
def publish(
    session: Session,
    profile: str,
    out: Path,
    roster: Path,
    content: Path | None,
    brand: Path | None,
    base_path: str,
    unsigned: bool,
    root_passphrase_file: Path | None,
) -> None:
    """Write the site of one authority into the folder OUT. PROFILE is a name, or the path of a .toml file.

    Where this PC holds the office's home, its root key signs the release, so that lado verify can tell it from another.

    \b
    Example:
      lado publish sandwell public --roster roster.txt
    """
    own = Own(content=content, brand=brand, base_path=base_path)
    publish_and_tell(session, profile, roster, out, own, unsigned=unsigned, root_passphrase_file=root_passphrase_file)


def publish_and_tell(
    session: Session,
    profile: str,
    roster: Path,
    out: Path,
    own: Own,
    *,
    unsigned: bool = False,
    root_passphrase_file: Path | None = None,
) -> None:
    """Publish a site and print what it holds."""
    from ..publish import publish as publish_site

    def root_key(home: Home) -> RootKey:
        return ask_root_key(session, home, root_passphrase_file)

    done = publish_site(
        profile,
        roster.read_bytes(),
        out,
        today=now().date(),
        home=session.find_any_home(),
        root_key=None if unsigned else root_key,
        content=own.content,
        brand=own.brand,
        base_path=own.base_path,
    )
    forms = {form.name: form.digest for form in done.published.forms}
    facts = {
        "out": str(done.published.out),
        "release": done.published.release,
        "signed": done.is_signed,
        "forms": forms,
    }
    show_json(facts) if session.as_json else show(f"{facts['out']} holds release {facts['release']}")
    say(f"sealed to roster {done.roster.roster.version}: {' '.join(done.roster.words)}")
    if not done.is_signed:
        say(f"this release is not signed: the LADO's office does that with lado release sign {out}")
    warn(done.warnings)


def ask_root_key(session: Session, home: Home, file: Path | None) -> RootKey:
    """Open the root key, to sign a release. Raises Misuse when there is no passphrase and nobody to ask."""
    from ..custody.keys import open_root
    from ..errors import Misuse
    from ..passphrase import is_terminal, read_passphrase

    if session.passphrase_file and not file:
        return open_root(home, ask_root_passphrase(home, session.passphrase(), None))
    if not file and not is_terminal():
        raise Misuse(
            "the release is to be signed, and there is no passphrase of the root key",
            hint="use --root-passphrase-file FILE; or publish with --unsigned and have it signed later",
        )
    return open_root(home, read_passphrase(file, prompt="Passphrase of the root key, to sign the release: "))
