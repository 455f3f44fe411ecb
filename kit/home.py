"""The home folder of one office: where its profile, keys, rosters, form definitions and records are, and how it opens.

home.json               whose home it is, and the public half of the root key, with those that it has replaced
profile.toml            the authority's settings
keys/root.age           the root signing key, under a passphrase
keys/root-next.age      the one that takes its place, until its words have been confirmed
keys/officer-NAME.age   an officer's private key, under a passphrase
keys/store.age          the key of the record store, sealed to the officers
keys/store-next.age     the key that takes its place, while the record store is being given it
keys/server.age         where the records are on a server: its address and password, sealed to the record store's key
keys/root-recovery.age  the root signing key, sealed to the recovery key whose shares are on paper
rosters/N.txt           each signed roster; the highest number is the one in force
forms/DIGEST.json       each form definition ever published: what arrives is held against the one that was filled in
releases/               each release of the pages that was signed, and those withdrawn; the highest number is in force
store/                  the encrypted records
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Misuse, Refused

# Every command opens the home; only the one that makes it needs the rest.
if TYPE_CHECKING:
    from datetime import datetime

    from lado_site.forms.questions import Form
    from lado_site.profiles import Profile

    from .encrypt import Identity
    from .encrypt.keyfiles import RootKey
    from .encrypt.roster import Roster

HOME_VERSION = 1
ROSTER_DAYS = 365
FIRST_OFFICER, SECOND_OFFICER = "duty-1", "cover-1"

_MARK = "home.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRoot:
    """A root key that was replaced: it is believed about the rosters of its time and no others."""

    public_key: bytes
    last_roster: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """One office's folder."""

    folder: Path
    authority: str
    root: bytes
    earlier_roots: tuple[EarlierRoot, ...] = ()

    def root_of(self, roster: int) -> bytes:
        """Return the root key that the roster of this number must be signed with."""
        return next((each.public_key for each in self.earlier_roots if roster <= each.last_roster), self.root)

    @property
    def profile_file(self) -> Path:
        return self.folder / "profile.toml"

    def read_profile(self) -> Profile:
        """Read the authority's settings. Raises ProfileError."""
        from lado_site.profiles import load_profile

        return load_profile(str(self.profile_file))

    @property
    def root_key_file(self) -> Path:
        return self.folder / "keys" / "root.age"

    @property
    def next_root_key_file(self) -> Path:
        return self.folder / "keys" / "root-next.age"

    @property
    def store_key_file(self) -> Path:
        return self.folder / "keys" / "store.age"

    @property
    def next_store_key_file(self) -> Path:
        return self.folder / "keys" / "store-next.age"

    @property
    def server_file(self) -> Path:
        return self.folder / "keys" / "server.age"

    @property
    def is_on_server(self) -> bool:
        """Tell whether the records are on a server, and not in the home's own file."""
        return self.server_file.exists()

    @property
    def root_recovery_file(self) -> Path:
        return self.folder / "keys" / "root-recovery.age"

    @property
    def store_file(self) -> Path:
        return self.folder / "store" / "records.db"

    def key_file(self, officer: str) -> Path:
        return self.folder / "keys" / f"officer-{officer}.age"

    def roster_file(self, version: int) -> Path:
        return self.folder / "rosters" / f"{version}.txt"

    def definition_file(self, digest: str) -> Path:
        return self.folder / "forms" / f"{digest}.json"


def default_folder() -> Path:
    """Return where the home is when nobody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("lado", appauthor=False)


def is_home(folder: Path) -> bool:
    """Tell whether there is a home in a folder, whole or not."""
    return (folder / _MARK).exists()


def find_home(folder: Path) -> Home:
    """Return the home in a folder. Raises Misuse when there is none."""
    try:
        mark = json.loads((folder / _MARK).read_bytes())
        version, home = mark["home"], _home(folder, mark)
    except (FileNotFoundError, NotADirectoryError):
        raise Misuse(
            f"there is no lado home in {folder}",
            hint="make one with: lado init --profile NAME, or say where with --home",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise Misuse(f"{folder / _MARK} is damaged", hint="take the file from the backup") from None
    if version != HOME_VERSION:
        raise Misuse(f"the home in {folder} is of another release of lado", hint="install the newest release")
    return home


def _home(folder: Path, mark: Mapping[str, Any]) -> Home:
    earlier = tuple(
        EarlierRoot(public_key=b64decode(each["root"]), last_roster=int(each["last_roster"]))
        for each in mark.get("earlier_roots", [])
    )
    return Home(folder=folder, authority=mark["authority"], root=b64decode(mark["root"]), earlier_roots=earlier)


def write_mark(home: Home) -> None:
    """Write down whose home it is and which root key it trusts."""
    from .files import replace_file

    mark: dict[str, Any] = {"home": HOME_VERSION, "authority": home.authority, "root": _text(home.root)}
    if home.earlier_roots:
        mark["earlier_roots"] = [
            {"root": _text(each.public_key), "last_roster": each.last_roster} for each in home.earlier_roots
        ]
    replace_file(home.folder / _MARK, json.dumps(mark, indent=2).encode() + b"\n")


def _text(public_key: bytes) -> str:
    return b64encode(public_key).decode("ascii")


def create_home(
    folder: Path,
    *,
    profile: str,
    passphrase: str,
    second_passphrase: str = "",
    root_passphrase: str = "",
    now: datetime,
) -> Home:
    """Make a home with its keys, first roster and empty store. Raises Refused where something is already.

    With a second passphrase there is a second key holder from the first day. The root key has the first officer's
    passphrase unless it gets its own. Everything is built beside the place and moved into it at the end, so that an
    interrupted try leaves it free.
    """
    import shutil
    import tempfile

    from .passphrase import check_new_passphrase

    folder = folder.resolve()
    _check_free(folder)
    holders = {FIRST_OFFICER: passphrase} | ({SECOND_OFFICER: second_passphrase} if second_passphrase else {})
    root_passphrase = root_passphrase or passphrase
    for each in (*holders.values(), root_passphrase):
        check_new_passphrase(each)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-unfinished-", dir=folder.parent))
    try:
        _fill(beside, profile, holders, root_passphrase, now)
        with suppress(FileNotFoundError):
            folder.rmdir()  # an empty folder only; Windows does not rename onto one
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return find_home(folder)


def roster_versions(home: Home) -> list[int]:
    """List the numbers of the rosters kept, the one in force last."""
    return sorted(int(path.stem) for path in (home.folder / "rosters").glob("*.txt") if path.stem.isdecimal())


def current_roster(home: Home) -> bytes:
    """Return the signed roster in force, as it is published."""
    versions = roster_versions(home)
    if not versions:
        raise Misuse(f"there is no roster in {home.folder}", hint="take the folder rosters from the backup")
    return home.roster_file(versions[-1]).read_bytes()


def current_root(home: Home) -> bytes:
    """Return the root key that the roster in force must be signed with."""
    return home.root_of(max(roster_versions(home), default=0))


def officers_at_a_glance(home: Home) -> list[tuple[str, str, bool]]:
    """List name, role and whether active as the roster in force says, unverified: for an order and a count only."""
    text, _, _ = current_roster(home).decode("utf-8", "replace").rpartition("\n\n")
    try:
        officers = json.loads(text)["officers"]
        return [(each["name"], each["role"], each["status"] == "active") for each in officers]
    except (ValueError, KeyError, TypeError):
        return []


def keep_definitions(home: Home, definitions: Mapping[str, bytes]) -> None:
    """Keep compiled form definitions by their digest; those already here stay as they are."""
    from .files import replace_file

    for digest, content in definitions.items():
        if _kept_definition(home, digest) is None:
            replace_file(home.definition_file(digest), content)


def definition_for(home: Home, digest: str) -> Form | None:
    """Return the form with this digest: one kept here, or one that this release makes for this authority."""
    from lado_site.forms.compiled import read_definition

    content = _kept_definition(home, digest)
    if content is None:
        keep_definitions(home, _compiled_definitions(str(home.profile_file)))
        content = _kept_definition(home, digest)
    return None if content is None else read_definition(json.loads(content))


def _check_free(folder: Path) -> None:
    if is_home(folder):
        raise Refused(f"{folder} is a lado home already", hint="use it as it is, or choose another folder with --home")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not an empty folder", hint="choose a new folder with --home")


def _fill(folder: Path, profile_name: str, holders: Mapping[str, str], root_passphrase: str, now: datetime) -> None:
    from lado_site.profiles import built_in_profiles, load_profile

    from .encrypt import Identity, sign_roster
    from .encrypt.keyfiles import RootKey, seal_identity, seal_root_key
    from .encrypt.store_key import new_store_key, wrap_store_key
    from .files import replace_file
    from .store import create_store

    profile = load_profile(profile_name)
    root, store_key = RootKey.generate(), new_store_key()
    identities = {name: Identity.generate() for name in holders}
    home = Home(folder=folder, authority=profile.name, root=root.public_key)
    for part in ("keys", "rosters", "forms", "store"):
        (folder / part).mkdir(mode=0o700)
    replace_file(home.profile_file, built_in_profiles().get(profile_name, Path(profile_name)).read_bytes())
    replace_file(home.root_key_file, seal_root_key(root, root_passphrase, created=now))
    for name, passphrase in holders.items():
        replace_file(home.key_file(name), seal_identity(identities[name], passphrase, name=name, created=now))
    replace_file(home.store_key_file, wrap_store_key(store_key, [each.recipient for each in identities.values()]))
    replace_file(home.roster_file(1), sign_roster(_first_roster(profile.name, root, identities, now), root))
    keep_definitions(home, _compiled_definitions(str(home.profile_file)))
    create_store(home.store_file, store_key).close()
    write_mark(home)


def _first_roster(authority: str, root: RootKey, identities: Mapping[str, Identity], now: datetime) -> Roster:
    from datetime import timedelta

    from .encrypt.roster import Officer, Role, Roster, Status

    roles = {FIRST_OFFICER: Role.DUTY, SECOND_OFFICER: Role.COVER}
    return Roster(
        authority=authority,
        version=1,
        issued=now.date(),
        valid_until=now.date() + timedelta(days=ROSTER_DAYS),
        root=root.public_key,
        officers=tuple(
            Officer(name=name, role=roles[name], recipient=each.recipient, status=Status.ACTIVE, added=now.date())
            for name, each in identities.items()
        ),
    )


def _compiled_definitions(profile_file: str) -> dict[str, bytes]:
    from lado_site.forms.catalogue import FORMS, OFFICE_FORMS
    from lado_site.forms.compiled import canonical, compile_form, digest
    from lado_site.profiles import load_profile

    profile = load_profile(profile_file)
    definitions = [compile_form(make(profile)) for make in (*FORMS.values(), *OFFICE_FORMS.values())]
    return {digest(definition): canonical(definition) for definition in definitions}


def _kept_definition(home: Home, digest: str) -> bytes | None:
    """Read a definition that is kept; one that is no longer whole counts as not there."""
    import hashlib

    try:
        content = home.definition_file(digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None
