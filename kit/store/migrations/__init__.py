"""How a store of an older release becomes one of this release; Alembic is imported only for that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0016"
"""The newest revision. A test holds it equal to what Alembic finds in ``versions``."""

FOLDER = Path(__file__).resolve().parent


def upgrade(connection: Connection) -> None:
    """Bring the store to ``HEAD`` inside the transaction that ``connection`` is in."""
    from alembic import command
    from alembic.config import Config

    from ...casework.matching import row_keys
    from ...casework.sameness import digest_of

    config = Config(attributes={"connection": connection, "keys_of": row_keys, "digest_of": digest_of})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
