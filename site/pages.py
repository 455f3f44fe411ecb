"""Pages of guidance: Markdown with front matter in ``content/``, filled with an authority's settings.

A council may give a folder of its own, whose files replace or add to these by name and pass the same checks. Whatever
is wrong stops the build and is named with page and line, so that no page is published with a gap or a dead link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

import frontmatter
import yaml  # type: ignore[import-untyped]  # what python-frontmatter reads with
from markupsafe import Markup

from .errors import ContentError
from .filling import FillingError, fill
from .guide import build_guide
from .markup import Document, Heading, Link, render
from .profiles import Profile
from .reading_age import reading_age

Menu = Literal["top", "foot", "none"]
Layout = Literal["page", "home", "guidance", "forms", "genuine", "guide"]
Section = Literal["tell", "process", "people", "employers", "service", "site", "none"]

SECTIONS: Mapping[Section, str] = {
    "tell": "Before you tell us",
    "process": "What happens then",
    "people": "If it is about you or your family",
    "employers": "If you are the employer",
    "service": "About the service",
    "site": "About this site",
}
"""The parts of the guidance, in the order of its index."""

UNLINKED = {"index", "404"}
"""Pages that people reach without a link."""

_REQUIRED = {"title", "lead", "order", "audience", "reviewed", "sources"}
_OPTIONAL: Mapping[str, Any] = {
    "short": "",
    "task": "",
    "menu": "none",
    "section": "none",
    "layout": "page",
    "urgent": False,
    "law": "",
    "next": (),
}
_CLOSED = {"menu": get_args(Menu), "section": get_args(Section), "layout": get_args(Layout)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page.

    ``short`` is its name in menus; ``task`` the words with which the first page offers it, "" where it does not;
    ``section`` its part of the guidance; ``urgent`` puts 999 on top; ``next`` names the pages to read then; ``sources``
    are the requirements it covers. ``reading_age`` is that of our own words; ``law`` says why it may be over the limit.
    """

    name: str
    title: str
    short: str
    lead: str
    task: str
    order: int
    menu: Menu
    section: Section
    layout: Layout
    urgent: bool
    audience: str
    reviewed: date
    law: str
    next: tuple[str, ...]
    sources: tuple[str, ...]
    html: Markup
    headings: tuple[Heading, ...]
    identifiers: frozenset[str]
    links: tuple[Link, ...]
    reading_age: float


def load_pages(profile: Profile, *, also: tuple[str, ...] = (), content: Path | None = None) -> tuple[Page, ...]:
    """Read every page, in order. ``also`` names the forms, which may be linked to; ``content`` is a council's folder.

    Raises ContentError that names the page, the line and what is wrong with it.
    """
    texts = {**_texts(resources.files(__package__).joinpath("content").iterdir()), **_own_texts(content)}
    known = {*texts, *also}
    pages = [read_page(name, text, profile, known, forms=also) for name, text in sorted(texts.items())]
    _check_places(pages, texts)
    _check_orphans(pages)
    return tuple(sorted(pages, key=lambda page: (page.order, page.name)))


def read_page(name: str, text: str, profile: Profile, known: Collection[str], *, forms: Collection[str] = ()) -> Page:
    """Build one page from its text; ``known`` names the pages that may be linked to. Raises ContentError."""
    settings, body = _parse(name, text)
    offset = text[: text.rindex(body)].count("\n") if body else 0
    try:
        filled = {key: fill(str(settings[key]), profile, forms) for key in ("title", "lead", "short")}
        document = render(fill(body, profile, forms))
        ours = render(fill(body, profile, forms, only_ours=True))
        lead = fill(str(settings["lead"]), profile, forms, only_ours=True)
    except FillingError as problem:
        line = problem.line + offset if problem.line else 0
        raise _error(name, line, problem.message, hint=f"{problem.hint}, in {name}.md") from None
    _check_document(name, text, document, known)
    asked = build_guide(profile).words() if settings["layout"] == "guide" else ()
    return Page(
        name=name,
        title=filled["title"],
        short=filled["short"] or filled["title"],
        lead=filled["lead"],
        task=settings["task"],
        order=settings["order"],
        menu=settings["menu"],
        section=settings["section"],
        layout=settings["layout"],
        urgent=settings["urgent"],
        audience=settings["audience"],
        reviewed=settings["reviewed"],
        law=settings["law"],
        next=_next(name, text, settings["next"], known),
        sources=tuple(settings["sources"]),
        html=document.html,
        headings=document.headings,
        identifiers=document.identifiers,
        links=document.links,
        reading_age=reading_age((lead, *ours.blocks, *asked)),
    )


def _texts(files: Iterable[Any]) -> dict[str, str]:
    return {file.name.removesuffix(".md"): file.read_text("utf-8") for file in files if file.name.endswith(".md")}


def _own_texts(folder: Path | None) -> dict[str, str]:
    if folder is None:
        return {}
    try:
        return _texts(sorted(folder.iterdir()))
    except UnicodeDecodeError:
        raise ContentError(f"a page in {folder} is not UTF-8 text", hint="save it as UTF-8") from None
    except OSError as problem:
        raise ContentError(
            f"cannot read {folder}: {problem.strerror}", hint="name the folder that holds the council’s own pages"
        ) from None


def _parse(name: str, text: str) -> tuple[dict[str, Any], str]:
    try:
        given, body = frontmatter.parse(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise _error(name, line, "its first lines cannot be read", hint=f"mend {name}.md, line {line}") from None
    _check_settings(name, text, given)
    return {**_OPTIONAL, **given}, body


def _check_settings(name: str, text: str, settings: Mapping[str, Any]) -> None:
    missing, unknown = _REQUIRED - settings.keys(), settings.keys() - _REQUIRED - _OPTIONAL.keys()
    if missing or unknown:
        wrong = [*(f"{key} is missing" for key in sorted(missing)), *(f"{key} is unknown" for key in sorted(unknown))]
        line = _line_of(f"{min(unknown)}:", text) if unknown else 1
        raise _error(name, line, ", ".join(wrong), hint=f"mend the lines at the top of {name}.md")
    for key in ("title", "lead"):
        if not str(settings[key] or "").strip():
            raise _error(name, _line_of(f"{key}:", text), f"{key} is empty", hint="every page needs one")
    if not isinstance(settings["reviewed"], date):
        line = _line_of("reviewed:", text)
        raise _error(name, line, "reviewed is not a date", hint="write it as 2026-11-22")
    if not isinstance(settings["order"], int):
        raise _error(name, _line_of("order:", text), "order is not a whole number", hint="write it as 12")
    for key in ("sources", "next"):
        if not isinstance(settings.get(key, []), list):
            raise _error(name, _line_of(f"{key}:", text), f"{key} is not a list", hint="write it as [one, two]")
    for key, allowed in _CLOSED.items():
        if key in settings and settings[key] not in allowed:
            said = f"{key} is {settings[key]}"
            raise _error(name, _line_of(f"{key}:", text), said, hint=f"use one of {', '.join(allowed)}")


def _next(name: str, text: str, names: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    for each in names:
        if each not in known:
            line = _line_of("next:", text)
            raise _error(name, line, f"next names {each}, which is no page", hint=f"mend {name}.md, line {line}")
    return tuple(names)


def _check_document(name: str, text: str, document: Document, known: Collection[str]) -> None:
    for fault in document.faults:
        raise _error(name, _line_of(fault.words, text), fault.message, hint=f"{fault.hint}, in {name}.md")
    for link in document.links:
        if link.page and link.page not in known:
            line = _line_of(link.target, text)
            raise _error(name, line, f"links to {link.target}, which is no page", hint=f"mend the link in {name}.md")


def _check_places(pages: Iterable[Page], texts: Mapping[str, str]) -> None:
    """Refuse a link to a heading that is not there; forms have no headings to link to."""
    identifiers = {page.name: page.identifiers for page in pages}
    for page in pages:
        for link in page.links:
            there = identifiers.get(link.page or page.name)
            if link.fragment and there is not None and link.fragment not in there:
                line = _line_of(link.target, texts[page.name])
                said = f"links to {link.target}, and no heading there has that name"
                raise _error(page.name, line, said, hint=f"mend the link in {page.name}.md")


def _check_orphans(pages: Iterable[Page]) -> None:
    """Refuse a page that no menu, no part of the guidance and no other page leads to."""
    linked = {name for page in pages for name in (*page.next, *(link.page for link in page.links))}
    for page in pages:
        is_listed = page.menu != "none" or page.section != "none" or page.task
        if not is_listed and page.name not in linked | UNLINKED:
            raise _error(page.name, 1, "no page leads to it", hint="give it a section, a menu, or a link to it")


def _line_of(words: str, text: str) -> int:
    """Return the first line that holds these words; 0 where they come from a setting of the profile."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if words in line), 0)


def _error(name: str, line: int, message: str, *, hint: str) -> ContentError:
    place = f"page {name}, line {line}" if line else f"page {name}"
    return ContentError(f"{place}: {message}", hint=hint)
