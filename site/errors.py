"""What can go wrong when the site is built.

SiteError        what happened, and a hint that says what to do
├── ProfileError an authority profile is missing or cannot be used
├── ContentError a page of guidance cannot be used
└── BrandError   a council's colours, logo or links cannot be used
"""

from __future__ import annotations


class SiteError(Exception):
    """Superclass of the site's errors: ``message`` in lower case says what, ``hint`` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ProfileError(SiteError):
    """An authority profile is missing, or a setting in it cannot be used."""


class ContentError(SiteError):
    """A guidance page is missing something or holds what it may not."""


class BrandError(SiteError):
    """A council's colours, logo or links cannot be used."""
