"""Taking a list out of the store as a file: who did it and why is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from lado_site.profiles import day_in_england

from ..cells import Cell, as_csv
from ..errors import Misuse
from ..store.exports import ExportMade, keep_export
from .worklists import Entry, Listed, show_list

if TYPE_CHECKING:
    from ..custody.unlocking import Office

ACTION = "list-exported"
_HEADINGS = ("List", "Case", "What", "Due", "Late", "With children now", "Last checked")


def take_out_list(office: Office, name: str, *, reason: str, now: datetime) -> tuple[Listed, bytes]:
    """Return a whole list and what it is as a file, and note that it was taken out. Raises Misuse."""
    if not name:
        raise Misuse("no list is named", hint="name the one to write, as in lado worklist exceptions --csv FILE")
    check_reason(reason)
    listed = show_list(office, name, now=now, most=None)
    content = as_csv(_HEADINGS, (_row(name, each) for each in listed.entries))
    note_export(
        office, content, what=f"worklist {name}", action=ACTION, rows=len(listed.entries), left_out=listed.hidden,
        reason=reason, now=now,
    )  # fmt: skip
    return listed, content


def check_reason(reason: str) -> None:
    """Refuse to take anything out without a reason. Raises Misuse."""
    if not reason.strip():
        raise Misuse("there is no reason", hint="say with --reason, in a sentence, why this is taken out of the store")


def note_export(
    office: Office, content: bytes, *, what: str, action: str, rows: int, left_out: int, reason: str, now: datetime
) -> str:
    """Note what is taken out before there is a file, and return which file it is: counts, and no name."""
    sha256 = hashlib.sha256(content).hexdigest()
    made = ExportMade(
        what=what, rows=rows, left_out=left_out, sha256=sha256, reason=reason, made_by=office.officer, made_at=now
    )
    with office.store.writing() as connection:
        keep_export(connection, made, authority=office.home.authority, action=action)
    return sha256


def _row(name: str, entry: Entry) -> tuple[Cell, ...]:
    due = "" if entry.ends is None else day_in_england(entry.ends)
    checked = "" if entry.monitored_at is None else day_in_england(entry.monitored_at)
    late, priority = ("yes" if each else "" for each in (entry.is_late, entry.is_priority))
    return name, entry.case or entry.clock, entry.what, due, late, priority, checked
