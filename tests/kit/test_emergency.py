"""The emergency procedure of docs/keys.md, run as it is written, with a tool that is not ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.kit.front_door import PASSPHRASE, ROOT, a_file
from tests.kit.offices import Kept, a_sealed_file
from tools.browser_files import find_node

GUIDE = (ROOT / "docs" / "keys.md").read_text("utf-8")
INSTALL, OPEN = re.findall(r"```sh\n(.*)\n(.*)\n```", GUIDE)[0]


def prepare(kept: Kept, folder: Path) -> None:
    """Do what the guide says before its commands; the package is the one that npm would install."""
    shutil.copy(ROOT / "docs" / "emergency_open.mjs", folder)
    shutil.copy(kept.opened.key_file("duty-1"), folder)
    a_file(folder / "passphrase.txt", PASSPHRASE + "\r\n")
    shutil.copytree(ROOT / "node_modules", folder / "node_modules", ignore=_all_but_the_package)


def _all_but_the_package(folder: str, names: list[str]) -> set[str]:
    if Path(folder) != ROOT / "node_modules":
        return set()
    return set(names) - {"age-encryption", "@noble", "@scure"}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    node = find_node()
    assert node, "no Node here: run tools/setup.py"
    program, rest = command.split(" ", 1)
    assert program == "node"
    return subprocess.run(
        f'"{node / "node"}" {rest}', shell=True, cwd=folder, capture_output=True, text=True, timeout=60
    )


def test_the_guide_opens_a_key_file_and_a_sealed_file(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "emergency"
    folder.mkdir()
    prepare(kept, folder)
    sealed = a_sealed_file(kept)
    a_file(folder / "referral.txt", sealed.armoured())

    done = run(OPEN, folder)

    assert done.returncode == 0, done.stderr
    manifest = json.loads((folder / "opened" / "manifest.json").read_text("utf-8"))
    assert manifest["answers"]["adult_family_name"] == "Quillfeather"
    assert (folder / "opened" / "attachment-1.bin").read_bytes() == b"%PDF" * 30_000
    assert PASSPHRASE not in done.stdout + done.stderr


def test_the_package_that_is_named_is_the_one_that_the_form_is_built_with() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]["age-encryption"]

    assert f"npm install age-encryption@{wanted}" == INSTALL


def test_a_wrong_passphrase_opens_nothing(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "emergency"
    folder.mkdir()
    prepare(kept, folder)
    a_file(folder / "passphrase.txt", "not the passphrase")
    a_file(folder / "referral.txt", a_sealed_file(kept).armoured())

    done = run(OPEN, folder)

    assert done.returncode == 1
    assert done.stderr == (
        "the passphrase does not open officer-duty-1.age. Compare each character, capitals and spaces too.\n"
    )
    assert not (folder / "opened").exists()


def test_a_damaged_file_is_told_apart_from_a_wrong_passphrase(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "emergency"
    folder.mkdir()
    prepare(kept, folder)
    lines = a_sealed_file(kept).armoured().decode().splitlines()
    a_file(folder / "referral.txt", "\n".join([*lines[:500], lines[500][::-1], *lines[501:], ""]))

    done = run(OPEN, folder)

    assert done.returncode == 1
    assert done.stderr.startswith("officer-duty-1.age does not open referral.txt: ")
    assert not (folder / "opened").exists()
