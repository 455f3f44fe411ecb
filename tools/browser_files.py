"""Node, its packages, and the files they build for the browser from site/browser/.

Used by tools/setup.py and by setup.py, so that a checkout and a wheel are built by the same rule.
A stamp holds a hash of what the files were built from and of the files themselves: while it agrees, they are fresh.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_PROGRAMS = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
SOURCES = ROOT / "site" / "browser"
BUILT = ROOT / "site" / "static" / "dist"
NODE_MODULES = ROOT / "node_modules"
PACKAGE_LISTS = (ROOT / "package.json", ROOT / "package-lock.json")
OLDEST_NODE = 20


class BuildError(Exception):
    """Something needed is missing or failed; the message is one sentence that says what to do."""


def digest(paths: Iterable[Path], *facts: str) -> str:
    """Hash the names and contents of files, and any other facts that matter."""
    total = hashlib.sha256("\0".join(facts).encode())
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"\0{path.relative_to(ROOT).as_posix()}\0{content}".encode())
    return total.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Tell whether the stamp was written for this value."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write_stamp(stamp: Path, value: str) -> None:
    """Remember the value, making the folder when needed."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")


def run(
    *command: str | Path, sorry: str, environment: dict[str, str] | None = None, seconds: float | None = None
) -> None:
    """Run a program quietly in the root of the checkout.

    Raises BuildError with ``sorry`` and the end of what the program said.
    """
    arguments = [str(part) for part in command]
    try:
        done = subprocess.run(
            arguments,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise BuildError(f"{problem}\n{sorry}") from None
    if done.returncode != 0:
        said = "\n".join(done.stdout.strip().splitlines()[-20:])
        raise BuildError(f"{said}\n{sorry}")


def find_node() -> Path | None:
    """Return the folder of a Node of at least version 20 with its npm: the environment's own, or the machine's."""
    for path in (str(VENV_PROGRAMS), os.environ.get("PATH", "")):
        node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
        if node and npm and _major_version(node) >= OLDEST_NODE:
            return Path(node).parent
    return None


def install_packages(node: Path) -> bool:
    """Install exactly what package-lock.json names, running none of the packages' scripts; False when already there."""
    stamp, value = NODE_MODULES / ".installed-from", digest(PACKAGE_LISTS)
    if is_stamped(stamp, value):
        return False
    _npm(
        node, "ci", "--ignore-scripts", sorry="the Node packages cannot be installed: check the network, then try again"
    )
    write_stamp(stamp, value)
    return True


def build(node: Path) -> bool:
    """Build the browser files unless they are fresh; False when nothing was done."""
    if is_fresh():
        return False
    _npm(node, "run", "build", sorry="the browser files cannot be built: mend what is said above, then try again")
    if not any(_built_files()):
        raise BuildError(
            f"npm run build left nothing in {BUILT.relative_to(ROOT).as_posix()}: see site/browser/build.js"
        )
    write_stamp(_stamp(), _state())
    return True


def is_fresh() -> bool:
    """Tell whether the built files are there, unaltered, and made from the sources as they are now."""
    return any(_built_files()) and is_stamped(_stamp(), _state())


def provide() -> str:
    """Make sure of built files for a wheel and return a warning, empty when there is nothing to warn of.

    Raises BuildError when there are neither built files nor a Node to make them with.
    """
    if is_fresh():
        return ""
    node = find_node()
    if node:
        install_packages(node)
        build(node)
        return ""
    if any(_built_files()):
        return "the browser files may be older than site/browser/, and there is no Node here to build them again"
    raise BuildError(
        f"there are no built browser files in {BUILT.relative_to(ROOT).as_posix()} and no Node to make them: "
        f"install Node {OLDEST_NODE} or newer with npm, or run tools/setup.py first"
    )


def _stamp() -> Path:
    return ROOT / "build" / "browser-files-made-from"


def _state() -> str:
    sources = (path for path in _files(SOURCES) if not path.name.endswith(".test.js"))
    return f"{digest([*PACKAGE_LISTS, *sources])} {digest(_built_files())}"


def _built_files() -> Iterator[Path]:
    return _files(BUILT)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _major_version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    number = re.match(r"v(\d+)\.", said)
    return int(number[1]) if number else 0


def _npm(node: Path, *arguments: str, sorry: str) -> None:
    npm = shutil.which("npm", path=str(node))
    if npm is None:
        raise BuildError(f"npm has gone from {node}\n{sorry}")
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    run(npm, *arguments, "--no-audit", "--no-fund", sorry=sorry, environment=environment)
