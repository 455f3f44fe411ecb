"""Every folder that holds Python is a listed package: one that is not works here and is absent from the wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_package_list_names_every_folder_that_holds_python() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]

    folders = {
        ".".join([package, *path.parent.relative_to(ROOT / folder).parts])
        for package, folder in settings["package-dir"].items()
        for path in (ROOT / folder).rglob("*.py")
    }

    assert sorted(settings["packages"]) == sorted(folders)


def test_every_listed_package_says_what_it_is() -> None:
    """A folder without __init__.py would still import, but it has no docstring and no public names."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]

    without = [
        name
        for name in settings["packages"]
        if not (
            ROOT / settings["package-dir"][name.split(".")[0]] / "/".join(name.split(".")[1:]) / "__init__.py"
        ).is_file()
    ]

    assert without == []
