"""Firefox, and WebKitGTK, which is the nearest to Safari to be had: a form is filled in, saved, sealed and opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_kit.encrypt import open_envelope
from lado_site.forms import form_for
from lado_site.forms.sample import sample_answers
from lado_site.freeze import Published
from tests.encrypt.builders import an_identity
from tests.site.builders import a_profile

from .acts import acts
from .conftest import program, run_script, tool

PROFILE = a_profile()
FORM = form_for("advice", PROFILE)
ANSWERS = sample_answers(FORM, PROFILE, seed=3)
ENGINES = {"firefox": ("firefox-esr", "firefox"), "webkit": ("WebKitWebDriver",)}


@pytest.mark.parametrize("served", [True, False], ids=["served", "one file"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_form_is_saved_and_sealed(
    published: Published, address: str, tmp_path: Path, engine: str, served: bool
) -> None:
    tool("puppeteer-core")
    order = {
        "engine": engine,
        "program": program(*ENGINES[engine]),
        "folder": str(tmp_path),
        "address": f"{address}/advice.html" if served else (published.out / "copies/sandwell-advice.html").as_uri(),
        "acts": list(acts(FORM, ANSWERS)),
    }

    done = run_script("smoke.js", order, seconds=300)

    print(f"{engine}, {'served' if served else 'one file'}: {done['version']}")
    opened = open_envelope((tmp_path / done["sealed"]).read_bytes(), [an_identity(1)])
    assert opened.manifest.answers == ANSWERS
    assert done["receipt"] and done["focused"] == "Sealed. Not sent yet."
    assert (tmp_path / done["draft"]).stat().st_size > 0
