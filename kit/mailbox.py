"""Collecting from the office's mailbox over IMAP. What is done is moved to a folder of its own; nothing is deleted."""

from __future__ import annotations

import imaplib
import re
import ssl
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from .collecting import HANDLED, Collected, all_books, is_done, one_round
from .encrypt.envelope import MAX_RAW_SIZE
from .errors import KitError, Misuse, Refused
from .intake import Content, Item, Quarantined, quarantined

if TYPE_CHECKING:
    from .custody.unlocking import Office
    from .home import Home

SETTINGS = "collect.toml"
SECONDS = 60
"""How long the mail server may take for an answer."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_TROUBLE = (imaplib.IMAP4.error, ImapToolsError, OSError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """Where the office's mail is. There is no password in it."""

    server: str
    user: str
    port: int = 993
    folder: str = "INBOX"
    handled_folder: str = HANDLED
    ca_file: str = ""


def read_mailbox(home: Home, given: Mapping[str, str | int | None]) -> Mailbox:
    """Return the mailbox that the home's collect.toml describes, with what is ``given`` in place. Raises Misuse."""
    file = home.folder / SETTINGS
    settings = {**_read_settings(file), **{name: value for name, value in given.items() if value is not None}}
    missing = [name for name in ("server", "user") if not settings.get(name)]
    if missing:
        raise Misuse(
            f"the mailbox has no {' and no '.join(missing)}",
            hint=f'write a line like {missing[0]} = "…" into {file}, or give --{missing[0]}',
        )
    mailbox = Mailbox(**settings)  # type: ignore[arg-type]  # each was checked against its field
    if mailbox.folder == mailbox.handled_folder:
        raise Misuse("mail cannot be moved to the folder it is in", hint="choose another --handled-folder")
    return mailbox


def collect_mail(
    office: Office,
    mailbox: Mailbox,
    password: str,
    *,
    now: datetime,
    in_clear: bool = False,
    allow_old_roster: bool = False,
    told: Callable[[int, int], None] | None = None,
) -> Collected:
    """Import what is sealed in a mailbox, mail by mail, and move aside what is done. Raises Misuse or Refused.

    The connection is encrypted; ``in_clear`` is for a server on this PC only. ``told`` is called with how many mails
    are looked at, and how many there are. A mail is moved after its submission is
    on the disk: interrupted in between, the next round finds a duplicate and moves it.
    """
    items: list[Item] = []
    moved = left = 0
    stopped: KitError | None = None
    with _connected(mailbox, password, in_clear=in_clear) as box:
        try:
            with one_round(office, now=now, allow_old_roster=allow_old_roster) as take_in:
                for uid, mail in _mails(box, mailbox, told):
                    found = take_in(mail)
                    items += found
                    if is_done(found):
                        _move(box, uid, mailbox.handled_folder)
                        moved += 1
                    else:
                        left += 1
        except _TROUBLE:
            stopped = Refused(
                "the mail server ended the work before all mail was looked at",
                hint="run lado collect again: nothing is imported twice",
            )
    return Collected(books=all_books(items), moved=moved, left=left, stopped=stopped)


def _mails(
    box: BaseMailBox, mailbox: Mailbox, told: Callable[[int, int], None] | None
) -> Iterator[tuple[str, Content | Quarantined]]:
    """Read each mail in its turn, so that only one is in the memory."""
    uids = box.uids()
    for number, uid in enumerate(uids):
        if told:
            told(number, len(uids))
        mail = _read(box, uid, f"{mailbox.folder} mail {uid}")
        if mail is not None:  # else somebody has taken it meanwhile
            yield uid, mail


@contextmanager
def _connected(mailbox: Mailbox, password: str, *, in_clear: bool) -> Iterator[BaseMailBox]:
    box = _connect(mailbox, in_clear=in_clear)
    try:
        _log_in(box, mailbox, password)
        _prepare(box, mailbox)
        yield box
    finally:
        with suppress(*_TROUBLE):
            box.logout()


def _connect(mailbox: Mailbox, *, in_clear: bool) -> BaseMailBox:
    if in_clear and not _is_this_pc(mailbox.server):
        raise Misuse(
            f"a connection to {mailbox.server} without encryption would give the password away",
            hint="leave --insecure-loopback-only out; it is for a mail server on this PC",
        )
    trusted = _trusted(mailbox.ca_file)
    try:
        if in_clear:
            return MailBoxUnencrypted(mailbox.server, mailbox.port, timeout=SECONDS)
        return MailBox(mailbox.server, mailbox.port, timeout=SECONDS, ssl_context=trusted)
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            f"the certificate of {mailbox.server} is not to be trusted: {error.verify_message.lower()}",
            hint=f"ask whoever runs the mail; a council's own certificate is named as ca_file in {SETTINGS}",
        ) from None
    except _TROUBLE as error:
        raise Refused(
            f"cannot reach the mail server {mailbox.server} on port {mailbox.port}: {_why(error)}",
            hint="check the name, the port and the network; the port for an encrypted connection is mostly 993",
        ) from None


def _trusted(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError:
        raise Misuse(
            f"{ca_file} is not a file of certificates",
            hint="ca_file names the certificate of the council's own authority, as PEM text",
        ) from None


def _why(error: Exception) -> str:
    """Say in a word what the network says: what encryption says itself is for programmers."""
    if isinstance(error, ssl.SSLError):
        return "it does not answer with encryption"
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "no answer"


def _log_in(box: BaseMailBox, mailbox: Mailbox, password: str) -> None:
    try:
        log_in = box.login if (mailbox.user + password).isascii() else box.login_utf8
        log_in(mailbox.user, password, initial_folder=None)
    except _TROUBLE:
        raise Refused(
            f"the mail server does not let {mailbox.user} in",
            hint="check the user name and the password; some servers want a password made for programs",
        ) from None


def _prepare(box: BaseMailBox, mailbox: Mailbox) -> None:
    """Open the folder and have the other one ready.

    A server that cannot move would make us copy and delete, which we do not. What it can do it says after the login.
    """
    try:
        _, said = box.client.capability()
        if b"MOVE" not in b" ".join(said).upper().split():
            raise Refused(
                "this mail server cannot move mail", hint="save the mails as files and import those: lado import FOLDER"
            )
        if not box.folder.exists(mailbox.handled_folder):
            box.folder.create(mailbox.handled_folder)
        box.folder.set(mailbox.folder)
    except _TROUBLE:
        raise Refused(
            f"the mailbox has no folder {mailbox.folder}, or lets none be made for what is done",
            hint="check --folder; some servers want the other one inside it: --handled-folder 'INBOX/LADO handled'",
        ) from None


def _read(box: BaseMailBox, uid: str, name: str) -> Content | Quarantined | None:
    """Read a mail without marking it as seen; one that is over the limit is not fetched at all."""
    size = _SIZE.search(b" ".join(_flat(_ask(box, "FETCH", uid, "(RFC822.SIZE)"))))
    if size is None:
        return None
    if int(size[1]) > MAX_RAW_SIZE:
        return quarantined(name, "too-much-inside", problems=("the mail is over the limit",))
    answer = _ask(box, "FETCH", uid, "(BODY.PEEK[])")
    return next((Content(name=name, raw=each[1]) for each in answer if isinstance(each, tuple)), None)


def _move(box: BaseMailBox, uid: str, folder: str) -> None:
    _ask(box, "MOVE", uid, encode_folder(folder))  # never the library's own move, which may delete


def _ask(box: BaseMailBox, command: str, uid: str, argument: str | bytes) -> list[bytes | tuple[bytes, bytes] | None]:
    status, answer = box.client.uid(command, uid, argument)  # type: ignore[arg-type]  # it takes bytes as well
    if status != "OK":
        raise imaplib.IMAP4.error(command)
    return list(answer)


def _flat(answer: list[bytes | tuple[bytes, bytes] | None]) -> Iterator[bytes]:
    for each in answer:
        if each is not None:
            yield from each if isinstance(each, tuple) else (each,)


def _is_this_pc(server: str) -> bool:
    try:
        return ip_address(server).is_loopback
    except ValueError:
        return server.lower() == "localhost"


def _read_settings(file: Path) -> dict[str, str | int]:
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise Misuse(f"{file} is not TOML", hint='each line is like: server = "imap.example.org"') from None
    if "password" in settings:
        raise Misuse(
            f"{file} holds a password", hint="take it out and change it; give --password-file, or type it when asked"
        )
    kinds = {each.name: int if each.name == "port" else str for each in fields(Mailbox)}
    for name, value in settings.items():
        if name not in kinds or type(value) is not kinds[name]:
            known = ", ".join(kinds)
            raise Misuse(f"{file}: {name} cannot be used as it is there", hint=f"what can be set: {known}")
    return settings
