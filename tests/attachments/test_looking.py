"""A look at an attachment: what it is by its bytes, what is wrong with it, what it tells of itself."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from lado_kit.attachments import SENTENCES, is_dangerous
from lado_kit.attachments.inspecting import Inspector
from lado_kit.attachments.sentences import DANGEROUS
from lado_kit.store.attachments import Found
from tests.attachments import samples

OFFICE_MACROS = "application/vnd.ms-word.document.macroEnabled.12"


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector() as inspector:
        yield inspector


def look(inspector: Inspector, name: str, content: bytes, media_type: str = "") -> Found:
    return inspector.inspect([content], size=len(content), name=name, media_type=media_type)


def by_name(value: object) -> str | None:
    """Keep what is in the files out of the names of the tests."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("note.pdf", samples.pdf(), "pdf"),
        ("arm.jpg", samples.photo(), "picture"),
        ("arm.heic", samples.heic(), "picture"),
        ("drawing.png", samples.drawing(), "picture"),
        ("statement.docx", samples.word(), "office"),
        ("statement.doc", samples.old_document(), "old-office"),
        ("corridor.mp4", samples.video(), "recording"),
        ("notes.txt", b"What the child said", "text"),
        ("empty.txt", b"", "text"),
    ],
    ids=by_name,
)
def test_an_ordinary_file_is_named_and_nothing_is_found(
    inspector: Inspector, name: str, content: bytes, kind: str
) -> None:
    found = look(inspector, name, content)

    assert (found.kind, found.findings) == (kind, ())


MZ = b"MZ\x90\x00 not really a program"
ZIP = samples.packed({"inner.txt": "inner"})


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        ("setup.exe", MZ, "program"),
        ("invoice.pdf", MZ, "program"),
        ("invoice.pdf", MZ, "disguised"),
        ("arm.jpg.exe", MZ, "two-endings"),
        ("invoice.exe.pdf", samples.pdf(), "two-endings"),
        ("run.ps1", b"Write-Host hello", "program"),
        ("run.txt", b"#!/bin/sh\necho hello", "program"),
        ("files.zip", ZIP, "archive"),
        ("files.docx", ZIP, "disguised"),
        ("statement.docm", samples.word(macros=True), "macro"),
        ("statement.docx", samples.word(macros=True), "macro"),
        ("statement.doc", samples.old_document(macros=True), "macro"),
        ("statement.docx", samples.word(template="http://bad.example.org/x.dotm"), "fetches"),
        ("statement.doc", samples.old_document(locked=True), "locked"),
        ("statement.docx", samples.locked_new_document(), "locked"),
        ("note.pdf", samples.pdf(password="secret"), "locked"),
        ("note.pdf", samples.pdf(acts=True), "runs-by-itself"),
        ("note.pdf", samples.pdf(acts=True), "holds-files"),
        ("note.pdf", samples.pdf(launches=True), "starts-programs"),
        ("note.pdf", samples.pdf() + ZIP, "also-archive"),
        ("arm.jpg", samples.photo() + ZIP, "also-archive"),
        ("arm.gif", b"GIF89a/*%PDF-1.7*/", "name-differs"),
        ("note.pdf", samples.photo(), "name-differs"),
        ("note.pdf", b"%PDF-1.7 and no more", "damaged"),
        ("arm.png", samples.drawing()[:20], "damaged"),
        ("page.html", b"<html><script>1</script></html>", "web"),
        ("virus.txt", samples.EICAR, "test-virus"),
        ("virus.pdf", samples.pdf() + samples.EICAR, "test-virus"),
        ("thing.xyz", b"\x00\x01\x02\x03", "not-accepted"),
        ("noending", b"text", "not-accepted"),
        ("arm\u202egpj.exe", MZ, "hidden-letters"),
        ("nul.pdf", samples.pdf(), "device-name"),
        ("object.rtf", rb"{\rtf1 {\object\objdata 00}}", "holds-files"),
    ],
    ids=by_name,
)
def test_what_is_wrong_is_found(inspector: Inspector, name: str, content: bytes, finding: str) -> None:
    assert finding in look(inspector, name, content).findings


def test_what_the_browser_called_it_is_held_against_what_it_is(inspector: Inspector) -> None:
    assert look(inspector, "arm.jpg", samples.photo(), "application/pdf").findings == ("type-differs",)
    assert look(inspector, "arm.jpg", samples.photo(), "image/jpeg").findings == ()
    assert look(inspector, "arm.jpg", samples.photo(), "application/octet-stream").findings == ()


@pytest.mark.parametrize(
    ("name", "content", "facts"),
    [
        (
            "arm.jpg",
            samples.photo(),
            {
                "place": "52.52000, -1.96000",
                "taken": "2026-04-30 10:15:00 +01:00",
                "camera": "Fictional Phone 7",
                "author": "Peregrine Oddbody",
            },
        ),
        ("arm.heic", samples.heic(), {"place": "-33.50000, 151.01000", "camera": "Fictional"}),
        ("drawing.png", samples.drawing(), {"author": "Peregrine Oddbody"}),
        (
            "note.pdf",
            samples.pdf(),
            {"author": "Peregrine Oddbody", "made": "2026-04-30 10:15:00 +01:00", "software": "Fictional Writer 3"},
        ),
        (
            "statement.docx",
            samples.word(),
            {"author": "Marigold Yaxley", "changed-by": "Zebedee Quillfeather", "made": "2026-04-30T09:00:00Z"},
        ),
        ("statement.doc", samples.old_document(), {"author": "Marigold Yaxley", "changed-by": "Müller"}),
        ("corridor.mp4", samples.video(), {"place": "52.52000, -1.96000", "taken": "2026-04-25 22:13:20 UTC"}),
    ],
    ids=by_name,
)
def test_what_a_file_tells_of_itself_is_listed(
    inspector: Inspector, name: str, content: bytes, facts: dict[str, str]
) -> None:
    assert dict(look(inspector, name, content).facts) == facts


def test_facts_are_short_and_of_one_line(inspector: Inspector) -> None:
    core = f"<c xmlns:d='urn:d'><d:creator>a\nb\u2028{'x' * 5000}</d:creator></c>"
    content = samples.packed({"[Content_Types].xml": "<Types/>", "docProps/core.xml": core})

    ((_, author),) = look(inspector, "a.docx", content).facts

    assert author.startswith("a b x")
    assert len(author) == 200


def test_a_bomb_is_not_unpacked(inspector: Inspector) -> None:
    """A part that claims and has 60 MB of nothing is read to its first million bytes."""
    content = samples.packed({"[Content_Types].xml": "<Types/>", "docProps/core.xml": "\x00" * 60_000_000})

    assert look(inspector, "bomb.docx", content).kind == "office"


def test_entities_that_would_fill_the_memory_do_no_harm(inspector: Inspector) -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    core = f"<!DOCTYPE c [<!ENTITY l0 'ha'>{laughs}]><c><creator>&l11;</creator></c>"
    content = samples.packed({"[Content_Types].xml": "<Types/>", "docProps/core.xml": core})

    found = look(inspector, "laughs.docx", content)

    assert found.kind in ("office", "")
    assert look(inspector, "notes.txt", b"still here").findings == ()


def test_a_picture_too_large_to_draw_is_not_drawn(inspector: Inspector) -> None:
    head = samples.drawing()
    huge = head[:16] + (60_000).to_bytes(4, "big") * 2 + head[24:]

    assert set(look(inspector, "huge.png", huge).findings) & {"too-big-inside", "damaged", "not-looked-at"}


def test_damaged_files_of_every_kind_end_in_findings(inspector: Inspector) -> None:
    """Whatever was flipped: an answer comes, of known codes, and the next file is looked at as ever."""
    chance = random.Random(7)
    whole = {
        "a.pdf": samples.pdf(acts=True), "a.jpg": samples.photo(), "a.heic": samples.heic(), "a.docx": samples.word(),
        "a.doc": samples.old_document(macros=True), "a.mp4": samples.video(),
    }  # fmt: skip
    for name, content in whole.items():
        for _ in range(40):
            damaged = bytearray(content[: chance.randrange(16, len(content) + 1)])
            for _ in range(chance.randrange(1, 20)):
                damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
            assert set(look(inspector, name, bytes(damaged)).findings) <= set(SENTENCES)
    assert look(inspector, "notes.txt", b"still here").findings == ()


def test_every_dangerous_finding_has_a_sentence() -> None:
    assert set(SENTENCES) > DANGEROUS
    assert is_dangerous(["locked", "macro"])
    assert not is_dangerous(["locked", "runs-by-itself"])
