"""Fills a page of guidance with an authority's settings; a placeholder whose setting is empty is an error."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError

from .profiles import Clock, Profile, StartEvent, Target

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_.]+)[^}]*\}\}")
KEPT_IN_MEMORY = 256
"""Texts whose template is kept: those of every page. They are the same for every authority."""

_TEMPLATE = "<template>"
"""The file that a traceback names for a line of a template."""


class FillingError(Exception):
    """A placeholder cannot be filled: on which line (0 where that is not known), what is wrong, and what to do."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


class _EmptyValueError(Exception):
    """A placeholder has nothing to show."""


def fill(text: str, profile: Profile, forms: Collection[str], *, only_ours: bool = False) -> str:
    """Return the text with its placeholders filled. ``forms`` names the forms that are published.

    ``only_ours`` leaves out what is marked ``as_written``: the words that the law or the authority's document dictates.
    Raises FillingError.
    """
    environment = _ONLY_OURS if only_ours else _AS_SHOWN
    try:
        return _compiled(environment, text).render(profile=profile, forms=forms)
    except _EmptyValueError as problem:
        line = _line_in_template(problem)
        empty = ", ".join(_empty_settings(text.splitlines()[line - 1] if line else text, profile)) or "a placeholder"
        raise FillingError(
            line,
            f"{profile.name} has no value for {empty}",
            "give it a value in the profile, or say on the page what to show instead",
        ) from None
    except TemplateError as problem:
        line = problem.lineno if isinstance(problem, TemplateSyntaxError) else _line_in_template(problem)
        raise FillingError(line, problem.message or "a placeholder cannot be read", "mend the placeholder") from None


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _compiled(environment: Environment, text: str) -> Template:
    return environment.from_string(text)


def _line_in_template(problem: Exception) -> int:
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == _TEMPLATE]
    return lines[0] if lines else 0


def _empty_settings(text: str, profile: Profile) -> list[str]:
    settings = dict.fromkeys(_PLACEHOLDER.findall(text))
    return [key for key in settings if key.startswith("profile.") and _is_empty(_look_up(key, profile))]


def _look_up(key: str, profile: Profile) -> object:
    value: object = profile
    for part in key.split(".")[1:]:
        value = getattr(value, part, "")
    return value


def _is_empty(value: object) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _refuse_empty(value: object) -> object:
    if _is_empty(value):
        raise _EmptyValueError
    return value


def _linked(number: str) -> str:
    """Return a telephone number as a Markdown link that calls it. An empty one stays empty, to be refused."""
    return f"[{number}](tel:{re.sub('[^0-9+]', '', number)})" if number.strip() else ""


def _length(count: int, unit: str) -> str:
    """Return "1 working day", "12 weeks"."""
    words = unit.replace("-", " ")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def _limit(clock: Clock) -> str:
    """Return what a clock promises: "**Within 1 working day** of hearing from you, the LADO telephones you."

    From which event it runs is left out where that is only assumed.
    """
    who, where_possible = clock.role or "LADO team", ", wherever possible" if clock.wherever_possible else ""
    if clock.length == 0:
        return f"The {who} {clock.label}{where_possible}."
    if clock.repeats:
        when = f"**Every {_length(clock.length, clock.unit).removeprefix('1 ')}**"
    else:
        start = "" if clock.requirement.assumed else _STARTS.get(clock.start, "")
        when = f"**Within {_length(clock.length, clock.unit)}**{start}"
    return f"{when}, the {who} {clock.label}{where_possible}."


def _aim(target: Target) -> str:
    """Return how soon cases should end: "80% of cases should end within 1 month of getting the referral"."""
    share = f"{target.percent}% of cases" if target.percent < 100 else "All cases"
    ends = f"should end within {_length(target.length, target.unit)}{_STARTS.get(target.start, '')}"
    but = f", except {target.exceptions}" if target.exceptions else ""
    counted = " This does not count cases that the police investigate." if target.without_police_cases else ""
    return f"{share} {ends}{but}.{counted}"


_STARTS: Mapping[StartEvent, str] = {
    "contact": " of hearing from you",
    "referral-received": " of getting the referral",
    "advice-asked": " of being asked",
    "advice-given": " of giving the advice",
    "threshold-decided": " of deciding that the criteria are met",
    "meeting-held": " of the meeting",
    "first-meeting-held": " of the first meeting",
    "employer-aware": " of hearing of it",
    "update-made": " of the news",
    "outcome-known": " of the outcome",
    "open-since": " of the start",
    "held-since": " of the start of the delay",
    "cover-contacted": " of hearing from you",
    "high-risk-found": " of hearing of it",
    "strategy-meeting-advised": " of giving the advice",
    "strategy-discussion-held": " of the strategy discussion",
    "tracking-continued": " of the decision",
}


def _environment(as_written: Any) -> Environment:
    environment = Environment(  # noqa: S701  # the result is Markdown, whose renderer escapes
        undefined=StrictUndefined,
        finalize=_refuse_empty,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(linked=_linked, limit=_limit, aim=_aim, length_of=_length, as_written=as_written)
    return environment


_AS_SHOWN = _environment(lambda words: words)
_ONLY_OURS = _environment(lambda words: "…" if words else words)
