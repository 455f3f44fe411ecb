"""The wheel that people install: it holds everything, and works without Node, a compiler or this checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

import lado_kit
from tools import browser_files

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS: dict[str, str] = SETTINGS["tool"]["setuptools"]["package-dir"]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


def _run(*command: str | Path, without_node: bool = False) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    if without_node:
        environment["PATH"] = str(Path(command[0]).parent)
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as anyone would build it."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", folder
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def clean_install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``lado`` of a new environment that holds the wheel and sees our dependencies, but not this checkout.

    A .pth file names the folder of the dependencies; the .pth file of the editable install, which lies in that folder,
    is not read from there.
    """
    environment = tmp_path_factory.mktemp("clean") / "environment"
    _run(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / PROGRAMS / Path(sys.executable).name
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel)
    own = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment / PROGRAMS / ("lado.exe" if os.name == "nt" else "lado")


def _sources() -> set[str]:
    """Everything in the folders of the packages, but for what the browser files are built from."""
    built_apart = (browser_files.SOURCES, browser_files.BUILT)
    return {
        f"{package}/{path.relative_to(ROOT / folder).as_posix()}"
        for package, folder in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not any(map(path.is_relative_to, built_apart))
    }


def _built() -> set[str]:
    return {
        f"lado_site/{path.relative_to(ROOT / 'site').as_posix()}"
        for path in browser_files.BUILT.rglob("*")
        if path.is_file()
    }


def _names(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_everything_in_the_folders_of_the_packages(wheel: Path) -> None:
    """Modules come from the package list, other files from package-data in pyproject.toml."""
    assert _sources() - _names(wheel) == set()


def test_the_wheel_holds_the_built_browser_files(wheel: Path) -> None:
    assert _built()
    assert _built() <= _names(wheel)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    """Files left from an earlier build, tests and tools do not slip in."""
    assert _names(wheel) - _sources() - _built() == set()


def test_an_installed_lado_runs_without_node_and_without_this_checkout(clean_install: Path) -> None:
    python = clean_install.parent / Path(sys.executable).name

    said = _run(clean_install, "--version", without_node=True)
    places = _run(python, "-I", "-c", "import lado_kit, lado_site; print(lado_kit.__file__, lado_site.__file__)")

    assert lado_kit.__version__ in said
    assert str(clean_install.parent.parent) in places
    assert str(ROOT / "kit") not in places
    assert str(ROOT / "site") not in places


def test_an_installed_lado_publishes_seals_and_imports_without_node(clean_install: Path, tmp_path: Path) -> None:
    passphrase, answers = tmp_path / "passphrase.txt", tmp_path / "answers.json"
    passphrase.write_text("thistle harbour copper nine\n", encoding="utf-8")

    def lado(*words: str | Path) -> str:
        common = ("--home", tmp_path / "home", "--passphrase-file", passphrase)
        return _run(clean_install, *common, *words, without_node=True)

    lado("init", "--profile", "sandwell")
    lado("keys", "roster", "--out", tmp_path / "roster.txt")
    lado("publish", "sandwell", tmp_path / "public", "--roster", tmp_path / "roster.txt")
    answers.write_text(lado("sample", "referral", "--profile", "sandwell"), encoding="utf-8")
    seal = ("seal", "referral", "--profile", "sandwell", "--roster", tmp_path / "roster.txt", "--answers", answers)
    sealed = json.loads(lado(*seal, "--out", tmp_path / "sealed", "--json"))
    books = json.loads(lado("import", tmp_path / "sealed", "--json"))

    assert (tmp_path / "public" / "referral.html").is_file()
    assert [(item["result"], item["receipt"]) for item in books["items"]] == [("imported", sealed["receipt"])]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with browser sources and package lists, nothing built, and no Node to be found."""
    (tmp_path / "site" / "browser").mkdir(parents=True)
    (tmp_path / "site" / "browser" / "main.js").write_text("export {};\n", encoding="utf-8")
    for path in browser_files.PACKAGE_LISTS:
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(browser_files, "ROOT", tmp_path)
    monkeypatch.setattr(browser_files, "SOURCES", tmp_path / "site" / "browser")
    monkeypatch.setattr(browser_files, "BUILT", tmp_path / "site" / "static" / "dist")
    monkeypatch.setattr(
        browser_files, "PACKAGE_LISTS", tuple(tmp_path / path.name for path in browser_files.PACKAGE_LISTS)
    )
    monkeypatch.setattr(browser_files, "VENV_PROGRAMS", tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return tmp_path


@pytest.mark.usefixtures("elsewhere")
def test_a_build_with_neither_browser_files_nor_node_says_what_to_do() -> None:
    with pytest.raises(browser_files.BuildError, match="install Node 20 or newer with npm"):
        browser_files.provide()


def test_a_build_without_node_warns_that_browser_files_may_be_old(elsewhere: Path) -> None:
    (elsewhere / "site" / "static" / "dist").mkdir(parents=True)
    (elsewhere / "site" / "static" / "dist" / "main.js").write_text("", encoding="utf-8")

    assert "may be older" in browser_files.provide()
