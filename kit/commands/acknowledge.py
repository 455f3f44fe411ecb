"""``lado acknowledge``: drafts of the e-mails that tell senders their file has come."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .entry_fields import Day
from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

if TYPE_CHECKING:
    from ..office.acknowledging import Acknowledgeable, Drafted

RECENT_DAYS = 7


@click.command()
@click.argument("ids", metavar="[CASE|RECEIPT]...", nargs=-1)
@click.option("--new", "is_new", is_flag=True, help="All that was imported lately and not acknowledged yet.")
@click.option("--since", type=Day(), help=f"With --new: from this day; else {RECENT_DAYS} days.")
@click.option("--to", default="", metavar="ADDRESS", help="Whom to send it to, when you know whose address it is.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the drafts.")
@shared_options
@click.pass_obj
def acknowledge(
    session: Session, ids: tuple[str, ...], is_new: bool, since: datetime | None, to: str, out: Path
) -> None:
    """Write e-mails that say a file has come, what happens next and by when. You check each, and send it yourself.

    A draft holds the receipt code and nothing of the answers. It has no recipient unless you give one: the address in
    the form is shown, and anyone can type any address.

    \b
    Example:
      lado acknowledge 4F7K-2M9Q-X0TB-8RCH-5 --to head@example.org --out drafts
      lado acknowledge --new --out drafts
    """
    from ..office.acknowledging import draft_acknowledgements, find_acknowledgeable, find_unacknowledged

    _check(ids, is_new=is_new, since=since, to=to)
    with session.office() as office:
        older = 0
        if is_new:
            wanted, older = find_unacknowledged(office, since=_start(since))
        else:
            wanted = [find_acknowledgeable(office, each) for each in ids]
        recipient = to or _confirmed(session, wanted)
        drafted = draft_acknowledgements(office, wanted, out, to=recipient, now=now())
        has_made_up_contact = office.home.read_profile().contact.sample
    show_json([_as_json(each) for each in drafted]) if session.as_json else _show(drafted)
    if has_made_up_contact:
        warn(["the telephone numbers in the profile are made up: put the real ones there before you send anything"])
    if older:
        say(f"{older} imported before that are not acknowledged: add --since YYYY-MM-DD to write those too")


def _check(ids: tuple[str, ...], *, is_new: bool, since: datetime | None, to: str) -> None:
    from ..errors import Misuse

    if bool(ids) == is_new:
        raise Misuse("say what to acknowledge", hint="name a case or receipt code, or give --new, but not both")
    if to and len(ids) != 1:
        raise Misuse("--to is for one acknowledgement", hint="name one case or receipt code")
    if since and not is_new:
        raise Misuse("--since goes with --new", hint="leave it out, or add --new")


def _start(since: datetime | None) -> datetime:
    from datetime import time, timedelta

    from lado_site.profiles import LONDON, day_in_england

    day: date = since.date() if since else day_in_england(now()) - timedelta(days=RECENT_DAYS)
    return datetime.combine(day, time(), LONDON)


def _confirmed(session: Session, wanted: list[Acknowledgeable]) -> str:
    """Return the address in the form if there is one, and the person at the terminal says that it is right."""
    from ..casework.acknowledgement import is_address
    from ..passphrase import is_terminal

    if session.as_json or len(wanted) != 1 or not is_terminal() or not is_address(wanted[0].address):
        return ""
    say(f"the form gives the address {wanted[0].address}: anyone can type any address")
    return wanted[0].address if click.confirm("Do you know it, and write to it?", default=False, err=True) else ""


def _show(drafted: list[Drafted]) -> None:
    for each in drafted:
        show(str(each.file))
        if not each.to:
            given = (
                f"the address in the form is {each.address_in_form}" if each.address_in_form else "the form has none"
            )
            say(f"{each.receipt}: no recipient yet; {given}; anyone can type any address, so check it")
        warn(f"{each.receipt}: left out, because the time is over: {passed}" for passed in each.passed)
    if not drafted:
        say("there is nothing to acknowledge")


def _as_json(drafted: Drafted) -> dict[str, Any]:
    return {
        "receipt": drafted.receipt,
        "file": str(drafted.file),
        "to": drafted.to,
        "address_in_form": drafted.address_in_form,
        "received": drafted.received.isoformat(),
        "passed": list(drafted.passed),
    }
