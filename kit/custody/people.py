"""Who holds the keys: one person may have several, the newer of which are named after the first."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ..home import Home, officers_at_a_glance

ONE_HOLDER = (
    "there is only one key holder: if that key is lost, nobody can open what is sealed; two are the safe minimum: "
    "add one with lado keys new --role cover"
)
ONE_HOLDER_AND_SHARES = (
    "there is only one key holder: without them only the paper shares open what is sealed; two are the safe minimum: "
    "add one with lado keys new --role cover"
)


def base_name(name: str, names: Container[str]) -> str:
    """Return the name of an officer's first key: "duty-1" for "duty-1-2", which has taken its place."""
    base, _, number = name.rpartition("-")
    return base if number.isdecimal() and base in names else name


def person_of(home: Home, officer: str) -> str:
    """Return the name under which somebody is known whichever of their keys they use."""
    return base_name(officer, {name for name, _, _ in officers_at_a_glance(home)})


def people_of(home: Home) -> tuple[str, ...]:
    """List the people who hold an active key. Paper shares are no person."""
    return people_among(officers_at_a_glance(home))


def people_among(officers: Sequence[tuple[str, str, bool]]) -> tuple[str, ...]:
    """List the people who hold an active key, of officers as ``officers_at_a_glance`` lists them."""
    names = {name for name, _, _ in officers}
    active = [name for name, role, is_active in officers if is_active and role != "recovery"]
    return tuple(dict.fromkeys(base_name(name, names) for name in active))


def one_holder_warnings(officers: Sequence[tuple[str, str, bool]]) -> list[str]:
    """Say that only one person holds a key, however many they have."""
    if len(people_among(officers)) >= 2:
        return []
    has_shares = any(role == "recovery" for _, role, is_active in officers if is_active)
    return [ONE_HOLDER_AND_SHARES if has_shares else ONE_HOLDER]
