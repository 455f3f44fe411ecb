"""Short ways to write down a field, for the tables of what each kind of entry says."""

from __future__ import annotations

from collections.abc import Callable

from lado_site.profiles import Choice, Profile

from ..clocks import EventKind
from .fields import Field, FieldKind

Listed = Callable[[Profile], tuple[Choice, ...]] | tuple[Choice, ...]
"""Choices: the same everywhere, or an authority's own."""

When = tuple[str, tuple[str, ...]] | None
"""Where a field is needed: another field, and the values of it."""


def choice(
    name: str, label: str, choices: Listed, *requirements: str, needed: bool = True, when: When = None,
    default: Callable[[Profile], str] | None = None,
) -> Field:  # fmt: skip
    """Take one of several."""
    return Field(
        name=name, label=label, kind=FieldKind.CHOICE, choices=_listed(choices), needed=needed, when=when,
        default=default, requirements=requirements,
    )  # fmt: skip


def several(
    name: str, label: str, choices: Listed, *requirements: str, needed: bool = True, when: When = None
) -> Field:
    """Take one or more of several."""
    return Field(
        name=name, label=label, kind=FieldKind.SEVERAL, choices=_listed(choices), needed=needed, when=when,
        requirements=requirements,
    )  # fmt: skip


def text(
    name: str, label: str, *requirements: str, needed: bool = True, when: When = None,
    default: Callable[[Profile], str] | None = None,
) -> Field:  # fmt: skip
    """Take any text."""
    return Field(name=name, label=label, needed=needed, when=when, default=default, requirements=requirements)


def day(name: str, label: str, *requirements: str, needed: bool = True, when: When = None) -> Field:
    """Take a day."""
    return Field(name=name, label=label, kind=FieldKind.DAY, needed=needed, when=when, requirements=requirements)


def entry(name: str, label: str, kind: EventKind | None, *requirements: str, needed: bool = True) -> Field:
    """Take the number of another entry of the case: of one kind, or of any."""
    return Field(name=name, label=label, kind=FieldKind.ENTRY, entry=kind, needed=needed, requirements=requirements)


def fixed(**labels: str) -> tuple[Choice, ...]:
    """Return choices that are the same everywhere; "_" in a key stands for "-"."""
    return tuple(Choice(key=key.replace("_", "-"), label=label) for key, label in labels.items())


def _listed(choices: Listed) -> Callable[[Profile], tuple[Choice, ...]]:
    return choices if callable(choices) else lambda _: choices
