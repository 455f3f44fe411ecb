"""Publishes one authority's site, as ``lado publish`` does: for a web team that works from a checkout."""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import click

    from lado_kit.cli import run
    from lado_kit.commands.publish import Own, own_options, publish_and_tell
    from lado_kit.commands.session import Session
    from lado_kit.errors import Misuse
except ModuleNotFoundError as missing:
    print(
        f"error: {missing.name} is not installed\nhint: run make setup, then .venv/bin/python build.py", file=sys.stderr
    )
    sys.exit(2)

EXAMPLE = "python build.py --profile sandwell --roster roster.txt --out public"


@click.command()
@click.option("--profile", help="The authority: a name, or the path of a .toml file.")
@click.option("--roster", type=click.Path(path_type=Path), help="The signed roster of the authority.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--home", envvar="LADO_HOME", help="The office's home, where this PC holds it.")
@own_options
@click.option("--unsigned", is_flag=True, help="Do not sign the release; the office can do that later.")
@click.option(
    "--root-passphrase-file", type=click.Path(path_type=Path), help="The passphrase of the office's root key."
)
def build(
    profile: str | None,
    roster: Path | None,
    out: Path | None,
    home: str | None,
    content: Path | None,
    brand: Path | None,
    base_path: str,
    unsigned: bool,
    root_passphrase_file: Path | None,
) -> None:
    """Write the site of one authority into a folder.

    \b
    Example:
      python build.py --profile sandwell --roster roster.txt --out public
    """
    if not profile:
        raise Misuse("no profile is given, and every authority has its own", hint=EXAMPLE)
    if not roster:
        raise Misuse(
            "no roster is given, so the forms would have nobody to seal to",
            hint=f"the office writes one with lado keys roster --out roster.txt; then: {EXAMPLE}",
        )
    if not out:
        raise Misuse("no folder is given to write the site into", hint=EXAMPLE)
    session = Session(home=home)
    own = Own(content=content, brand=brand, base_path=base_path)
    publish_and_tell(session, profile, roster, out, own, unsigned=unsigned, root_passphrase_file=root_passphrase_file)


if __name__ == "__main__":
    sys.exit(run(build, "build.py"))
