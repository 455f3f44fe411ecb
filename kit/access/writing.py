"""Writing an export: noted first, then into a new folder, for the owner's eyes or sealed to the office's own keys."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..cells import as_csv
from ..custody.keys import read_current_roster
from ..encrypt import age
from ..errors import Excluded, Misuse, NoMatchingKey, Refused, SealedFileError
from ..files import add_file
from ..store.audit import Happening, append
from ..store.exclusions import hidden_names
from .gathering import Elsewhere, Holding, gather
from .others import Other, find_others
from .page import write_page
from .people import Person
from .record import as_bytes, as_json
from .wording import in_one_line

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office

RECORD, PAGE, OTHERS = "record.json", "record.html", "third-parties.csv"
SEALED = "subject-access.age"

EXPORTED, OPENED = "exported", "export-opened"
"""What the audit chain calls an export of everything on one person, and the opening of one that was sealed."""

_REQUEST = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{1,39}")
_MOST_SEALED = 500_000_000
_COLUMNS = (
    "number", "name", "is called like the person", "named as", "case", "in", "question or field", "path", "how",
    "character", "what it says",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What was written, and where. ``sha256`` is of the record."""

    folder: Path
    files: tuple[str, ...]
    sealed: bool
    sha256: str
    person: Person
    names: tuple[str, ...] = field(repr=False)
    cases: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    others: int
    places: int


def export(
    office: Office,
    name: str,
    person: Person,
    folder: Path,
    *,
    request: str,
    linked: bool = False,
    sealed: bool = False,
    now: datetime,
) -> Export:
    """Write everything that is held on a person into a new folder. Raises a KitError, and nothing is left then.

    It is in the audit trail of every case before anything of it is on the disk.
    """
    check_request(request)
    profile = office.home.read_profile()
    recipients = read_current_roster(office.home, today=now.date()).active_recipients if sealed else ()
    with _new_folder(folder):
        with office.store.writing() as connection:
            holding = gather(connection, office, profile, name, person, linked=linked)
            others = find_others(holding, profile)
            made = as_json(holding, others, profile, request=request, actor=office.officer, now=now)
            files = {
                RECORD: as_bytes(made),
                PAGE: write_page(holding, others, profile, request=request, actor=office.officer, now=now),
                OTHERS: write_sheet(others),
            }
            sha256 = hashlib.sha256(files[RECORD]).hexdigest()
            noted = _noted(holding, request=request, sha256=sha256, sealed=sealed)
            append(connection, noted, authority=office.home.authority, actor=office.officer, now=now)
        written = {SEALED: age.encrypt(_packed(files), recipients)} if sealed else files
        for file, content in written.items():
            add_file(folder / file, content)
    return Export(
        folder=folder,
        files=tuple(written),
        sealed=sealed,
        sha256=sha256,
        person=person,
        names=tuple(dict.fromkeys(seat.name for seat in holding.seats if seat.name)),
        cases=tuple(each.subject for each in holding.cases),
        elsewhere=holding.elsewhere,
        others=len(others),
        places=sum(len(each.found) for each in others),
    )


def open_export(office: Office, file: Path, folder: Path, *, now: datetime) -> tuple[str, ...]:
    """Open an export that was sealed, into a new folder, and note that.

    Raises a KitError; Excluded where whoever opens it must not open a case that is in it.
    """
    if file.stat().st_size > _MOST_SEALED:
        raise Misuse(
            f"{file} is too large to be an export", hint="give the file that lado access export --sealed wrote"
        )
    try:
        packed = bytes(age.decrypt(file.read_bytes(), office.identities))
    except NoMatchingKey:
        raise
    except SealedFileError:
        raise _no_export(file) from None
    files = _unpacked(packed, file)
    with _new_folder(folder):
        detail = {"sha256": hashlib.sha256(files[RECORD]).hexdigest()}
        happening = Happening(action=OPENED, subject="access", detail=detail)
        with office.store.writing() as connection:
            _refuse_hidden(connection, office, files[RECORD])
            append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
        for name, content in files.items():
            add_file(folder / name, content)
    return tuple(files)


def check_request(text: str) -> None:
    """Refuse what is no reference number: it is kept for ever, so it must not hold a name or a sentence."""
    if not _REQUEST.fullmatch(text):
        raise Misuse(
            f"“{text}” is not the number of a request",
            hint="give the number that your register has for it, without spaces, like SAR-2026-014",
        )


def write_sheet(others: Iterable[Other]) -> bytes:
    """Write who else is named, a line for each place, as a file for a spreadsheet program."""
    return as_csv(_COLUMNS, ([in_one_line(cell) for cell in row] for each in others for row in _places(each)))


def _refuse_hidden(connection: Connection, office: Office, record: bytes) -> None:
    hidden = hidden_names(connection)
    named = (each["case"] for each in json.loads(record)["cases"])
    if shut := next((each for each in named if each in hidden), None):
        raise Excluded(shut, authority=office.home.authority)


def _places(other: Other) -> Iterator[tuple[str, ...]]:
    for found in other.found:
        place = found.place
        yield (
            str(other.number), other.name, "yes" if other.is_called_the_same else "", found.role, place.case,
            place.source, place.label, place.path, found.how, str(found.position or ""), found.text,
        )  # fmt: skip


def _noted(holding: Holding, *, request: str, sha256: str, sealed: bool) -> list[Happening]:
    detail: dict[str, str | int] = {
        "person": str(holding.person),
        "cases": len(holding.cases),
        "request": request,
        "record_sha256": sha256,
        "sealed": int(sealed),
    }
    return [Happening(action=EXPORTED, subject=each.subject, detail=detail) for each in holding.cases]


@contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """Make a folder for its owner only. Where the work in it fails, it is taken away again."""
    if not folder.parent.is_dir():
        raise Misuse(f"there is no folder {folder.parent}", hint="name a new folder in one that is there")
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise Refused(
            f"{folder} is there already", hint="give the name of a new folder: nothing is ever added to one"
        ) from None
    try:
        if os.name == "posix":
            folder.chmod(0o700)
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _unpacked(packed: bytes, file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            is_small = sum(each.file_size for each in archive.infolist()) <= _MOST_SEALED
            if is_small and sorted(archive.namelist()) == sorted((RECORD, PAGE, OTHERS)):
                return {name: archive.read(name) for name in (RECORD, PAGE, OTHERS)}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeError):
        pass
    raise _no_export(file)


def _no_export(file: Path) -> Refused:
    return Refused(
        f"{file} is no export of what is held on a person, or no longer a whole one",
        hint="give the file that lado access export --sealed wrote",
    )
