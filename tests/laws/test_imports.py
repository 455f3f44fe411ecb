"""The import law: who may import whom, and who does no input or output. Read the tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"lado_site": ROOT / "site", "lado_kit": ROOT / "kit"}
FOLDER_NAMES = {"site", "kit"}

# What a part of the kit (a folder or module) may import from the other parts. A folder may import within itself.
STEPS = {"intake", "documents", "exports", "reports"}
GROUND = {"casework", "store", "encrypt", "apart", "errors"}
KIT = {
    "__init__": set(),
    "errors": set(),
    "apart": {"errors"},
    "encrypt": {"errors"},
    "store": {"errors"},
    "casework": {"errors"},
    "intake": GROUND,
    "attachments": GROUND | {"files"},
    "documents": GROUND,
    "exports": GROUND,
    "reports": GROUND,
    "custody": GROUND | {"documents", "files", "home", "passphrase"},
}
# More for the migrations: one fills in what a later release works out of records that are here already.
KIT_ALSO = {"lado_kit.store.migrations": {"casework"}}
# Every other module at the top of the kit (publish, home, …) stands above the steps; what people touch, above those.
TOP = {"commands": 1, "console": 1, "cli": 2, "__main__": 3}

# What the kit may import from the site: these, what can go wrong in them, what a published folder is known by, and more
# for the one that publishes and the one that issues a form as one file.
FROM_SITE = {"lado_site.forms", "lado_site.profiles", "lado_site.codes", "lado_site.errors", "lado_site.release"}
FROM_SITE_ALSO = {
    "lado_kit.publish": {"lado_site.freeze"},
    "lado_kit.preview": {"lado_site.hosting"},
    "lado_kit.issue": {"lado_site.app", "lado_site.single_file"},
}

# These do no input and no output, so that they can be tested by values alone.
NO_INPUT_OR_OUTPUT = ("lado_site.forms", "lado_kit.casework", "lado_kit.encrypt")
FORBIDDEN_MODULES = {
    "fileinput",
    "http",
    "os",
    "pathlib",
    "requests",
    "shutil",
    "socket",
    "sqlalchemy",
    "sqlcipher3",
    "sqlite3",
    "subprocess",
    "tempfile",
    "urllib.request",
}
FORBIDDEN_CALLS = {"input", "open", "print"}


def breaches(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Say, a sentence each, where the source of a module breaks the law."""
    tree = ast.parse(source)
    found = []
    for name, is_relative in _imported(tree, module if is_package else module.rpartition(".")[0]):
        if _is_within(name, module.partition(".")[0]) and not is_relative:
            found.append(f"{module} imports {name} by its full name: inside a package imports are relative")
        if name.partition(".")[0] in FOLDER_NAMES and not is_relative:
            found.append(f"{module} imports {name}: that is the name of a folder, not of a package")
        if not _may_import(module, name):
            found.append(f"{module} must not import {name}")
        if _does_no_input_or_output(module) and any(_is_within(name, forbidden) for forbidden in FORBIDDEN_MODULES):
            found.append(f"{module} does no input or output, and imports {name}")
    if _does_no_input_or_output(module):
        found += [f"{module} does no input or output, and calls {name}()" for name in _called(tree) & FORBIDDEN_CALLS]
    return found


def _imported(tree: ast.Module, package: str) -> Iterator[tuple[str, bool]]:
    """Yield each imported module's full name, as deep as it can be told, and whether the import is relative."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (start, node.module) if part)
            yield from ((f"{origin}.{alias.name}", bool(node.level)) for alias in node.names)


def _called(tree: ast.Module) -> set[str]:
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def _may_import(module: str, name: str) -> bool:
    if _is_within(module, "lado_site"):
        return not _is_within(name, "lado_kit")
    if _is_within(name, "lado_site"):
        return any(_is_within(name, allowed) for allowed in FROM_SITE | FROM_SITE_ALSO.get(module, set()))
    if _is_within(name, "lado_kit"):
        return _may_import_in_kit(_part(module), _part(name)) or _part(name) in KIT_ALSO.get(module, set())
    return True


def _may_import_in_kit(part: str, other: str) -> bool:
    if part == other or other == "__init__":
        return True
    if part in KIT:
        return other in KIT[part]
    return TOP.get(part, 0) > TOP.get(other, 0) or other in STEPS | GROUND or (part not in TOP and other not in TOP)


def _part(name: str) -> str:
    """Return the folder or module of the kit that a name belongs to; ``__version__`` belongs to the package itself."""
    first = [*name.split("."), "__init__"][1]
    return "__init__" if first.startswith("__") and first not in TOP else first


def _is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _does_no_input_or_output(module: str) -> bool:
    return any(_is_within(module, package) for package in NO_INPUT_OR_OUTPUT)


def _modules() -> Iterator[tuple[str, Path]]:
    for package, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join([package, *(part for part in parts if part != "__init__")]), path


@pytest.mark.parametrize(("module", "path"), [pytest.param(*found, id=found[0]) for found in _modules()])
def test_every_module_keeps_the_import_law(module: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    found = breaches(module, source, is_package=path.name == "__init__.py")

    assert found == []


PLANTED = [
    ("lado_site.freeze", "import lado_kit"),
    ("lado_site.freeze", "from lado_kit.encrypt import seal"),
    ("lado_site.forms.rules", "def late():\n    import lado_kit.errors"),
    ("lado_site.freeze", "from lado_site.forms import Form"),
    ("lado_site.freeze", "from site import forms"),
    ("lado_kit.intake.run", "import kit.errors"),
    ("lado_kit.intake.run", "from lado_kit.store import queries"),
    ("lado_kit.intake.run", "from lado_site.freeze import freeze"),
    ("lado_kit.intake.run", "import lado_site"),
    ("lado_kit.publish", "from lado_site import pages"),
    ("lado_kit.issue", "from lado_site.freeze import freeze"),
    ("lado_kit.cli", "from lado_site import freeze"),
    ("lado_kit.errors", "from . import store"),
    ("lado_kit.encrypt.keys", "from ..casework import clocks"),
    ("lado_kit.encrypt.keys", "from ..store.models import Record"),
    ("lado_kit.store.queries", "from ..encrypt import seal"),
    ("lado_kit.store.migrations.env", "from ...casework import clocks"),
    ("lado_kit.store.queries", "from ..casework import matching"),
    ("lado_kit.casework.clocks", "from ..store import queries"),
    ("lado_kit.casework.clocks", "from .. import encrypt"),
    ("lado_kit.casework.clocks", "from ..intake import steps"),
    ("lado_kit.intake.run", "from ..reports import figures"),
    ("lado_kit.documents.receipt", "from ..exports import spreadsheet"),
    ("lado_kit.intake.run", "from .. import cli"),
    ("lado_kit.publish", "from .cli import main"),
    ("lado_kit.console.screens", "from ..cli import main"),
    ("lado_kit.casework.clocks", "from pathlib import Path"),
    ("lado_kit.casework.clocks", "import sqlite3"),
    ("lado_kit.encrypt.roster", "import os"),
    ("lado_kit.encrypt.roster", "from os import urandom"),
    ("lado_kit.encrypt.roster", "words = open('words.txt')"),
    ("lado_site.forms.rules", "print('here')"),
    ("lado_site.forms.rules", "import urllib.request"),
]

INNOCENT = [
    ("lado_site.freeze", "import os\nfrom .forms import Form\nfrom . import errors"),
    ("lado_site.forms.rules", "from .questions import Text\nfrom .. import errors\nfrom urllib.parse import quote"),
    (
        "lado_kit.publish",
        "from lado_site.freeze import freeze\nfrom lado_site import freeze, forms\nfrom .encrypt import seal",
    ),
    (
        "lado_kit.intake.run",
        "from lado_site.forms.schema import check\nfrom ..store import queries\nfrom . import steps",
    ),
    (
        "lado_kit.intake.run",
        "from ..errors import Refused\nfrom ..casework import clocks\nfrom ..encrypt import opening",
    ),
    ("lado_kit.casework.clocks", "from lado_site.profiles import Profile\nfrom ..errors import KitError"),
    ("lado_kit.encrypt.roster", "from importlib import resources\nwords = resources.files(__package__)"),
    ("lado_kit.console.records", "from ..intake import run\nfrom ..home import Home\nfrom .. import __version__"),
    ("lado_kit.cli", "from . import __version__, console, home, publish\nfrom .intake import run\nprint('done')"),
    ("lado_kit.home", "from .store import queries\nimport pathlib"),
]


@pytest.mark.parametrize(("module", "source"), PLANTED)
def test_a_planted_breach_is_caught(module: str, source: str) -> None:
    assert breaches(module, source)


@pytest.mark.parametrize(("module", "source"), INNOCENT)
def test_what_the_law_allows_is_let_through(module: str, source: str) -> None:
    assert breaches(module, source) == []
