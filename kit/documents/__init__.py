"""Documents on paper, as PDF: one module a document, each with one function from a finished value to bytes."""

from __future__ import annotations

from .key_card import KeyCard, build_key_card
from .share_sheet import ShareSheet, build_share_sheet

__all__ = ["KeyCard", "ShareSheet", "build_key_card", "build_share_sheet"]
