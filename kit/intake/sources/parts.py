"""What comes out of a mail or a packed file: parts and inner mails, as values, with what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..steps import MailHeaders

MAX_WHOLE = 50_000_000
"""Bytes of a mail, a packed file or a text that are taken apart: they are in the memory as a whole, and so is what is
in them. A sealed file by itself is read piece by piece, whatever its size.
"""

LONGEST_NAME = 120


class CannotUnpack(Exception):
    """A container that cannot be read, or may not be; ``reason`` is the code for the books."""

    def __init__(self, reason: str, problem: str) -> None:
        super().__init__(problem)
        self.reason = reason
        self.problem = problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Something with bytes of its own. What is no attachment is the text of a mail, or a picture in it."""

    name: str
    raw: bytes = field(repr=False)
    is_attachment: bool = True
    is_web_text: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A part that could not be read, and why."""

    name: str
    reason: str
    problem: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail taken apart."""

    name: str
    headers: MailHeaders
    parts: tuple[Part | Unread | Mail, ...] = field(repr=False)


def clean_text(text: str, longest: int) -> str:
    """Put a stranger's text into one line that can be kept and shown."""
    return "".join(each for each in " ".join(text[: 4 * longest].split()) if each.isprintable())[:longest]


def part_name(said: str | None, otherwise: str) -> str:
    """Return the name a stranger gave to a part. It is only ever shown: nothing is written under it."""
    return clean_text(said or "", LONGEST_NAME) or otherwise
