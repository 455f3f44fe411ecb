"""Set up everything a checkout needs: Python packages, Node packages, the browser files and a browser.

Run it as often as you like: a step whose inputs have not changed is not done again.
Needs Python 3.11 or newer and nothing else.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
    sys.exit(
        f"setup: Python 3.11 or newer is needed, and this is {sys.version.split()[0]}; try python3.11 tools/setup.py"
    )

from tools import browser_files  # noqa: E402 - an older Python is to reach the sentence above
from tools.browser import find_browser  # noqa: E402
from tools.browser_files import VENV_PROGRAMS, BuildError, digest, is_stamped, run, write_stamp  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV_PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / "stamps"
PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
TYPING_LINKS = {"lado_site": "site", "lado_kit": "kit"}
DOWNLOAD_SECONDS = 300


def main() -> None:
    """Do the steps in order, and say in one sentence what cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python-only", action="store_true", help="leave Node, the browser files and the browser out")
    parser.add_argument("--without-browser", action="store_true", help="do not look for a browser")
    chosen = parser.parse_args()
    try:
        make_environment()
        install_python_packages()
        install_this_project()
        link_for_types()
        if not chosen.python_only:
            node = provide_node()
            install_node_packages(node)
            build_browser_files(node)
            if not chosen.without_browser:
                provide_browser()
                provide_nginx()
                provide_dovecot()
                provide_strace()
                provide_postgres()
    except BuildError as problem:
        sys.exit(f"setup: {problem}")


def make_environment() -> None:
    """Make .venv, anew when it was made by another Python or for another place."""
    stamp, value = STAMPS / "environment", f"{sys.version}\n{sys.base_prefix}\n{VENV}"
    if PYTHON.exists() and is_stamped(stamp, value):
        return
    say("making the environment .venv")
    if not has_module("ensurepip"):
        install_from_debian("python3-venv")
    run(
        sys.executable, "-m", "venv", "--clear", VENV,
        sorry="the environment .venv cannot be made: install Python's venv module (Debian: python3-venv)",
    )  # fmt: skip
    write_stamp(stamp, value)


def install_python_packages() -> None:
    """Install exactly the packages of requirements.lock, each checked against its hash."""
    install_locked("requirements.lock", "the Python packages")


def install_this_project() -> None:
    """Make lado_site, lado_kit and the command ``lado`` importable from the folders themselves."""
    stamp, value = STAMPS / "project", digest([ROOT / "pyproject.toml", ROOT / "setup.py"])
    if is_stamped(stamp, value):
        return
    say("installing this project into .venv")
    run(
        *PIP, "--no-deps", "--no-build-isolation", "--editable", ".",
        sorry="this project cannot be installed: mend what is said above, then try again",
    )  # fmt: skip
    write_stamp(stamp, value)


def link_for_types() -> None:
    """Let mypy find the packages by their names, which are not the names of their folders."""
    for name, folder in TYPING_LINKS.items():
        link = ROOT / ".typing" / name
        if link.exists():
            continue
        link.parent.mkdir(exist_ok=True)
        try:
            link.symlink_to(Path("..") / folder, target_is_directory=True)
        except OSError:
            say("mypy will not find our packages, because links are refused here; everything else works")
            return


def provide_node() -> Path:
    """Return the folder of a Node that is new enough, from the machine or else from a Python package."""
    node = browser_files.find_node()
    if node is None:
        install_locked("requirements-node.lock", "Node, as this machine has none of version 20 or newer")
        node = browser_files.find_node()
    if node is None:
        raise BuildError("Node cannot be had here: install Node 20 or newer with npm, then try again")
    return node


def install_node_packages(node: Path) -> None:
    """Install exactly the packages of package-lock.json."""
    if browser_files.install_packages(node):
        say("installed the Node packages")


def build_browser_files(node: Path) -> None:
    """Build the scripts and styles that pages are served with."""
    if browser_files.build(node):
        say("built the browser files")


def provide_browser() -> None:
    """Find a browser or get one; where that fails, say so and go on, trying again only when asked."""
    if find_browser():
        return
    given_up = STAMPS / "no-browser"
    if not given_up.exists() or os.environ.get("CI") == "true":
        for get in (download_browser, lambda: install_from_debian("chromium", "fonts-liberation")):
            get()
            if find_browser():
                given_up.unlink(missing_ok=True)
                return
        write_stamp(given_up, "")
    say(
        "there is no Chromium, Chrome or Edge here and none can be had, so browser tests will be skipped: "
        "install one or set LADO_CHROMIUM to its program (delete .venv/stamps/no-browser to let setup try again)"
    )


def provide_nginx() -> None:
    """Find the web server that a test publishes to, or get it; where that fails, say so and go on."""
    given_up = STAMPS / "no-nginx"
    if find_nginx() or (given_up.exists() and os.environ.get("CI") != "true"):
        return
    if not Path("/run/systemd/system").exists():  # there, Debian would start it for everybody on port 80
        install_from_debian("nginx")
    if not find_nginx():
        write_stamp(given_up, "")
        say("there is no nginx here, so the test with a real web server will be skipped: install it to run that test")


def find_nginx() -> str | None:
    """Return nginx, which Debian puts where only root looks for programs."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def provide_dovecot() -> None:
    """Find the mail server that a test collects from, or get it; where that fails, say so and go on."""
    given_up = STAMPS / "no-dovecot"
    if find_dovecot() or (given_up.exists() and os.environ.get("CI") != "true"):
        return
    install_from_debian("dovecot-imapd")
    if not find_dovecot():
        write_stamp(given_up, "")
        say("there is no dovecot here and none can be had, so the tests with a real mail server will be skipped")


def find_dovecot() -> str | None:
    """Return dovecot, which Debian puts where only root looks for programs."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")


def provide_postgres() -> None:
    """Find the database server that tests of the record store start, or get it; where that fails, say so and go on."""
    given_up = STAMPS / "no-postgresql"
    if find_postgres() or (given_up.exists() and os.environ.get("CI") != "true"):
        return
    if not Path("/run/systemd/system").exists():  # there, Debian would start one for everybody
        install_from_debian("postgresql")
    if not find_postgres():
        write_stamp(given_up, "")
        say("there is no PostgreSQL here, so the tests of records on a server will be skipped: install it to run them")


def find_postgres() -> Path | None:
    """Return the folder of the newest server's programs, which Debian keeps apart by version."""
    places = (Path("/usr/lib/postgresql"), Path("/usr/local/lib/postgresql"))
    found = [path for place in places for path in place.glob("*/bin") if (path / "postgres").exists()]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def provide_strace() -> None:
    """Find what the tests make system calls fail with, on Linux, or get it; where that fails, say so and go on."""
    given_up = STAMPS / "no-strace"
    if sys.platform != "linux" or shutil.which("strace") or (given_up.exists() and os.environ.get("CI") != "true"):
        return
    install_from_debian("strace")
    if not shutil.which("strace"):
        write_stamp(given_up, "")
        say("there is no strace here and none can be had, so the tests with failing system calls will be skipped")


def download_browser() -> None:
    """Try Playwright's own download, which many networks refuse."""
    if os.environ.get("LADO_CHROMIUM"):
        return
    say("looking for a browser to download")
    environment = {**os.environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "5000"}
    try:
        run(
            PYTHON, "-m", "playwright", "install", "--no-shell", "chromium",
            sorry="", environment=environment, seconds=DOWNLOAD_SECONDS,
        )  # fmt: skip
    except BuildError:
        say("Playwright's download is not to be had here")


def install_from_debian(*packages: str) -> None:
    """Try Debian's packages, where apt is there and we may use it."""
    may_install = as_root()
    if may_install is None or not shutil.which("apt-get"):
        return
    say(f"installing from Debian: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for command in (("update",), ("install", "--yes", "--no-install-recommends", *packages)):
            run(*may_install, "apt-get", *command, sorry="", environment=environment, seconds=2 * DOWNLOAD_SECONDS)
    except BuildError as problem:
        say(f"Debian has no {packages[0]} for us: {str(problem).strip().splitlines()[-1]}")


def install_locked(lock: str, what: str) -> None:
    """Install what a lock file names, each file checked against its hash, once."""
    stamp, value = STAMPS / lock, digest([ROOT / lock])
    if is_stamped(stamp, value):
        return
    say(f"installing {what}")
    run(
        *PIP, "--require-hashes", "--requirement", ROOT / lock,
        sorry=f"the packages of {lock} cannot be installed: check the network, then try again",
    )  # fmt: skip
    write_stamp(stamp, value)


def as_root() -> tuple[str, ...] | None:
    """Return what to put before a command that needs root, or None where that cannot be had without a password."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return ()
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo", "-n") if asked and asked.returncode == 0 else None


def has_module(name: str) -> bool:
    """Tell whether this Python has the module, in a fresh process: Debian's lacks parts of the standard library."""
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"setup: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
