"""The steps by themselves: whatever the answers are, the chain ends with a result."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt.container import Begun, begin, pack
from lado_kit.encrypt.manifest import FormReference, Manifest, RosterReference
from lado_kit.intake.asking import Definition, standing_judge
from lado_kit.intake.results import Quarantined
from lado_kit.intake.steps import Accepted, Arrival, Letter, Unread, accept, decode, take_up
from lado_kit.store.tables import PARTS
from lado_site.forms.questions import Form, Group, ShortText, Step
from lado_site.forms.record import record_places

from .builders import ANSWERS, AUTHORITY, DIGEST, REFERRAL, SEALED_AT, a_submission

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
DEFINITION = Definition.of(REFERRAL)
ENVELOPE = a_submission()


def a_content(answers: dict[str, Any]) -> Begun:
    manifest = Manifest(
        submission_id="0" * 32,
        authority=AUTHORITY,
        form=FormReference(name="referral", version=REFERRAL.version, digest=DIGEST),
        release="2026.1",
        roster=RosterReference(version=1, recipients=("ab" * 32,)),
        sealed_at=SEALED_AT,
        answers=answers,
    )
    plaintext = pack(manifest, ())
    return begin([plaintext], len(plaintext))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ANSWERS)) | TEXT, JSON, max_size=6))
def test_answers_of_any_kind_end_in_a_result(changes: dict[str, Any]) -> None:
    content = a_content(ANSWERS | changes)

    (verdict,) = standing_judge().judge([content.written], definition_of=lambda _digest: DEFINITION, anyway=False)
    letter = take_up(Unread(arrival=Arrival(source="1.txt", envelope=ENVELOPE), content=content), verdict)
    assert isinstance(letter, Letter)
    submission = decode(letter, authority=AUTHORITY, definition_of=lambda _digest: DEFINITION)
    assert not isinstance(submission, Quarantined)

    assert isinstance(accept(submission), Accepted | Quarantined)


def test_every_place_the_referral_writes_to_is_a_column_of_the_store() -> None:
    missing = {(table, column) for table, column in record_places(REFERRAL) if column not in PARTS[table].c}

    assert missing == set()


def test_a_form_that_writes_to_an_unknown_place_is_not_used() -> None:
    """Its submissions wait, unopened, for the release that knows the place."""
    group = Group(
        name="pets",
        label="Pets",
        entry="pet",
        record="pet",
        questions=(ShortText(name="n", label="N", record="pet.name"),),
    )

    def form(question: Any) -> Form:
        step = Step(name="only", title="Only", questions=(question,))
        return Form(name="f", version=1, authority="a", title="T", prefix="p", steps=(step,))

    assert Definition.of(form(group)) is None
    assert Definition.of(form(ShortText(name="n", label="N", record="adult.shoe_size"))) is None
    assert Definition.of(form(ShortText(name="n", label="N", record="adult.family_name"))) is not None
