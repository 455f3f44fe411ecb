"""Reads a profile's TOML file, checks every setting, and says what is wrong with file, key and what is allowed."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import ProfileError
from .problems import Problem, find_problems
from .profile import Profile
from .schema import ProfileSchema

GENERAL = "general"

Lists = dict[str, dict[str, dict[str, Any]]]


def built_in_profiles() -> dict[str, Path]:
    """Return the profiles that come with the site, by name."""
    folder = Path(str(resources.files(__package__)))
    return {path.stem: path for path in sorted(folder.glob("*.toml")) if path.stem != GENERAL}


def load_profile(name_or_file: str) -> Profile:
    """Read a profile by its name ("sandwell") or from a TOML file of the authority's own.

    Raises ProfileError that names the file, the key, what is wrong and what is allowed.
    """
    path = _find(name_or_file)
    settings, general = _read(path), _general_lists()
    filled = _with_general_entries(settings, general)
    wrong = find_problems(filled, general)
    if wrong:
        raise ProfileError(
            f"{path.name}: {' '.join(map(str, wrong))}", hint="change these settings in the file and try again"
        )
    profile: Profile = ProfileSchema().load(filled)
    return profile


def check_settings(settings: dict[str, Any]) -> tuple[Problem, ...]:
    """Return everything that is wrong with settings as they stand in a file."""
    general = _general_lists()
    return find_problems(_with_general_entries(settings, general), general)


def read_settings(name_or_file: str) -> dict[str, Any]:
    """Return the settings of a profile as they stand in its file. Raises ProfileError when they cannot be read."""
    return _read(_find(name_or_file))


def _find(name_or_file: str) -> Path:
    known = built_in_profiles()
    if name_or_file in known:
        return known[name_or_file]
    path = Path(name_or_file)
    if path.suffix == ".toml":
        return path
    raise ProfileError(
        f"there is no profile named {name_or_file}",
        hint=f"use one of {', '.join(known)}, or give the path of a .toml file",
    )


def _general_lists() -> Lists:
    """Return the product's own lists, each entry by its key."""
    text = resources.files(__package__).joinpath(f"{GENERAL}.toml").read_text(encoding="utf-8")
    return {name: {entry["key"]: entry for entry in entries} for name, entries in tomllib.loads(text).items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return _dates_as_text(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ProfileError(f"{path.name} is not valid TOML: {problem}", hint="mend the line it names") from None
    except OSError as problem:
        raise ProfileError(
            f"cannot read {path}: {problem.strerror}", hint="check that the file is there and that you may read it"
        ) from None


def _dates_as_text(settings: dict[str, Any]) -> dict[str, Any]:
    days = settings.get("extra_bank_holidays")
    return {**settings, "extra_bank_holidays": [str(day) for day in days]} if isinstance(days, list) else settings


def _with_general_entries(settings: dict[str, Any], general: Lists) -> dict[str, Any]:
    """Fill in from the product's own lists what the profile leaves to them."""
    return {**settings, **{name: _filled(settings[name], general[name]) for name in general if name in settings}}


def _filled(entries: Any, general: dict[str, dict[str, Any]]) -> Any:
    """Return the whole general list where it is asked for, else each entry with what it lacks."""
    if entries == GENERAL:
        return list(general.values())
    return [_completed(entry, general) for entry in entries] if isinstance(entries, list) else entries


def _completed(entry: Any, general: dict[str, dict[str, Any]]) -> Any:
    match entry:
        case str():
            return general.get(entry, entry)
        case {"key": str(key)}:
            return {**general.get(key, {}), **entry}
    return entry
