"""Sealed files: what SPEC.md says, in Python. Values in, values out; no file is read or written here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .envelope import Attachment as Attachment
    from .envelope import Draft as Draft
    from .envelope import Envelope as Envelope
    from .envelope import Opened as Opened
    from .envelope import open_envelope as open_envelope
    from .envelope import read_envelope as read_envelope
    from .envelope import rewrap as rewrap
    from .envelope import seal as seal
    from .manifest import FormReference as FormReference
    from .manifest import Manifest as Manifest
    from .recipients import Identity as Identity
    from .recipients import Recipient as Recipient
    from .roster import Roster as Roster
    from .roster import SignedRoster as SignedRoster
    from .roster import read_roster as read_roster
    from .roster import sign_roster as sign_roster

_HOMES = {
    "envelope": "Attachment Draft Envelope Opened open_envelope read_envelope rewrap seal",
    "manifest": "FormReference Manifest",
    "recipients": "Identity Recipient",
    "roster": "Roster SignedRoster read_roster sign_roster",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> object:
    # Loaded when first asked for: most commands need one of these modules and every command counts its start.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
