"""One published site for all the tests that only look at it, and a server that hands it out.

The fixtures are made once for each folder of tests whose conftest.py imports them. In a test module they would be made
for that module alone, which takes seconds each time.
"""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lado_site.freeze import Published, freeze

from .builders import TODAY, a_profile, some_keys

MANIFEST = Path(__file__).resolve().parents[2] / "site" / "static" / "dist" / "manifest.json"
NOT_BUILT = "the browser files have not been built: run tools/setup.py"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Sandwell's site, frozen once."""
    if not MANIFEST.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(NOT_BUILT, pytrace=False)
        pytest.skip(NOT_BUILT)
    return freeze(a_profile(), some_keys(), tmp_path_factory.mktemp("published") / "site", now=TODAY)


@pytest.fixture(scope="session")
def address(published: Published) -> Iterator[str]:
    """Where the published site is served; it lies in a sub-folder, as it may at a council."""
    yield from serve(published.out.parent, "/site")


def serve(folder: Path, path: str = "") -> Iterator[str]:
    """Yield the address at which a path of the folder is served, until the test is over."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{path}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
