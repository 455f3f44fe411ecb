"""How a profile names an entry of a case or of the office's log: its kind and what it says, "letter-sent:to=adult"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from .fields import SEPARATOR


class Nameable(Protocol):
    """An entry that a profile can name."""

    @property
    def kind(self) -> StrEnum: ...
    @property
    def detail(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """A kind of entry, and all that it must say; "" is for what it leaves out."""

    kind: str
    says: tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def read_sought(text: str) -> Sought:
    """Read how a profile names an entry."""
    kind, _, said = text.partition(":")
    return Sought(kind=kind, says=_pairs(tuple(each for each in said.split(",") if each)))


def is_there(text: str, standing: Iterable[Nameable]) -> bool:
    """Tell whether such an entry is on record."""
    return any(is_sought(each, text) for each in standing)


def is_sought(entry: Nameable, text: str) -> bool:
    """Tell whether an entry is such a one."""
    sought = read_sought(text)
    return entry.kind == sought.kind and is_said(entry.detail, sought.says)


def says(detail: Mapping[str, str], where: tuple[str, ...]) -> bool:
    """Tell whether an entry says all of this, each "name=value"."""
    return is_said(detail, _pairs(where))


def is_said(detail: Mapping[str, str], wanted: Iterable[tuple[str, str]]) -> bool:
    """Tell whether an entry says all that is wanted, without regard to capitals; of several choices one is enough.

    "Police" was invited where the police are to be.
    """
    return all(_has(detail.get(name, "").casefold(), value.casefold()) for name, value in wanted)


def _has(said: str, value: str) -> bool:
    return value == said or value in said.split(SEPARATOR)


def _pairs(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, _, value in (each.partition("=") for each in said))
