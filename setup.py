"""Builds the wheel; everything that can be said in pyproject.toml is said there.

A wheel holds the built browser files, so that people who use it need no Node.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

from setuptools import setup
from setuptools.command.build_py import build_py


def load_browser_files() -> ModuleType:
    """Load tools/browser_files.py by its path: a build has no import path to this checkout."""
    path = Path(__file__).resolve().parent / "tools" / "browser_files.py"
    specification = importlib.util.spec_from_file_location("browser_files", path)
    if specification is None or specification.loader is None:
        raise SystemExit(f"setup: {path} is missing: build from a complete checkout")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class BuildWithBrowserFiles(build_py):
    """Provides the browser files first, and starts from an empty folder so that nothing old gets into the wheel."""

    def run(self) -> None:
        if not self.editable_mode:
            browser_files = load_browser_files()
            try:
                warning = browser_files.provide()
            except browser_files.BuildError as problem:
                raise SystemExit(f"setup: {problem}") from None
            if warning:
                self.warn(warning)
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


setup(cmdclass={"build_py": BuildWithBrowserFiles})
