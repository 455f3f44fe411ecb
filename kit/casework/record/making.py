"""Short ways to write down a field, for the tables of what each kind of entry says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from lado_site.profiles import Choice, Profile

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


def number(name: str, label: str, *requirements: str, needed: bool = True) -> Field:
    """Take a number."""
    return Field(name=name, label=label, kind=FieldKind.NUMBER, needed=needed, requirements=requirements)


def year(name: str, label: str, *requirements: str, needed: bool = True) -> Field:
    """Take a year, by when it begins."""
    return Field(name=name, label=label, kind=FieldKind.YEAR, needed=needed, requirements=requirements)


def case(name: str, label: str, *requirements: str, needed: bool = True) -> Field:
    """Take the reference of a case."""
    return Field(name=name, label=label, kind=FieldKind.CASE, needed=needed, requirements=requirements)


def entry(name: str, label: str, kind: StrEnum | None, *requirements: str, needed: bool = True) -> Field:
    """Take the number of another entry: of one kind, or of any."""
    return Field(name=name, label=label, kind=FieldKind.ENTRY, entry=kind, needed=needed, requirements=requirements)


def fixed(**labels: str) -> tuple[Choice, ...]:
    """Return choices that are the same everywhere; "_" in a key stands for "-"."""
    return keyed((key.replace("_", "-"), label) for key, label in labels.items())


def keyed(labels: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Return choices by their keys and labels."""
    return tuple(Choice(key=key, label=label) for key, label in labels)


def besides(own: tuple[Choice, ...], more: Iterable[Choice]) -> tuple[Choice, ...]:
    """Put choices after an authority's own, which count where both have one."""
    return (*own, *(each for each in more if each.key not in {known.key for known in own}))


def _listed(choices: Listed) -> Callable[[Profile], tuple[Choice, ...]]:
    return choices if callable(choices) else lambda _: choices
