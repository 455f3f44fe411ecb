"""A group of commands as its help lists it: in the order of the work, and each with a whole sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import click

_A_WHOLE_SENTENCE = 500
"""Letters: click cuts a sentence at the end of the line unless it is told that there is room."""


class Menu(click.Group):
    """A group whose help lists its commands under headings. What no heading names follows under “Commands”."""

    sections: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """List the commands in the order of the headings, then in the order in which they were defined."""
        named = [name for names in self.sections.values() for name in names]
        return [*named, *(name for name in self.commands if name not in named)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings."""
        for heading, names in self._headed(ctx):
            with formatter.section(heading):
                formatter.write_dl([(name, self._sentence(ctx, name)) for name in names])

    def _headed(self, ctx: click.Context) -> Iterator[tuple[str, list[str]]]:
        yield from ((heading, list(names)) for heading, names in self.sections.items())
        named = {name for names in self.sections.values() for name in names}
        others = [name for name in self.list_commands(ctx) if name not in named]
        if others:
            yield "Commands", others

    def _sentence(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(_A_WHOLE_SENTENCE) if command else ""
