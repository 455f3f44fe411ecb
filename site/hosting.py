"""What a host must do for the pages: one table of headers, written in the words of nginx, Apache, IIS and static hosts.

The rest of what a host expects is here too: the addresses for search engines, whom to tell of a weakness, and the page
for an address that is not there. Nothing in it is dated by the day of publishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from . import policies
from .errors import SiteError

HOST_SETTINGS = ("nginx.conf", ".htaccess", "web.config", "_headers")
"""What a host obeys and does not hand out."""

NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
SECURITY = ".well-known/security.txt"

HEADERS: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""For every file."""

TYPES: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "note": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
"""What each file is, by the end of its name."""

POLICY = "Content-Security-Policy"
CACHE = "Cache-Control"
_SHORT = "max-age=60"
_FOR_EVER = "max-age=31536000, immutable"
_ASK = "no-cache"

_BASE_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*")
_RELATIVE = re.compile(r' (href|src)="(?!#|/|[a-z]+:)')
_GENERATED = "Written by lado publish: publish again rather than change it. docs/web-team.md says where it goes."
_HSTS = "Once the whole host answers by https, set Strict-Transport-Security there: it is for a host, not for a folder."


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """Files that get the same headers: those in the folders, and those named; with neither, all others."""

    policy: str
    cache: str
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Tell whether a file is of this kind."""
        return name.startswith(self.folders) or name in self.files or not (self.folders or self.files)

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that differ from kind to kind."""
        return {POLICY: self.policy, CACHE: self.cache}


@dataclass(frozen=True, kw_only=True, slots=True)
class Hosting:
    """Where a site is served and what of it a host must know. ``pages`` are those of guidance, by the day of review."""

    origin: str
    base_path: str
    pages: Mapping[str, date]
    forms: tuple[str, ...]
    email: str
    valid_until: date
    is_sample: bool

    @property
    def address(self) -> str:
        """Return the address of the start page."""
        return self.origin + self.base_path


def kinds(forms: Collection[str]) -> tuple[Kind, ...]:
    """Return the table: the first kind that has a file decides."""
    pages = tuple(f"{name}.html" for name in sorted(forms))
    return (
        Kind(policy=policies.FORM_HEADER, cache=_SHORT, files=pages),
        Kind(policy=policies.COPY_HEADER, cache=_SHORT, folders=("copies/",)),
        Kind(policy=policies.PAPER_HEADER, cache=_SHORT, folders=("print/",)),
        Kind(policy=policies.FILE_HEADER, cache=_FOR_EVER, folders=("brand/", "static/")),
        Kind(policy=policies.WORKER_HEADER, cache=_ASK, files=("worker.js",)),
        Kind(policy=policies.FILE_HEADER, cache=_ASK, files=("release.json", "release.note")),
        Kind(policy=policies.PAGE_HEADER, cache=_SHORT),
    )


def headers_of(name: str, forms: Collection[str]) -> dict[str, str]:
    """Return the headers of one file, by its path in the site."""
    kind = next(each for each in kinds(forms) if each.has(name))
    content_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return {"Content-Type": content_type, **HEADERS, **kind.headers}


def base_path_of(given: str, web: str) -> str:
    """Return the folder on the host: as given, or else where the authority's address says. Raises SiteError."""
    path = given or urlsplit(web).path.removesuffix("index.html")
    whole = path if path.endswith("/") else f"{path}/"
    if not _BASE_PATH.fullmatch(whole):
        raise SiteError(
            f"{path} cannot be the path of a folder on the host",
            hint='begin with "/" and use letters, digits, "-", "_" and "." only, as in --base-path /services/lado',
        )
    return whole


def origin_of(web: str) -> str:
    """Return the host of an address."""
    parts = urlsplit(web)
    return f"{parts.scheme}://{parts.netloc}"


def rooted(html: str, base_path: str) -> str:
    """Lead the links of a page from the host's root: the page for what is not there is shown at any address."""
    return _RELATIVE.sub(lambda found: f' {found[1]}="{base_path}', html)


def host_files(hosting: Hosting) -> dict[str, str]:
    """Return what stands beside the pages for the host, by name."""
    writers: Mapping[str, Callable[[Hosting], Iterator[str]]] = {
        "nginx.conf": _nginx,
        ".htaccess": _apache,
        "web.config": _iis,
        "_headers": _static_host,
        SITEMAP: _sitemap,
        ROBOTS: _robots,
        SECURITY: _security,
    }
    return {name: "".join(f"{line}\n" for line in write(hosting)) for name, write in writers.items()}


def _nginx(hosting: Hosting) -> Iterator[str]:
    base = hosting.base_path
    *others, page = kinds(hosting.forms)
    yield f"# {_GENERATED}"
    yield f"# Include it in the server block whose root holds the folder {base}"
    yield f"# {_HSTS}"
    if base != "/":
        yield f"location = {base[:-1]} {{ return 301 {base}; }}"
    yield f"location {'^~ ' if base != '/' else ''}{base} {{"
    yield "  index index.html;"
    yield "  autoindex off;"
    yield f"  error_page 403 404 =404 {base}{NOT_FOUND};"
    yield "  default_type application/octet-stream;"
    yield "  charset utf-8;"
    yield "  charset_types text/html text/css text/javascript text/plain;"
    types: dict[str, list[str]] = {}
    for ending, each in TYPES.items():
        types.setdefault(each.partition(";")[0], []).append(ending)
    yield "  types { " + " ".join(f"{each} {' '.join(endings)};" for each, endings in types.items()) + " }"
    yield from _nginx_headers(page, "  ")
    for name in HOST_SETTINGS:
        yield f"  location = {base}{name} {{ return 404; }}"
    for kind in others:
        for place in [*(f"^~ {base}{folder}" for folder in kind.folders), *(f"= {base}{file}" for file in kind.files)]:
            yield f"  location {place} {{"
            yield from _nginx_headers(kind, "    ")
            yield "  }"
    yield "}"


def _nginx_headers(kind: Kind, indent: str) -> Iterator[str]:
    """All of them each time: a block with headers of its own takes none from around it."""
    for name, value in {**HEADERS, **kind.headers}.items():
        yield f'{indent}add_header {name} "{value}" always;'


def _apache(hosting: Hosting) -> Iterator[str]:
    base = hosting.base_path
    *others, page = kinds(hosting.forms)
    yield f"# {_GENERATED}"
    yield "# It needs Apache 2.4 with mod_headers, and AllowOverride FileInfo for this folder."
    yield f"# {_HSTS}"
    yield f"ErrorDocument 404 {base}{NOT_FOUND}"
    yield "AddDefaultCharset utf-8"
    for ending, content_type in TYPES.items():
        yield f'AddType "{content_type}" .{ending}'
    yield from (f'Header always set {name} "{value}"' for name, value in {**HEADERS, **page.headers}.items())
    for kind in others:
        places = (*(f"{folder}.+" for folder in kind.folders), *kind.files)
        yield f'<If "%{{REQUEST_URI}} =~ m#^{_pattern(base, places)}$#">'
        yield from (f'  Header always set {name} "{value}"' for name, value in kind.headers.items())
        yield "</If>"
    folders = {folder for kind in others for folder in kind.folders}
    yield f"RedirectMatch 404 ^{_pattern(base, (*HOST_SETTINGS, *sorted(folders)))}$"


def _pattern(base: str, places: Collection[str]) -> str:
    return f"{base}({'|'.join(places)})".replace(".", r"\.").replace(r"\.+", ".+")


def _iis(hosting: Hosting) -> Iterator[str]:
    *others, page = kinds(hosting.forms)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f"<!-- {_GENERATED} -->"
    yield f"<!-- {_HSTS} -->"
    yield "<configuration>"
    yield "<system.webServer>"
    yield '<directoryBrowse enabled="false" />'
    yield '<defaultDocument enabled="true"><files><clear /><add value="index.html" /></files></defaultDocument>'
    yield '<httpErrors errorMode="Custom" existingResponse="Auto">'
    not_found = quoteattr(hosting.base_path + NOT_FOUND)
    yield f'<remove statusCode="404" /><error statusCode="404" path={not_found} responseMode="ExecuteURL" />'
    yield "</httpErrors>"
    yield "<security><requestFiltering><hiddenSegments>"
    for name in HOST_SETTINGS:
        yield f"<remove segment={quoteattr(name)} /><add segment={quoteattr(name)} />"
    yield "</hiddenSegments></requestFiltering></security>"
    yield "<staticContent>"
    for ending, content_type in TYPES.items():
        place = f'fileExtension=".{ending}"'
        yield f"<remove {place} /><mimeMap {place} mimeType={quoteattr(content_type)} />"
    yield "</staticContent>"
    yield from _iis_headers({**HEADERS, **page.headers})
    yield "</system.webServer>"
    for kind in others:
        for place in (*(folder.rstrip("/") for folder in kind.folders), *kind.files):
            yield f"<location path={quoteattr(place)}><system.webServer>"
            yield from _iis_headers(kind.headers)
            yield "</system.webServer></location>"
    yield "</configuration>"


def _iis_headers(headers: Mapping[str, str]) -> Iterator[str]:
    yield "<httpProtocol><customHeaders>"
    for name, value in headers.items():
        yield f"<remove name={quoteattr(name)} /><add name={quoteattr(name)} value={quoteattr(value)} />"
    yield "</customHeaders></httpProtocol>"


def _static_host(hosting: Hosting) -> Iterator[str]:
    """Each header by one rule only for each file: these hosts join what several rules say."""
    base = hosting.base_path
    *others, page = kinds(hosting.forms)
    yield f"# {_GENERATED}"
    yield from _rule(f"{base}*", HEADERS)
    for kind in others:
        for place in (*(f"{folder}*" for folder in kind.folders), *kind.files):
            yield from _rule(f"{base}{place}", kind.headers)
    for name in ("", *(f"{each}.html" for each in sorted(hosting.pages))):
        yield from _rule(f"{base}{name}", page.headers)


def _rule(place: str, headers: Mapping[str, str]) -> Iterator[str]:
    yield place
    yield from (f"  {name}: {value}" for name, value in headers.items())


def _sitemap(hosting: Hosting) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    for name in sorted({*hosting.pages, *hosting.forms} - {NOT_FOUND.removesuffix(".html")}):
        place = hosting.address + ("" if name == "index" else f"{name}.html")
        reviewed = f"<lastmod>{hosting.pages[name]}</lastmod>" if name in hosting.pages else ""
        yield f"<url><loc>{escape(place)}</loc>{reviewed}</url>"
    yield "</urlset>"


def _robots(hosting: Hosting) -> Iterator[str]:
    """Copies of a form are kept out of search engines, which would hand out old ones; made-up sites altogether."""
    yield "# Search engines read this file at the root of a host only: elsewhere, add these lines to the one there."
    yield "User-agent: *"
    yield f"Disallow: {hosting.base_path}{'' if hosting.is_sample else 'copies/'}"
    yield f"Sitemap: {hosting.address}{SITEMAP}"


def _security(hosting: Hosting) -> Iterator[str]:
    yield "# RFC 9116. It is looked for at the root of a host: where the host has one already, that one stays."
    yield f"Contact: mailto:{hosting.email}"
    yield f"Contact: {hosting.address}contact.html"
    yield f"Expires: {hosting.valid_until}T23:59:59Z"
    yield "Preferred-Languages: en"
    yield f"Canonical: {hosting.origin}/{SECURITY}"
