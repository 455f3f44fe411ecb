"""``lado case correct``: putting right what a record says of a person or an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .event import record_and_tell
from .session import Session, now, shared_options
from .speech import say, say_known, warn

if TYPE_CHECKING:
    from ..custody.unlocking import Office
    from ..office.events import Recorded


@click.command("correct")
@click.argument("name", metavar="CASE")
@click.argument("fact")
@click.argument("value")
@click.option("--source", required=True, help="Where the right value is known from.")
@click.option("--reason", required=True, help="Why it is put right, in a sentence.")
@click.option(
    "--in", "sent_in", metavar="RECEIPT", default="", help="What it was sent in, if not what opened the case."
)
@click.option("--seen", type=click.IntRange(min=0), metavar="N", help="The last event of the case that you have seen.")
@shared_options
@click.pass_obj
def correct(
    session: Session, name: str, fact: str, value: str, source: str, reason: str, sent_in: str, seen: int | None
) -> None:
    """Put a FACT of a CASE right: of an adult (adult-2.birth_date), a child (child-2.family_name) or the organisation.

    Lists, matching, patterns and reports use the right VALUE from then on. What was sent stays as it was, and the case
    keeps what stood before, who changed it, and why. To undo it, correct it back. A VALUE may be “not known”.

    \b
    Example:
      lado case correct 2026-0001 adult.birth_date 1987-03-04 --source "DBS certificate" --reason "Mistyped"
    """
    from ..office.correcting import correct_fact

    def put(office: Office) -> Recorded:
        done = correct_fact(
            office, name, fact, value, source=source, reason=reason, sent_in=sent_in, seen=seen, now=now()
        )
        warn(done.warnings)
        say_known(done.matches)
        if done.is_former_name:
            say("if they go by the name before too, add it to adult.other_names: then it is found by that as well")
        return done.recorded

    record_and_tell(session, put)
