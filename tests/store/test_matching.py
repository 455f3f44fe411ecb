"""Records of an earlier release are found after the migration, and one crowded key does not slow down a question."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text

from lado_kit.casework.matching import Organisation, Person, organisation_keys, person_keys
from lado_kit.store import migrations, open_store
from lado_kit.store.matching import BLOCK, records_by_id, sharing_keys
from lado_kit.store.sqlcipher import build_engine
from lado_kit.store.tables import LinkKind, search_key

from .conftest import Place

KEY = bytes(range(32))
ID = UUID(int=7)


def test_records_that_were_there_before_are_found_as_new_ones_are(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    engine = build_engine(file, KEY)
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, "0003")
        for statement in (
            "INSERT INTO case_record VALUES (:id, 'sandwell', '2026-0001', 'new', '2026-05-03')",
            "INSERT INTO envelope VALUES (:id, 'sandwell', :sha256, 'the receipt', 9)",
            "INSERT INTO submission (submission_id, authority, case_id, envelope_id, form_name, form_version,"
            " form_digest, release, roster_version, sealed_at, imported_at, imported_by, answers, content_sha256)"
            " VALUES (:id, 'sandwell', :id, :id, 'referral', 1, :sha256, '2026.1', 1, '2026-05-03 10:00:00',"
            " '2026-05-03 10:00:00', 'duty-1', '{}', :sha256)",
            "INSERT INTO adult (id, authority, submission_id, family_name, given_names, birth_date)"
            " VALUES (:id, 'sandwell', :id, 'Larkmoss', 'Joanna', '1984-05-12')",
            "INSERT INTO child (id, authority, submission_id, position, family_name, given_names)"
            " VALUES (:id, 'sandwell', :id, 0, 'Yaxley', 'Oriel')",
            "INSERT INTO organisation (id, authority, submission_id, name, postcode)"
            " VALUES (:id, 'sandwell', :id, 'Tumbledown Academy', 'QX1 2AB')",
        ):
            connection.execute(text(statement), {"id": ID.hex, "sha256": "a" * 64})
    engine.dispose()

    work = Organisation.of({"name": "Tumbledown Academy", "postcode": "QX1 2AB"})
    expected = {
        LinkKind.ADULT: person_keys(
            Person.of({"family_name": "Larkmoss", "given_names": "Joanna", "birth_date": "1984-05-12"}, employer=work)
        ),
        LinkKind.CHILD: person_keys(Person.of({"family_name": "Yaxley", "given_names": "Oriel"})),
        LinkKind.ORGANISATION: organisation_keys(work),
    }
    with open_store(file, KEY) as store, store.reading() as connection:
        for kind, keys in expected.items():
            assert sharing_keys(connection, "sandwell", kind, keys) == {key: [ID.int] for key in keys}
            assert sharing_keys(connection, "luton", kind, keys) == {}
        found = records_by_id(connection, "sandwell", LinkKind.ADULT, [ID])[ID]
        rows = connection.scalars(text("SELECT count(*) FROM search_key")).one()

    assert rows == sum(len(keys) for keys in expected.values())
    assert (found.named, found.employer) == ("2026-0001", {"name": "Tumbledown Academy", "postcode": "QX1 2AB"})


def test_no_more_than_a_block_is_read_of_one_key(place: Place) -> None:
    row = {"authority": "sandwell", "kind": "adult"}
    with place.open() as store:
        with store.writing() as connection:
            crowd = [{**row, "key": "f:smith:j", "record_id": UUID(int=each)} for each in range(BLOCK + 50)]
            connection.execute(insert(search_key), [*crowd, {**row, "key": "t:01632960123", "record_id": ID}])
        with store.reading() as connection:
            found = sharing_keys(connection, "sandwell", LinkKind.ADULT, ["f:smith:j", "t:01632960123"])

    assert {key: len(ids) for key, ids in found.items()} == {"f:smith:j": BLOCK, "t:01632960123": 1}
