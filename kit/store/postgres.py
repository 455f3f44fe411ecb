"""Everything that is PostgreSQL's own: how a connection is opened, what holds authorities apart, what errors mean.

**One writer of an authority at a time.** A writing transaction first takes a lock of its authority and keeps it to its
end: with it, what is read of the authority stays true until it is written, references and the audit chain have no
holes, and nothing has to be tried again. SERIALIZABLE would allow several, but each of them appends to the same end
of the same chain, so all but one would fail and have to be done again from the start. It reads what has been
committed, because a snapshot taken before the wait for the lock would be old when the wait is over. Authorities do not
wait for each other, and nobody who only reads waits at all: each reading transaction has one snapshot.

**An authority's rows.** A transaction says of which authority it is, and a policy on every table shows it those rows
only, where ``lado_user`` admits the database's user to that authority. It holds for the owner of the tables too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, column, create_engine, event, func, select, table
from sqlalchemy.exc import DBAPIError

from ..errors import (
    Misuse,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreKeyWrong,
    StoreMissing,
    StoreReadOnly,
    StoreRuleBroken,
    StoreUnprotected,
    StoreUnreachable,
)
from .canonical import canonical
from .server import Server
from .tables import metadata

BUSY_SECONDS = 30
"""How long to wait for another program's transaction, which takes about 0.2 s for 100 submissions."""

CONNECT_SECONDS = 10

POLICY = "of_authority"

_IS_OURS = (
    "authority = (SELECT u.authority FROM lado_user u"
    " WHERE u.role = current_user AND u.authority = current_setting('lado.authority', true))"
)

_users = table("lado_user", column("role"), column("authority"))

# Set for each transaction, so that it holds behind a pooler too. The path: nobody's own schema comes before ours.
_SETTINGS = (
    "SELECT set_config('lado.authority', %(authority)s, true), set_config('search_path', 'public', true),"
    " set_config('lock_timeout', %(wait)s, true)"
)
_LOCK = ", pg_advisory_xact_lock(%(lock)s)"

_QUOTED_TABLES = tuple(f'"{each.name}"' for each in metadata.sorted_tables)

for _table in metadata.sorted_tables:
    for _index in _table.indexes:
        _index.dialect_kwargs.update(_index.info)  # what ``partial_index`` has kept for here


def build_engine(server: Server, *, authority: str) -> Engine:
    """Return the engine of a database on a server. The password stays inside: it is in no URL or ``repr``."""
    try:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=partial(_connect, server),
            hide_parameters=True,  # answers stay out of every error
            json_serializer=canonical,
            pool_pre_ping=True,  # a program that waits for files for days outlives the server's restarts
            use_native_hstore=False,
        )
    except ModuleNotFoundError:
        raise Misuse(
            "what reaches a PostgreSQL server is not installed",
            hint='install it with: pip install "lado-referral[postgresql]"',
        ) from None
    event.listen(engine, "begin", partial(_begin, authority))
    return engine


def _connect(server: Server) -> Any:
    import psycopg

    # Each of them is given, also where it is the default: else the environment could change it.
    return psycopg.connect(
        host=server.host,
        hostaddr="",
        port=server.port,
        dbname=server.database,
        user=server.user,
        password=server.password,
        sslmode=server.tls,
        sslrootcert=server.root_certificate or ("system" if server.tls == "verify-full" else ""),
        ssl_min_protocol_version="TLSv1.2",
        gssencmode="disable",
        require_auth="scram-sha-256",  # a false server learns no password, not even its hash
        target_session_attrs="read-write",  # not a copy that only follows
        connect_timeout=CONNECT_SECONDS,
        application_name="lado",
        options="",
    )


def _begin(authority: str, connection: Connection) -> None:
    from psycopg import IsolationLevel

    options = connection.get_execution_options()
    writes = options.get("writes", False)
    raw: Any = connection.connection.dbapi_connection
    raw.read_only = not writes
    raw.isolation_level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    values: dict[str, Any] = {"authority": authority, "wait": f"{options.get('wait', BUSY_SECONDS)}s"}
    if writes:
        values["lock"] = _lock_number("migrations" if options.get("migrates", False) else f"authority {authority}")
    connection.exec_driver_sql(_SETTINGS + (_LOCK if writes else ""), values)


def _lock_number(name: str) -> int:
    digest = hashlib.sha256(f"lado record store, {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """Let the owner of the tables see the rows of every authority while they are migrated, and hold them apart again.

    What is interrupted is undone with its transaction. Raises StoreReadOnly when somebody else owns them.
    """
    here = connection.exec_driver_sql(
        "SELECT format('%%I', c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relforcerowsecurity"
    )
    for name in here.scalars().all():
        connection.exec_driver_sql(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
    yield
    hold_apart(connection)


def hold_apart(connection: Connection) -> None:
    """Give every table the policy that holds authorities apart, and every user who is admitted their rights."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS lado_user"
        " (role text NOT NULL, authority text NOT NULL, CONSTRAINT pk_lado_user PRIMARY KEY (role, authority))"
    )
    for name in _QUOTED_TABLES:
        for statement in (
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {POLICY} ON {name}",
            f"CREATE POLICY {POLICY} ON {name} USING ({_IS_OURS})",
        ):
            connection.exec_driver_sql(statement)
    for role in connection.scalars(select(_users.c.role).distinct()):
        _grant(connection, role)


def admit(connection: Connection, *, user: str, authority: str) -> None:
    """Let a user of the database work with the records of an authority. The owner of the tables does this."""
    if not connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (user,)).first():
        raise StoreMissing(
            "the server has no such user", hint="make the user on the server first, with a password of its own"
        )
    connection.exec_driver_sql("INSERT INTO lado_user VALUES (%s, %s) ON CONFLICT DO NOTHING", (user, authority))
    _grant(connection, user)


def _grant(connection: Connection, user: str) -> None:
    role = connection.exec_driver_sql("SELECT quote_ident(%s)", (user,)).scalar_one()
    for name in _QUOTED_TABLES:
        refused = connection.exec_driver_sql(
            "SELECT substring(tgname FROM '_refuses_(.*)$') FROM pg_trigger WHERE tgrelid = %s::regclass", (name,)
        )
        rights = {"SELECT", "INSERT", "UPDATE", "DELETE"} - {str(each).upper() for each in refused.scalars()}
        connection.exec_driver_sql(f"GRANT {', '.join(sorted(rights))} ON {name} TO {role}")
    connection.exec_driver_sql(f"GRANT SELECT ON lado_user, alembic_version TO {role}")


def check_is_unicode(connection: Connection) -> None:
    """Refuse a database that has no room for every letter. Raises StoreUnprotected."""
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise StoreUnprotected(
            "the database cannot hold every letter", hint="make another one with: CREATE DATABASE … ENCODING 'UTF8'"
        )


def check_is_held_apart(connection: Connection, *, authority: str) -> None:
    """Check that no row of another authority can be seen, and that this one's can. Raises a StoreError."""
    above, open_tables = connection.exec_driver_sql(
        "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),"
        " (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"
        " AND c.relname = ANY(%s) AND NOT (c.relrowsecurity AND c.relforcerowsecurity))",
        ([each.name for each in metadata.sorted_tables],),
    ).one()
    if above:
        raise StoreUnprotected(
            "this user of the server may see the records of every authority, whatever the rules say",
            hint="make a user without SUPERUSER and BYPASSRLS for daily work: docs/store.md",
        )
    if open_tables:
        raise StoreUnprotected(
            "the server does not hold the records of authorities apart any more",
            hint="let the owner of the database run lado store prepare again",
        )
    asked = select(_users.c.role).where(_users.c.authority == authority, _users.c.role == func.current_user())
    if not connection.execute(asked).first():
        raise StoreMissing(
            f"this user of the server may not work with records of {authority}",
            hint="let the owner of the database run lado store prepare with --user and --authority",
        )


def as_store_error(error: DBAPIError) -> StoreError:
    """Say in a sentence what a database error means for the person. It never holds a value or an address."""
    state = getattr(error.orig, "sqlstate", None)
    if not state:
        return _of_connection(error.orig)
    is_of_another = getattr(getattr(error.orig, "diag", None), "source_function", None) == _CHECKS_POLICIES
    return _of_state(_RULE_BROKEN if is_of_another else state)


# A row of another authority is refused with the code of a missing right; only this tells them apart in every language.
_CHECKS_POLICIES = "ExecWithCheckOptions"

_RULE_BROKEN = "23000"


# https://www.postgresql.org/docs/current/errcodes-appendix.html
def _of_state(state: str) -> StoreError:
    match state[:2], state:
        case _, "53100":
            return StoreFull("the server's disk is full", hint="ask who looks after the server to make room")
        case _, "55P03" | "57014" | "40001" | "40P01":
            return StoreBusy(
                "another program is using the record store",
                hint="wait until the other import or backup has ended, then do it again",
            )
        case _, "53300":
            return StoreBusy("the server has no connection left", hint="try again in a minute")
        case ("53", _) | (_, "57P03"):
            return StoreBusy("the server is too busy", hint="try again in a minute")
        case _, "25006":
            return StoreReadOnly(
                "the server takes no changes at the moment", hint="ask who looks after the server, then do it again"
            )
        case _, "42501":
            return StoreReadOnly(
                "the server does not allow this user to do that",
                hint="the owner of the database gives the rights with lado store prepare",
            )
        case ("28", _):
            return _password_wrong()
        case _, "3D000":
            return _no_database()
        case (("22" | "23"), _):
            return StoreRuleBroken(
                "the record store refused an entry that breaks one of its rules",
                hint="report this as a fault of the kit",
            )
        case (("08" | "57"), _):
            return _gone()
        case (("XX" | "58"), _):
            return StoreDamaged(
                "the server reports damage or an error of its disk",
                hint="stop working with it; its database is to be checked, and restored from the backup",
            )
    return StoreDamaged(f"the server reports error {state}", hint="report this as a fault of the kit")


# What fails before there is a connection has no code: libpq has only its words, which are English in psycopg's wheels.
def _of_connection(error: BaseException | None) -> StoreError:
    import psycopg

    words = str(error).lower()
    if isinstance(error, psycopg.DataError):
        return _of_state(_RULE_BROKEN)
    if "pg_hba.conf" in words:
        return StoreUnreachable(
            "the server lets this user in only in another way, or from another PC",
            hint="ask who looks after the server for a line in pg_hba.conf: hostssl, scram-sha-256 (docs/store.md)",
        )
    if "password" in words or "authentication" in words or 'role "' in words:
        return _password_wrong()
    if "ssl" in words or "certificate" in words or "tls" in words:
        return StoreUnreachable(
            "the server cannot prove that it is the right one, so nothing was sent to it",
            hint="check the name of the host; for a council's own certificate authority give --root-certificate FILE",
        )
    if 'database "' in words:
        return _no_database()
    if "read-only" in words or "hot standby" in words:
        return _of_state("25006")
    if "too many clients" in words or "connection slots" in words:
        return _of_state("53300")
    return _gone()


def _password_wrong() -> StoreKeyWrong:
    return StoreKeyWrong(
        "the server does not accept the user or the password",
        hint="if the password was changed on the server, say so with lado store connect",
    )


def _no_database() -> StoreMissing:
    return StoreMissing("the server has no such database", hint="check its name; docs/store.md says how to make one")


def _gone() -> StoreUnreachable:
    return StoreUnreachable(
        "the server of the record store cannot be reached, or has ended the connection",
        hint="check the network and that the server runs, then do it again: nothing is taken in twice",
    )
