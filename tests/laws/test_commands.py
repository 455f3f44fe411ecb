"""Every command explains itself: its help ends in an example, and the documents name it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lado_kit.cli import cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for part, inner in sorted(command.commands.items()):
            yield from _commands(inner, f"{name} {part}")
    else:
        yield name, command


COMMANDS = [pytest.param(name, command, id=name) for name, command in _commands(cli, "lado")]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_the_help_of_a_command_ends_in_an_example(name: str, command: click.Command) -> None:
    last_paragraph = (command.help or "").strip().replace("\b", "").split("\n\n")[-1]

    assert name in last_paragraph, f"end the docstring of `{name}` with a paragraph that shows `{name} …`"


@pytest.mark.parametrize("name", [command.id for command in COMMANDS])
def test_a_command_is_named_in_the_documents(name: str) -> None:
    assert any(name in path.read_text(encoding="utf-8") for path in DOCUMENTS), f"name `{name}` in README.md or docs/"
