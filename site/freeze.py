"""Writes the site as static files: into a fresh folder beside the old one, which is then swapped in whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_frozen import Freezer

from .app import HOME, SITE, PublishedForm, SealingKeys, Site, create_app
from .errors import SiteError
from .profiles import Profile

__all__ = ["MARKER", "Published", "PublishedForm", "SealingKeys", "freeze"]

MARKER = "release.json"
"""The file that marks a folder as ours; what does not hold it is never deleted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was written, and the form definitions that the kit must keep."""

    out: Path
    release: str
    forms: tuple[PublishedForm, ...]


def freeze(profile: Profile, keys: SealingKeys, out: Path, *, now: date | datetime) -> Published:
    """Write one authority's site into a folder; the same arguments give the same bytes.

    Raises SiteError when the folder is not ours, the browser files are missing or a page cannot be used. The folder
    then stays as it was.
    """
    out = out.absolute()
    refuse_foreign(out)
    app = create_app(profile, keys, today=now.date() if isinstance(now, datetime) else now)
    site: Site = app.extensions[SITE]
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as workshop:
        fresh = Path(workshop) / "fresh"
        _write_pages(app, fresh, site)
        _write_marker(fresh, site)
        _swap(fresh, out, Path(workshop) / "old")
    return Published(out=out, release=site.release, forms=tuple(asked.published for asked in site.forms.values()))


def refuse_foreign(out: Path) -> None:
    """Raise SiteError for a folder that holds something which this module did not write."""
    if not out.exists():
        return
    if not out.is_dir():
        raise SiteError(f"{out} is a file", hint="name a folder for the site")
    if any(out.iterdir()) and not _is_ours(out / MARKER):
        raise SiteError(
            f"{out} holds files that are not a published site", hint="name an empty or new folder; nothing was deleted"
        )


def _is_ours(marker: Path) -> bool:
    try:
        facts = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and {"release", "authority", "forms"} <= facts.keys()


def _write_pages(app: Flask, folder: Path, site: Site) -> None:
    app.config.update(
        FREEZER_DESTINATION=str(folder), FREEZER_RELATIVE_URLS=True, FREEZER_STATIC_IGNORE=["manifest.json"]
    )
    freezer: Any = Freezer(app)  # type: ignore[no-untyped-call]  # Frozen-Flask has no types

    def pages() -> Iterator[tuple[str, dict[str, Any]]]:
        yield from (("site.page", {"name": name}) for name in site.pages if name != HOME)
        yield from (("site.form", {"name": name}) for name in site.forms)

    freezer.register_generator(pages)
    freezer.freeze()


def _write_marker(folder: Path, site: Site) -> None:
    facts = {
        "release": site.release,
        "authority": site.profile.name,
        "forms": {name: asked.published.digest for name, asked in site.forms.items()},
        "roster": site.keys.roster_version,
        "valid_until": site.keys.valid_until.isoformat(),
    }
    text = json.dumps(facts, indent=2, sort_keys=True) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")


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
