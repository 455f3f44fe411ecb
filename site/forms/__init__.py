"""Form definitions as data, and what is derived from them. Nothing here reads or writes a file."""

from .catalogue import FORMS, form_for

__all__ = ["FORMS", "form_for"]
