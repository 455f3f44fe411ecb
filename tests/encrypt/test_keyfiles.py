"""Key files and the store's key: only the right passphrase or key opens them, and damage is not a wrong passphrase."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone

import pytest

from lado_kit.encrypt import age, armour, primitives
from lado_kit.encrypt.format import parse_header
from lado_kit.encrypt.keyfiles import RootKey, open_identity, open_root_key, seal_identity, seal_root_key
from lado_kit.encrypt.store_key import new_store_key, unwrap_store_key, wrap_store_key
from lado_kit.errors import (
    BadContainer,
    KeyFileDamaged,
    KeyFileError,
    Misuse,
    NoMatchingKey,
    PassphraseWrong,
    SealedFileError,
    UnknownContainer,
)
from tests.encrypt.builders import NOON, a_root_key, an_identity

PASSPHRASE = "six words that nobody would guess"
IDENTITY = an_identity(1)
KEY_FILE = seal_identity(IDENTITY, PASSPHRASE, name="duty-1", created=NOON)
ROOT_FILE = seal_root_key(a_root_key(), PASSPHRASE, created=NOON)


def test_an_officers_key_file_opens() -> None:
    opened = open_identity(KEY_FILE, PASSPHRASE)

    assert (opened.name, opened.created) == ("duty-1", NOON)
    assert opened.identity.secret_text() == IDENTITY.secret_text()


def test_the_roots_key_file_opens() -> None:
    assert open_root_key(ROOT_FILE, PASSPHRASE) == a_root_key()


def test_a_key_file_is_text_that_survives_mail() -> None:
    quoted = b"> " + KEY_FILE.replace(b"\n", b"\r\n> ")

    assert open_identity(quoted, PASSPHRASE).name == "duty-1"


def test_the_work_factor_written_is_the_one_decided() -> None:
    stanza = parse_header(armour.decode(KEY_FILE)).stanzas[0]

    assert (stanza.type, stanza.arguments[1]) == ("scrypt", "16")


@pytest.mark.parametrize("passphrase", ["", "wrong", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_is_told_from_damage(passphrase: str) -> None:
    with pytest.raises(PassphraseWrong):
        open_identity(KEY_FILE, passphrase)


DAMAGED = {
    "empty": b"",
    "another file": b"Dear colleague",
    "cut short": KEY_FILE[:-60],
    "not a passphrase's file, and no key": b"%PDF-1.7",
    "payload changed": armour.encode(armour.decode(KEY_FILE)[:-1] + b"x"),
    "followed by more": armour.encode(armour.decode(KEY_FILE) + b"x"),
    "two files": KEY_FILE + ROOT_FILE,
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(what: str) -> None:
    with pytest.raises(KeyFileDamaged):
        open_identity(DAMAGED[what], PASSPHRASE)


PUBLIC = f"# public key: {IDENTITY.recipient}\n"
SECRET = IDENTITY.secret_text() + "\n"

WRONG_INSIDE = [
    "",
    "# only comments\n",
    SECRET,
    PUBLIC + SECRET,
    "# created: yesterday\n" + PUBLIC + SECRET,
    "# created: 2026-05-03T12:00:00Z\n" + PUBLIC + SECRET + SECRET,
    "# created: 2026-05-03T12:00:00Z\n" + PUBLIC + SECRET[:-3] + "\n",
    f"# created: 2026-05-03T12:00:00Z\n# public key: {an_identity(2).recipient}\n" + SECRET,
    "# created: 2026-05-03T12:00:00Z\n" + PUBLIC + "AGE-SECRET-KEY-1QQQ\n",
]


@pytest.mark.parametrize("inside", WRONG_INSIDE, ids=range(len(WRONG_INSIDE)))
def test_a_key_that_is_not_whole_is_refused_without_being_shown(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WRITTEN_WORK_FACTOR", 4)  # only this file is made in a hurry
    sealed = age.seal_with_passphrase(inside.encode(), PASSPHRASE)

    with pytest.raises(KeyFileDamaged) as caught:
        open_identity(sealed, PASSPHRASE)

    assert "SECRET" not in f"{caught.value.message} {caught.value.hint}"


def test_bytes_that_are_no_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WRITTEN_WORK_FACTOR", 4)

    for open_file in (open_identity, open_root_key):
        with pytest.raises(KeyFileDamaged):
            open_file(age.seal_with_passphrase(b"\xff\xfe\n", PASSPHRASE), PASSPHRASE)


WRONG_ROOTS = [
    "LADO-ROOT-SECRET-1 AAAA\n",
    "LADO-ROOT-SECRET-1 !!!!\n",
    f"LADO-ROOT-SECRET-1 {base64.b64encode(bytes(32)).decode()}\n",
    f"LADO-ROOT-SECRET-2 {base64.b64encode(bytes(32)).decode()}\n",
]


@pytest.mark.parametrize("inside", WRONG_ROOTS)
def test_a_root_key_that_is_not_whole_is_refused(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WRITTEN_WORK_FACTOR", 4)

    with pytest.raises(KeyFileDamaged):
        open_root_key(age.seal_with_passphrase(inside.encode(), PASSPHRASE), PASSPHRASE)


def test_one_kind_of_key_file_is_not_taken_for_the_other() -> None:
    with pytest.raises(KeyFileDamaged):
        open_identity(ROOT_FILE, PASSPHRASE)
    with pytest.raises(KeyFileDamaged):
        open_root_key(KEY_FILE, PASSPHRASE)


@pytest.mark.parametrize("name", ["", "Duty 1", "-duty", "x" * 41, "a\nb", "../up"])
def test_a_key_name_that_could_mislead_is_misuse(name: str) -> None:
    with pytest.raises(Misuse):
        seal_identity(IDENTITY, PASSPHRASE, name=name, created=NOON)


def test_a_root_key_does_not_show_itself() -> None:
    root = RootKey.generate()

    assert repr(root.seed) not in repr(root)
    assert root.seed.hex() not in repr(root)
    assert len({RootKey.generate().public_key for _ in range(5)}) == 5
    with pytest.raises(Misuse):
        RootKey.from_seed(b"short")


def test_a_file_that_asks_for_too_much_work_is_refused_before_the_work() -> None:
    forged = armour.decode(KEY_FILE).replace(b" 16\n", b" 21\n", 1)

    with pytest.raises(KeyFileDamaged):
        open_identity(forged, PASSPHRASE)


def test_scrypt_gives_the_published_value() -> None:
    """RFC 7914, section 12, third vector."""
    key = primitives.scrypt(b"pleaseletmein", salt=b"SodiumChloride", work_factor=14)

    assert key.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


def test_hkdf_gives_the_published_value() -> None:
    """RFC 5869, appendix A.3 (no salt, no info), the first 32 bytes."""
    key = primitives.hkdf_sha256(b"\x0b" * 22, salt=b"", info=b"")

    assert key.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_the_store_key_opens_for_each_officer_and_nobody_else() -> None:
    key = new_store_key()
    officers = [an_identity(number) for number in range(1, 5)]

    wrapped = wrap_store_key(key, [officer.recipient for officer in officers])

    assert [unwrap_store_key(wrapped, [officer]) for officer in officers] == [key] * 4
    with pytest.raises(NoMatchingKey):
        unwrap_store_key(wrapped, [an_identity(9)])


def test_every_store_key_is_another() -> None:
    assert len({new_store_key() for _ in range(5)}) == 5


def test_a_store_key_of_another_length_is_misuse() -> None:
    with pytest.raises(Misuse):
        wrap_store_key(bytes(31), [IDENTITY.recipient])


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (b"", BadContainer),
        (b"LRK1\0", BadContainer),
        (b"LADO-STORE-KEY-2 " + base64.b64encode(bytes(32)) + b"\n", UnknownContainer),
        (b"LADO-STORE-KEY-1 AAAA\n", BadContainer),
        (b"LADO-STORE-KEY-1 " + base64.b64encode(bytes(32)), BadContainer),
        (b"LADO-STORE-KEY-1 " + base64.b64encode(bytes(32)) + b"\n\n", BadContainer),
        (b"LADO-STORE-KEY-1 " + base64.b64encode(bytes(32)) + b"x", BadContainer),
        (b"LADO-STORE-KEY-1 " + base64.b64encode(bytes(32)).replace(b"A=", b"B=") + b"\n", BadContainer),
        (b"LADO-STORE-KEY-1 ====\n", BadContainer),
    ],
)
def test_what_is_no_store_key_is_refused(line: bytes, refusal: type[SealedFileError]) -> None:
    with pytest.raises(refusal):
        unwrap_store_key(age.encrypt(line, [IDENTITY.recipient]), [IDENTITY])


def test_key_file_errors_say_what_to_do() -> None:
    for sealed, passphrase in [(KEY_FILE, "wrong"), (b"", PASSPHRASE), (ROOT_FILE, PASSPHRASE)]:
        with pytest.raises(KeyFileError) as caught:
            open_identity(sealed, passphrase)
        assert caught.value.hint


def test_a_key_file_is_written_line_by_line_as_specified() -> None:
    """In UTC, whatever the clock of the PC shows."""
    summer = datetime(2026, 5, 3, 13, 0, tzinfo=timezone(timedelta(hours=1)))

    officer = age.open_with_passphrase(seal_identity(IDENTITY, "p", name="duty-1", created=summer), "p")
    root = age.open_with_passphrase(seal_root_key(a_root_key(), "p", created=summer), "p")

    assert officer.decode().split("\n") == [
        "# created: 2026-05-03T12:00:00Z",
        "# name: duty-1",
        f"# public key: {IDENTITY.recipient}",
        IDENTITY.secret_text(),
        "",
    ]
    assert root.decode().split("\n") == [
        "# root signing key",
        "# created: 2026-05-03T12:00:00Z",
        f"# public key: {base64.b64encode(a_root_key().public_key).decode()}",
        f"LADO-ROOT-SECRET-1 {base64.b64encode(a_root_key().seed).decode()}",
        "",
    ]


def test_a_root_key_with_other_letters_in_it_is_damaged() -> None:
    """Python's base64 passes over what it does not know, unless told not to."""
    root = a_root_key()
    public, secret = (base64.b64encode(each).decode() for each in (root.public_key, root.seed))
    text = f"# public key: {public}\nLADO-ROOT-SECRET-1 {secret[:9]}*!{secret[9:]}\n"

    with pytest.raises(KeyFileDamaged):
        open_root_key(age.seal_with_passphrase(text.encode(), "p"), "p")


def test_a_sealed_passphrase_file_has_its_parts_in_their_sizes() -> None:
    binary = armour.decode(age.seal_with_passphrase(b"content", "p"))
    (stanza,) = parse_header(binary).stanzas

    assert len(stanza.arguments[0]) == 22
    assert len(stanza.body) == 32
    assert len({age.seal_with_passphrase(b"", "p") for _ in range(3)}) == 3


def test_a_long_file_under_a_passphrase_comes_back_whole() -> None:
    content = bytes(range(256)) * 800

    assert age.open_with_passphrase(age.seal_with_passphrase(content, "p"), "p") == content


def test_a_key_file_without_a_name_has_an_empty_one() -> None:
    """As another tool writes it. Without a day of making it is damaged: the kit shows that day."""
    made, public = "# created: 2026-05-03T12:00:00Z\n", f"# public key: {IDENTITY.recipient}\n"
    nameless = age.seal_with_passphrase(f"{made}{public}{IDENTITY.secret_text()}\n".encode(), "p")
    dayless = age.seal_with_passphrase(f"{public}{IDENTITY.secret_text()}\n".encode(), "p")

    assert open_identity(nameless, "p").name == ""
    with pytest.raises(KeyFileDamaged):
        open_identity(dayless, "p")
