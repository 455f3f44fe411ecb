"""Turns a page's Markdown into HTML, and finds in it what may not be published: HTML, unsafe links, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_LINK_TO_PAGE = re.compile(r"([a-z0-9-]+)\.html(?:#([a-z0-9-]+))?")
_SAFE_SCHEMES = ("https://", "tel:", "mailto:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading of the second level: the identifier that a link can lead to, and its words."""

    identifier: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to a page of this site. ``page`` is "" for the page it stands on, ``fragment`` "" for no place in it."""

    page: str
    fragment: str
    target: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What may not be published: the words of it as they stand in the text, what is wrong, and what to do."""

    words: str
    message: str
    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A rendered page."""

    html: Markup
    headings: tuple[Heading, ...]
    identifiers: frozenset[str]
    links: tuple[Link, ...]
    blocks: tuple[str, ...]
    faults: tuple[Fault, ...]


def render(text: str) -> Document:
    """Render Markdown. What may not be published is listed in ``faults`` and shown as text."""
    tokens = _MARKDOWN.parse(text)
    headings = tuple(_name_headings(tokens))
    _guard_links_out(tokens)
    targets = [str(token.attrs["href"]) for token in _inline(tokens) if token.type == "link_open"]
    return Document(
        html=Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})),  # noqa: S704  # raw HTML is off
        headings=tuple(heading for tag, heading in headings if tag == "h2"),
        identifiers=frozenset(heading.identifier for _, heading in headings),
        links=tuple(_links(targets)),
        blocks=tuple(_blocks(tokens)),
        faults=tuple(_faults(text)),
    )


def _name_headings(tokens: Sequence[Token]) -> Iterator[tuple[str, Heading]]:
    taken: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = _text(inline)
            name = identifier = re.sub(r"[^a-z0-9]+", "-", words.lower().replace("’", "")).strip("-")
            while identifier in taken:
                identifier = f"{name}-{len(taken)}"
            taken.add(identifier)
            opening.attrs["id"] = identifier
            yield opening.tag, Heading(identifier=identifier, text=words)


def _guard_links_out(tokens: Sequence[Token]) -> None:
    for token in _inline(tokens):
        if token.type == "link_open" and str(token.attrs["href"]).startswith("https:"):
            token.attrs["rel"] = "noreferrer"


def _links(targets: list[str]) -> Iterator[Link]:
    for target in targets:
        if target.startswith("#"):
            yield Link(page="", fragment=target[1:], target=target)
        elif found := _LINK_TO_PAGE.fullmatch(target):
            yield Link(page=found[1], fragment=found[2] or "", target=target)


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the running text: paragraphs, list entries and cells, without headings."""
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type not in ("heading_open", "th_open"):
            yield _text(token)


def _text(token: Token) -> str:
    return "".join(" " if each.type == "softbreak" else each.content for each in token.children or ())


def _faults(text: str) -> Iterator[Fault]:
    """Parse once more with everything allowed, so that what the renderer would show as text is found."""
    tokens = _PERMISSIVE.parse(text)
    for token in tokens:
        if token.type == "html_block":
            yield _html_fault(token.content)
    for token in _inline(tokens):
        if token.type == "html_inline":
            yield _html_fault(token.content)
        if token.type == "image":
            yield Fault(words=str(token.attrs["src"]), message="has a picture", hint="describe it in words")
        if token.type == "link_open" and (wrong := _wrong_with(str(token.attrs["href"]))):
            target = str(token.attrs["href"])
            yield Fault(words=target, message=f"links to {target}, {wrong[0]}", hint=wrong[1])


def _html_fault(content: str) -> Fault:
    words = content.strip().splitlines()[0]
    return Fault(words=words, message=f"has HTML in it: {words}", hint="write it as Markdown")


def _wrong_with(target: str) -> tuple[str, str] | None:
    if target.startswith("http://"):
        return "which is not secure", "use its https:// address"
    if target.startswith(("#", *_SAFE_SCHEMES)) or _LINK_TO_PAGE.fullmatch(target):
        return None
    return "which may not be linked to", "link to a page (name.html), https://, tel: or mailto:"


def _inline(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


class _AllLinks(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # the library's own name
        return True


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_PERMISSIVE = _AllLinks("commonmark", {"html": True, "typographer": False}).enable("table")
