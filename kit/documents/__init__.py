"""Documents on paper, as PDF: one module a document, each with one function from a finished value to bytes."""

from __future__ import annotations

from .disposal_certificate import DisposalCertificate, build_disposal_certificate
from .key_card import KeyCard, build_key_card
from .share_sheet import ShareSheet, build_share_sheet

__all__ = [
    "DisposalCertificate",
    "KeyCard",
    "ShareSheet",
    "build_disposal_certificate",
    "build_key_card",
    "build_share_sheet",
]
