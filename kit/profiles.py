"""Profiles for the web team: what one sets and leaves empty, and a new one written from a few answers."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from textwrap import shorten
from typing import Any

from lado_site.errors import ProfileError, SiteError
from lado_site.forms import FORMS
from lado_site.profiles import Problem, Profile, Requirement, check_settings, load_profile, read_settings

from .casework.record.settings import never_so
from .errors import Misuse, Refused

THREE, FOUR = "three-criteria", "four-criteria"
CRITERIA = {
    "harmed": "Behaved in a way that has harmed a child, or may have harmed a child",
    "offence": "Possibly committed a criminal offence against or related to a child",
    "risk": "Behaved towards a child or children in a way that indicates they may pose a risk of harm to children",
    "suitability": "Behaved or may have behaved in a way that indicates they may not be suitable to work with children",
}
"""The national criteria in the words of the statutory guidance; the set of three is without the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something a new profile cannot do without, or that a published page says.

    ``usual`` is the answer when none is given, where ``{area}`` is the area; "" with ``is_optional`` means none.
    """

    key: str
    ask: str
    usual: str = ""
    is_optional: bool = False
    choices: tuple[str, ...] = ()


QUESTIONS = (
    Question(key="name", ask="Short name for files and addresses, like sandwell"),
    Question(key="area", ask="The area, as people call it, like Sandwell"),
    Question(key="service", ask="What the service is called", usual="{area} LADO service"),
    Question(key="host", ask="The department or trust it is part of, or Enter for none", is_optional=True),
    Question(key="partnership", ask="The safeguarding partnership, or Enter for none", is_optional=True),
    Question(key="email", ask="E-mail address that sealed files are sent to"),
    Question(key="telephone", ask="Telephone number of the service"),
    Question(key="hours", ask="When it is answered", usual="Monday to Friday, 9am to 5pm, except bank holidays"),
    Question(key="childrens_services", ask="Telephone number of children’s social care"),
    Question(key="out_of_hours", ask="Telephone number outside office hours"),
    Question(key="web", ask="Address of the published site, https://"),
    Question(key="postal", ask="Postal address, or Enter for none", is_optional=True),
    Question(key="criteria", ask="Which criteria your procedures use", usual=FOUR, choices=(THREE, FOUR)),
    Question(key="meeting", ask="What you call the meeting that the LADO leads, or Enter for none", is_optional=True),
    Question(key="advice_label", ask="What you call it when the LADO only advises", usual="advice and guidance"),
)
CONTACT = ("email", "telephone", "hours", "childrens_services", "out_of_hours", "web", "postal")


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What a profile sets, in how many entries, what it leaves empty, and which values are only assumed."""

    set: Mapping[str, str]
    empty: tuple[str, ...]
    assumed: tuple[str, ...]


def find_problems(name_or_file: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a profile. Raises Refused when its file is not there or not TOML."""
    try:
        wrong = check_settings(read_settings(name_or_file))
    except ProfileError as problem:
        raise Refused(problem.message, hint=problem.hint) from None
    if wrong:
        return wrong
    profile = load_profile(name_or_file)
    return (*_wrong_in_forms(profile), *(Problem(key=f"{where}:", wrong=said) for where, said in never_so(profile)))


def look_over(profile: Profile) -> Overview:
    """Tell what a profile sets and what it leaves empty."""
    values = {each.name: getattr(profile, each.name) for each in fields(profile)}
    return Overview(
        set={name: _in_short(value) for name, value in values.items() if not _is_empty(value)},
        empty=tuple(name for name, value in values.items() if _is_empty(value)),
        assumed=tuple(line for name, value in values.items() for line in _assumed(name, value)),
    )


def what_is_wrong(question: Question, answer: str, answers: Mapping[str, str]) -> str:
    """Return what is wrong with one answer, or ""; the settings themselves decide."""
    if not answer and question.is_optional:
        return ""
    if question.choices:
        return "" if answer in question.choices else f"must be one of {', '.join(question.choices)}."
    key = f"contact.{question.key}" if question.key in CONTACT else question.key
    settings = tomllib.loads(write_profile({**_SOUND, **answers, question.key: answer}))
    return next((problem.wrong for problem in check_settings(settings) if problem.key == key), "")


def usual_answer(question: Question, answers: Mapping[str, str]) -> str:
    """Return what Enter stands for."""
    return question.usual.replace("{area}", answers.get("area", ""))


def read_answers(text: str) -> dict[str, str]:
    """Return the answers to every question from TOML. Raises Misuse that names everything that is wrong with them."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Misuse(f"the answers are not valid TOML: {problem}", hint="mend the line it names") from None
    wrong = [f"{key} is not asked for.{_nearest(key)}" for key in given if key not in _BY_KEY]
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answer = given.get(question.key, usual_answer(question, answers))
        if not isinstance(answer, str):
            wrong.append(f"{question.key} must be text in quotation marks.")
        elif not answer and not question.is_optional:
            wrong.append(f"{question.key} is missing.")
        elif because := what_is_wrong(question, answer, answers):
            wrong.append(f"{question.key} {because}")
        else:
            answers[question.key] = answer
    if wrong:
        raise Misuse(f"the answers cannot be used: {' '.join(wrong)}", hint="change them and try again")
    return answers


def write_profile(answers: Mapping[str, str]) -> str:
    """Return the TOML of a new profile, with what it does not set yet as comments."""
    given = {question.key: json.dumps(answers[question.key], ensure_ascii=False) for question in QUESTIONS}
    keys = list(CRITERIA)[: 3 if answers["criteria"] == THREE else 4]
    criteria = "\n".join(_criterion(number, key) for number, key in enumerate(keys, 1))
    return _TEMPLATE.format(**{**given, "criteria": criteria})


def _wrong_in_forms(profile: Profile) -> Iterator[Problem]:
    """Settings may each be right and yet ask a form for what it has not, such as an item of a checklist."""
    for name, make in FORMS.items():
        try:
            make(profile)
        except SiteError as problem:
            yield Problem(key=f"form {name}:", wrong=f"{problem.message}; {problem.hint}.")


def _criterion(number: int, key: str) -> str:
    return f'[[criteria]]\nkey = "{key}"\nrequirement = "OWN-{number:02}"\ntext = "{CRITERIA[key]}"\n'


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == ()


def _in_short(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return "set" if is_dataclass(value) else shorten(str(value), 60, placeholder=" …")


def _assumed(name: str, value: Any) -> list[str]:
    entries = value if isinstance(value, tuple) else (value,)
    found = [(entry, getattr(entry, "requirement", None)) for entry in entries]
    return [
        " ".join(filter(None, (name, getattr(entry, "key", ""), f"({requirement.id})")))
        for entry, requirement in found
        if isinstance(requirement, Requirement) and requirement.assumed
    ]


def _nearest(key: str) -> str:
    near = get_close_matches(key, _BY_KEY, n=1)
    return f" Do you mean {near[0]}?" if near else ""


_BY_KEY = {question.key: question for question in QUESTIONS}

_SOUND = {
    **{question.key: "0" for question in QUESTIONS},
    "name": "ours",
    "criteria": FOUR,
    "email": "lado@example.org",
    "web": "https://example.org/",
}
"""Answers that nothing is wrong with, for checking one answer at a time."""

_TEMPLATE = """\
# The settings of one authority. docs/profiles.md explains every key. After a change: lado profile check THIS-FILE
# Leave out what your document does not say: nothing is filled in from another authority.
# Each requirement is the number of the place in your own document; OWN-01 and so on are only placeholders.

name = {name}
area = {area}
service = {service}
host = {host}
partnership = {partnership}
meeting = {meeting}
advice_label = {advice_label}

# The product's own lists. Write a list of your own in their place if your document has one.
categories = "general"
sectors = "general"

# The standard of proof, and where the criteria come from. Pages leave out what is empty.
# standard_of_proof = "the balance of probability"
# criteria_source = "Working Together to Safeguard Children 2023"
# guidance_sources = ["Keeping Children Safe in Education 2025"]
# cover = ["another officer"]

# How long ago makes a concern historic, and how long closed cases are kept before somebody looks whether they are still
# needed: nothing is removed by itself. Periods by outcome, category or pathway: [[retention]] in docs/profiles.md.
# historic_months = 12
# retention_months = 300

[contact]
email = {email}
telephone = {telephone}
hours = {hours}
childrens_services = {childrens_services}
out_of_hours = {out_of_hours}
web = {web}
postal = {postal}

# The criteria. Put your procedures' own words, and add or take out as they do.
{criteria}
# A time limit: which one, how long, and from when. Without any, pages and receipts promise nothing.
# [[clocks]]
# key = "call-back"
# label = "telephones you"
# length = 1
# unit = "working-days"
# start = "contact"
# role = "LADO"
# requirement = {{ id = "OWN-10" }}

# An outcome, in your order and with your own definition.
# [[outcomes]]
# key = "substantiated"
# label = "Substantiated"
# definition = ""
# requirement = {{ id = "OWN-20" }}

# Where a contact may lead. common is one of advice-only, employer-led, lado-led, out-of-area.
# [[pathways]]
# key = "advice"
# label = "Advice and guidance"
# common = "advice-only"
# text = "The LADO gives advice and nothing more."
# requirement = {{ id = "OWN-30" }}
"""
