"""Pages of guidance: Markdown with front matter in ``content/``, filled with an authority's settings.

A placeholder whose setting is empty stops the build, so that no page is ever published with a gap in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Literal

import frontmatter
from jinja2 import Environment, StrictUndefined, TemplateError
from markdown_it import MarkdownIt
from markupsafe import Markup

from .errors import ContentError
from .profiles import Clock, Profile

Menu = Literal["top", "foot", "none"]

_REQUIRED = {"title", "lead", "order", "audience", "reviewed", "sources"}
_OPTIONAL: Mapping[str, Any] = {"short": "", "menu": "top"}
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_.]+)[^}]*\}\}")
_LINK_TO_PAGE = re.compile(r"\]\(([a-z0-9-]+)\.html")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page. ``short`` is its name in the menu, ``sources`` the requirements it covers."""

    name: str
    title: str
    short: str
    lead: str
    order: int
    menu: Menu
    audience: str
    reviewed: date
    sources: tuple[str, ...]
    html: Markup


class _EmptyValueError(Exception):
    """A placeholder has nothing to show."""


def load_pages(profile: Profile, *, also: tuple[str, ...] = ()) -> tuple[Page, ...]:
    """Read every page, in order. ``also`` names the pages that are not Markdown and may be linked to.

    Raises ContentError that names the page and what is wrong with it.
    """
    folder = resources.files(__package__).joinpath("content")
    texts = {path.name.removesuffix(".md"): path.read_text("utf-8") for path in folder.iterdir() if _is_page(path.name)}
    known = {*texts, *also}
    pages = (read_page(name, text, profile, known) for name, text in sorted(texts.items()))
    return tuple(sorted(pages, key=lambda page: (page.order, page.name)))


def read_page(name: str, text: str, profile: Profile, known: set[str]) -> Page:
    """Build one page from its text. Raises ContentError."""
    parsed = frontmatter.parse(text)
    settings: Mapping[str, Any] = parsed[0]
    body = parsed[1]
    _check_settings(name, settings)
    for target in _LINK_TO_PAGE.findall(body):
        if target not in known:
            raise ContentError(
                f"page {name} links to {target}.html, which is no page", hint=f"mend the link in {name}.md"
            )
    filled = {key: _fill(name, settings[key], profile) for key in ("title", "lead")}
    return Page(
        name=name,
        short=settings.get("short", "") or filled["title"],
        order=settings["order"],
        menu=settings.get("menu", "top"),
        audience=settings["audience"],
        reviewed=settings["reviewed"],
        sources=tuple(settings["sources"]),
        html=Markup(_MARKDOWN.render(_fill(name, body, profile))),  # noqa: S704  # raw HTML is off in the renderer
        **filled,
    )


def _is_page(name: str) -> bool:
    return name.endswith(".md")


def _check_settings(name: str, settings: Mapping[str, Any]) -> None:
    missing, unknown = _REQUIRED - settings.keys(), settings.keys() - _REQUIRED - _OPTIONAL.keys()
    if missing or unknown:
        wrong = [*(f"{key} is missing" for key in sorted(missing)), *(f"{key} is unknown" for key in sorted(unknown))]
        raise ContentError(f"page {name}: {', '.join(wrong)}", hint=f"mend the lines at the top of {name}.md")
    if not isinstance(settings["reviewed"], date):
        raise ContentError(f"page {name}: reviewed is not a date", hint="write it as 2026-11-22")


def _fill(name: str, text: str, profile: Profile) -> str:
    try:
        return _JINJA.from_string(text).render(profile=profile)
    except _EmptyValueError:
        empty = ", ".join(_empty_settings(text, profile)) or "one of its placeholders"
        raise ContentError(
            f"page {name}: {profile.name} has no value for {empty}",
            hint="give it a value in the profile, or take the sentence out of the page",
        ) from None
    except TemplateError as problem:
        raise ContentError(f"page {name}: {problem.message}", hint=f"mend the placeholder in {name}.md") from None


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


def _limit(clock: Clock) -> str:
    """Return what a clock promises: "The LADO telephones you within 1 working day of hearing from you."

    From which event it runs is left out where that is only assumed.
    """
    unit = clock.unit.replace("-", " ")
    within = f" within {clock.length} {unit if clock.length != 1 else unit.removesuffix('s')}" if clock.length else ""
    start = _STARTS.get(clock.start, "") if clock.length and not clock.requirement.assumed else ""
    where_possible = ", wherever possible" if clock.wherever_possible else ""
    return f"The {clock.role or 'LADO team'} {clock.label}{within}{start}{where_possible}."


_STARTS: Mapping[str, str] = {
    "contact": " of hearing from you",
    "threshold-decided": " of deciding that the criteria are met",
    "meeting-held": " of the meeting",
}
_JINJA = Environment(  # noqa: S701  # the result is Markdown, whose renderer escapes
    undefined=StrictUndefined, finalize=_refuse_empty, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)
_JINJA.filters.update(linked=_linked, limit=_limit)
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
