"""The tables of docs/clocks.md from the profiles: ``python -m tools.clocks`` writes them into the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lado_kit.casework.clocks import WORDS, Limit, limits
from lado_site.profiles import built_in_profiles, load_profile

PAGE = Path(__file__).resolve().parent.parent / "docs" / "clocks.md"
BEGIN, END = "<!-- the tables are written by python -m tools.clocks -->\n", "<!-- end of the tables -->\n"
HEAD = "| Clock | What is to be done | By when | Who | Met by | Applies | Where |\n|---|---|---|---|---|---|---|\n"


def tables() -> str:
    """Return the tables of every authority, and of the kinds of events."""
    profiles = [load_profile(name) for name in built_in_profiles()]
    clocks = "\n".join(
        f"### {profile.area}\n\n{HEAD}{''.join(map(_row, limits(profile)))}{_assumed(limits(profile))}"
        for profile in profiles
    )
    kinds = "".join(f"| `{kind}` | {words} |\n" for kind, words in WORDS.items())
    return f"{clocks}\n## The kinds of events\n\n| Kind | What happened |\n|---|---|\n{kinds}"


def _row(limit: Limit) -> str:
    cells = (
        f"`{limit.key}`",
        limit.task + (f" ({limit.aim})" if limit.aim else ""),
        ", ".join(_when(limit)),
        limit.role or "–",
        ", ".join(f"`{each}`" for each in limit.done),
        ", ".join(f"`{each}`" for each in limit.applies),
        ", ".join(limit.sources) + (" *" if limit.assumed else ""),
    )
    return f"| {' | '.join(cells)} |\n"


def _when(limit: Limit) -> Iterator[str]:
    start = f"`{limit.starts[0]}`"
    if limit.unit is None:
        yield f"the day that is set, after {'each ' if limit.each else ''}{start}"
    elif limit.repeats:
        yield f"every {_length(limit)} from {start}" + (
            ", whenever it was met" if limit.from_start else " or the last time"
        )
    elif limit.length == 0:
        yield f"{'the same working day as' if limit.unit == 'working-days' else 'at once after'} {start}"
    else:
        yield f"{_length(limit)} from {'each ' if limit.each else ''}{start}"
    if limit.wherever_possible:
        yield "wherever possible"
    if limit.reason_if_late:
        yield "late only with a reason"


def _length(limit: Limit) -> str:
    unit = str(limit.unit).replace("-", " ")
    return f"{limit.length} {unit.removesuffix('s') if limit.length == 1 else unit}"


def _assumed(found: tuple[Limit, ...]) -> str:
    lines = "".join(f"- `{each.key}`: {each.assumed}\n" for each in found if each.assumed)
    return f"\n\\* Assumed, for the authority to confirm:\n\n{lines}" if lines else ""


def main() -> None:
    """Write the tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + tables() + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
