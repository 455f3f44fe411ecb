"""``lado case``: the cases, and everything about one of them."""

from __future__ import annotations

import click

from .session import Session, now, shared_options
from .speech import show_case, show_cases, show_json


@click.group()
@shared_options
def case() -> None:
    """The cases in the record store."""


@case.command("list")
@shared_options
@click.pass_obj
def list_(session: Session) -> None:
    """List every case.

    \b
    Example:
      lado case list --json
    """
    from ..office import list_cases

    with session.office() as office:
        cases = list_cases(office)
    show_json(cases) if session.as_json else show_cases(cases)


@case.command("show")
@click.argument("id")
@shared_options
@click.pass_obj
def show(session: Session, id: str) -> None:  # noqa: A002  # what people call it
    """Show everything about one case: by its reference, receipt code or submission id. The reading is noted.

    \b
    Example:
      lado case show 2026-0001
    """
    from ..office import read_case

    with session.office() as office:
        file = read_case(office, id, now=now())
    show_json(file.case) if session.as_json else show_case(file)
