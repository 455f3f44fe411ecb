"""Adding to what was sent before, or putting it right. What was sent stays as it is: the new words stand beside it."""

from __future__ import annotations

from dataclasses import replace

from ..profiles import Profile
from .conditions import NOT_KNOWN, Is, Not
from .questions import Advice, AnyOf, Choice, Form, Group, LongText, OneOf, ShortText, Step, YesNo
from .referral.finish import evidence_step
from .referral.start import urgent_step
from .shared import RECEIPT, adult_questions, danger_advice, pick, receipt_question, sender_step

VERSION = 1

PARTS = (
    Choice("adult", "The adult"),
    Choice("work", "Where the adult works, or other contact with children"),
    Choice("children", "A child, or the family"),
    Choice("happened", "What happened, when or where"),
    Choice("witnesses", "Who saw or heard it"),
    Choice("actions", "What has been done, or who has been told"),
    Choice("earlier", "Earlier concerns"),
    Choice("investigation", "Your own investigation, or its result"),
    Choice("sender", "The person who sent it"),
    Choice("other", "Something else"),
)
"""The parts of an earlier form, as people remember them."""

_MORE, _CORRECTION = Is("supplement_kinds", "more"), Is("supplement_kinds", "correction")
_WRONG, _DOCUMENTS = Is("supplement_kinds", "wrong"), Is("supplement_kinds", "documents")


def supplement(profile: Profile) -> Form:
    """Build the form that adds to an earlier one, for one authority."""
    return Form(
        name="supplement",
        version=VERSION,
        authority=profile.name,
        title="Add to, or correct, what you sent before",
        prefix="supplement",
        steps=(
            urgent_step(),
            _original_step(),
            _kinds_step(),
            _more_step(),
            _corrections_step(),
            _wrong_step(),
            _documents_step(),
            _sender_step(),
        ),
        advice=(*danger_advice(profile), *_advice(profile)),
    )


def _original_step() -> Step:
    no_code = Is(RECEIPT, NOT_KNOWN)
    return Step(
        name="original",
        title="What do you want to add to?",
        intro="The receipt code brings the two together. Then you do not have to write any name again.",
        questions=(
            receipt_question("Receipt code of what was sent before"),
            ShortText(
                name="original_sent",
                label="When was it sent, by whom, and on which form?",
                hint="As far as you know. For example: last Tuesday, by our head teacher, a referral",
                required=True,
                max_length=1000,
                when=no_code,
                missing="Enter what you know about when it was sent and by whom",
            ),
            *adult_questions(no_code),
        ),
    )


def _kinds_step() -> Step:
    return Step(
        name="kinds",
        title="What do you want to do?",
        questions=(
            AnyOf(
                name="supplement_kinds",
                label="What do you want to do?",
                hint="Select all that apply.",
                choices=(
                    Choice("more", "Tell the LADO team something new"),
                    Choice("correction", "Correct a detail", "For example a name, a date or an address"),
                    Choice("wrong", "Say that something turned out to be wrong", "Or that you want to take it back"),
                    Choice("documents", "Send documents", "For example those you promised"),
                ),
                required=True,
                missing="Select what you want to do",
            ),
        ),
    )


def _more_step() -> Step:
    return Step(
        name="more",
        title="What is new?",
        when=_MORE,
        questions=(
            AnyOf(
                name="new_parts",
                label="What is it about?",
                hint="Select all that apply.",
                choices=PARTS,
                required=True,
                missing="Select what the new information is about",
            ),
            LongText(
                name="new_text",
                label="What do you want to add?",
                hint="Say how you know, and when it happened or when you heard of it.",
                required=True,
                missing="Enter what you want to add",
                record="allegation.summary",
            ),
        ),
    )


def _corrections_step() -> Step:
    return Step(
        name="corrections",
        title="What has to be corrected?",
        intro="What you sent before is kept as it was. The LADO team sees your correction beside it.",
        when=_CORRECTION,
        questions=(
            Group(
                name="corrections",
                label="Corrections",
                entry="correction",
                required=True,
                missing="Add at least one correction",
                questions=(
                    OneOf(
                        name="corrected_part",
                        label="Which part?",
                        choices=PARTS,
                        required=True,
                        missing="Select which part has to be corrected",
                    ),
                    LongText(
                        name="corrected_was",
                        label="What did it say?",
                        hint="As far as you remember",
                        rows=2,
                        max_length=2000,
                        required=True,
                        not_known=True,
                        missing="Enter what it said, or select “Not known”",
                    ),
                    LongText(
                        name="corrected_now",
                        label="What should it say?",
                        rows=2,
                        max_length=2000,
                        required=True,
                        missing="Enter what it should say",
                    ),
                ),
            ),
        ),
    )


def _wrong_step() -> Step:
    return Step(
        name="wrong",
        title="What turned out to be wrong?",
        when=_WRONG,
        questions=(
            LongText(
                name="wrong_text",
                label="What turned out to be wrong, and how do you know?",
                hint="Nothing is deleted. The LADO team has to see both, and decides what follows.",
                required=True,
                missing="Enter what turned out to be wrong, and how you know",
            ),
            YesNo(
                name="wrong_asked",
                label="Did somebody ask you to take it back?",
                required=True,
                missing="Select yes if somebody asked you to take it back",
            ),
            ShortText(
                name="wrong_asked_by",
                label="Who asked you, and when?",
                required=True,
                max_length=500,
                when=Is("wrong_asked", "yes"),
                missing="Enter who asked you, and when",
            ),
        ),
    )


def _documents_step() -> Step:
    (files,) = pick(evidence_step(), "attachments")
    sent_with = Not(_DOCUMENTS)
    return Step(
        name="documents",
        title="Documents",
        questions=(
            replace(
                files,
                name="documents",
                label="Add the documents",
                required=True,
                when=_DOCUMENTS,
                missing="Add at least one document",
            ),
            LongText(
                name="documents_what",
                label="What are they?",
                hint="For example: the chronology I promised on the telephone on 3 March",
                rows=2,
                max_length=2000,
                required=True,
                when=_DOCUMENTS,
                missing="Enter what the documents are",
            ),
            replace(files, when=sent_with),
        ),
    )


def _sender_step() -> Step:
    return sender_step(
        YesNo(
            name="same_sender",
            label="Did you send the earlier form yourself?",
            required=True,
            missing="Select yes if you sent the earlier form yourself",
        ),
        intro="The LADO team has to know who adds to it. It may be somebody else than the first time.",
    )


def _advice(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    return (
        Advice(
            name="no-receipt",
            when=Is(RECEIPT, NOT_KNOWN),
            step="original",
            tone="note",
            title="Without the code, somebody has to look for it",
            text=(
                f"Telephone {contact.telephone} ({contact.hours}) and ask for the receipt code. If you go on without "
                "it, the LADO team looks for the right case by hand.",
            ),
        ),
        Advice(
            name="new-concern",
            when=_MORE,
            step="kinds",
            tone="note",
            title="Is it about another adult?",
            text=("Then please start a new referral. What you send here goes to the case you named.",),
            requirements=("BED-42",),
        ),
        Advice(
            name="pressed",
            when=Is("wrong_asked", "yes"),
            step="wrong",
            tone="important",
            title="Nobody may press you to take something back",
            text=(f"If somebody did, say so here, or telephone the {profile.service}: {contact.telephone}.",),
        ),
    )
