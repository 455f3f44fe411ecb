"""What a council makes its own about the pages: colours, a logo, links to itself. Nothing that loads, runs or counts.

``brand.toml`` and the logo beside it are checked whole, and everything that is wrong is said at once. Colours reach the
pages as custom properties in a style file of their own, as the policy of the pages allows no style within them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from .errors import BrandError
from .logo import Logo, fault_of

SETTINGS = "brand.toml"

COLOURS: Mapping[str, str] = {
    "header_background": "#123f4d",
    "header_text": "#ffffff",
    "link": "#17566a",
    "button": "#17566a",
}
"""What a council may choose, and our own."""

GROUNDS: Mapping[str, str] = {
    "the white of the page": "#ffffff",
    "the grey of the footer and panels": "#f5f4f0",
    "the yellow of important notes": "#fff6dd",
    "the blue of notes": "#eef4fa",
}
"""The light grounds that text stands on."""

TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3. It is more than the 3 to 1 that 1.4.11 asks of a button or a line, so these have that too."""

LONGEST_TEXT = 60
MOST_LINKS = 8

_TABLES = {"colours", "logo", "header_links", "footer_links"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PAGE = re.compile(r"([a-z0-9-]+)\.html")
_OUTSIDE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][^\s\"'<>\\]*)?")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
_COUNTING = re.compile(
    r"analytic|track|gtm|matomo|piwik|plausible|pixel|cookie|(?<![a-z])(?:tags?|scripts?|widgets?|chat)(?![a-z])",
    re.IGNORECASE,
)
_DARK = "#14201f"


@dataclass(frozen=True, kw_only=True, slots=True)
class BrandLink:
    """A link in the header or footer: to a page of this site, by its name, or else to a secure address."""

    text: str
    page: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """What a council makes its own. The default is none of it."""

    colours: Mapping[str, str]
    logo: Logo | None = None
    header_links: tuple[BrandLink, ...] = ()
    footer_links: tuple[BrandLink, ...] = ()

    @property
    def style(self) -> str:
        """Return the style of its own colours, "" where it has none."""
        return style_of(self.colours) if self.colours else ""

    @property
    def style_file(self) -> str:
        """Return the name the style is published under, which changes with what it holds."""
        return f"brand-{sha256(self.style.encode()).hexdigest()[:8]}.css" if self.style else ""

    @property
    def files(self) -> dict[str, bytes]:
        """Return the files that belong to it, by their names."""
        style = {self.style_file: self.style.encode()} if self.style else {}
        return {**style, **({self.logo.file: self.logo.content} if self.logo else {})}

    @property
    def header_background(self) -> str:
        """Return the colour that a browser may paint its own frame in."""
        return self.colours.get("header_background", COLOURS["header_background"])


NO_BRAND = Brand(colours={})


def load_brand(folder: Path | None, *, pages: Collection[str]) -> Brand:
    """Read a council's brand; ``pages`` names those that may be linked to. Raises BrandError with all that is wrong."""
    if folder is None:
        return NO_BRAND
    settings = _read(folder)
    wrong = [*_unknown(settings), *_wrong_colours(settings.get("colours", {}))]
    wrong += [each for part in ("header_links", "footer_links") for each in _wrong_links(part, settings, pages)]
    logo, wrong_logo = _logo(folder, settings.get("logo"))
    if wrong := [*wrong, *wrong_logo]:
        raise BrandError(f"{SETTINGS}: {' '.join(wrong)}", hint=f"change {folder / SETTINGS} and publish again")
    return Brand(
        colours={name: str(value).lower() for name, value in settings.get("colours", {}).items()},
        logo=logo,
        header_links=_links(settings.get("header_links", [])),
        footer_links=_links(settings.get("footer_links", [])),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style_of(colours: Mapping[str, str]) -> str:
    """Return the custom properties for the colours, with the shades that follow from them."""
    chosen = {**COLOURS, **colours}
    header = chosen["header_background"]
    properties = {
        "header-background": header,
        "header-text": chosen["header_text"],
        "link": chosen["link"],
        "link-hover": _darker(chosen["link"], 0.7),
        "press": chosen["button"],
        "press-hover": _darker(chosen["button"], 0.75),
        "press-edge": _darker(chosen["button"], 0.6),
        "ink": header if _is_readable(header) else _DARK,
    }
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in properties.items()) + "}\n"


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _darker(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(int(colour[at : at + 2], 16) * share):02x}" for at in (1, 3, 5))


def _is_readable(colour: str) -> bool:
    return all(contrast(colour, ground) >= TEXT_CONTRAST for ground in GROUNDS.values())


def _read(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / SETTINGS).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BrandError(f"{SETTINGS} is not valid TOML: {problem}", hint="mend the line it names") from None
    except OSError as problem:
        raise BrandError(
            f"cannot read {folder / SETTINGS}: {problem.strerror}",
            hint=f"name the folder that holds {SETTINGS}, as docs/web-team.md shows it",
        ) from None


def _unknown(settings: Mapping[str, Any]) -> Iterator[str]:
    tables = {"colours": set(COLOURS), "logo": {"file", "alt"}}
    for name, value in settings.items():
        if name not in _TABLES:
            yield _not_a_setting(name, _TABLES)
        elif name in tables and not isinstance(value, dict):
            yield f"{name} must be a table, [{name}]."
        elif name in tables:
            yield from (_not_a_setting(f"{name}.{key}", tables[name]) for key in value if key not in tables[name])


def _not_a_setting(name: str, allowed: Collection[str]) -> str:
    if _COUNTING.search(name):
        return f"{name} is refused: who reads these pages may be in danger, so nothing in them counts, tracks or runs."
    return f"{name} is not a setting of a brand. Allowed are {', '.join(sorted(allowed))}."


def _wrong_colours(colours: object) -> Iterator[str]:
    given = {name: value for name, value in colours.items() if name in COLOURS} if isinstance(colours, dict) else {}
    wrong = {name: value for name, value in given.items() if not (isinstance(value, str) and _COLOUR.fullmatch(value))}
    for name, value in wrong.items():
        yield f'colours.{name} must be six digits after a "#", as in "#17566a". It is {str(value)[:LONGEST_TEXT]!r}.'
    if not wrong:
        yield from _too_faint({**COLOURS, **given}, given)


def _too_faint(colours: Mapping[str, str], given: Collection[str]) -> Iterator[str]:
    pairs = [
        ("header_text", "header_background", f"colours.header_background, {colours['header_background']}"),
        ("button", "", "the white words on it"),
        *(("link", ground, name) for name, ground in GROUNDS.items()),
    ]
    for name, other, against in pairs:
        if name in given or other in given:
            measured = contrast(colours[name], colours.get(other, other) or "#ffffff")
            if measured < TEXT_CONTRAST:
                yield (
                    f"colours.{name} {colours[name]} has a contrast of {_rounded_down(measured)} to 1 with {against}; "
                    f"{TEXT_CONTRAST} to 1 is needed."
                )


def _rounded_down(measured: float) -> str:
    return f"{int(measured * 100) / 100:.2f}"


def _wrong_links(part: str, settings: Mapping[str, Any], pages: Collection[str]) -> Iterator[str]:
    links = settings.get(part, [])
    if not isinstance(links, list) or not all(isinstance(each, dict) for each in links):
        yield f"{part} must be a list of tables, [[{part}]]."
        return
    if len(links) > MOST_LINKS:
        yield f"{part} has {len(links)} links; at most {MOST_LINKS} are allowed."
    for number, link in enumerate(links, 1):
        yield from _wrong_link(f"{part}, link {number}:", link, pages)


def _wrong_link(place: str, link: Mapping[str, Any], pages: Collection[str]) -> Iterator[str]:
    text, href = link.get("text"), link.get("href")
    for key in sorted(link.keys() - {"text", "href"}):
        yield f"{place} {_not_a_setting(key, ('text', 'href'))}"
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST_TEXT:
        yield f"{place} text must be words, at most {LONGEST_TEXT} letters."
    if not isinstance(href, str) or not (_OUTSIDE.fullmatch(href) or _PAGE.fullmatch(href)):
        shown = f" It is {href[:LONGEST_TEXT]!r}." if isinstance(href, str) else ""
        yield f"{place} href must begin with https:// or be a page of this site, as in contact.html.{shown}"
    elif (page := _PAGE.fullmatch(href)) and page[1] not in pages:
        yield f"{place} href leads to {href}, which is no page of this site."


def _links(links: Sequence[Mapping[str, str]]) -> tuple[BrandLink, ...]:
    return tuple(
        BrandLink(
            text=link["text"].strip(),
            page=page[1] if (page := _PAGE.fullmatch(link["href"])) else "",
            address="" if page else link["href"],
        )
        for link in links
    )


def _logo(folder: Path, given: object) -> tuple[Logo | None, list[str]]:
    if not isinstance(given, dict):
        return None, []
    name, alt = given.get("file"), given.get("alt")
    if not isinstance(alt, str) or not 1 <= len(alt.strip()) <= LONGEST_TEXT:
        return None, [f"logo.alt must say in words what the logo says, at most {LONGEST_TEXT} letters."]
    if not isinstance(name, str) or not _FILE.fullmatch(name):
        return None, [f"logo.file must be the name of a file beside {SETTINGS}. It is {str(name)[:LONGEST_TEXT]!r}."]
    path = folder / name
    if path.is_symlink() or not path.is_file():
        return None, [f"logo.file names {name}, and there is no such file beside {SETTINGS}."]
    content = path.read_bytes()
    if fault := fault_of(name, content):
        return None, [f"logo.file {name} {fault}"]
    return Logo(name=name, alt=alt.strip(), content=content), []
