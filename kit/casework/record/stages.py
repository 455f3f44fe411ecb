"""What has to be on record before a step of the authority's procedure may end: data of the profile, checked here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lado_site.profiles import Need, Profile, Stage

from ..clocks import Event, EventKind
from .sought import is_there, read_sought, says
from .standing import of_kind, pathway_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """Something that is not on record yet, in words, which requirement asks for it, and what to type for it."""

    what: str
    requirement: str
    typed: str = ""


def missing(
    kind: EventKind, detail: Mapping[str, str], profile: Profile, standing: Sequence[Event]
) -> tuple[Missing, ...]:
    """List what is missing before an entry of this kind may stand; ``standing`` is what is on record in the case."""
    pathway = detail.get("pathway") or pathway_of(standing)
    return tuple(
        found
        for stage in profile.stages
        if stage.ends == kind and _applies(stage, pathway, detail)
        for need in stage.needs
        for found in _missing(need, detail, profile, standing)
    )


def _applies(stage: Stage, pathway: str, detail: Mapping[str, str]) -> bool:
    return (not stage.pathways or pathway in stage.pathways) and says(detail, stage.where)


def _missing(need: Need, detail: Mapping[str, str], profile: Profile, standing: Sequence[Event]) -> Iterator[Missing]:
    for subject, label in _subjects(need, profile, standing):
        if not any(_is_there(each.format(subject), detail, standing) for each in need.any):
            typed = " or ".join(_typed(each.format(subject)) for each in need.any)
            yield Missing(what=need.what.format(label), requirement=need.requirement.id, typed=typed)


def _typed(sought: str) -> str:
    """Return how "letter-sent:to=adult" is typed, or "=name", which the new entry itself says."""
    if sought.startswith("="):
        return f"--set {sought[1:]}=…"
    entry = read_sought(sought)
    said = (f'{name}="{value}"' if " " in value else f"{name}={value or '…'}" for name, value in entry.says)
    return " ".join([entry.kind, *(f"--set {each}" for each in said)])


def _subjects(need: Need, profile: Profile, standing: Sequence[Event]) -> Iterable[tuple[str, str]]:
    """List what a need holds of: the case as a whole, each allegation, or each of those who are always invited."""
    if need.each == "allegation":
        allegations = of_kind(standing, EventKind.ALLEGATION_SET)
        return [(event.id, event.detail.get("summary") or event.detail["adult"]) for event in allegations]
    if need.each:
        meeting = next((each for each in profile.meetings if each.key == need.each), None)
        return [(who, who) for who in meeting.invite] if meeting else []
    return [("", "")]


def _is_there(sought: str, detail: Mapping[str, str], standing: Sequence[Event]) -> bool:
    """Tell whether an entry like "letter-sent:to=adult" is on record, or "=name" is said by the new entry itself."""
    if sought.startswith("="):
        return bool(detail.get(sought[1:]))
    return is_there(sought, standing)
