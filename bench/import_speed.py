"""How fast sealed files become records: our whole import beside the bare cryptography and the bare inserts, in turns.

Run it with ``python -m bench.import_speed [FILES]``. Both sides end with the same rows on the disk. The floor reads,
decodes, opens and parses each file and then writes rows made beforehand in one bulk insert; it checks nothing, and
knows neither duplicates nor an audit chain.

The people in the referrals are those of ``bench.matching``: named as unevenly as real ones, and ``REPEATED`` of the
referrals are about an adult of an earlier one, described again with the usual errors. Some employers have many of them.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import Connection, text

from lado_kit.encrypt.envelope import Draft, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity
from lado_kit.intake import Imported, import_paths
from lado_kit.store import create_store
from lado_kit.store.sqlcipher import SETTINGS
from lado_kit.store.tables import IN_ORDER
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import Form
from lado_site.forms.sample import sample_answers
from lado_site.profiles import Profile, load_profile

from .matching import EMPLOYERS, Corpus, Row, describe_row_again, falling

FILES = 500
ROUNDS = 7
REACH = 0.5

SEED = bytes(range(32))
KEY = bytes(32)
NOW = datetime(2027, 1, 4, 14, 5, tzinfo=UTC)  # after every date in the made-up answers
OFFICERS = 2
REPEATED = 0.08
"""How many referrals are about an adult of whom there was one before."""

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_LABEL = b"age-encryption.org/mlkem768x25519"
_CHUNK = 64 * 1024 + 16

Rows = Sequence[tuple[str, Sequence[Sequence[Any]]]]


def main() -> int:
    """Measure, print, and return 1 when the import reaches less than half of the floor."""
    count = int(sys.argv[1]) if len(sys.argv) == 2 and sys.argv[1].isdigit() else FILES
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        paths = seal_files(place / "incoming", count)
        rows = import_once(place / "first.db", place / "incoming", count)[1]
        contenders: dict[str, Callable[[Path], float]] = {
            "floor": lambda file: take_floor(file, paths, rows),
            "import": lambda file: import_once(file, place / "incoming", count)[0],
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(ROUNDS):
            for name, run in contenders.items():
                times[name].append(run(place / f"{name}-{turn}.db"))
    for name, seconds in times.items():
        print(
            f"{name:8}{count / median(seconds):8.0f} files/s {median(seconds) / count * 1e6:8.0f} us a file"
            f"   {', '.join(f'{count / each:.0f}' for each in seconds)}"
        )
    # Turn by turn, because other work on the machine slows both sides of one turn alike.
    reached = median(floor / ours for floor, ours in zip(times["floor"], times["import"], strict=True))
    print(f"the import reaches {reached:.0%} of the floor   limit {REACH:.0%}   {count} files, {ROUNDS} turns, medians")
    return 0 if reached >= REACH else 1


def seal_files(folder: Path, count: int) -> list[Path]:
    """Seal so many made-up referrals to two officers."""
    folder.mkdir()
    profile = load_profile("sandwell")
    form = form_for("referral", profile)
    reference = FormReference(name=form.name, version=form.version, digest=digest(compile_form(form)))
    # The officer whose key opens the files is one of two, and all six places are in random order.
    recipients = [Identity.from_seed(SEED).recipient, Identity.generate().recipient][:OFFICERS]
    paths = []
    for number, answers in enumerate(referrals(form, profile, count)):
        draft = Draft(authority=profile.name, form=reference, release="bench", roster_version=1, answers=dict(answers))
        path = folder / f"{number:06}.txt"
        path.write_bytes(seal(draft, recipients=recipients, sealed_at=NOW).armoured())
        paths.append(path)
    return paths


def referrals(form: Form, profile: Profile, count: int) -> Iterator[Mapping[str, Any]]:
    """Make up the answers of so many referrals about people as various as real ones."""
    corpus = Corpus(random.Random(20270104))
    chance = corpus.chance
    places = {
        name: (corpus.postcode(), weight) for name, weight in zip(corpus.employers, falling(EMPLOYERS), strict=True)
    }
    names, weights = [*places], [weight for _, weight in places.values()]
    seen: list[Row] = []
    for number in range(count):
        if seen and chance.random() < REPEATED:
            adult = describe_row_again(corpus, chance.choice(seen))[0]
        else:
            adult = {**corpus.someone(), "employer": chance.choices(names, weights)[0]}
            seen.append(adult)
        answers = sample_answers(form, profile, number) | _about(adult)
        if "employer_name" in answers:
            answers |= {"employer_name": adult["employer"], "employer_postcode": places[adult["employer"]][0]}
        if "children" in answers:
            answers["children"] = _siblings(corpus, answers["children"])
        yield {**answers, "referrer_name": f"{corpus.given()} {corpus.family()}"}


def _about(adult: Row) -> dict[str, Any]:
    said = {
        "adult_family_name": adult["family_name"],
        "adult_given_names": adult["given_names"],
        "adult_other_names": adult["other_names"],
        "adult_birth_date": adult["birth_date"] or NOT_KNOWN,
        "adult_postcode": adult["postcode"],
        "adult_phone": adult["telephone"],
        "adult_email": adult["email"],
    }
    # What is not known is not answered; the answers of the case it is put into are others.
    return {name: value or "" for name, value in said.items()}


def _siblings(corpus: Corpus, children: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    family = corpus.family()
    return [
        {
            **child,
            "child_family_name": family,
            "child_given_names": corpus.given(),
            "child_birth_date": child["child_birth_date"] if child["child_birth_date"] == NOT_KNOWN else _born(corpus),
        }
        for child in children
    ]


def _born(corpus: Corpus) -> str:
    return (date(2010, 1, 1) + timedelta(days=corpus.chance.randrange(15 * 365))).isoformat()


def import_once(store_file: Path, folder: Path, count: int) -> tuple[float, Rows]:
    """Import the folder into a new store, and return the seconds it took and the rows it wrote."""
    form = form_for("referral", load_profile("sandwell"))
    identities = [Identity.from_seed(SEED)]
    with create_store(store_file, KEY) as store:
        begun = perf_counter()
        books = import_paths(
            [str(folder)],
            store=store,
            authority=form.authority,
            identities=identities,
            definition_for=lambda _digest: form,
            actor="bench",
            now=NOW,
        )
        seconds = perf_counter() - begun
        assert books.count(Imported) == count, "the import did not take everything in"
        with store.reading() as connection:
            return seconds, rows_of(connection)


def rows_of(connection: Connection) -> Rows:
    """Read back what the import wrote, as the values SQLite has."""
    tables = (table.name for table in IN_ORDER)
    return [
        # Without an order each table is read as it is kept: as it was written, or by its key.
        (name, [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))])
        for name in tables
    ]


def take_floor(store_file: Path, paths: Sequence[Path], rows: Rows) -> float:
    """Do what cannot be left out, with nothing around it, and return the seconds it took."""
    create_store(store_file, KEY).close()
    expanded = hashlib.shake_256(SEED).digest(96)
    private_key = hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )
    driver: Any = sqlcipher3.dbapi2
    connection = driver.connect(str(store_file), isolation_level=None)
    connection.set_key(f"x'{KEY.hex()}'")
    for setting in SETTINGS:
        connection.execute(setting)

    begun = perf_counter()
    for path in paths:
        open_bare(path.read_bytes(), private_key)
    connection.execute("BEGIN IMMEDIATE")
    for name, values in rows:
        if values:
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values[0]))})", values)
    connection.execute("COMMIT")
    seconds = perf_counter() - begun
    connection.close()
    return seconds


def open_bare(raw: bytes, private_key: Any) -> Any:
    """Open a sealed file with bare calls: base64, each stanza tried until one opens, chunks, JSON."""
    binary = binascii.a2b_base64(raw[raw.index(b"\n") : raw.rindex(b"\n-----END")])
    end = binary.index(b"\n--- ")
    payload = binary.index(b"\n", end + 1) + 1
    file_key = find_file_key(binary[:end], private_key)
    key = hmac.digest(hmac.digest(binary[payload : payload + 16], file_key, "sha256"), b"payload\x01", "sha256")
    cipher = ChaCha20Poly1305(key)
    sealed = memoryview(binary)[payload + 16 :]
    starts = range(0, len(sealed), _CHUNK)
    plaintext = b"".join(
        cipher.decrypt(
            number.to_bytes(11, "big") + (b"\x01" if start + _CHUNK >= len(sealed) else b"\x00"),
            sealed[start : start + _CHUNK],
            None,
        )
        for number, start in enumerate(starts)
    )
    return json.loads(plaintext[9 : 9 + int.from_bytes(plaintext[5:9], "big")])


def find_file_key(header: bytes, private_key: Any) -> bytes:
    """Try the stanzas in their order."""
    for stanza in header.split(b"\n-> ")[1:]:
        line, _, body = stanza.partition(b"\n")
        sealed = binascii.a2b_base64(line.split(b" ")[1] + b"==") + binascii.a2b_base64(
            body.replace(b"\n", b"") + b"=="
        )
        try:
            return bytes(_SUITE.decrypt(sealed, private_key, _LABEL))
        except InvalidTag:
            continue
    raise AssertionError("no stanza opens")


if __name__ == "__main__":
    sys.exit(main())
