"""JSON read so that every reader sees the same value: no duplicate keys, no NaN, no lone surrogates, no depth."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

MAX_DEPTH = 32
# Each value takes up to sixty times the memory of its text: 16 MB of empty lists would be half a gigabyte.
MAX_MARKS = 200_000
# Above this a browser's numbers are no longer exact.
MAX_INTEGER = 2**53 - 1

_MAX_DIGITS = 16
_SURROGATE = re.compile("[\ud800-\udfff]")
# In text that came from UTF-8 half a character can only be written as an escape.
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def loads(text: str) -> Any:
    """Read ``text``. Raises ValueError, whose message never holds a part of the text."""
    brackets = text.count("[") + text.count("{")
    if brackets + text.count(",") > MAX_MARKS:
        raise ValueError("too many values")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError:
        raise ValueError("not JSON") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    # Most texts do not have so many brackets that they could lie too deep.
    if brackets > MAX_DEPTH:
        _check_depth(value)
    if _SURROGATE_ESCAPE.search(text):
        _check_values(value)
    return value


def dumps(value: Any) -> str:
    """Write ``value`` without white space, refusing what ``loads`` refuses."""
    _check_depth(value)
    _check_values(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key twice in one object")
    return value


def _integer(digits: str) -> int:
    # Length first: turning a million digits into a number is work a forger would like us to do.
    if len(digits.removeprefix("-")) > _MAX_DIGITS:
        raise ValueError("a number out of range")
    number = int(digits)
    if abs(number) > MAX_INTEGER:
        raise ValueError("a number out of range")
    return number


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


def _constant(_name: str) -> NoReturn:
    raise ValueError("a number that JSON does not have")


# Made once: making it takes as long as reading a third of a referral.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
)


def _check_depth(value: Any) -> None:
    """Refuse what lies inside more arrays and objects than allowed, the outermost being the first."""
    level = _containers([value])
    for _depth in range(MAX_DEPTH):
        level = [
            inner for outer in level for inner in _containers(outer.values() if isinstance(outer, dict) else outer)
        ]
    if level:
        raise ValueError("nested too deeply")


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, (dict, list, tuple))]


def _check_values(value: Any) -> None:
    match value:
        case dict():
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise ValueError("a key that is not a text")
                _check_values(key)
                _check_values(inner)
        case list() | tuple():
            for inner in value:
                _check_values(inner)
        case str() if _SURROGATE.search(value):
            raise ValueError("half a character")
        case int() if abs(value) > MAX_INTEGER:
            raise ValueError("a number out of range")
        case float() if not math.isfinite(value):
            raise ValueError("a number out of range")
        case None | str() | int() | float():
            pass
        case _:
            raise ValueError("a value that JSON does not have")
