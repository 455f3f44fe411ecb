"""``lado preview``: look at a published site on this PC, as the council's host will serve it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .session import Session, shared_options
from .speech import say, show, show_json, warn

DEFAULT_PORT = 8017


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65_535), default=DEFAULT_PORT, show_default=True, help="0 takes any.")
@click.option("--base-path", default="", help="The folder on the host, if not the one it was published for.")
@shared_options
@click.pass_obj
def preview(session: Session, folder: Path, port: int, base_path: str) -> None:
    """Serve the published site in FOLDER on this PC only, with the headers that the files for its host ask for.

    \b
    Example:
      lado preview public
    """
    from ..preview import address_of, open_server, read_preview

    site = read_preview(folder, base_path=base_path)
    with open_server(site, port=port) as server:
        address = address_of(site, server)
        show_json({"address": address}) if session.as_json else show(address)
        sys.stdout.flush()
        if not site.is_whole:
            warn([f"{folder} is not as it was published: publish it again before it goes online"])
        say("only this PC can see it; end with Ctrl+C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("ended")
