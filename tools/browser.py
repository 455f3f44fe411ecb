"""Where a browser is found on this machine, and how it is started for tests and the demo."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
USUAL_PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    ),
}
PLAYWRIGHT_DOWNLOADS = {
    "linux": ("~/.cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    "darwin": ("~/Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
    "win32": ("~/AppData/Local/ms-playwright", "chromium-*/chrome-win*/chrome.exe"),
}
QUIET_START = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> Path | None:
    """Return a Chromium, Chrome or Edge, or None; ``LADO_CHROMIUM``, when set, is the only one considered."""
    if chosen := os.environ.get("LADO_CHROMIUM"):
        return Path(chosen) if Path(chosen).is_file() else None
    return next((path for path in _candidates() if path.is_file()), None)


def launch_arguments() -> list[str]:
    """Return the arguments a browser is started with: quiet, and without its sandbox only for root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET_START, *(["--no-sandbox"] if is_root else [])]


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    for place in USUAL_PLACES.get(sys.platform, ()):
        yield Path(os.path.expandvars(place))
    if sys.platform in PLAYWRIGHT_DOWNLOADS:
        folder, pattern = PLAYWRIGHT_DOWNLOADS[sys.platform]
        chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or folder
        yield from sorted(Path(chosen).expanduser().glob(pattern), reverse=True)
