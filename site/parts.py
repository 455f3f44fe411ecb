"""A form definition as the page carries it: in parts, each beside its step, without what only the kit reads.

Every sentence of a definition stands in the page a second time, as what people read. Compression finds the second one
only if it is near: with one definition at the end of the page people would download an eighth more. ``readDefinition``
in ``site/browser/page.js`` puts the parts together again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ONLY_FOR_THE_KIT = {"hint", "intro", "record", "requirements", "text"}
"""What a definition says that no script needs, some of it because it stands in the page; the digest is of the whole."""

OF_NAMES = "file_kinds"
"""A table whose keys are names of kinds, "text" among them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """``steps`` has each step's part by name; ``rest`` everything else, with the names of all advice in order."""

    rest: Mapping[str, Any]
    steps: Mapping[str, Any]


def definition_parts(definition: Mapping[str, Any]) -> Parts:
    """Take a definition apart."""
    whole = for_browser(definition)
    advice: dict[str, list[Any]] = {}
    for each in whole["advice"]:
        advice.setdefault(each["step"], []).append(each)
    return Parts(
        rest={
            **{key: value for key, value in whole.items() if key != "steps"},
            "advice": [each["name"] for each in whole["advice"]],
        },
        steps={step["name"]: {"step": step, "advice": advice.get(step["name"], [])} for step in whole["steps"]},
    )


def for_browser(value: Any) -> Any:
    """Leave out what only the kit reads, at every depth."""
    match value:
        case Mapping():
            return {
                key: each if key == OF_NAMES else for_browser(each)
                for key, each in value.items()
                if key not in ONLY_FOR_THE_KIT
            }
        case list():
            return [for_browser(each) for each in value]
        case _:
            return value
