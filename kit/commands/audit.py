"""``lado audit``: whether the audit trail is whole, its end to be filed, and what is in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .entry_fields import Day
from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_as_it_is, show_json, show_table

if TYPE_CHECKING:
    from ..store.audit import AuditEntry, Chain
    from ..store.tampering import Fault


@click.group(cls=Menu)
@shared_options
def audit() -> None:
    """The audit trail: who did what, and when. Nobody can change it without it showing."""


@audit.command("verify")
@click.option(
    "--head", "heads", multiple=True, metavar="FILE|HEAD", help="A head noted earlier; give it again for more."
)
@shared_options
@click.pass_obj
@click.pass_context
def verify(context: click.Context, session: Session, heads: tuple[str, ...]) -> None:
    """Check every entry of the audit trail, and say which is altered, missing, renumbered or replaced.

    Entries that were cut off at the end show only against a head that was noted earlier, outside this PC: give it with
    --head. The exit status is 1 when something is wrong.

    \b
    Example:
      lado audit verify --head head-2026-11.txt
      lado audit verify --head "4f7a 09c1 b2d8 6e55"
    """
    from ..office.auditing import read_head, verify_audit

    known = [read_head(each) for each in heads]
    with session.office() as office:
        chains = verify_audit(office, known)
    show_json([_chain_as_json(each) for each in chains]) if session.as_json else _show_chains(chains, len(known))
    context.exit(0 if all(each.broken_at is None for each in chains) else 1)


@audit.command("head")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file as well, for verify --head.")
@shared_options
@click.pass_obj
def head(session: Session, out: Path | None) -> None:
    """Print the end of the audit trail: a few lines to print and file, or to keep on another PC.

    \b
    Example:
      lado audit head --out head-2026-11.txt
    """
    from ..files import add_file
    from ..office.auditing import note_head, show_head

    with session.office() as office:
        noted = note_head(office, now=now())
    if out:
        add_file(out, show_head(noted).encode())
    show_json(noted) if session.as_json else show_as_it_is(show_head(noted).rstrip("\n"))


@audit.command("list")
@click.option("--case", default="", metavar="REFERENCE", help="Only of this case, and of what is in it.")
@click.option("--since", type=Day(), help="Only from this day on.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write it to this file, a line of JSON each; that is noted."
)
@shared_options
@click.pass_obj
def list_(session: Session, case: str, since: datetime | None, out: Path | None) -> None:
    """List what was noted, in order. It holds references and codes, and no answer.

    \b
    Example:
      lado audit list --case 2026-0001
    """
    from lado_site.profiles import LONDON

    from ..office.auditing import entry_as_json, list_entries, write_entries

    with session.office() as office:
        entries = list_entries(office, case=case, since=since.replace(tzinfo=LONDON) if since else None)
        if out:
            write_entries(office, entries, out, now=now())
    if out:
        facts = {"file": str(out), "entries": len(entries)}
        show_json(facts) if session.as_json else show(f"{out}: {_entries(len(entries))}")
    elif session.as_json:
        show_json([entry_as_json(each) for each in entries])
    else:
        _show_entries(entries)


def _show_entries(entries: list[AuditEntry]) -> None:
    if not entries:
        say("there are none")
        return
    rows = [
        (
            str(each.sequence),
            f"{each.at.astimezone():%d %b %Y %H:%M:%S}",
            each.actor,
            each.action,
            each.subject,
            ", ".join(f"{name} {value}" for name, value in each.detail.items()),
        )
        for each in entries
    ]
    show_table(("number", "when", "who", "what", "about", "details"), rows)


def _show_chains(chains: tuple[Chain, ...], heads: int) -> None:
    for chain in chains:
        name = chain.authority or "the audit trail"
        if chain.broken_at is None:
            show(f"{name}: {_entries(chain.entries)}, all as they were written")
            continue
        show(f"{name}: {_entries(chain.entries)}, and the trail does not hold from place {chain.broken_at} on")
        for fault in chain.faults:
            show(f"  {describe(fault)}")
    if not chains:
        show("nothing has been noted yet")
    if any(chain.broken_at is not None for chain in chains):
        say(
            "keep this PC as it is, tell your manager and the data protection officer, and compare with the last backup"
        )
    elif not heads:
        say("entries cut off at the end would not show: give a head noted earlier with --head, from lado audit head")


def describe(fault: Fault) -> str:
    """Say in a sentence what is wrong."""
    from ..store.tampering import FaultKind

    is_one = fault.first == fault.last
    which = f"entry {fault.first}" if is_one else f"entries {fault.first} to {fault.last}"
    match fault.kind:
        case FaultKind.ALTERED:
            return f"{which}: altered since {'it was' if is_one else 'they were'} written"
        case FaultKind.MISSING:
            return f"{which}: missing"
        case FaultKind.RENUMBERED:
            last = (fault.was or 0) + fault.last - fault.first
            was = f"number {fault.was}" if is_one else f"numbers {fault.was} to {last}"
            return f"{which}: in another place than written; {'it was' if is_one else 'they were'} {was}"
        case FaultKind.REPLACED:
            return f"{which}: not the one that the next entry was written after; it was replaced"
        case FaultKind.HEAD_UNKNOWN:
            return f"the head {fault.head[:19]}… is not there: the trail was cut off or rewritten at or before {which}"


def _chain_as_json(chain: Chain) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(chain), "faults": [{**asdict(each), "says": describe(each)} for each in chain.faults]}


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"
