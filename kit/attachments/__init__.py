"""What senders attach: looked at apart from everything else, listed, and saved only by an explicit, logged act."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .scanning import Scanned as Scanned
    from .scanning import Scanner as Scanner
    from .scanning import Verdict as Verdict
    from .scanning import find_scanner as find_scanner
    from .sentences import FACTS as FACTS
    from .sentences import KINDS as KINDS
    from .sentences import SENTENCES as SENTENCES
    from .sentences import is_dangerous as is_dangerous
    from .work import Desk as Desk
    from .work import Saved as Saved
    from .work import attachments_of_case as attachments_of_case
    from .work import inspect_submissions as inspect_submissions
    from .work import list_attachments as list_attachments
    from .work import save_attachment as save_attachment
    from .work import scan_attachments as scan_attachments

_HOMES = {
    "scanning": "Scanned Scanner Verdict find_scanner",
    "sentences": "FACTS KINDS SENTENCES is_dangerous",
    "work": ("Desk Saved attachments_of_case inspect_submissions list_attachments save_attachment scan_attachments"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> object:
    # Loaded when first asked for: the process apart that looks at files needs nothing of the store.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
