"""Writes the site as static files: into a fresh folder beside the old one, which is then swapped in whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask
from flask_frozen import Freezer

from .app import HOME, PLAIN, Overrides, PublishedForm, SealingKeys, Site, browser_file, build_site, create_app
from .errors import SiteError
from .forms.compiled import canonical
from .hosting import NOT_FOUND, Hosting, host_files, origin_of, rooted
from .inline import integrity
from .profiles import Profile
from .release import (
    DEFINITIONS,
    MARKER,
    NOTE,
    digest_of_release,
    holds_what_it_lists,
    list_files,
    read_release,
    write_release,
)

__all__ = ["MARKER", "Overrides", "Published", "PublishedForm", "SealingKeys", "freeze"]

WORKER = "worker.js"
OLD = "old"
"""Where the folder before is, in the workshop, while the new one takes its place."""

NOT_KEPT = ("copies/", "print/", f"{DEFINITIONS}/")
"""What the worker leaves out: other shapes of the pages that it keeps, and what only an office needs."""

NOT_SERVED = ("manifest.json", "single-*.js", "worker-*.js")
"""Built files that are no part of the site as they are."""


Sign = Callable[[bytes], bytes]
"""Gives the signed note for a release file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What the folder holds, and the form definitions that the kit must keep. ``is_unchanged`` when it did before."""

    out: Path
    release: str
    forms: tuple[PublishedForm, ...]
    is_unchanged: bool = False


def freeze(
    profile: Profile,
    keys: SealingKeys,
    out: Path,
    *,
    now: date | datetime,
    memory: Path | None = None,
    sign: Sign | None = None,
    own: Overrides = PLAIN,
) -> Published:
    """Write one authority's site into a folder; the same arguments give the same bytes.

    A folder that already holds this release to the byte is left as it is. What its bytes are is known from ``memory``,
    a folder of the publisher's own: whoever could alter the site could alter its list of files as well.
    Raises SiteError when the folder is not ours, the browser files are missing or a page cannot be used. The folder
    then stays as it was. With ``sign`` the signed note of the release is written beside its list; without, a note that
    is there stays for as long as it is about this very list.
    """
    out = out.absolute()
    _put_back(out)
    refuse_foreign(out)
    site = _released_once(
        out, build_site(profile, keys, today=now.date() if isinstance(now, datetime) else now, own=own)
    )
    forms = tuple(asked.published for asked in site.forms.values())
    if memory and _is_remembered(memory, site, digest_of_release(out)) and holds_what_it_lists(out):
        _write_note(out, out, sign)
        return Published(out=out, release=site.release, forms=forms, is_unchanged=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as workshop:
        fresh = Path(workshop) / "fresh"
        _write_pages(create_app(site), fresh, site)
        _write_definitions(fresh, site)
        _write_worker(fresh, site)
        _write_host_files(fresh, site)
        write_release(fresh, _facts(site))
        _write_note(fresh, out, sign)
        _swap(fresh, out, Path(workshop) / OLD)
    if memory:
        _remember(memory, site, digest_of_release(out))
    return Published(out=out, release=site.release, forms=forms)


def refuse_foreign(out: Path) -> None:
    """Raise SiteError for a folder that holds something which this module did not write."""
    if not out.exists():
        return
    if not out.is_dir():
        raise SiteError(f"{out} is a file", hint="name a folder for the site")
    if any(out.iterdir()) and read_release(out) is None:
        raise SiteError(
            f"{out} holds files that are not a published site", hint="name an empty or new folder; nothing was deleted"
        )


def _released_once(out: Path, site: Site) -> Site:
    """A release that is published over itself keeps the day on which it was released."""
    there = read_release(out) or {}
    with suppress(KeyError, TypeError, ValueError):
        released = date.fromisoformat(there["released"])
        if there["release"] == site.release and released <= site.released:
            return replace(site, released=released)
    return site


def _is_remembered(memory: Path, site: Site, digest: str) -> bool:
    try:
        return bool(digest) and digest in (memory / site.release).read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return False


def _remember(memory: Path, site: Site, digest: str) -> None:
    """A publisher without a place to remember in publishes anew each time, which is slower and no less right."""
    with suppress(OSError):
        memory.mkdir(parents=True, exist_ok=True)
        (memory / site.release).write_text(f"{digest}\n", encoding="ascii", newline="\n")


def _write_pages(app: Flask, folder: Path, site: Site) -> None:
    app.config.update(
        FREEZER_DESTINATION=str(folder), FREEZER_RELATIVE_URLS=True, FREEZER_STATIC_IGNORE=list(NOT_SERVED)
    )
    freezer: Any = Freezer(app)  # type: ignore[no-untyped-call]  # Frozen-Flask has no types

    def pages() -> Iterator[tuple[str, dict[str, Any]]]:
        yield from (("site.page", {"name": name}) for name in site.pages if name != HOME)
        for endpoint in ("site.form", "copy", "blank"):
            yield from ((endpoint, {"name": name}) for name in site.forms)
        yield from (("brand_file", {"name": name}) for name in site.brand.files)

    freezer.register_generator(pages)
    freezer.freeze()
    not_found = folder / NOT_FOUND
    not_found.write_bytes(rooted(not_found.read_text("utf-8"), site.base_path).encode())


def _write_definitions(folder: Path, site: Site) -> None:
    (folder / DEFINITIONS).mkdir()
    for asked in site.forms.values():
        content = canonical(asked.published.definition)
        (folder / DEFINITIONS / f"{asked.published.digest}.json").write_bytes(content)


def _write_worker(folder: Path, site: Site) -> None:
    """Write the worker that keeps the pages on a reader's device, with the hash of every file that it may fetch."""
    kept = {
        name: integrity((folder / name).read_bytes())
        for name in list_files(folder)
        if not name.startswith(NOT_KEPT) and not name.endswith(".LEGAL.txt")
    }
    list_of_files = json.dumps({"release": site.release, "files": kept}, sort_keys=True, separators=(",", ":"))
    content = f"const KEPT={list_of_files};\n".encode() + browser_file(site.assets[WORKER])
    (folder / WORKER).write_bytes(content)


def _write_host_files(folder: Path, site: Site) -> None:
    hosting = Hosting(
        origin=origin_of(site.profile.contact.web),
        base_path=site.base_path,
        pages={page.name: page.reviewed for page in site.pages.values()},
        forms=tuple(site.forms),
        email=site.profile.contact.email,
        valid_until=site.keys.valid_until,
        is_sample=site.profile.contact.sample,
    )
    for name, text in host_files(hosting).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())


def _write_note(folder: Path, earlier: Path, sign: Sign | None) -> None:
    if sign:
        note = sign((folder / MARKER).read_bytes())
    elif digest_of_release(earlier) == digest_of_release(folder) and (earlier / NOTE).is_file():
        note = (earlier / NOTE).read_bytes()
    else:
        return
    if not (folder / NOTE).is_file() or (folder / NOTE).read_bytes() != note:
        beside = folder / f"{NOTE}.part"
        beside.write_bytes(note)
        beside.replace(folder / NOTE)


def _facts(site: Site) -> dict[str, Any]:
    return {
        "release": site.release,
        "released": site.released.isoformat(),
        "authority": site.profile.name,
        "base_path": site.base_path,
        "forms": {name: asked.published.digest for name, asked in site.forms.items()},
        "profile": sha256(repr(site.profile).encode()).hexdigest(),
        "roster": site.keys.roster_version,
        "tool": version("lado-referral"),
        "words": list(site.keys.words),
        "valid_until": site.keys.valid_until.isoformat(),
    }


def _put_back(out: Path) -> None:
    """Put back the folder of a publisher who was stopped in the moment between taking it away and giving a new one."""
    if not out.exists():
        for old in sorted(out.parent.glob(f".{out.name}-*/{OLD}")):
            old.rename(out)
            break


def _swap(fresh: Path, out: Path, old: Path) -> None:
    """Put the fresh folder in the place of the old one; should that fail, put the old one back."""
    if out.exists():
        out.rename(old)
    try:
        fresh.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise
    if old.exists():
        shutil.rmtree(old)
