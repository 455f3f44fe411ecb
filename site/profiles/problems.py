"""What is wrong with the settings of a profile, as a web team would say it: where, what is there, what is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, validate

from .entries import RetentionRule
from .kinds import Common
from .profile import Profile
from .schema import ProfileSchema

IN_PLAIN_WORDS = {
    "Missing data for required field.": "is missing.",
    "Field may not be null.": "must not be empty.",
    "Unknown field.": "is not a setting of a profile.",
    "Not a valid string.": "must be text in quotation marks.",
    "Not a valid integer.": "must be a whole number.",
    "Not a valid boolean.": "must be true or false.",
    "Not a valid list.": "must be a list in square brackets.",
    "Not a valid date.": "must be a date, like 2027-06-01.",
    "Not a valid email address.": "must be an e-mail address.",
    "Not a valid URL.": "must be an address that begins with https://.",
    "Invalid input type.": "must be a table of settings.",
}
"""What marshmallow says, in our words."""

UNKNOWN = "Unknown field."
LONGEST_SHOWN = 60
TAKEN_WHOLE = ("categories", "sectors")
"""The lists that a profile may take over from the general ones."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong: ``key`` says where, ``found`` what stands there, "" for nothing."""

    key: str
    wrong: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.key} {self.wrong}" + (f" It is {self.found}." if self.found else "")


def find_problems(settings: Mapping[str, Any], general: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return everything that is wrong with the settings; ``general`` are the lists that a profile may take over."""
    profile: Profile | None = None
    messages: dict[Any, Any] = {}
    try:
        profile = ProfileSchema().load(settings)
    except ValidationError as problem:
        messages = problem.messages_dict
    return (
        *(_problem(path, message, settings, general) for path, message in _flat(messages)),
        *_twice(settings),
        *_in_clocks(settings),
        *_in_steps(settings),
        *_in_office_hours(settings),
        *(_in_retention(profile) if profile else ()),
    )


def _flat(messages: Mapping[Any, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    for key, value in messages.items():
        here = path if key == "_schema" else (*path, key)
        if isinstance(value, Mapping):
            yield from _flat(value, here)
        else:
            yield from ((here, message) for message in value)


def _problem(path: Path, message: str, settings: Any, general: Mapping[str, Any]) -> Problem:
    found = _look_up(settings, path)
    if message == UNKNOWN:
        wrong = IN_PLAIN_WORDS[UNKNOWN] + _nearest(path[-1], _known_settings(path[:-1]))
        return Problem(key=_key(path, settings), wrong=wrong)
    if path[0] in TAKEN_WHOLE and isinstance(found, str) and len(path) <= 2:
        wrong = _not_general(found, general[str(path[0])], is_whole=len(path) == 1)
    else:
        wrong = IN_PLAIN_WORDS.get(message, message) + _nearest(found, _allowed(path))
    return Problem(key=_key(path, settings), wrong=wrong, found=_shown(found))


def _not_general(found: str, entries: Mapping[str, Any], *, is_whole: bool) -> str:
    if is_whole:
        return 'must be "general" or a list in square brackets.'
    return "is not an entry of the general list." + _nearest(found, list(entries))


def _twice(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """A key may stand in a list only once: answers and records point to it."""
    for name, entries in settings.items():
        if isinstance(entries, list):
            each = [entry.get("key", entry.get("agency")) for entry in entries if isinstance(entry, dict)]
            for key, times in Counter(key for key in each if isinstance(key, str)).items():
                if times > 1:
                    yield Problem(key=name, wrong=f'has {times} entries with the key "{key}"; each needs its own.')
    for entry in _tables(settings.get("checklists")):
        items = entry.get("items")
        for item, times in Counter(map(str, items if isinstance(items, list) else ())).items():
            if times > 1:
                yield Problem(key="checklists", wrong=f'has the item "{item}" {times} times in one list.')


def _in_clocks(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Settings of a time limit that are each right and do not go together."""
    for place, clock in enumerate(_tables(settings.get("clocks"))):
        for name, wrong in _at_odds(clock, settings):
            found = _shown(clock.get(name))
            yield Problem(key=_key(("clocks", place, name), settings), wrong=wrong, found=found)


def _at_odds(clock: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    length, warn = clock.get("length"), clock.get("warn")
    if length == 0 and clock.get("unit") not in ("working-days", "hours"):
        yield "length", "must be 1 or more, or 0 working-days for the same day, or 0 hours for at once."
    if "working-hours" in (clock.get("unit"), clock.get("other_unit")) and not settings.get("office_hours"):
        yield "unit", "needs [office_hours], which say when working hours begin and end."
    if clock.get("from_start") is True and clock.get("repeats") is not True:
        yield "from_start", "is only for a limit that repeats."
    if isinstance(warn, int) and isinstance(length, int) and 0 < length * _days_in(clock) < warn:
        yield "warn", "must not be longer than the limit itself."


def _days_in(clock: Mapping[str, Any]) -> int:
    """Return how many of what a warning is counted in make up one unit of the limit."""
    return {"weeks": 7, "months": 31}.get(str(clock.get("unit")), 1)


def _in_steps(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """A follow-up has a key that no time limit has, for a person names either; and pathways have to be there."""
    taken = {
        str(each["key"]): name
        for name in ("clocks", "agreed_dates")
        for each in _tables(settings.get(name))
        if "key" in each
    }
    known = [str(each.get("key")) for each in _tables(settings.get("pathways"))]
    for name in ("stages", "follow_ups", "defaults"):
        for place, entry in enumerate(_tables(settings.get(name))):
            key = str(entry.get("key", ""))
            if name == "follow_ups" and key in taken:
                wrong = f"is the key of an entry of {taken[key]} too; each needs its own."
                yield Problem(key=_key((name, place, "key"), settings), wrong=wrong, found=_shown(key))
            pathways = entry.get("pathways")
            for each in pathways if isinstance(pathways, list) else ():
                if known and each not in known:
                    wrong = "must be of the pathways of this profile." + _nearest(each, known)
                    yield Problem(key=_key((name, place, "pathways"), settings), wrong=wrong, found=_shown(each))


def _in_office_hours(settings: Mapping[str, Any]) -> Iterator[Problem]:
    match settings.get("office_hours"):
        case {"opens": str(opens), "closes": str(closes)} if opens >= closes:
            yield Problem(key="office_hours.closes", wrong="must be later than opens.", found=_shown(closes))


def _in_retention(profile: Profile) -> Iterator[Problem]:
    """Rules of retention about what no case can be, and those that stand behind others and so never count."""
    known: Mapping[str, list[str]] = {
        "outcomes": [each.key for each in profile.outcomes],
        "categories": [each.key for each in profile.categories],
        "pathways": [each.key for each in profile.pathways] + list(get_args(Common)),
    }
    wrong = [
        Problem(
            key=f"{_rule(profile, rule)}: {name}", wrong=f"must be of the {name} of this profile.", found=f'"{key}"'
        )
        for rule in profile.retention
        for name, keys in known.items()
        for key in getattr(rule, name)
        if keys and key not in keys
    ]
    yield from wrong or _never_counting(profile)


def _never_counting(profile: Profile) -> Iterator[Problem]:
    """Try every kind of case there can be: one with each outcome, category and pathway, and one with none of them."""
    rules = profile.retention_rules
    outcomes, categories = (
        {"", *(each.key for each in listed), *(key for rule in rules for key in getattr(rule, name))}
        for name, listed in (("outcomes", profile.outcomes), ("categories", profile.categories))
    )
    named = {(key,) for rule in rules for key in rule.pathways}
    pathways = {(), *((each.key, each.common) for each in profile.pathways), *(() if profile.pathways else named)}
    counting = {
        next((rule.key for rule in rules if rule.fits(outcome=outcome, category=category, pathways=names)), "")
        for outcome, category, names in product(outcomes, categories, pathways)
    }
    for rule in rules:
        if rule.key not in counting:
            yield Problem(
                key=_rule(profile, rule),
                wrong="never counts: those before it are for every case that it is for. Move it up, or leave it out.",
            )


def _rule(profile: Profile, rule: RetentionRule) -> str:
    """Return where a rule of retention stands."""
    if rule not in profile.retention:
        return rule.key
    return f"retention {profile.retention.index(rule) + 1} ({rule.key})"


def _tables(entries: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _key(path: Path, settings: Any) -> str:
    """Return where a setting is; an entry of a list by its number, from 1, and its own key."""
    words = ""
    for place, step in enumerate(path):
        if isinstance(step, int):
            own = _look_up(settings, (*path[: place + 1], "key"))
            words += f" {step + 1}" + (f" ({own})" if isinstance(own, str) and own else "") + ":"
        else:
            words += (" " if words.endswith(":") else "." if words else "") + step
    return words.removesuffix(":")


def _look_up(settings: Any, path: Path) -> Any:
    for step in path:
        try:
            settings = settings[step]
        except (KeyError, IndexError, TypeError):
            return None
    return settings


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            text = " ".join(value.split())
            return f'"{text[:LONGEST_SHOWN]}…"' if len(text) > LONGEST_SHOWN else f'"{text}"'
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case dict():
            return "a table"
    return str(value)


def _nearest(found: Any, allowed: list[str]) -> str:
    near = get_close_matches(str(found), allowed, n=1, cutoff=0.7) if found and allowed else []
    return f" Do you mean {near[0]}?" if near else ""


def _allowed(path: Path) -> list[str]:
    field = _field(path)
    checks = field.validators if field else []
    return [str(choice) for check in checks if isinstance(check, validate.OneOf) for choice in check.choices]


def _known_settings(path: Path) -> list[str]:
    schema = _schema(_field(path)) if path else ProfileSchema()
    return list(schema.fields) if schema else []


def _field(path: Path) -> fields.Field[Any] | None:
    """Return what the schemas say about a setting."""
    schema: Schema | None = ProfileSchema()
    field: fields.Field[Any] | None = None
    for step in path:
        if isinstance(step, int):
            field = field.inner if isinstance(field, fields.List) else None
        else:
            field = schema.fields.get(step) if schema else None
        schema = _schema(field)
    return field


def _schema(field: fields.Field[Any] | None) -> Schema | None:
    return field.schema if isinstance(field, fields.Nested) else None
