"""The ways out of quarantine: a form that was added, a key that was found, a person who releases or sets aside."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lado_kit.cli import cli, run
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt import armour
from lado_kit.encrypt.manifest import FormReference
from lado_kit.errors import Misuse, Refused, UnknownVersion
from lado_kit.home import Home
from lado_kit.intake import Books
from lado_kit.office.cases import import_files, list_inbox, read_books, read_case
from lado_kit.office.comparing import Verdict, call_duplicate, compare_cases
from lado_kit.office.definitions import add_forms
from lado_kit.office.quarantine import list_quarantine, next_steps, read_held, release, retry, set_aside
from lado_kit.office.reading import BY_NAME, REFUSED
from lado_kit.store.tables import LinkState, audit_entry
from lado_site.forms.compiled import canonical, compile_form, digest
from lado_site.forms.questions import Form
from tests.intake.builders import (
    NOW,
    REFERRAL,
    STRANGER,
    a_submission,
    an_attachment,
    results,
    save,
    without,
)
from tests.kit.offices import KEPT, Kept, a_sealed_file
from tests.kit.offices import NOW as NEW
from tests.kit.quick_office import ROOT_KEY, an_empty_home, an_office

LATER = NOW + timedelta(hours=1)
WHY = "Peregrine Oddbody confirmed it by telephone"
BROKEN = without("adult_given_names", became_aware="long ago", children=[{"child_family_name": ["no", "text"]}])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return an_empty_home(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(empty: Home, tmp_path: Path) -> Iterator[Office]:
    with an_office(empty, tmp_path) as office:
        yield office


def another_form() -> Form:
    """The form as a site that was published elsewhere has it."""
    return replace(REFERRAL, title="Tell us, as we asked it elsewhere")


def filled_in_elsewhere() -> Any:
    return a_submission(form=FormReference(name="referral", version=REFERRAL.version, digest=_digest()))


def _digest() -> str:
    return digest(compile_form(another_form()))


def take_in(office: Office, folder: Path, sealed: Any, name: str = "Zebedee.txt") -> Books:
    return import_files(office, [str(save(folder, name, sealed))], now=NOW)


def shown(sections: Any) -> str:
    return "\n".join(
        line for section in sections for row in section.rows for line in (section.title, row.label, *row.lines)
    )


def test_once_its_form_is_added_what_waited_is_imported(office: Office, tmp_path: Path) -> None:
    take_in(office, tmp_path, filled_in_elsewhere())
    file = tmp_path / "definition.json"
    file.write_bytes(canonical(compile_form(another_form())))
    before = retry(office, now=LATER)

    (added,) = add_forms(office, file, allow_unsigned=True, now=LATER)
    books = retry(office, now=LATER)

    assert results(before) == [("quarantined", "unknown-form")] and before.items[0].is_held_already
    assert (added.name, added.was_here, added.waiting) == ("referral", False, 1)
    assert results(books) == [("imported", "new-case")]
    assert list_quarantine(office) == ()
    (one,) = list_quarantine(office, every=True)
    assert (one.state, one.case, one.times) == ("imported", "2026-0001", 2)
    assert read_case(office, "2026-0001", now=LATER).opening.title == another_form().title
    assert read_books(office).balances


def test_what_is_retried_by_name_is_the_only_thing_retried(office: Office, tmp_path: Path) -> None:
    first, second = a_submission(to=STRANGER), a_submission(to=STRANGER)
    for name, sealed in (("1.txt", first), ("2.txt", second)):
        take_in(office, tmp_path, sealed, name)
    with_key = replace(office, older=(STRANGER,))

    books = retry(with_key, [first.receipt[:9]], now=LATER, allow_old_roster=True)

    assert [item.receipt for item in books.items] == [first.receipt]
    assert [held.code for held in list_quarantine(office)] == [second.receipt]


def test_what_is_in_quarantine_is_readable_in_the_words_of_its_form_and_the_reading_is_noted(
    office: Office, tmp_path: Path
) -> None:
    sealed = a_submission(answers=BROKEN)
    take_in(office, tmp_path, sealed)

    file = read_held(office, sealed.receipt, now=LATER)

    assert (file.shut, file.form, file.held.source_kind) == ("", "referral", "file")
    text = shown(file.sections)
    assert "Is a child, or anyone else, in immediate danger?" in text
    assert REFUSED in text and "long ago" in text and "no\ntext" in text, "nothing that was written is left out"
    assert any("confirm" not in problem for problem in file.held.problems)
    with office.store.reading() as connection:
        entry = connection.execute(select(audit_entry).order_by(audit_entry.c.sequence.desc())).first()
    assert entry and (entry.action, entry.subject) == ("read-quarantine", sealed.receipt)


def test_what_no_key_opens_says_so_and_can_only_be_set_aside(office: Office, tmp_path: Path) -> None:
    sealed = a_submission(to=STRANGER)
    take_in(office, tmp_path, sealed)

    file = read_held(office, sealed.receipt, now=LATER)
    with pytest.raises(Refused, match="cannot be put into a case"):
        release(office, sealed.receipt, reason=WHY, now=LATER)
    done = set_aside(office, sealed.receipt, reason="An old test of the web team", now=LATER)

    assert file.shut and file.sections == ()
    assert "--set-aside" in file.next_steps[-1]
    assert (done.state, list_quarantine(office)) == ("set-aside", ())
    (kept,) = list_quarantine(office, every=True)
    assert (kept.why, kept.settled_by) == ("An old test of the web team", "duty-1")
    again = take_in(office, tmp_path, sealed)
    assert again.items[0].is_held_already and list_quarantine(office) == ()


def test_a_person_releases_what_broke_a_rule_and_the_case_says_so(office: Office, tmp_path: Path) -> None:
    sealed = a_submission(answers=BROKEN)
    take_in(office, tmp_path, sealed)

    item = release(office, sealed.receipt, reason=WHY, now=LATER)

    assert (item.result, item.case) == ("imported", "2026-0001")
    (listed,) = list_inbox(office)
    assert listed.released and listed.adult == "Quillfeather"
    file = read_case(office, "2026-0001", now=LATER)
    assert file.case.answers == BROKEN, "the answers are kept as they were given"
    assert file.case.released and (file.case.released.why, file.case.released.reason) == (WHY, "answers-refused")
    assert "long ago" in shown(file.opening.sections)
    assert file.case.referrer and file.case.referrer["became_aware"] is None, "what breaks a rule lands nowhere"
    assert read_books(office).balances
    assert results(take_in(office, tmp_path, sealed)) == [("duplicate", "same-file")]


def test_answers_of_every_wrong_shape_are_shown_and_released_without_a_stumble(office: Office, tmp_path: Path) -> None:
    deep: Any = "the innermost"
    for _ in range(30):
        deep = [deep]
    sealed = a_submission(
        answers=without(
            happened_where=deep, times="\x00", injury={"a": [1, 2, {"b": None}]}, nobody_asked=[{}], children="none",
            adult_birth_date=False, categories=["physical", 7], work_role="x" * 100_000,
        )
    )  # fmt: skip
    take_in(office, tmp_path, sealed)

    told = shown(read_held(office, sealed.receipt, now=LATER).sections)
    item = release(office, sealed.receipt, reason=WHY, now=LATER)

    assert "the innermost" in told and "x" * 100_000 in told and "a: 1 / 2 / b: null" in told
    file = read_case(office, item.case or "", now=LATER)
    assert file.case.adult and file.case.adult["birth_date"] is None and file.case.children == ()
    assert "the innermost" in shown(file.opening.sections)


def test_the_reason_is_kept_and_only_its_hash_is_in_the_audit_trail(office: Office, tmp_path: Path) -> None:
    sealed = a_submission(answers=BROKEN)
    take_in(office, tmp_path, sealed)
    release(office, sealed.receipt, reason=WHY, now=LATER)

    with office.store.reading() as connection:
        entries = connection.execute(select(audit_entry).order_by(audit_entry.c.sequence)).all()

    assert [entry.action for entry in entries] == ["quarantined", "imported", "settled-quarantine"]
    assert "Oddbody" not in str(entries) and len(str(entries[-1].detail["why_sha256"])) == 64
    assert "break the rules of its form" in str(entries[1].detail["marked"])


def test_a_release_needs_a_reason(office: Office, tmp_path: Path) -> None:
    take_in(office, tmp_path, a_submission(answers=BROKEN))
    (one,) = list_quarantine(office)

    with pytest.raises(Misuse, match="no reason"):
        release(office, one.code, reason="  ", now=LATER)
    with pytest.raises(Misuse, match="no reason"):
        set_aside(office, one.code, reason="", now=LATER)

    assert list_quarantine(office) == (one,)


def test_without_its_form_a_submission_is_released_under_the_names_of_its_questions(
    office: Office, tmp_path: Path
) -> None:
    take_in(office, tmp_path, filled_in_elsewhere())
    (one,) = list_quarantine(office)

    item = release(office, one.code, reason=WHY, now=LATER)

    file = read_case(office, item.case or "", now=LATER)
    assert file.opening.sections[0].title == BY_NAME
    assert "what_happened\ncanary-what-happened" in shown(file.opening.sections)


@pytest.mark.parametrize(
    ("sealed", "reason"),
    [
        (a_submission(roster_version=7), "unknown-roster"),
        (
            a_submission(attachments=(an_attachment(),), answers=without(attachments=["other.pdf"])),
            "attachments-differ",
        ),
    ],
    ids=["unknown roster", "other attachments"],
)
def test_what_else_was_opened_can_be_released_with_its_mark(
    office: Office, tmp_path: Path, sealed: Any, reason: str
) -> None:
    assert results(take_in(office, tmp_path, sealed)) == [("quarantined", reason)]

    item = release(office, sealed.receipt, reason=WHY, now=LATER)

    assert item.result == "imported" and item.problems
    assert list_quarantine(office, every=True)[0].state == "released"


def test_what_was_written_to_another_authority_never_becomes_a_case_here(office: Office, tmp_path: Path) -> None:
    sealed = a_submission(authority="leicester")
    take_in(office, tmp_path, sealed)

    with pytest.raises(Refused, match="written to another authority"):
        release(office, sealed.receipt, reason=WHY, now=LATER)

    assert read_held(office, sealed.receipt, now=LATER).authority == "leicester"


def test_every_way_out_that_is_named_is_a_command(office: Office, tmp_path: Path) -> None:
    take_in(office, tmp_path, a_submission(answers=BROKEN))
    (one,) = list_quarantine(office)

    assert next_steps(one)[-1].startswith(f"to put it into a case all the same: lado quarantine release {one.code[:9]}")


def a_published(folder: Path, form: Form) -> Path:
    """A folder of a published site as far as its forms go, without the pages."""
    content = canonical(compile_form(form))
    own = digest(compile_form(form))
    (folder / "definitions").mkdir(parents=True)
    (folder / "definitions" / f"{own}.json").write_bytes(content)
    facts = {
        "authority": form.authority, "release": "elsewhere-1", "roster": 1, "words": ["one"] * 6,
        "valid_until": "2027-01-01", "forms": {form.name: own}, "files": {},
    }  # fmt: skip
    (folder / "release.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


def sign(folder: Path) -> None:
    from lado_kit.encrypt.release import ReleaseNote, list_digest, read_list, sign_release

    content = (folder / "release.json").read_bytes()
    listed = read_list(content)
    note = ReleaseNote(
        authority=listed.authority, number=1, release=listed.release, list_sha256=list_digest(content), roster=1,
        valid_until=listed.valid_until, superseded=(), withdrawn=(),
    )  # fmt: skip
    (folder / "release.note").write_bytes(sign_release(note, ROOT_KEY))


def test_the_forms_of_a_signed_site_are_added_and_those_of_an_unsigned_one_only_when_told_to(
    office: Office, tmp_path: Path
) -> None:
    site = a_published(tmp_path / "site", another_form())

    with pytest.raises(Refused, match="no release signed"):
        add_forms(office, site, allow_unsigned=False, now=LATER)
    sign(site)
    (added,) = add_forms(office, site / "release.note", allow_unsigned=False, now=LATER)
    (again,) = add_forms(office, site, allow_unsigned=False, now=LATER)

    assert (added.is_signed, added.was_here, again.was_here) == (True, False, True)
    assert office.home.definition_file(_digest()).exists()


def test_a_definition_that_was_altered_is_refused_though_the_release_is_signed(office: Office, tmp_path: Path) -> None:
    site = a_published(tmp_path / "site", another_form())
    sign(site)
    file = site / "definitions" / f"{_digest()}.json"
    file.write_bytes(file.read_bytes().replace(b"Tell us", b"Tell me"))

    with pytest.raises(Refused, match="is not what it was published as"):
        add_forms(office, site, allow_unsigned=True, now=LATER)

    assert not office.home.definition_file(_digest()).exists()


def test_forms_of_another_authority_and_what_is_no_form_are_refused(office: Office, tmp_path: Path) -> None:
    foreign = a_published(tmp_path / "foreign", replace(another_form(), authority="leicester"))
    page = tmp_path / "saved.html"
    setting = json.dumps({"form": {"name": "referral", "digest": _digest()}})
    page.write_text(f'<script type="application/json" id=setting>{setting}</script>', encoding="utf-8")
    nothing = tmp_path / "note.json"
    nothing.write_text("{}", encoding="utf-8")

    with pytest.raises(Refused, match="of leicester, not of sandwell"):
        add_forms(office, foreign, allow_unsigned=True, now=LATER)
    with pytest.raises(Misuse, match="does not hold its whole definition") as told:
        add_forms(office, page, allow_unsigned=True, now=LATER)
    assert f"definitions/{_digest()}.json" in told.value.message
    with pytest.raises(Misuse, match="no published site"):
        add_forms(office, nothing, allow_unsigned=True, now=LATER)


def test_two_cases_are_compared_field_by_field_and_the_reading_is_noted(office: Office, tmp_path: Path) -> None:
    take_in(office, tmp_path, a_submission(), "1.txt")
    changed = without("senior_officer", injury="not-known", attachments=["note.pdf"])
    take_in(office, tmp_path, a_submission(answers=changed, attachments=(an_attachment(),)), "2.txt")

    compared = compare_cases(office, "2026-0001", "2026-0002", now=LATER)

    by_label = {row.label: row for row in compared.rows}
    injury = next(row for row in compared.rows if row.first == ("No",) and row.second == ("Not known",))
    assert injury.verdict is Verdict.DIFFERS
    assert by_label["note.pdf"].verdict is Verdict.ONLY_SECOND
    assert compared.count(Verdict.SAME) > 30 and compared.decided and compared.decided.state is LinkState.SUGGESTED
    with office.store.reading() as connection:
        noted = connection.execute(select(audit_entry.c.subject).where(audit_entry.c.action == "read")).scalars().all()
    assert noted == ["2026-0001", "2026-0002"]
    decided = call_duplicate(
        office, "2026-0001", "2026-0002", state=LinkState.CONFIRMED, reason="Sent twice", now=LATER
    )
    assert (decided.case, decided.of) == ("2026-0002", "2026-0001")


def test_the_commands_say_all_of_it_and_leave_with_the_right_status(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One way through the front door; what each says in full is above."""

    def at_work(*arguments: str | Path) -> tuple[int, str, str]:
        given = ("--home", kept.home, "--passphrase-file", kept.passphrase("duty"), *arguments)
        status = run(cli, "lado", [str(each) for each in given])
        said = capsys.readouterr()
        return status, said.out, said.err

    save(tmp_path / "in", "again.txt", a_sealed_file(kept))
    forging = "stray\nreferral: case 2026-0001\x1b[2J\u202e.txt" if os.name == "posix" else "stray.txt"
    stray = str(save(tmp_path / "in", forging, a_submission(to=STRANGER)))
    in_line = stray.replace("\n", "\\n").replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    first, second = (f"{NEW.year}-{number:04}" for number in (1, KEPT + 2))

    status, out, _ = at_work("import", tmp_path / "in")
    (listed,) = json.loads(as_json := at_work("quarantine", "list", "--json")[1])
    code = listed["code"]
    assert status == 1 and f"kept in quarantine: lado quarantine show {code[:9]}" in out
    assert f"\n{in_line}: " in out and "\nreferral: case" not in out
    assert listed["source"] == stray and as_json.isascii() and as_json.replace("\n", "").isprintable()
    assert f"possible duplicate of {first}\n  next: lado case compare {first} {second}" in out

    status, out, _ = at_work("quarantine", "show", code[:9])
    assert status == 0 and f"no key here opens it  held\n{in_line} (" in out
    status, _, err = at_work("quarantine", "release", code, "--reason", "x")
    assert status == 1 and "cannot be put into a case" in err
    assert at_work("quarantine", "retry")[0] == 1
    assert "\nnext (no key here opens it): it may be sealed for another office" in at_work("quarantine", "list")[1]
    assert at_work("quarantine", "release", code, "--set-aside", "--reason", "A stray file")[0] == 0
    assert at_work("quarantine", "list")[1] == ""

    later = armour.encode(a_sealed_file(kept).binary.replace(b"age-encryption.org/v1\n", b"age-encryption.org/v2\n", 1))
    _, out, _ = at_work("import", save(tmp_path / "later", "later.txt", later))
    (listed,) = json.loads(at_work("quarantine", "list", "--json")[1])
    for said in (out, at_work("quarantine", "list")[1], at_work("quarantine", "show", listed["code"])[1]):
        assert UnknownVersion.advice in " ".join(said.split())
    assert (listed["reason"], listed["next_steps"][0]) == ("unknown-version", UnknownVersion.advice)

    status, out, _ = at_work("case", "compare", first, second)
    assert status == 0 and f"{second} may be a duplicate of {first}" in out
    assert at_work("case", "duplicate", first, second)[0] == 2, "a reason is needed"
    assert at_work("case", "duplicate", first, second, "--reason", "Sent twice")[0] == 0
    assert second not in at_work("inbox")[1]
    assert f"! duplicate of {first}, said duty-1" in at_work("case", "show", second)[1]
    assert at_work("case", "duplicate", first, second, "--undo")[0] == 0
    assert second in at_work("inbox")[1]

    status, out, _ = at_work("inbox", "--books")
    assert status == 0 and f"every submission imported is in the store: books {KEPT + 2}, store {KEPT + 2}" in out
