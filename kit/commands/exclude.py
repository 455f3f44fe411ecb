"""``lado case exclude``: keeping somebody out of a case, and letting them in again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

if TYPE_CHECKING:
    from ..office.conflicts import Shut


@click.command("exclude")
@click.argument("name", metavar="REFERENCE")
# Not --officer: that says whose passphrase it is.
@click.option("--whom", required=True, metavar="NAME", help="Who must not open it: a name of lado keys list.")
@click.option("--reason", default="", help="Why, in a sentence; it is kept with the case.")
@click.option("--undo", is_flag=True, help="Let them open it again.")
@shared_options
@click.pass_obj
def exclude(session: Session, name: str, whom: str, reason: str, undo: bool) -> None:
    """Keep an officer out of a case in which they have a conflict of interest. It is noted, and so is every try.

    \b
    Example:
      lado case exclude 2026-0001 --whom cover-1 --reason "Knows the family"
    """
    from ..office.conflicts import let_in, shut_out

    with session.office() as office:
        shut = (let_in if undo else shut_out)(office, name, whom, reason=reason, now=now())
    if session.as_json:
        show_json(_as_json(shut))
        return
    _show(shut)
    if shut.same_adult and not undo:
        say(f"other cases of the same adult, where {whom} is not kept out by this: {', '.join(shut.same_adult)}")
        say(f"to exclude there too: lado case exclude {shut.same_adult[0]} --whom {whom} --reason …")


def _as_json(shut: Shut) -> dict[str, Any]:
    history = [
        {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in asdict(each).items()}
        for each in shut.history
    ]
    return {
        "case": shut.case,
        "also": list(shut.also),
        "same_adult": list(shut.same_adult),
        "excluded": list(shut.excluded),
        "can_open": list(shut.can_open),
        "history": history,
    }


def _show(shut: Shut) -> None:
    show(f"{shut.case}: excluded {', '.join(shut.excluded) or 'nobody'}; {', '.join(shut.can_open)} can open it")
    if shut.also:
        show(f"the same holds for {', '.join(shut.also)}: it is, or may be, the same referral sealed twice")
    if len(shut.can_open) == 1:
        warn([f"only {shut.can_open[0]} can open {shut.case} now"])
