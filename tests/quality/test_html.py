"""Every page of every authority, its single-file copies too, is valid HTML: the Nu checker finds no error."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from lado_site.profiles import built_in_profiles

from .authorities import published_for
from .conftest import program, tool

# The checker takes a page to have come from nowhere, so that "self" in the page's own policy names nothing for it.
NOT_FROM_HERE = re.compile(r"violates Content Security Policy \(meta tag\)")
# What GOV.UK's own macros write, by advice from its tests with screen readers.
KEPT = re.compile(r"The “group” role is unnecessary for element “fieldset”")


@pytest.mark.parametrize("authority", list(built_in_profiles()))
def test_every_page_is_valid_html(authority: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    pages = sorted(published_for(authority, tmp_path_factory).rglob("*.html"))
    checker = tool("vnu-jar") / "build" / "dist" / "vnu.jar"

    done = subprocess.run(
        [program("java"), "-jar", checker, "--format", "json", "--exit-zero-always", *pages],
        capture_output=True, encoding="utf-8", timeout=300, check=True,
    )  # fmt: skip

    said = json.loads(done.stderr)["messages"]
    faults = {
        f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')[:80]}"
        for each in said
        if not (NOT_FROM_HERE.search(each["message"]) or KEPT.search(each["message"]))
    }
    assert len(pages) > 40
    assert faults == set()
