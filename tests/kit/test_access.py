"""``lado access``: everything held on one person is exported, nobody else's case is, and who else is named is found."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from lado_kit.access.mentions import Search, Sought, words_of_name
from lado_kit.access.naming import ENTRIES, QUESTIONS, names_in
from lado_kit.access.people import Person, PersonKind, read_person
from lado_kit.access.record import NOT_HERE, leaves
from lado_kit.access.wording import in_one_line
from lado_kit.access.writing import EXPORTED, OTHERS, PAGE, RECORD, SEALED, export, open_export, write_sheet
from lado_kit.casework.clocks import EventKind
from lado_kit.casework.record import fields_of
from lado_kit.cells import as_text
from lado_kit.commands.access import access
from lado_kit.commands.session import Session
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import Excluded, Misuse, Refused
from lado_kit.office.cases import decide_link, import_files
from lado_kit.office.comparing import call_duplicate
from lado_kit.office.events import record
from lado_kit.store import exclusions
from lado_kit.store.tables import LinkKind, LinkState, metadata
from lado_site.forms import form_for
from lado_site.forms.catalogue import FORMS, OFFICE_FORMS
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Group, ShortText
from lado_site.profiles import load_profile
from tests.intake.builders import ANSWERS, NOW, SEALED_AT, a_submission, an_attachment, save
from tests.intake.mails import a_mail
from tests.kit.quick_office import ME, an_empty_home, an_office

PROFILE = load_profile("sandwell")
SUPPLEMENT = form_for("supplement", PROFILE)
REQUEST = "SAR-2026-014"
ADULT = Person(kind=PersonKind.ADULT)
SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"{SCRIPT}\x1b[2J\x1b]0;canary\x07 \u202eevil"
"""What the form refuses, and an officer or another program may write all the same."""

TOLD = (
    "canary-what-happened: Marigold Yaxley was grabbed. Mrs Applewhite saw Margold's arm; ring 01632 960555 for "
    f"Peregrine. {SCRIPT}"
)


@dataclass(frozen=True, kw_only=True)
class Cases:
    """An office, and its cases: the person's own, one that was linked, one only suggested, and another person's."""

    office: Office
    own: str
    linked: str
    suggested: str
    stranger: str


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    folder = tmp_path_factory.mktemp("access")
    with an_office(an_empty_home(folder / "empty"), folder) as office:
        own, stem = _take_in(office, folder / "own", _own(), mail=True), "canary-"
        linked = _take_in(office, folder / "linked", ANSWERS | _about(f"{stem}linked", "Beryl Tansley"))
        suggested = _take_in(office, folder / "suggested", ANSWERS | _about(f"{stem}suggested", "Cyril Umber"))
        other = {"adult_family_name": "Featherstone", "adult_given_names": "Hyacinth", "adult_birth_date": "1970-01-02"}
        stranger = _take_in(office, folder / "stranger", ANSWERS | _about(f"{stem}stranger", "Doris Vane") | other)
        _add_supplement(office, folder / "more", own)
        decide_link(
            office, linked, own, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="canary-linked-why", now=NOW
        )
        _work_through(office, own)
        found = Cases(office=office, own=own, linked=linked, suggested=suggested, stranger=stranger)
        yield found


def _own() -> dict[str, Any]:
    return ANSWERS | {
        "what_happened": TOLD,
        "witnesses": "Mrs Wilhelmina Applewhite (=HYPERLINK), and a colleague",
        "more_adults": "yes",
        "adults_count": 2,
        "other_adults": "=cmd|'/c calc'!A1",
        "raised_by_name": "Will Tansley, a neighbour",
        "adult_address": "canary-own-address",
    }


def _about(told: str, witness: str) -> dict[str, Any]:
    return {"what_happened": f"{told}: in another year", "witnesses": witness, "children": ANSWERS["children"][:1]}


def _take_in(office: Office, folder: Path, answers: dict[str, Any], *, mail: bool = False) -> str:
    """Import a referral and return the reference of its case."""
    file = an_attachment(name="canary-file.pdf")
    sealed = a_submission(
        answers=answers | ({"attachments": [file.name]} if mail else {}),
        attachments=(file,) if mail else (),
        sealed_at=SEALED_AT + timedelta(minutes=len(list(folder.parent.iterdir()))),
    )
    carried = bytes(a_mail(("referral.txt", sealed.armoured()), message_id="<canary-id@example.org>"))
    save(folder, "in.eml" if mail else "in.txt", carried if mail else sealed)
    books = import_files(office, [str(folder)], now=NOW)
    assert books.is_clean, [item.problems for item in books.items]
    (reference,) = {item.case for item in books.items}
    assert reference
    return reference


def _add_supplement(office: Office, folder: Path, own: str) -> None:
    with office.store.reading() as connection:
        receipt = connection.scalar(_receipt_of(own))
    answers = {
        "immediate_danger": "no",
        "original_receipt": receipt,
        "supplement_kinds": ["correction"],
        "corrections": [
            {"corrected_part": "adult", "corrected_was": "Quillfeather", "corrected_now": "canary-right-name"}
        ],
        "referrer_kind": "professional",
        "referrer_name": "Ottoline Grubb",
        "referrer_role": "Deputy",
        "referrer_organisation": "Tumbledown Academy",
        "referrer_phone": "01632 960 777",
        "referrer_email": "deputy@example.org",
        "same_sender": "no",
    }
    form = FormReference(name="supplement", version=SUPPLEMENT.version, digest=digest(compile_form(SUPPLEMENT)))
    save(folder, "more.txt", a_submission(form=form, answers=answers, sealed_at=SEALED_AT + timedelta(hours=1)))
    books = import_files(office, [str(folder)], now=NOW)
    assert books.is_clean, [item.problems for item in books.items]


def _receipt_of(reference: str) -> Any:
    tables = metadata.tables
    return (
        select(tables["envelope"].c.receipt)
        .join(tables["submission"], tables["submission"].c.envelope_id == tables["envelope"].c.id)
        .join(tables["case_record"], tables["case_record"].c.id == tables["submission"].c.case_id)
        .where(tables["case_record"].c.reference == reference)
    )


def _work_through(office: Office, own: str) -> None:
    def note(kind: EventKind, minute: int, corrects: str | None = None, **detail: str) -> None:
        said = {name.replace("_", "-"): text for name, text in detail.items()}
        record(office, own, kind, detail=said, corrects=corrects, note=HOSTILE, now=NOW + timedelta(minutes=minute))

    note(EventKind.THRESHOLD_DECIDED, 1, met="no", pathway="advice", reason="canary-first-reason")
    note(EventKind.THRESHOLD_DECIDED, 2, "1", met="yes", pathway="position-of-trust", reason="canary-second-reason")
    note(EventKind.CHAIR_AGREED, 3, chair="Ottoline Grubb", agreed_with="DI Humphrey Stook")
    note(
        EventKind.DISPUTED,
        4,
        what="birth_date",
        by="Zebedee Quillfeather",
        says="canary-disputed: Marigold has it wrong",
    )


@dataclass(frozen=True, kw_only=True)
class Exported:
    folder: Path
    record: Any
    page: str
    sheet: list[dict[str, str]]


def _export(cases: Cases, folder: Path, person: str = "adult", *, linked: bool = False, case: str = "") -> Exported:
    made = export(cases.office, case or cases.own, read_person(person), folder, request=REQUEST, linked=linked, now=NOW)
    raw = (folder / RECORD).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == made.sha256
    return Exported(
        folder=folder,
        record=json.loads(raw),
        page=(folder / PAGE).read_text(encoding="utf-8"),
        sheet=list(csv.DictReader(io.StringIO((folder / OTHERS).read_text(encoding="utf-8-sig")))),
    )


@pytest.fixture(scope="module")
def exported(cases: Cases, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return _export(cases, tmp_path_factory.mktemp("out") / "adult", linked=True)


IN_IT = (
    "Quillfeather", "Zebedee", "canary-what-happened", "canary-own-address", "canary-first-reason",
    "canary-second-reason", "canary-disputed", "canary-right-name", "canary-file.pdf", "canary-linked:",
    "canary-linked-why", "head@example.org",
)  # fmt: skip


@pytest.mark.req("LEI-12")
def test_everything_about_the_person_is_in_it_and_nobody_elses_case(exported: Exported, cases: Cases) -> None:
    whole = "\n".join(leaves(exported.record))

    assert [each for each in IN_IT if each not in whole] == []
    assert [each for each in IN_IT if each not in exported.page] == []
    assert [each["case"] for each in exported.record["cases"]] == [cases.own, cases.linked]
    for text in (whole, exported.page, str(exported.sheet)):
        assert "canary-suggested" not in text
        assert "canary-stranger" not in text
        assert "Featherstone" not in text
    assert exported.record["elsewhere"] == [
        {"case": cases.suggested, "why": "it may be about the same person: nobody has decided"}
    ]


def test_without_linked_a_confirmed_link_is_named_and_not_exported(cases: Cases, tmp_path: Path) -> None:
    only = _export(cases, tmp_path / "only")

    assert [each["case"] for each in only.record["cases"]] == [cases.own]
    assert {each["case"] for each in only.record["elsewhere"]} == {cases.linked, cases.suggested}
    assert "canary-linked:" not in "\n".join(leaves(only.record))


def test_every_text_that_the_store_holds_of_these_cases_is_in_the_record(exported: Exported, cases: Cases) -> None:
    """A table that is new has to be taken in, or named with why not."""
    whole = "\n".join(leaves(exported.record))
    assert {*NOT_HERE} <= {*metadata.tables}
    ours = _ids(cases)
    missing = [
        (name, column, text)
        for name, table in metadata.tables.items()
        if name not in NOT_HERE
        for row in _rows(cases.office, table)
        if ours & {value for value in row.values() if isinstance(value, UUID)}
        for column, value in row.items()
        if column not in NOT_SHOWN
        for text in leaves(json.loads(value) if column == "answers" else value)
        if text.strip() not in whole
    ]

    assert missing == []


NOT_SHOWN = {"authority", "sha256", "content_sha256", "previous_hash", "hash", "reasons"}
"""Columns that hold hashes, whose records these are, and by which rules a link was suggested."""


def _rows(office: Office, table: Any) -> list[dict[str, Any]]:
    with office.store.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def _ids(cases: Cases) -> set[UUID]:
    tables = metadata.tables
    own = {
        row["id"] for row in _rows(cases.office, tables["case_record"]) if row["reference"] in (cases.own, cases.linked)
    }
    sent = [row for row in _rows(cases.office, tables["submission"]) if row["case_id"] in own]
    of_sent = {row["submission_id"] for row in sent}
    files = {row["id"] for row in _rows(cases.office, tables["attachment"]) if row["submission_id"] in of_sent}
    return own | of_sent | {row["envelope_id"] for row in sent} | files


def test_an_entry_says_until_when_it_stood_and_by_whom_it_was_corrected(exported: Exported) -> None:
    events = {each["id"]: each for each in exported.record["cases"][0]["events"]}

    assert events["1"]["state"] == "corrected"
    assert events["1"]["ended_by"] == {"event": "2", "recorded_by": ME}
    assert events["1"]["stood_until"] == events["2"]["recorded_at"]
    assert events["2"]["state"] == "stands"
    assert {"name": "pathway", "label": "Where it leads", "value": "advice", "words": _pathway("advice")} in events[
        "1"
    ]["says"]
    assert exported.record["cases"][0]["now"]["disputed"] == ["4"]
    assert "Corrected by event 2 on" in exported.page
    assert exported.page.index("canary-what-happened") < exported.page.index("canary-first-reason")


def _pathway(key: str) -> str:
    return next(each.label for each in PROFILE.pathways if each.key == key)


def test_other_people_are_found_in_fields_and_in_free_text(exported: Exported, cases: Cases) -> None:
    found = {
        (row["name"], row["named as"] or row["how"], row["question or field"], row["what it says"])
        for row in exported.sheet
        if row["case"] == cases.own
    }
    names = {row["name"] for row in exported.sheet}

    assert {"Wilhelmina Applewhite", "Peregrine Oddbody", "Ottoline Grubb", "Will Tansley", "Humphrey Stook"} <= names
    assert ("Marigold Yaxley", "A child", "Family name", "Yaxley") in found
    assert ("Peregrine Oddbody", "The sender", "Your telephone number", "01632 960 555") in found
    told = {(row["name"], row["how"], row["what it says"]) for row in exported.sheet if row["path"] == "what_happened"}
    assert ("Marigold Yaxley", "the whole name", "Marigold Yaxley") in told
    assert ("Marigold Yaxley", "a word like the name", "Margold") in told
    assert ("Wilhelmina Applewhite", "a part of the name", "Applewhite") in told
    assert ("Peregrine Oddbody", "how to reach or find them", "01632 960555") in told
    assert ("Marigold Yaxley", "a part of the name", "Marigold") in {
        (row["name"], row["how"], row["what it says"]) for row in exported.sheet if row["in"] == "event 4"
    }
    whole = next(row for row in exported.sheet if row["how"] == "the whole name" and row["path"] == "what_happened")
    assert TOLD[int(whole["character"]) - 1 :].startswith("Marigold Yaxley")
    same = [row for row in exported.sheet if "Quillfeather" in row["name"]]
    assert [(row["is called like the person"], row["in"], row["path"]) for row in same] == [("yes", "event 4", "by")]


def test_for_a_child_the_adult_and_the_other_child_are_other_people(cases: Cases, tmp_path: Path) -> None:
    child = _export(cases, tmp_path / "child", "child-2", case=cases.own)
    roles = {(row["name"], row["named as"]) for row in child.sheet}

    assert child.record["person"]["names"] == ["Marigold Yaxley Yaxley"]
    assert ("Zebedee Quillfeather", "The adult") in roles
    assert ("Marigold Yaxley", "A child") in roles
    assert [each["case"] for each in child.record["cases"]] == [cases.own]


def test_for_the_sender_what_they_sent_is_not_another_persons(cases: Cases, tmp_path: Path) -> None:
    second = _export(cases, tmp_path / "sender", "referrer-2")

    assert second.record["person"]["names"] == ["Ottoline Grubb"]
    assert ("The sender", "01632 960 777") not in {(row["named as"], row["what it says"]) for row in second.sheet}
    with pytest.raises(Refused, match="there are 2 senders on record"):
        _export(cases, tmp_path / "third", "referrer-3")
    with pytest.raises(Misuse, match="not linked"):
        _export(cases, tmp_path / "fourth", "referrer", linked=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sender"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href", "onload", "onclick", "style")]


def test_what_a_stranger_wrote_is_obeyed_by_nothing(exported: Exported) -> None:
    read = _Tags()
    read.feed(exported.page)

    assert "script" not in read.tags
    assert read.links == []
    assert "&lt;script&gt;alert(1)" in exported.page
    assert "default-src &#x27;none&#x27;" in exported.page or "default-src 'none'" in exported.page
    assert HOSTILE in "\n".join(leaves(exported.record))
    for file in (RECORD, PAGE, OTHERS):
        content = (exported.folder / file).read_text(encoding="utf-8-sig")
        assert not [each for each in content if each != "\n" and not each.isprintable() and each != "\r"], file
    cells = [cell for row in exported.sheet for cell in row.values()]
    assert "'=cmd|'/c calc'!A1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "\n@x"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert as_text(in_one_line(cell)).startswith("'")
    assert as_text(in_one_line("Marigold = Yaxley")) == "Marigold = Yaxley"


def test_the_export_is_noted_with_its_hash_in_every_case(cases: Cases, tmp_path: Path) -> None:
    made = export(cases.office, cases.own, ADULT, tmp_path / "out", request="SAR-77", linked=True, now=NOW)
    entries = [each for each in _rows(cases.office, metadata.tables["audit_entry"]) if each["action"] == EXPORTED][-2:]

    assert {each["subject"] for each in entries} == {cases.own, cases.linked}
    assert {each["actor"] for each in entries} == {ME}
    assert entries[0]["detail"] == {
        "person": "adult", "cases": 2, "request": "SAR-77", "record_sha256": made.sha256, "sealed": 0,
    }  # fmt: skip
    later = _export(cases, tmp_path / "later")
    assert EXPORTED in {each["did"] for each in later.record["cases"][0]["audit"]}


def test_the_same_referral_sealed_twice_is_held_on_the_person_too(cases: Cases, tmp_path: Path) -> None:
    other = {"adult_family_name": "Featherstone", "adult_given_names": "Hyacinth", "adult_birth_date": "1970-01-02"}
    twin = _take_in(cases.office, tmp_path / "twin", ANSWERS | _about("canary-stranger", "Doris Vane") | other)
    whys = {"suggested": "nobody has decided", "confirmed": "--linked takes it in"}
    for state, why in whys.items():
        if state == "confirmed":
            call_duplicate(cases.office, twin, cases.stranger, state=LinkState.CONFIRMED, reason="Twice", now=NOW)
        alone = _export(cases, tmp_path / state, case=cases.stranger)
        assert [(each["case"], why in each["why"]) for each in alone.record["elsewhere"]] == [(twin, True)]

    both = _export(cases, tmp_path / "both", "child", linked=True, case=cases.stranger)
    assert {each["case"] for each in both.record["cases"]} == {cases.stranger, twin}
    assert "A child" not in {row["named as"] for row in both.sheet}


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these permissions")
def test_only_the_owner_reads_it(exported: Exported) -> None:
    assert stat.S_IMODE(exported.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in exported.folder.iterdir()} == {0o600}


def test_a_folder_that_is_there_is_never_added_to(cases: Cases, tmp_path: Path) -> None:
    before = len(_rows(cases.office, metadata.tables["audit_entry"]))
    (tmp_path / "there").mkdir()
    with pytest.raises(Refused, match="is there already"):
        _export(cases, tmp_path / "there")
    with pytest.raises(Misuse, match="there is no folder"):
        _export(cases, tmp_path / "not" / "there")
    with pytest.raises(Refused, match="there are 2 children on record"):
        _export(cases, tmp_path / "new", "child-9")

    assert [*(tmp_path / "there").iterdir()] == []
    assert not (tmp_path / "new").exists()
    assert len(_rows(cases.office, metadata.tables["audit_entry"])) == before


def test_whoever_is_excluded_from_a_linked_case_cannot_export_it(cases: Cases, tmp_path: Path) -> None:
    (linked,) = [
        row["id"] for row in _rows(cases.office, metadata.tables["case_record"]) if row["reference"] == cases.linked
    ]
    with cases.office.store.writing() as connection:
        exclusions.exclude(connection, linked, ME, authority="sandwell", reason="A cousin", actor=ME, now=NOW)
    try:
        with pytest.raises(Excluded):
            _export(cases, tmp_path / "out", linked=True)
        assert not (tmp_path / "out").exists()
        assert len(_export(cases, tmp_path / "own").record["cases"]) == 1
    finally:
        with cases.office.store.writing() as connection:
            exclusions.admit_again(connection, linked, [ME], actor=ME, now=NOW)


def test_a_sealed_export_shows_nothing_and_opens_again(cases: Cases, tmp_path: Path) -> None:
    made = export(cases.office, cases.own, ADULT, tmp_path / "sealed", request=REQUEST, sealed=True, now=NOW)
    (file,) = (tmp_path / "sealed").iterdir()
    assert (file.name, made.sealed) == (SEALED, True)
    assert not [each for each in IN_IT if each.encode() in file.read_bytes()]

    assert open_export(cases.office, file, tmp_path / "open", now=NOW) == (RECORD, PAGE, OTHERS)
    assert hashlib.sha256((tmp_path / "open" / RECORD).read_bytes()).hexdigest() == made.sha256
    assert _rows(cases.office, metadata.tables["audit_entry"])[-1]["action"] == "export-opened"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Refused, match="no longer a whole one"):
        open_export(cases.office, file, tmp_path / "cut", now=NOW)
    assert not (tmp_path / "cut").exists()


def test_the_command_warns_and_takes_a_number_and_no_sentence(cases: Cases, tmp_path: Path) -> None:
    def lado(*arguments: str) -> Result:
        session = _OpenSession(office=cases.office)
        return CliRunner().invoke(access, [*arguments], obj=session, catch_exceptions=True)

    out = str(tmp_path / "out")
    done = lado("export", cases.own, out, "--person", "adult", "--request", REQUEST, "--linked")
    assert done.exit_code == 0, done.output
    assert "Zebedee Quillfeather" in done.output
    assert f"! not exported: {cases.suggested}" in done.output
    assert f"{out} holds readable personal data that is not encrypted" in done.stderr
    assert "nothing is masked" in done.stderr
    for wrong in ("Zebedee asked", "request", "SAR 14", "a" * 50 + "1", ""):
        refused = lado("export", cases.own, f"{out}-2", "--person", "adult", "--request", wrong)
        assert isinstance(refused.exception, Misuse), wrong
        assert refused.exception.hint
    assert isinstance(lado("export", cases.own, out, "--person", "boss", "--request", REQUEST).exception, Misuse)


class _OpenSession(Session):
    """A session whose office is open already."""

    def __init__(self, *, office: Office) -> None:
        super().__init__()
        self._office = office

    def office(self, **_: Any) -> Any:
        from contextlib import nullcontext

        return nullcontext(self._office)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Mrs Wilhelmina Applewhite (teaching assistant) and Tom", ("Wilhelmina Applewhite", "Tom")),
        ("PC 4411 Humphrey Stook, Dudley police", ("Humphrey Stook", "Dudley")),
        ("Ludwig van der Berg; the head teacher", ("Ludwig van der Berg",)),
        ("nobody that we know of", ()),
        ("A colleague. She left", ()),
    ],
)
def test_names_are_told_from_a_sentence(sentence: str, names: tuple[str, ...]) -> None:
    assert names_in(sentence) == names


def test_the_search_finds_how_people_write_names_and_leaves_the_persons_own_alone() -> None:
    search = Search(
        [Sought(key="w", names=(words_of_name("William O’Rourke-Smythe"),), details=frozenset({"WV14 7QQ"}))],
        not_alone={"smythe"},
    )

    def found(text: str) -> list[tuple[str, str]]:
        return [(each.found, each.likeness.name) for each in search.find(text)]

    assert found("william orourke-smythe’s bag") == [("william orourke-smythe", "NAME")]
    assert found("Bill will come; Will too") == [("Bill", "SHORT"), ("Will", "SHORT")]
    assert found("O'Rorke and Smythe") == [("O'Rorke", "ALIKE")]
    assert found("lives at wv147qq") == [("wv147qq", "DETAIL")]
    assert found("Nobody was there") == []


def test_the_table_of_questions_is_of_questions_that_there_are() -> None:
    forms = [build(PROFILE) for build in {**FORMS, **OFFICE_FORMS}.values()]
    asked = {
        (group.name if group else "", question.name)
        for form in forms
        for step in form.steps
        for group, question in _questions(step.questions)
    }
    listed = {(named.group, name) for named in QUESTIONS for name in (*named.names, *named.details)}
    who = {
        question.name
        for form in forms
        for question in form.every_question()
        if isinstance(question, ShortText)
        and ("Who" in question.label or question.name.endswith("_who"))
        and not question.name.endswith("_does_not_apply")
    }

    assert listed <= asked
    assert who <= {name for _, name in listed}
    fields = {field.name for kind in EventKind for field in fields_of(kind)}
    assert {*ENTRIES} <= fields


def _questions(questions: Any) -> Iterator[tuple[Any, Any]]:
    for each in questions:
        if isinstance(each, Group):
            yield from ((each, inner) for inner in each.questions)
        else:
            yield None, each


def test_an_empty_sheet_has_its_heading() -> None:
    assert write_sheet(()).startswith(b"\xef\xbb\xbfnumber,")
