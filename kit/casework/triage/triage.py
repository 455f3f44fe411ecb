"""What the answers of one submission suggest to the LADO, each with the answers that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lado_site.forms.conditions import And, Answers, AnyOf, Condition, Is, Known, Not, Or, Some, holds
from lado_site.forms.questions import Form
from lado_site.forms.referral.start import criterion_question
from lado_site.forms.summary import Row, summarise
from lado_site.profiles import Criterion, Pathway, Profile, SignalKey

from .signals import PATTERN_FROM, SIGNALS, Signal

_ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionAnswer:
    """One of the authority's criteria, and what the referrer answered to it: "" where it was not asked."""

    criterion: Criterion
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """A signal that the answers raise. ``because`` are those answers; ``more`` says what no answer does."""

    signal: Signal
    because: tuple[Row, ...] = field(repr=False)
    more: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PathwaySuggestion:
    """One of the authority's pathways, and the signals that point to it."""

    pathway: Pathway
    because: tuple[Signal, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Triage:
    """All that is suggested. Several pathways may be: they are in the authority's order, and none is chosen."""

    criteria: tuple[CriterionAnswer, ...]
    raised: tuple[Raised, ...]
    pathways: tuple[PathwaySuggestion, ...]


def triage(form: Form, counted: Answers, profile: Profile, *, earlier: int = 0, added: int = 0) -> Triage:
    """Say what answers suggest, in the words of the form that was filled in; ``counted`` are those that count.

    ``earlier`` is how many earlier records may be of the same adult or children, and ``added`` how many more adults the
    office has put on record.
    """
    rows = {row.path: row for section in summarise(form, counted) for row in section.rows}
    raised = tuple(_raised(counted, profile, rows, _beyond_one_answer(form, counted, earlier, added)))
    return Triage(
        criteria=tuple(
            CriterionAnswer(criterion=each, answer=_answer(counted, criterion_question(each.key)))
            for each in profile.criteria
        ),
        raised=raised,
        pathways=tuple(_suggested(profile.pathways, {each.signal.key for each in raised})),
    )


def _raised(
    counted: Answers, profile: Profile, rows: Mapping[str, Row], beyond: Mapping[SignalKey, str]
) -> Iterator[Raised]:
    for signal in SIGNALS.values():
        condition = signal.when(profile) if signal.when else None
        paths = dict.fromkeys(met_by(condition, counted)) if condition and holds(condition, counted) else {}
        more = beyond.get(signal.key, "")
        if paths or more:
            yield Raised(signal=signal, because=tuple(rows[path] for path in paths if path in rows), more=more)


def _beyond_one_answer(form: Form, counted: Answers, earlier: int, added: int) -> Mapping[SignalKey, str]:
    """Raise what is told by a number, or by the form itself."""
    children = counted.get("children")
    found: dict[SignalKey, str] = {}
    if form.name == _ADVICE:
        found["advice-asked"] = f"The form is “{form.title}”"
    several = [f"{len(children)} children are named"] if isinstance(children, list) and len(children) > 1 else []
    if added:
        several.append(f"{1 + added} adults are on record")
    if several:
        found["several"] = "; ".join(several)
    if earlier >= PATTERN_FROM:
        found["pattern"] = f"{earlier} earlier records may be of the same people"
    return found


def _suggested(pathways: Iterable[Pathway], raised: set[SignalKey]) -> Iterator[PathwaySuggestion]:
    for pathway in pathways:
        pointing = tuple(SIGNALS[key] for key in pathway.suggested_by if key in raised)
        if pointing and not raised & set(pathway.ruled_out_by):
            yield PathwaySuggestion(pathway=pathway, because=pointing)


def met_by(condition: Condition, answers: Answers, within: str = "") -> Iterator[str]:
    """Yield the paths of the answers that a condition holds by; what is met by the lack of an answer has none."""
    match condition:
        case Is(question) | AnyOf(question) | Known(question):
            if holds(condition, answers):
                yield f"{within}{question}"
        case And(conditions):
            if holds(condition, answers):
                for each in conditions:
                    yield from met_by(each, answers, within)
        case Or(conditions):
            for each in conditions:
                yield from met_by(each, answers, within)
        case Some(group, inner):
            entries = answers.get(group)
            for place, entry in enumerate(entries if isinstance(entries, list) else ()):
                if isinstance(entry, dict):
                    yield from met_by(inner, {**answers, **entry}, f"{group}.{place}.")
        case Not():
            return


def _answer(counted: Answers, question: str) -> str:
    answer = counted.get(question)
    return answer if isinstance(answer, str) else ""
