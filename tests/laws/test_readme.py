"""The README's terminal session does what it says when it is pasted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def session() -> str:
    """Everything in code blocks under "Use it", as one script."""
    [section] = re.findall(r"^## Use it$(.*?)^## ", (ROOT / "README.md").read_text(encoding="utf-8"), re.S | re.M)
    return "\n".join(re.findall(r"^```\n(.*?)^```", section, re.S | re.M))


@pytest.mark.skipif(os.name == "nt", reason="the README's session is written for a POSIX shell")
def test_the_session_in_the_readme_works_when_pasted(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    done = subprocess.run(
        ["bash", "-e"],
        input=session(),
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "public" / "referral.html").is_file()
    assert re.search(r"^[0-9]{4}-0001\b", done.stdout, re.M)
