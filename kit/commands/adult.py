"""``lado case adult``: another adult in a case, who is found and shown as the one is whom it was sent about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .entry_fields import said_in
from .event import record_and_tell
from .session import Session, now, shared_options
from .speech import say, say_known, warn

if TYPE_CHECKING:
    from ..custody.unlocking import Office
    from ..office.events import Recorded


@click.command("adult")
@click.argument("name", metavar="CASE")
@click.option("--set", "said", metavar="NAME=VALUE", multiple=True, help="What is known, like family_name=Larkmoss.")
@click.option("--source", default="", help="Where that is known from.")
@click.option("--reason", required=True, help="Why they are put on record, or taken off, in a sentence.")
@click.option("--undo", metavar="WHO", default="", help="Take one off again: adult-2, as lado case show calls them.")
@shared_options
@click.pass_obj
def adult(session: Session, name: str, said: tuple[str, ...], source: str, reason: str, undo: str) -> None:
    """Put another adult on record in a CASE, with their work; or take one off again who is not in it after all.

    They are matched, followed and exported as the adult is whom the case was sent about. lado case kinds adult-added
    lists what can be said; a date of birth may be a year. An allegation about them says adult=adult-2.

    \b
    Example:
      lado case adult 2026-0001 --set family_name=Larkmoss --set given_names=Jo --set birth_date=1984 \\
        --set role="Teaching assistant" --source "The head, by telephone" --reason "Held the child too"
      lado case adult 2026-0001 --undo adult-2 --reason "Was not in the room"
    """
    from ..errors import Misuse
    from ..office.adults import put_on_record, take_off

    if undo and (said or source):
        raise Misuse("--undo cannot go together with --set or --source", hint="lado case correct puts a fact right")

    def put(office: Office) -> Recorded:
        if undo:
            return take_off(office, name, undo, reason=reason, now=now())
        done = put_on_record(office, name, said_in(said), source=source, reason=reason, now=now())
        warn(done.warnings)
        say(f"on record as {done.recorded.event.detail['adult']} of {done.recorded.case}")
        say_known(done.matches)
        return done.recorded

    record_and_tell(session, put)
