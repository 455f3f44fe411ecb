"""The audit trail for those who check it: verifying it, noting its end outside the store, and reading it.

Reading the trail is not noted in it; taking a copy of it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Misuse
from ..files import add_file, read_text
from ..store.audit import AuditEntry, Chain, Happening, Head, append, entries_of, head_of, verify_chain
from ..store.exclusions import without_hidden
from ..store.queries import find_case

if TYPE_CHECKING:
    from ..custody.unlocking import Office

LEAST_LETTERS = 16
"""Letters of a head that are enough when it is typed from paper: nobody makes another entry that begins like this."""

_HASH = re.compile(rf"[0-9a-f]{{{LEAST_LETTERS},64}}")
_TITLE = "The end of the audit trail of the LADO records"
_LINE = re.compile(r"^(authority|entries|head|noted): (.+)$", re.MULTILINE)
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def verify_audit(office: Office, heads: Sequence[str | Head]) -> tuple[Chain, ...]:
    """Check the chain of every authority in the store, and that heads noted earlier are still in it."""
    with office.store.reading() as connection:
        return verify_chain(connection, known_heads=heads)


def note_head(office: Office, *, now: datetime) -> Head:
    """Return the end of the office's chain, to be kept outside the store."""
    with office.store.reading() as connection:
        return head_of(connection, authority=office.home.authority, now=now)


def show_head(head: Head) -> str:
    """Put a head into a short text that can be printed, filed, typed in again and read by ``read_head``."""
    groups = [head.hash[start : start + 4] for start in range(0, len(head.hash), 4)]
    noted = head.noted_at.astimezone(UTC).strftime(_TIME) if head.noted_at else ""
    lines = [
        _TITLE, "",
        f"authority: {head.authority}",
        f"entries: {head.entries}",
        f"head: {' '.join(groups)}",
        f"noted: {noted}", "",
        "Keep this away from the PC with the records. Nobody can change the trail before this without it showing:",
        "lado audit verify --head THIS-FILE",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def read_head(given: str) -> Head:
    """Read a head from the file that ``lado audit head`` wrote, or as it was typed from paper. Raises Misuse."""
    typed = _letters(given)
    if _HASH.fullmatch(typed):
        return Head(hash=typed)
    path = Path(given)
    if not path.is_file():
        raise Misuse(
            f"{given} is neither a file nor the head of an audit trail",
            hint=f"give the file that lado audit head wrote, or at least {LEAST_LETTERS // 4} groups of the head",
        )
    try:
        noted = dict(_LINE.findall(read_text(path).replace("\r", "")))
        return Head(
            authority=noted["authority"],
            entries=int(noted["entries"]),
            hash=_whole_hash(noted["head"]),
            noted_at=datetime.strptime(noted["noted"], _TIME).replace(tzinfo=UTC),
        )
    except (KeyError, ValueError):
        raise Misuse(f"{path} is not a head of an audit trail", hint="give a file that lado audit head wrote") from None


def list_entries(office: Office, *, case: str = "", since: datetime | None = None) -> list[AuditEntry]:
    """List what was noted, in order: all of it, or of one case and what is in it. Raises Refused or StoreDamaged.

    Of a case that whoever asks is excluded from it tells no details: when, who and what the chain calls it.
    """
    with office.store.reading() as connection:
        names: set[str] = set()
        if case:
            found = find_case(connection, case, authority=office.home.authority)
            names = {found.subject, found.receipt, *(each.receipt for each in found.joined)}
        entries = entries_of(connection, authority=office.home.authority, since=since)
        wanted = (each for each in entries if not names or each.subject in names or each.detail.get("receipt") in names)
        return list(without_hidden(connection, wanted))


def write_entries(office: Office, entries: Sequence[AuditEntry], file: Path, *, now: datetime) -> None:
    """Write entries into a new file, one line of JSON each, and note that. Raises FileExistsError."""
    happening = Happening(action="audit-exported", subject="audit", detail={"entries": len(entries)})
    with office.store.writing() as connection:
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
        add_file(file, "".join(_lines(entries)).encode())


def entry_as_json(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as plain JSON values."""
    return {**asdict(entry), "at": entry.at.isoformat(timespec="microseconds"), "detail": dict(entry.detail)}


def _lines(entries: Sequence[AuditEntry]) -> Iterator[str]:
    return (json.dumps(entry_as_json(each), sort_keys=True, ensure_ascii=False) + "\n" for each in entries)


def _whole_hash(text: str) -> str:
    letters = _letters(text)
    if len(letters) != 64 or not _HASH.fullmatch(letters):
        raise ValueError("a head has 64 letters and digits")
    return letters


def _letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text).lower()
