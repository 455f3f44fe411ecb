"""The ``lado`` command: the table of its commands, and the outermost edge, where every error becomes a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import ClassVar

import click

from . import __version__
from .commands.menu import Menu
from .commands.session import shared_options

SECTIONS = {
    "Begin": {
        "init": "init:init",
        "profile": "profile:profile",
        "keys": "keys:keys",
        "store": "store:store",
    },
    "Publish the pages": {
        "publish": "publish:publish",
        "preview": "preview:preview",
        "release": "release:release",
        "verify": "verify:verify",
        "forms": "forms:forms",
    },
    "Take in what comes": {
        "collect": "collect:collect",
        "import": "intake:import_",
        "inbox": "intake:inbox",
        "quarantine": "quarantine:quarantine",
        "acknowledge": "acknowledge:acknowledge",
        "seal": "seal:seal",
        "sample": "seal:sample",
    },
    "Work on cases": {
        "triage": "triage:triage",
        "case": "case:case",
        "attachment": "attachment:attachment",
        "pattern": "pattern:pattern",
        "clocks": "clocks:clocks",
        "worklist": "worklist:worklist",
    },
    "See how the service does": {
        "log": "log:log",
        "figures": "figures:figures",
        "tracker": "tracker:tracker",
    },
    "Answer for what is kept": {
        "access": "access:access",
        "retention": "retention:retention",
        "audit": "audit:audit",
        "backup": "backup:backup",
        "restore": "backup:restore",
    },
}
"""The commands as the help lists them, and where each is."""

COMMANDS = {name: place for section in SECTIONS.values() for name, place in section.items()}


class OnDemand(MutableMapping[str, click.Command]):
    """Commands by name, each loaded when it is asked for: a command waits for no other's libraries."""

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module, attribute = self._places[name].split(":")
            self._loaded[name] = getattr(import_module(f".commands.{module}", __package__), attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._places, **self._loaded})

    def __len__(self) -> int:
        return len({**self._places, **self._loaded})


class _Lado(Menu):
    sections: ClassVar = {heading: tuple(section) for heading, section in SECTIONS.items()}


@click.group(cls=_Lado, commands=OnDemand(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lado", message="%(prog)s %(version)s")
@shared_options
def cli() -> None:
    """Open, check and work on sealed referrals, on the office's own PC."""


def main() -> int:
    """Run the command that was typed and return its exit status."""
    return run(cli, "lado")


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 misuse."""
    _print_every_letter()
    try:
        status = command.main(args=arguments, prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the outermost edge: a person at the command line gets a sentence
        return _report(error)
    return status if isinstance(status, int) else 0


def _report(error: Exception) -> int:
    from .commands.faults import explain
    from .commands.speech import tell_error

    fault = explain(error)
    if os.environ.get("LADO_DEBUG") == "1":
        from traceback import print_exception

        print_exception(error)
    tell_error(fault.message, fault.hint)
    return fault.status


def _print_every_letter() -> None:
    """A letter that the terminal or the pipe has no room for becomes a question mark, not a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
