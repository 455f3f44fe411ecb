"""An office that opens in a moment, files sealed for it, and a copy of it for every try."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lado_kit.custody.keys import read_current_roster
from lado_kit.custody.unlocking import Office, open_office
from lado_kit.encrypt import Envelope, SignedRoster, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.home import create_home, find_home
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile
from tests.intake.builders import a_draft
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, a_file
from tests.kit.offices import ROOT_PASSPHRASE, quick_key_files

NOW = datetime.now(UTC).replace(microsecond=0)
PROFILE = load_profile("sandwell")
SUPPLEMENT = form_for("supplement", PROFILE)


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedOffice:
    """A home, the passphrase that opens it, and the roster that its pages seal to."""

    home: Path
    passphrase_file: Path
    roster: SignedRoster

    def seal(self, **changes: Any) -> Envelope:
        """Seal a submission as the office's page does; ``changes`` are to its draft, or to when and for whom."""
        recipients = changes.pop("recipients", self.roster.active_recipients)
        sealed_at = changes.pop("sealed_at", NOW)
        draft = a_draft(**{"roster_version": self.roster.roster.version} | changes)
        return seal(draft, recipients=recipients, sealed_at=sealed_at)

    def seal_addition(self, to: str, **changes: Any) -> Envelope:
        """Seal an addition to the submission with a receipt code."""
        answers = sample_answers(SUPPLEMENT, PROFILE, 0, today=NOW.date()) | {
            "original_receipt": to, "original_sent": None, "adult_family_name": None, "adult_given_names": None,
            "adult_birth_date": None, "supplement_kinds": ["more"], "new_parts": ["witnesses"],
            "new_text": "A second colleague has come forward.", "corrections": None, "wrong_text": None,
            "wrong_asked": None,
        }  # fmt: skip
        form = FormReference(name="supplement", version=SUPPLEMENT.version, digest=digest(compile_form(SUPPLEMENT)))
        given = {name: answer for name, answer in answers.items() if answer is not None}
        return self.seal(form=form, answers=given, **changes)

    def copied(self, place: Path) -> SealedOffice:
        """Copy it, to be changed."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home, place)
        return replace(self, home=place)

    @contextmanager
    def opened(self) -> Iterator[Office]:
        """Open it."""
        with open_office(find_home(self.home), PASSPHRASE, with_older_keys=True) as office:
            yield office
        gc.unfreeze()  # a command lives for a moment, and a test of thousands of them does not


def make_office(folder: Path) -> SealedOffice:
    """Make the office that others are copies of."""
    with quick_key_files():
        home = create_home(
            folder / "home", profile="sandwell", passphrase=PASSPHRASE, second_passphrase=ANOTHER_PASSPHRASE,
            root_passphrase=ROOT_PASSPHRASE, now=NOW - timedelta(days=2),
        )  # fmt: skip
    return SealedOffice(
        home=folder / "home",
        passphrase_file=a_file(folder / "passphrase.txt", PASSPHRASE),
        roster=read_current_roster(home, today=NOW.date()),
    )
