"""Hypothesis strategies: whole form definitions, and answers to them that are right, nearly right and hostile."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from lado_site.codes import ALPHABET, show_code
from lado_site.forms import conditions, questions
from lado_site.forms.answers import BLANK
from lado_site.forms.compiled import KINDS
from lado_site.forms.conditions import Condition, Is, Known, Not, Or, Some
from lado_site.forms.questions import Advice, Choice, Deadline, Form, Group, Kind, Step

# Words of every kind that a name, a label or an answer is made of: some are properties of every JavaScript object.
NAMES = ["a", "b", "child_name", "constructor", "toString", "hasOwnProperty", "e", "length", "valueOf", "day", "x9"]
VALUES = ["yes", "no", "red", "not-sure", "late", "in-time", "constructor", "not-known", ""]
CHANCE = st.randoms(use_true_random=True)
OFF_DAYS = ("2026-04-03", "2026-04-06", "2026-12-25", "2026-12-28", "2027-01-01")
TODAYS = [date(2026, 11, 22), date(2026, 12, 24), date(2026, 12, 29), date(2024, 2, 29), date(1899, 12, 31)]

# Blank in one language and not in the other, invisible, turning, half an emoji, digits that only look right.
ODD = [*BLANK, *"\x00\x1c\x1d\x1e\x1f\x7f\x85\u180e\u200b\u200c\u200d\u200e\u200f\u202e\u2066\u2069\ufe0f\ufffe"]
ODD += ["\u202e", "\u202e", "\u202d"]
ODD += [
    "\ud83d",
    "\ude00",
    "😀",
    "👩\u200d👧",
    "é",
    "e\u0301",
    "ß",
    "ſ",
    "K",
    "ı",
    "İ",
    "ﬁ",
    "３",
    "٣",
    "५",
    "Ⅷ",
    "اسم",
    "名",
]
ODD += ["{", "}", "{label}", "$&", "%s", "'", "’", "<b>", "&amp;", "\\u0000", "\r\n", "@", ".", "-", "/", "T", "--"]

TEXT = st.one_of(
    st.text(string.ascii_letters + string.digits + " .@-'\n", max_size=14),
    st.lists(st.one_of(st.sampled_from(ODD), st.sampled_from("ab 1@.")), max_size=8).map("".join),
    st.text(st.characters(), max_size=5),
)
WORDS = st.one_of(st.sampled_from(["Name", "When?", "How “bad” was it?", "{entry}", "Größe 名 😀"]), TEXT)
NUMBERS = st.one_of(
    st.integers(-3, 40),
    st.sampled_from([2**53 - 1, -(2**53) + 1, 9999, 10_000]),
    st.sampled_from([0.0, -0.0, 1.0, 1.5, -0.5, 3.0000001, 1e15, 1e21, 1e300, 5e-324]),
)
WRONG_KINDS = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT, st.sampled_from(VALUES)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*NAMES, "__proto__", "0", "1"]), inner, max_size=3),
    ),
    max_leaves=4,
)
DATES = st.builds(
    lambda day, shape: day.strftime(shape),
    st.dates(date(1897, 1, 1), date(2029, 1, 1)) | st.sampled_from(TODAYS),
    st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y", "%Y-%m-%dT%H:%M", "%d/%m/%Y", "%Y-%m-%d ", "%G-W%V-%u", "%Y%m%d"]),
)
IMPOSSIBLE = [
    "2026-02-30", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
    "0000-01-01", "0001-01-01", "9999-12-31", "２０２６-11-03", "2026-11-3", "26-11-03", "2026-11-31", "31//2026",
    "2026-11-20T18:30", "2026-11-20T24:00", "2026-11-20T23:60", "2026-11-20T", "2026-11-20T1830", "2026-11T10:00",
    "2026T10:00", "2026-02-30T09:00", "2026-12-24T00:00", "2026-12-31T23:59", "2026-11-20T18:30:00", "2026-11-20\n",
]  # fmt: skip
MAIL = ["a@b.c", "a@b", "a@b.c.d", "a b@c.d", "a@b@c.d", "@b.c", "a@.c", "a@b.", " a@b.c\u2009", "ä@ö.ü", "a@b\u180e.c"]
PHONES = ["01632 960 001", "+44 (0)1632 960001", "01632", "٠١٦٣٢٩٦٠٠٠١", "0163296000x1", "ext. 0163 296 0001"]
POSTCODES = [
    "B70 9LD",
    "b709ld",
    "B70  9LD",
    "SW1A 1AA",
    "W1ſ 1AA",
    "\u212a1 1AA",
    "GIR 0AA",
    "B7O 9LD",
    "M1 1AA\u00a0",
]
FILE_NAMES = ["a.pdf", "b.pdf", "c d.png", "", "x" * 200, "x" * 201, "😀" * 200, "名.txt"]


def codes(length: int) -> st.SearchStrategy[str]:
    """Codes that are right, and as people type them."""
    shown = st.text(ALPHABET, min_size=length, max_size=length).map(show_code)
    ways = [str, str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "O").replace("1", "l")]
    ways += [lambda code: code[1:], lambda code: f"{code[:-1]}0", lambda code: f"\u200e{code}\ufeff"]
    ways += [lambda code: code.replace("7", "8"), lambda code: f"U{code[1:]}"]
    return st.builds(lambda code, way: way(code), shown, st.sampled_from(ways))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A whole form: every kind, groups, conditions that look back, steps and advice."""
    random = draw(CHANCE)
    names = iter(f"{name}{number or ''}" for number in range(9) for name in NAMES)
    asked: list[Kind] = []
    steps = []
    for number in range(random.choice((1, 1, 2, 3))):
        when = draw(_when(asked, random))
        here = []
        for _ in range(random.choice((2, 3, 4))):
            here.append(draw(_questions(_kind(asked, random), names, asked, random)))
            asked.append(here[-1])
        steps.append(Step(name=f"s{number}", title=draw(WORDS), questions=tuple(here), when=when))
    advice = [
        Advice(name=f"advice{number}", when=draw(_conditions(asked)), step="s0", tone="note", title="!", text=("?",))
        for number in range(random.randrange(3))
    ]
    return Form(
        name="sample", version=1, authority="sandwell", title="A sample", prefix="sample",
        steps=tuple(steps), advice=tuple(advice),
    )  # fmt: skip


@st.composite
def answers_to(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Answers to a form: most of them right or nearly so, some of another kind, some to what is not asked."""
    random = draw(CHANCE)
    answers = {}
    for question in (question for step in form.steps for question in step.questions):
        if random.random() < (0.05 if isinstance(question, Deadline | questions.Notice) else 0.85):
            answers[question.name] = draw(_values(question, random))
    if random.random() < 0.1:
        answers[random.choice(["nobody_asked", "__proto__", "constructor9", "7"])] = draw(WRONG_KINDS)
    return answers


def _kind(asked: Sequence[Kind], random: Random) -> str:
    """A deadline wants a date before it, and files are only interesting when there are some already."""
    if any(isinstance(each, questions.Date | questions.DateTime) for each in asked) and random.random() < 0.3:
        return "deadline"
    if any(isinstance(each, questions.Files) for each in asked) and random.random() < 0.4:
        return "files"
    return random.choice([*_SIMPLE, "files", "group", "group"])


@st.composite
def _questions(draw: st.DrawFn, kind: str, names: Iterator[str], asked: Sequence[Kind], random: Random) -> Kind:
    frame: dict[str, Any] = {
        "name": next(names),
        "label": draw(WORDS),
        "required": random.random() < 0.5,
        "not_known": random.random() < 0.5,
        "missing": random.choice(["", "", "Say who {label}"]),
        "when": draw(_when(asked, random)),
    }
    match kind:
        case "group":
            inner: list[Kind] = []
            for _ in range(random.choice((1, 2, 3))):
                inner.append(draw(_questions(random.choice(_SIMPLE), names, [*asked, *inner], random)))
            return Group(**frame, entry=random.choice(["child", "other JOB", "x"]), questions=tuple(inner))
        case "deadline":
            dates = [each.name for each in asked if isinstance(each, questions.Date | questions.DateTime)]
            frame |= {"required": False, "not_known": False, "since": random.choice(dates), "off_days": OFF_DAYS}
            return Deadline(**frame, working_days=random.choice([0, 1, 2, 5, 260]))
        case "code":
            return questions.Code(**frame, length=random.choice([8, 16]))
        case "number":
            return questions.Number(**frame, least=random.choice([-2, 0, 3]), most=random.choice([3, 9999]))
        case "date":
            return questions.Date(**frame, approximate=random.random() < 0.5, future=random.random() < 0.5)
        case "one-of" | "any-of":
            return questions_by_name(kind)(**frame, choices=_CHOICES)
        case "short-text" | "long-text" | "email" | "phone" | "address" | "postcode" if random.random() < 0.4:
            return questions_by_name(kind)(**frame, max_length=random.randrange(1, 10))
    return questions_by_name(kind)(**frame)


def questions_by_name(kind: str) -> Any:
    """Return the class of a kind."""
    return KINDS[kind]


_SIMPLE = [
    "short-text", "long-text", "email", "phone", "address", "postcode", "one-of", "any-of", "yes-no", "yes-no",
    "date", "date", "date-time", "number", "code", "notice",
]  # fmt: skip
_CHOICES = (Choice("red", "Red"), Choice("not-sure", "Not sure"), Choice("constructor", "{label}"))


def _when(asked: Sequence[Kind], random: Random) -> st.SearchStrategy[Condition | None]:
    """Most questions are asked of everybody."""
    return _conditions(asked) if asked and random.random() < 0.3 else st.none()


def _conditions(asked: Sequence[Kind]) -> st.SearchStrategy[Condition]:
    names = st.sampled_from([each.name for each in asked])
    simple: st.SearchStrategy[Condition] = st.one_of(
        st.builds(Is, names, st.sampled_from(VALUES)),
        st.builds(conditions.AnyOf, names, st.lists(st.sampled_from(VALUES), max_size=3).map(tuple)),
        st.builds(Known, names),
    )
    groups = [each for each in asked if isinstance(each, Group)]
    if groups:
        simple |= st.sampled_from(groups).flatmap(
            lambda group: (
                st.builds(Some, st.just(group.name), _conditions([*asked, *group.questions][-6:]))
                if len(asked) < 12
                else st.just(Known(group.name))
            )
        )
    several = st.lists(simple, max_size=2).map(tuple)
    return st.one_of(simple, simple, simple.map(Not), several.map(conditions.And), several.map(Or))


def _values(question: Kind, random: Random) -> st.SearchStrategy[Any]:
    if random.random() < 0.8:
        return _right(question, random)
    return st.one_of(st.just("not-known"), st.sampled_from(["", " ", None, []]), TEXT, WRONG_KINDS)


def _right(question: Kind, random: Random) -> st.SearchStrategy[Any]:
    match question:
        case questions.Email():
            return st.sampled_from(MAIL)
        case questions.Phone():
            return st.sampled_from(PHONES)
        case questions.Postcode():
            return st.sampled_from(POSTCODES)
        case questions.ShortText() | questions.LongText() | questions.Address():
            return st.one_of(TEXT, st.integers(0, 1).map(lambda more: "😀" * (question.max_length + more)))
        case questions.OneOf():
            return st.sampled_from(["red", "not-sure", "constructor", "Red"])
        case questions.AnyOf():
            return st.lists(st.sampled_from(["red", "not-sure", "constructor", "blue"]), max_size=3)
        case questions.YesNo():
            return st.sampled_from(["yes", "no", "no ", "Yes"])
        case questions.Date() | questions.DateTime():
            moments = st.builds(
                lambda back, time: f"{date(2026, 12, 29) - timedelta(days=back)}{time}",
                st.integers(0, 12),
                st.sampled_from(["T09:00", "T23:59"] if isinstance(question, questions.DateTime) else [""]),
            )
            return random.choice(
                [
                    moments,
                    moments,
                    moments.map(lambda text: text[:7]),
                    moments.map(lambda text: f"18{text[2:]}"),
                    DATES,
                    st.sampled_from(IMPOSSIBLE),
                ]
            )
        case questions.Number():
            return NUMBERS
        case questions.Code():
            return codes(question.length)
        case questions.Files():
            return st.lists(st.sampled_from(FILE_NAMES), max_size=3) | st.integers(49, 52).map(
                lambda count: [f"{number}.pdf" for number in range(count)]
            )
        case Group():
            entry = st.fixed_dictionaries(
                {}, optional={each.name: _values(each, random) for each in question.questions}
            )
            with_more = st.builds(lambda one, more: {**one, **more}, entry, st.dictionaries(st.just("more"), TEXT))
            return st.lists(entry | entry | with_more, max_size=3) | entry.map(lambda one: [one] * 31)
        case _:
            return st.sampled_from(VALUES)
