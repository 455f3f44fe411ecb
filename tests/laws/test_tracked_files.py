"""Nothing of one machine, and nothing of a real person, is in the repository."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written in parts, so that this file does not break its own law.
MACHINE_PATHS = re.compile(r"(?<![\w.}-])/(?:" + "|".join(("work", "root", "opt/wheels", "opt/pypi")) + r")/")
TEMPORARY_PATHS = re.compile(r"(?<![\w.}-])/(?:var/)?" + r"tmp/")
REGISTRY_HOSTS = re.compile(
    r"\b(?:" + "|".join(name + r"\." + end for name, end in (
        ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npm"), ("npmjs", "(?:com|org)"), ("yarnpkg", "com"),
        ("deb", "debian"), ("proxy", "golang"),
    )) + ")"
)  # fmt: skip
# Looked for from the start of a word only, and no longer than a name may be: vectors have words of 100,000 letters.
E_MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?P<domain>[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})\b")
RESERVED_DOMAINS = re.compile(r"(?:^|\.)(?:example\.(?:org|com|net)|example|invalid|test)$")
TELEPHONE = re.compile(r"(?<![\w.+/=#-])(?:\+44 ?(?:\(0\) ?)?|0)[1-9](?:[ -]?\d){8,9}(?![\w+/=-])")
# Numbers that Ofcom keeps for drama: nobody has them.
DRAMA_NUMBERS = re.compile(
    r"0(?:"
    r"11[3-8]4960\d{3}|1[2-6]14960\d{3}|1914980\d{3}"  # Leeds … Reading, Birmingham … Manchester, Tyneside
    r"|2079460\d{3}|2896496\d{3}|2920180\d{3}"  # London, Northern Ireland, Cardiff
    r"|1632960\d{3}|7700900\d{3}|8081570\d{3}|9098790\d{3}|3069990\d{3}"  # nowhere, mobile, free, premium, whole UK
    r")"
)
# Published national helplines, which guidance pages may name.
HELPLINES = {
    "03001231100": "Acas",
    "03031231113": "Information Commissioner’s Office",
    "08088005000": "NSPCC",
}


def machine_breaches(path: str, text: str) -> list[str]:
    """Say where a text names a place on one machine, or a package registry's host."""
    patterns = [MACHINE_PATHS, REGISTRY_HOSTS, *([] if path.startswith("tests/") else [TEMPORARY_PATHS])]
    return [f"{path}: {found[0]}" for pattern in patterns for found in pattern.finditer(text)]


def person_breaches(path: str, text: str) -> list[str]:
    """Say where a text holds an e-mail address or a telephone number that someone may have."""
    mails = [found[0] for found in E_MAIL.finditer(text) if not RESERVED_DOMAINS.search(found["domain"].lower())]
    numbers = [found[0] for found in TELEPHONE.finditer(text) if not _is_nobodys(found[0])]
    return [f"{path}: {found}" for found in [*mails, *numbers]]


def _is_nobodys(telephone: str) -> bool:
    digits = re.sub(r"\D", "", telephone.replace("(0)", ""))
    digits = f"0{digits[2:]}" if telephone.startswith("+44") else digits
    return bool(DRAMA_NUMBERS.fullmatch(digits)) or digits in HELPLINES


def _texts() -> Iterator[tuple[str, str]]:
    """Yield every text file that is tracked, or would be if it were added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    for path in filter(None, listed.split("\0")):
        file = ROOT / path
        if not file.is_file():
            continue
        try:
            yield path, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [breach for path, text in _texts() for breach in machine_breaches(path, text)]

    assert found == []


def test_no_file_holds_a_real_address_or_number() -> None:
    """Lock files hold hashes, not people."""
    found = [breach for path, text in _texts() if "lock" not in path for breach in person_breaches(path, text)]

    assert found == []


def test_lock_files_hold_no_addresses_of_packages() -> None:
    python = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-node.lock")]
    node = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert [line for text in python for line in text.splitlines() if "://" in line or " @ " in line] == []
    assert '"resolved"' not in node


PLANTED_MACHINES = [
    ("README.md", "see /" + "work/main"),
    ("tools/x.py", "'/" + "root/.config'"),
    ("demo.py", "Path('/" + "tmp/out')"),
    ("package-lock.json", "https://registry" + ".npmjs" + ".org/x"),
    ("requirements.lock", "--index-url https://pypi" + ".org/simple"),
]
INNOCENT_MACHINES = [
    ("README.md", "https://www.example.org/work/with/us and docs/work/plan.md"),
    ("tests/test_x.py", "/" + "tmp/out"),
]
PLANTED_PEOPLE = [
    "jane.smith@" + "gmail.com",
    "LADO@" + "council.gov.uk",
    "call 020 7111" + " 1111",
    "tel:+44 20 7111" + " 1111",
    "0121 111" + " 1111",
    "07111" + " 111111",
    "jo@notexample" + ".org",
]
INNOCENT_PEOPLE = [
    "head@school.example.org, a@example.com, b@office.example",
    "@biomejs/biome, govuk-frontend@6.3.0, @media, sass@1.108.2",
    "01632 960123, 0113 496 0000, 07700 900999, 020 7946 0999, 0808 157 0001, 0121 496 0123, +44 7700 900000",
    "sha256:0123456789012345678901 and 0.0161328460912 and 2027-01-01 09:00:00",
]


@pytest.mark.parametrize(("path", "text"), PLANTED_MACHINES)
def test_a_planted_machine_is_caught(path: str, text: str) -> None:
    assert machine_breaches(path, text)


@pytest.mark.parametrize(("path", "text"), INNOCENT_MACHINES)
def test_an_innocent_path_is_let_through(path: str, text: str) -> None:
    assert machine_breaches(path, text) == []


@pytest.mark.parametrize("text", PLANTED_PEOPLE)
def test_a_planted_person_is_caught(text: str) -> None:
    assert person_breaches("a.toml", text)


@pytest.mark.parametrize("text", INNOCENT_PEOPLE)
def test_nobodys_address_or_number_is_let_through(text: str) -> None:
    assert person_breaches("a.toml", text) == []
