"""Backups: everything an office needs to start again, in one file, and starting again from it.

A backup is a zip whose members are the files of the home as they are. What is secret among them is encrypted already,
each file in its own way: the records under the store's key, the keys under passphrases or sealed to the officers. So it
opens with what the people have, a passphrase or two paper shares, and needs no key that would have to be backed up too.

home.json, profile.toml, keys/…, rosters/…, forms/…, releases/…, store/records.db    the home
backup.json    the list of these with sizes and SHA-256, and what the record store holds
backup.mac     the proof, by the store's key, that nobody has changed the list
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from . import __version__
from .custody.opening import open_home_store
from .custody.recovery import read_recovery_identity
from .custody.unlocking import unlock
from .encrypt.primitives import hkdf_sha256, hmac_sha256, is_equal
from .encrypt.store_key import unwrap_store_key
from .errors import KitError, Misuse, NoMatchingKey, Refused, StoreDamaged
from .files import add_made_file
from .home import Home, find_home, is_home
from .store import open_store
from .store.audit import Happening, append
from .store.snapshot import ChainEnd, Snapshot, chain_since, check_copy, describe, take_snapshot
from .store.tampering import START

if TYPE_CHECKING:
    from .encrypt import Identity

VERSION = 1
LIST, PROOF = "backup.json", "backup.mac"
STORE = "store/records.db"
MADE, RESTORED = "backed-up", "restored"
SHARES = "paper shares"
"""Who restores when no passphrase is left, as the audit trail says it."""

# All that a home is made of; anything else that somebody put there stays behind, and is said.
_PARTS = ("home.json", "profile.toml", "collect.toml", "keys/*.age", "rosters/*.txt", "forms/*.json", "releases/*.json")
_NOT_KEPT = frozenset({"keys/store-next.age", "keys/server.age"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_MOST_IN_LIST = 16 * 1024 * 1024
_MOST_PARTS = 100_000
_PIECE = 1024 * 1024
_INFO = b"lado backup list 1"

Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A file of the home in a backup."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a backup holds."""

    authority: str
    made_at: datetime
    parts: tuple[Part, ...]
    store: Snapshot

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def chain(self) -> ChainEnd:
        """The audit chain of the office."""
        return self.store.chains.get(self.authority, ChainEnd(entries=0, head=START))

    @property
    def is_whole(self) -> bool:
        """Tell whether the audit trail in it holds."""
        return all(each.broken_at is None for each in self.store.chains.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A backup that was made; ``left_out`` are files in the home that belong to no part of it."""

    file: Path
    contents: Contents
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """What the live home has that a backup has not: audit entries, and more or fewer rows by table.

    ``has_parted`` tells that its trail does not go on from that of the backup; ``problem`` why it cannot be compared.
    """

    entries: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    has_parted: bool = False
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """A home that was made from a backup, and how the live one differs, where there is one."""

    folder: Path
    contents: Contents
    since: Since | None


def make_backup(
    home: Home, file: Path, *, passphrase: str, officer: str = "", now: datetime, told: Told | None = None
) -> Made:
    """Write a backup of a home into a new file, checked by opening what was written. Raises a KitError.

    Others may go on working. The file appears under its name when it is whole and checked, and not before.
    """
    _check_can_be_made(home, file)
    unlocked = unlock(home, passphrase, officer)
    with (
        tempfile.TemporaryDirectory(prefix=".lado-backup-", dir=file.parent) as beside,
        open_home_store(home, unlocked.store_key) as store,
    ):
        copy, part = Path(beside) / "records.db", Path(beside) / "backup.zip"
        # The records first: whatever they refer to was there before them, and is still there afterwards.
        snapshot = take_snapshot(store, copy, unlocked.store_key, told=told)
        small = _read_small(home)
        contents = _list_contents(home, small, copy, snapshot, now=now)
        _write(part, contents, small, copy, unlocked.store_key)
        with _opened(part) as archive:
            _check_proof(archive, unlocked.store_key)
            for each in _read_list(archive).parts:
                _check_part(archive, each)
        if _read_small(home) != small:
            raise Refused("somebody changed keys or forms while the backup was made", hint="make the backup again")
        with store.writing() as connection:
            detail = {"entries": contents.chain.entries, "files": len(contents.parts)}
            happening = Happening(action=MADE, subject="store", detail=detail)
            append(connection, [happening], authority=home.authority, actor=unlocked.officer, now=now)
        try:
            add_made_file(part, file)
        except FileExistsError:
            raise _taken(file) from None
    return Made(file=file, contents=contents, left_out=tuple(_left_out(home, small)))


def restore_backup(
    file: Path,
    folder: Path,
    *,
    passphrase: str = "",
    officer: str = "",
    share_files: Sequence[Path] = (),
    live: Home | None = None,
    now: datetime,
    told: Told | None = None,
) -> Restored:
    """Make a new home from a backup, checked before it appears under its name. Raises a KitError.

    It opens with an officer's passphrase, or with two paper shares. A ``live`` home is compared, and never changed.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already", hint="give the name of a new folder: nothing is ever written over")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-unfinished-", dir=folder.parent))
    try:
        with _opened(file) as archive:
            contents = _read_list(archive)
            _unpack(archive, contents, beside, told)
            store_key, who = _open_keys(beside, passphrase, officer, share_files)
            _check_proof(archive, store_key)
        _check_store(beside, contents, store_key)
        _note_restoring(beside, contents, store_key, who, now=now)
        with suppress(FileNotFoundError):
            folder.rmdir()  # an empty folder only; Windows does not rename onto one
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    since = _compare(live, contents, passphrase, officer, share_files) if live else None
    return Restored(folder=folder, contents=contents, since=since)


def find_live_home(folder: Path, contents_folder: Path) -> Home | None:
    """Return the home that a backup can be compared with: one that is there, and is not the restored one."""
    return find_home(folder) if is_home(folder) and folder.resolve() != contents_folder.resolve() else None


def _check_can_be_made(home: Home, file: Path) -> None:
    if home.is_on_server:
        raise Refused(
            "the records are on a server, so a file here cannot hold them",
            hint="back the server up with pg_dump, and copy this home folder beside it; or bring the records back "
            "first with lado store migrate --to file",
        )
    if file.exists() or file.is_symlink():
        raise _taken(file)
    if not file.parent.is_dir():
        raise Misuse(f"there is no folder {file.parent}", hint="name a file in a folder that is there")


def _taken(file: Path) -> Refused:
    return Refused(f"{file} is there already", hint="choose another name: no backup is ever written over")


def _read_small(home: Home) -> dict[str, bytes]:
    """Read everything but the records: a few hundred kilobytes."""
    paths = [path for pattern in _PARTS for path in sorted(home.folder.glob(pattern)) if path.is_file()]
    names = [path.relative_to(home.folder).as_posix() for path in paths]
    return {name: path.read_bytes() for name, path in zip(names, paths, strict=True) if name not in _NOT_KEPT}


def _left_out(home: Home, small: Mapping[str, bytes]) -> Iterator[str]:
    for path in sorted(home.folder.rglob("*")):
        name = path.relative_to(home.folder).as_posix()
        is_ours = name in small or name.startswith("store/records.db") or name in _NOT_KEPT
        if path.is_file() and not is_ours and not path.name.startswith(".lado-"):
            yield name


def _list_contents(
    home: Home, small: Mapping[str, bytes], copy: Path, snapshot: Snapshot, *, now: datetime
) -> Contents:
    parts = [
        Part(path=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in small.items()
    ]
    with copy.open("rb") as opened:
        records = Part(path=STORE, size=copy.stat().st_size, sha256=hashlib.file_digest(opened, "sha256").hexdigest())
    return Contents(authority=home.authority, made_at=now, parts=(*parts, records), store=snapshot)


def _write(part: Path, contents: Contents, small: Mapping[str, bytes], copy: Path, store_key: bytes) -> None:
    listed = _list_as_bytes(contents)
    with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(LIST, listed)
        archive.writestr(PROOF, _proof(listed, store_key))
        for name, content in small.items():
            archive.writestr(name, content)
        archive.write(copy, STORE)


def _list_as_bytes(contents: Contents) -> bytes:
    value = {
        "backup": VERSION,
        "kit": __version__,
        "authority": contents.authority,
        "made_at": contents.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "files": [asdict(part) for part in contents.parts],
        "rows": dict(contents.store.rows),
        "chains": {name: asdict(end) for name, end in contents.store.chains.items()},
    }
    return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


def _proof(listed: bytes, store_key: bytes) -> bytes:
    key = hkdf_sha256(store_key, salt=b"", info=_INFO)
    return hmac_sha256(key, listed).hex().encode() + b"\n"


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup for reading. Raises Refused where it is none, or no longer whole."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeError):
        raise _damaged(file) from None


def _damaged(file: Path) -> Refused:
    return Refused(
        f"{file.name} is not a backup, or no longer a whole one",
        hint="take another copy of it, or the backup before it; nothing has been restored",
    )


def _read_list(archive: zipfile.ZipFile) -> Contents:
    """Read the list of a backup, whose every word may have been changed. Raises Refused."""
    file = Path(archive.filename or "the backup")
    try:
        value = json.loads(_member(archive, LIST, _MOST_IN_LIST))
        if value["backup"] > VERSION:
            raise Refused(f"{file.name} was made by a newer release of the kit", hint="install the newest release")
        contents = Contents(
            authority=value["authority"],
            made_at=datetime.fromisoformat(value["made_at"]),
            parts=tuple(Part(path=part["path"], size=part["size"], sha256=part["sha256"]) for part in value["files"]),
            store=Snapshot(
                rows=value["rows"],
                chains={name: ChainEnd(**each) for name, each in value["chains"].items()},
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _damaged(file) from None
    _check_names(archive, contents, file)
    return contents


def _check_names(archive: zipfile.ZipFile, contents: Contents, file: Path) -> None:
    """Refuse a list that would write outside the folder, or that is not of exactly what is there."""
    names = [part.path for part in contents.parts]
    is_plain = all(isinstance(name, str) and _is_ours(name) for name in names)
    is_sized = all(isinstance(part.size, int) and part.size >= 0 for part in contents.parts)
    if not is_plain or not is_sized or len(names) > _MOST_PARTS:
        raise Refused(
            f"{file.name} would write outside the folder it is restored to, or is not one of ours",
            hint="do not use this file; ask where it comes from",
        )
    held = sorted(archive.namelist())
    if held != sorted([*names, LIST, PROOF]) or len(set(map(str.casefold, held))) != len(held) or STORE not in names:
        raise _damaged(file)


def _is_ours(name: str) -> bool:
    is_part = name == STORE or any(PurePosixPath(name).match(pattern) for pattern in _PARTS)
    return bool(_NAME.fullmatch(name)) and ".." not in name and is_part and name not in _NOT_KEPT


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > most or info.compress_type != zipfile.ZIP_STORED:
        raise ValueError("a backup holds its files as they are")
    return archive.read(info)


def _check_part(archive: zipfile.ZipFile, part: Part, target: IO[bytes] | None = None) -> None:
    """Read a file of a backup and hold it against the list; with a target write it there. Raises Refused."""
    info, hashed, size = archive.getinfo(part.path), hashlib.sha256(), 0
    if info.compress_type == zipfile.ZIP_STORED and info.file_size == part.size:
        with archive.open(info) as source:
            while piece := source.read(_PIECE):
                hashed.update(piece)
                size += len(piece)
                if target:
                    target.write(piece)
    if (size, hashed.hexdigest()) != (part.size, part.sha256):
        raise _damaged(Path(archive.filename or "the backup"))


def _unpack(archive: zipfile.ZipFile, contents: Contents, folder: Path, told: Told | None) -> None:
    for name in ("keys", "rosters", "forms", "store"):
        (folder / name).mkdir(mode=0o700)
    done = 0
    for part in contents.parts:
        path = folder.joinpath(*part.path.split("/"))
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("xb") as target:
            path.chmod(0o600)
            _check_part(archive, part, target)
        done += part.size
        if told:
            told(done, contents.size)


def _open_keys(folder: Path, passphrase: str, officer: str, share_files: Sequence[Path]) -> tuple[bytes, str]:
    """Return the store's key and who opened it, with what the people have. Raises a KitError."""
    home = find_home(folder)
    if share_files:
        return _key_from_shares(home, read_recovery_identity(home, share_files)), SHARES
    unlocked = unlock(home, passphrase, officer)
    return unlocked.store_key, unlocked.officer


def _key_from_shares(home: Home, identity: Identity) -> bytes:
    try:
        return unwrap_store_key(home.store_key_file.read_bytes(), [identity])
    except NoMatchingKey:
        raise Refused(
            "these paper shares do not open this backup",
            hint="use shares of the set that was in force when it was made",
        ) from None


def _check_proof(archive: zipfile.ZipFile, store_key: bytes) -> None:
    try:
        listed, proof = _member(archive, LIST, _MOST_IN_LIST), _member(archive, PROOF, 1024)
    except (KeyError, ValueError):
        raise _damaged(Path(archive.filename or "the backup")) from None
    if not is_equal(_proof(listed, store_key), proof):
        raise Refused(
            "somebody has changed this backup since it was made",
            hint="do not use it; take another copy, and tell whoever looks after your security",
        )


def _check_store(folder: Path, contents: Contents, store_key: bytes) -> None:
    file = folder.joinpath(*STORE.split("/"))
    with open_store(file, store_key) as store:
        found = check_copy(store)
    # A newer release of the kit brings the store up to date, and may give it further tables.
    if any(found.rows.get(name) != rows for name, rows in contents.store.rows.items()):
        raise StoreDamaged("the records in the backup are not those it lists", hint="take another copy of the backup")
    if dict(found.chains) != dict(contents.store.chains):
        raise StoreDamaged(
            "the audit trail in the backup is not the one it lists", hint="take another copy of the backup"
        )


def _note_restoring(folder: Path, contents: Contents, store_key: bytes, who: str, *, now: datetime) -> None:
    made = contents.made_at.astimezone(UTC).isoformat(timespec="seconds")
    happening = Happening(action=RESTORED, subject="store", detail={"backup": made, "entries": contents.chain.entries})
    with open_store(folder.joinpath(*STORE.split("/")), store_key) as store, store.writing() as connection:
        append(connection, [happening], authority=contents.authority, actor=who, now=now)


def _compare(live: Home, contents: Contents, passphrase: str, officer: str, share_files: Sequence[Path]) -> Since:
    """Say what a live home has that the backup has not. It may be damaged: then that is said, and nothing raised."""
    if live.authority != contents.authority:
        return Since(problem=f"the home in {live.folder} is of another authority")
    try:
        store_key, _ = _open_keys(live.folder, passphrase, officer, share_files)
        with open_home_store(live, store_key) as store, store.reading() as connection:
            chain = chain_since(connection, live.authority, contents.chain)
            rows = describe(connection).rows if chain.broken_at is None else {}
    except (KitError, OSError) as error:
        why = error.message if isinstance(error, KitError) else (error.strerror or "it cannot be read")
        return Since(problem=f"the home in {live.folder} cannot be compared: {why}")
    return Since(
        entries=chain.entries - contents.chain.entries,
        rows={name: more for name, count in rows.items() if (more := count - contents.store.rows.get(name, 0))},
        has_parted=chain.broken_at is not None,
    )
