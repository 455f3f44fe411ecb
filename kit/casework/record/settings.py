"""Whether what a profile says of the record can ever be so: its entries, what they say, and what fills them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from lado_site.profiles import Profile

from ..clocks import EventKind
from .fields import FieldKind, allowed
from .kinds import fields_of
from .sought import read_sought

_WHO = "{}"


def never_so(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield where a setting names what no entry of the record can be, and what is wrong with it."""
    for number, stage in enumerate(profile.stages, 1):
        where = f"stages {number} ({stage.ends})"
        yield from _named(where, (stage.ends, *(f"{stage.ends}:{each}" for each in stage.where)), profile)
        for need in stage.needs:
            own = [f"{stage.ends}:{each[1:]}=" for each in need.any if each.startswith("=")]
            yield from _named(where, (*own, *(each for each in need.any if not each.startswith("="))), profile)
    for number, step in enumerate(profile.follow_ups, 1):
        entries = (*step.after, *step.done, *step.unless)
        yield from _named(f"follow_ups {number} ({step.key})", entries, profile)
    for number, default in enumerate(profile.defaults, 1):
        says = f"{default.entry}:{default.field}={default.says}"
        entries = (says, *default.after, *(f"{default.entry}:{each}" for each in default.where))
        yield from _named(f"defaults {number} ({default.entry})", entries, profile)


def _named(where: str, entries: Iterable[str], profile: Profile) -> Iterator[tuple[str, str]]:
    for text in entries:
        for wrong in _wrong(text, profile):
            yield where, wrong


def _wrong(text: str, profile: Profile) -> Iterator[str]:
    sought = read_sought(text)
    if sought.kind not in list(EventKind):
        yield f"there is no kind of entry {sought.kind}.{_nearest(sought.kind, list(EventKind))}"
        return
    fields = {each.name: each for each in fields_of(EventKind(sought.kind))}
    for name, value in sought.says:
        if name not in fields:
            yield f"an entry {sought.kind} has no field {name}.{_nearest(name, list(fields))}"
            continue
        keys = [each.key for each in allowed(fields[name], profile)]
        if fields[name].kind is FieldKind.CHOICE and keys and value not in ("", _WHO, *keys):
            yield f"{name} of an entry {sought.kind} is never {value}.{_nearest(value, keys)}"


def _nearest(text: str, known: list[str]) -> str:
    near = get_close_matches(text, known, n=1)
    return f" Do you mean {near[0]}?" if near else ""
