"""Real sealed files for the tests of intake and store: real keys, the real form, answers that are in order."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lado_kit.encrypt.envelope import Attachment, Draft, Envelope, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity
from lado_kit.intake import Books, Content, import_paths
from lado_kit.store import Store, create_store, open_store
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Form
from lado_site.profiles import load_profile

AUTHORITY = "sandwell"
OFFICER = Identity.from_seed(bytes([1]) * 32)
STRANGER = Identity.from_seed(bytes([9]) * 32)
KEY = bytes(range(32))

SEALED_AT = datetime(2026, 5, 3, 11, 30, tzinfo=UTC)
NOW = datetime(2026, 5, 3, 14, 5, 6, 789000, tzinfo=UTC)

REFERRAL = form_for("referral", load_profile("sandwell"))
DIGEST = digest(compile_form(REFERRAL))

CANARIES = (
    "Quillfeather", "Zebedee", "Marigold Yaxley", "canary-what-happened", "Tumbledown Academy", "Peregrine Oddbody",
    "canary@example.org", "WV14 7QQ",
)  # fmt: skip
"""Words that occur in the answers and must occur nowhere in the clear."""

ANSWERS: dict[str, Any] = {
    "immediate_danger": "no",
    "works_with_children": "yes",
    "concern_setting": "work",
    "report_kind": "allegation",
    "criterion_harmed": "yes",
    "criterion_offence": "no",
    "criterion_risk": "not-sure",
    "criterion_suitability": "no",
    "more_adults": "no",
    "adult_family_name": "Quillfeather",
    "adult_given_names": "Zebedee",
    "adult_birth_date": "1984-05",
    "adult_postcode": "WV14 7QQ",
    "work_role": "Teacher",
    "work_basis": "permanent",
    "work_area": "here",
    "work_sector": "primary-school",
    "employer_name": "Tumbledown Academy",
    "senior_officer": "Peregrine Oddbody",
    "works_there_now": "yes",
    "regulated": "no",
    "other_work": "no",
    "works_with_adults": "not-known",
    "children_at_home": "not-known",
    "child_identified": "yes",
    "children": [
        {
            "child_family_name": "Yaxley",
            "child_given_names": "Marigold",
            "child_birth_date": "2017-02-11",
            "child_in_care": "no",
            "child_council": "here",
            "child_vulnerability": "no",
            "child_parents_told": "yes",
        },
        {
            "child_family_name": "Yaxley",
            "child_given_names": "Marigold Yaxley",
            "child_birth_date": "not-known",
            "child_now_adult": "no",
            "child_in_care": "not-known",
            "child_council": "not-known",
            "child_vulnerability": "not-known",
            "child_parents_told": "no",
        },
    ],
    "child_views": "canary-what-happened in the child's own words",
    "what_happened": "canary-what-happened: grabbed by the arm in the corridor.",
    "happened_on": "2026-04-30",
    "happened_where": "The corridor",
    "how_often": "more",
    "times": 3,
    "raised_by": "colleague",
    "came_to_light": "A colleague saw it",
    "categories": ["physical", "conduct"],
    "restraint": "no",
    "injury": "no",
    "sexual_interest": "no",
    "significant_harm": "no",
    "wants_police": "not-known",
    "actions_taken": "The head was told",
    "statements_taken": "no",
    "recordings": "no",
    "safeguards": ["supervised"],
    "adult_told": "no",
    "earlier_concerns": "no",
    "low_level_concerns": "no",
    "referrer_kind": "professional",
    "referrer_name": "Peregrine Oddbody",
    "referrer_role": "Head teacher",
    "referrer_organisation": "Tumbledown Academy",
    "allegations_procedure": "yes",
    "referrer_phone": "01632 960 555",
    "referrer_email": "canary@example.org",
    "became_aware": "2026-05-01T09:15",
}


def without(*names: str, **changes: Any) -> dict[str, Any]:
    """The answers but for these, and with these changed."""
    return {name: answer for name, answer in ANSWERS.items() if name not in names} | changes


def an_attachment(name: str = "note.pdf", content: bytes = b"%PDF-1.7 note") -> Attachment:
    return Attachment(name=name, media_type="application/pdf", content=content)


def a_draft(**changes: Any) -> Draft:
    files = changes.get("attachments", ())
    answers = ANSWERS | ({"attachments": [file.name for file in files]} if files else {})
    fields: dict[str, Any] = {
        "authority": AUTHORITY,
        "form": FormReference(name="referral", version=REFERRAL.version, digest=DIGEST),
        "release": "2026.1",
        "roster_version": 1,
        "answers": answers,
        "attachments": (),
    }
    return Draft(**fields | changes)


def an_empty_store(file: Path) -> Store:
    """Make a record store as ``create_store`` does, by a copy: to lay out every table takes longer than most tests."""
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(_laid_out())
    return open_store(file, KEY)


@cache
def _laid_out() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.db"
        create_store(file, KEY).close()
        return file.read_bytes()


def a_submission(*, to: Identity = OFFICER, sealed_at: datetime = SEALED_AT, **changes: Any) -> Envelope:
    """A sealed submission; ``changes`` are to its draft."""
    return seal(a_draft(**changes), recipients=[to.recipient], sealed_at=sealed_at)


def save(folder: Path, name: str, content: Envelope | bytes) -> Path:
    """Put a file into a folder as it would arrive there."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.armoured())
    return path


def known_forms(digest: str) -> Form | None:
    return REFERRAL if digest == DIGEST else None


def run_import(store: Store, *paths: Path | str | Content, **changes: Any) -> Books:
    """Import with good defaults."""
    fields: dict[str, Any] = {
        "store": store,
        "authority": AUTHORITY,
        "identities": [OFFICER],
        "definition_for": known_forms,
        "actor": "duty-1",
        "now": NOW,
    }
    return import_paths([path if isinstance(path, Content) else str(path) for path in paths], **fields | changes)


def results(books: Books) -> Sequence[tuple[str, str]]:
    return [(item.result, item.reason) for item in books.items]
