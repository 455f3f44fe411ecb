"""The key card and the share sheets: what is on them, drawn as it is written, and the same bytes each time."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import segno

from lado_kit.custody.papers import key_card
from lado_kit.custody.shares import read_share, split
from lado_kit.documents import KeyCard, ShareSheet, build_key_card, build_share_sheet
from lado_kit.documents.share_sheet import share_sheet_text
from lado_kit.documents.style import drawable
from lado_kit.encrypt import Identity
from lado_kit.errors import RosterError, RosterExpired
from lado_kit.home import create_home
from tests.kit.front_door import PASSPHRASE, lado
from tests.kit.offices import NOW, TODAY, Kept

SHARE = split(Identity.from_seed(bytes(32)))[1]
CONTACT = (("Telephone", "01632 960 121"), ("E-mail", "lado@sandwell.example.org"))
CARD = KeyCard(
    service="Sandwell LADO service",
    words=("tunnel", "proud", "toe", "tennis", "walnut", "reform"),
    sha256="0123456789abcdef" * 4,
    roster_version=12,
    issued=date(2026, 5, 3),
    valid_until=date(2027, 5, 3),
    contact=CONTACT,
)
SHEET = ShareSheet(
    service="Sandwell LADO service",
    authority="Sandwell",
    number=2,
    of=3,
    needed=2,
    set_number=SHARE.set_number,
    words=SHARE.words,
    key="recovery-1",
    key_words=CARD.words,
    made_on=date(2026, 5, 3),
    contact=CONTACT,
)


def drawn(pdf: bytes) -> str:
    """The text of a PDF of ours, one line for each piece that is drawn."""
    streams = re.findall(rb"stream\n(.*?)endstream", pdf, re.DOTALL)
    contents = b"\n".join(zlib.decompress(a85decode(b"<~" + each.strip(), adobe=True)) for each in streams)
    pieces = re.findall(rb"\(((?:\\.|[^()\\])*)\) Tj", contents)
    return "\n".join(_unescaped(piece).decode("cp1252") for piece in pieces)


def _unescaped(piece: bytes) -> bytes:
    return re.sub(rb"\\(\d{3}|.)", lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1], piece)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_the_card_is_one_page_with_everything_to_compare() -> None:
    pdf = build_key_card(CARD)
    text = drawn(pdf)

    assert pages(pdf) == 1
    for part in (*CARD.words, "Sandwell LADO service", "number 12", "3 May 2026 to 3 May 2027", "01632 960 121"):
        assert part in text.split("\n"), part
    assert "01234567" in text and "89abcdef" in text
    assert build_key_card(CARD) == pdf


def test_the_square_code_is_the_whole_fingerprint_in_squares() -> None:
    from lado_kit.documents.key_card import QrCode

    squares = []

    class Canvas:
        def __getattr__(self, name: str) -> Any:
            return lambda *_, **__: self

        def rect(self, *place: float, **_: Any) -> None:
            squares.append(place)

    code = QrCode(CARD.sha256, 100)
    code.canv = Canvas()
    code.draw()

    dark = sum(module for row in segno.make_qr(CARD.sha256, error="m").matrix for module in row)
    assert len(squares) == dark + 1  # and the white ground
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y, _, _ in squares)


def test_a_sheet_is_one_page_with_its_words_in_order_and_what_to_do() -> None:
    pdf = build_share_sheet(SHEET)
    lines = drawn(pdf).split("\n")
    text = " ".join(lines)

    assert pages(pdf) == 1
    words = {int(number): word for number, word in pairwise(lines) if number.isdecimal() and word in SHARE.words}
    assert tuple(words[number] for number in range(1, 34)) == SHARE.words
    for part in (
        "Recovery share 2 of 3",
        str(SHARE.set_number),
        "recovery-1",
        "SLIP-39 words without a passphrase",  # for whoever has the sheets, and none of our programs
        "AGE-SECRET-KEY-PQ-1",
        "3 May 2026",
        "01632 960 121",
        "Sandwell",
    ):
        assert part in text, part
    assert build_share_sheet(SHEET) == pdf


def test_a_sheet_as_text_is_read_back_as_it_is() -> None:
    assert read_share(share_sheet_text(SHEET), name="") == SHARE


MARKUP = "Kids & <b>Families</b> <img src='/etc/passwd'/> (north) \\ 100 %"


def test_text_from_outside_is_drawn_and_never_obeyed() -> None:
    card = build_key_card(replace(CARD, service=MARKUP, contact=(("Telephone", MARKUP),)))
    sheet = build_share_sheet(replace(SHEET, service=MARKUP, authority=MARKUP))

    for pdf in (card, sheet):
        text = drawn(pdf).replace("\n", "")
        assert "<b>Families</b>" in text and "<img" in text
        assert b"root:x:" not in pdf


def test_long_names_stay_on_one_page() -> None:
    long = "The Safeguarding and Quality Assurance Partnership Service of the Combined Northern Districts"

    assert pages(build_key_card(replace(CARD, service=long))) == 1
    assert pages(build_share_sheet(replace(SHEET, service=long, authority=long))) == 1


@pytest.mark.parametrize(
    ("text", "drawn_as"),
    [("Siân’s – £5 “x”", "Siân’s – £5 “x”"), ("Tŷ Gŵyl", "Ty Gwyl"), ("名 Ł", "? ?"), ("a\nb\x07", "a\nb?")],
)
def test_what_the_font_lacks_is_drawn_without_its_accent(text: str, drawn_as: str) -> None:
    assert drawable(text) == drawn_as


def test_the_card_of_the_home_says_what_the_roster_says(kept: Kept, tmp_path: Path) -> None:
    answer = lado("keys", "card", "--out", tmp_path / "card.pdf", "--json", home=kept.home)
    card = key_card(kept.opened, today=TODAY)

    assert answer.status == 0
    assert tuple(answer.json["words"]) == card.words == kept.roster().words
    assert card.sha256 == kept.roster().sha256
    assert (card.service, dict(card.contact)["Telephone"]) == ("Sandwell LADO service", "01632 960 121")
    assert (tmp_path / "card.pdf").read_bytes() == build_key_card(card)


def test_an_expired_or_altered_roster_gets_no_card(kept: Kept, tmp_path: Path) -> None:
    file = kept.opened.roster_file(2)
    with pytest.raises(RosterExpired):
        key_card(kept.opened, today=date(TODAY.year + 2, 1, 1))

    file.write_bytes(file.read_bytes().replace(b'"cover"', b'"manager"'))
    with pytest.raises(RosterError):
        key_card(kept.opened, today=TODAY)
    assert create_home(tmp_path / "h", profile="sandwell", passphrase=PASSPHRASE, now=NOW)
