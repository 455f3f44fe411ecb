"""What every command shares: where the home is, who is working, and whether a program reads the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

# Every command, also ``lado --version``, loads this module: it loads nothing more before it is needed.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ..custody.unlocking import Office
    from ..encrypt import Identity
    from ..home import Home

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(kw_only=True, slots=True)
class Session:
    """The shared options, wherever on the command line they were given."""

    home: str | None = None
    passphrase_file: str | None = None
    officer: str | None = None
    as_json: bool | None = None

    def folder(self) -> Path:
        """Return where the home is or will be."""
        from pathlib import Path

        from ..home import default_folder

        return Path(self.home) if self.home else default_folder()

    def find_home(self) -> Home:
        """Return the home. Raises Misuse when there is none."""
        from ..home import find_home

        return find_home(self.folder())

    def find_any_home(self) -> Home | None:
        """Return the home where there is one, for commands that also work without."""
        from ..home import is_home

        return self.find_home() if self.home or is_home(self.folder()) else None

    def passphrase(self) -> str:
        """Return the passphrase from its file or from the terminal. Raises Misuse when there is neither."""
        from pathlib import Path

        from ..passphrase import read_passphrase

        return read_passphrase(Path(self.passphrase_file) if self.passphrase_file else None)

    def new_passphrase(self, *, whose: str) -> str:
        """Return a passphrase for a new key, from its file or typed twice. Raises Misuse when it is too short."""
        from pathlib import Path

        from ..passphrase import read_new_passphrase

        return read_new_passphrase(Path(self.passphrase_file) if self.passphrase_file else None, whose=whose)

    @contextmanager
    def office(
        self, *, passphrase: str = "", with_older_keys: bool = False, share_files: Sequence[Path] = ()
    ) -> Iterator[Office]:
        """Unlock the home and open its store, for a ``with``. Says so while only one person could.

        Says also that somebody has proposed a root key, until that is done.
        What is to open sealed files takes older keys under the same passphrase too, and paper shares.
        """
        from ..custody.people import one_holder_warnings
        from ..custody.unlocking import open_office
        from ..home import officers_at_a_glance
        from .speech import warn

        home = self.find_home()
        passphrase = passphrase or self.passphrase()
        warn(one_holder_warnings(officers_at_a_glance(home)))
        more: list[Identity] = []
        if share_files:
            from ..custody.recovery import read_recovery_identity

            more = [read_recovery_identity(home, share_files)]
        with open_office(home, passphrase, self.officer or "", with_older_keys=with_older_keys, more=more) as office:
            if home.next_root_key_file.exists():
                from ..custody.proposing import proposal_warnings

                warn(proposal_warnings(office, now=now()))
            yield office


def now() -> datetime:
    """Return the time, which commands hand on as an argument."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def shared_options(command: Command) -> Command:
    """Take the shared options, before the name of a command and after it. What stands last counts."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    session = context.ensure_object(Session)
    name = str(parameter.name)
    is_typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if is_typed or (value is not None and getattr(session, name) is None):
        setattr(session, name, value)


_FILE = click.Path()
_OPTIONS = (
    click.option(
        "--home", type=_FILE, envvar="LADO_HOME", show_envvar=True, expose_value=False, callback=_keep,
        help="The home folder.",
    ),
    click.option(
        "--passphrase-file", type=_FILE, envvar="LADO_PASSPHRASE_FILE", show_envvar=True, expose_value=False,
        callback=_keep, help="A file that holds the passphrase; - is standard input.",
    ),
    click.option(
        "--officer", envvar="LADO_OFFICER", show_envvar=True, expose_value=False, callback=_keep,
        help="Whose key the passphrase opens.",
    ),
    click.option(
        "--json", "as_json", is_flag=True, default=None, expose_value=False, callback=_keep,
        help="Print the result as JSON.",
    ),
)  # fmt: skip
