"""How long publishing takes, from nothing and when nothing changed, beside Frozen-Flask with as many empty pages.

Run it with ``python -m bench.publishing``. The site is one authority's, with every form in every shape. The floor
writes as many files through the same library, with nothing in them. They take turns; what counts is processor time:
all of it is one thread, and other work on the machine does not make it longer.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from flask import Flask
from flask_frozen import Freezer

from lado_kit.encrypt import Identity
from lado_kit.encrypt.words import fingerprint_words
from lado_site.app import draw_questions
from lado_site.blank import build_blank
from lado_site.freeze import SealingKeys, freeze
from lado_site.profiles import load_profile

PROFILE = "sandwell"
TODAY = date(2026, 11, 22)
ROUNDS = 5
MOST_SECONDS = 10
MOST_OF_IT = 0.25


def main() -> int:
    """Measure, print, and return 1 when a limit is missed."""
    keys = some_keys()
    times: dict[str, list[float]] = {"empty pages": [], "from nothing": [], "nothing changed": []}
    with tempfile.TemporaryDirectory() as folder:
        files = 0
        for turn in range(ROUNDS + 1):
            place = Path(folder, str(turn))
            anew = publish(keys, place)
            files = sum(1 for path in (place / "site").rglob("*") if path.is_file())
            again = publish(keys, place)
            empty = freeze_empty_pages(place / "empty", files)
            if turn:  # the first only warms the disk
                for name, seconds in zip(times, (empty, anew, again), strict=True):
                    times[name].append(seconds)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"one profile, {files} files; {cores} cores; {ROUNDS} turns, medians")
    for name, taken in times.items():
        print(f"  {name:16}{median(taken):7.2f} s   {', '.join(f'{each:.2f}' for each in taken)}")
    anew, share = median(times["from nothing"]), _ratio(times["nothing changed"], times["from nothing"])
    print(f"from nothing: {_ratio(times['from nothing'], times['empty pages']):.1f} x the empty pages")
    print(f"from nothing: {anew:.2f} s   limit {MOST_SECONDS} s")
    print(f"nothing changed: {share:.0%} of that   limit {MOST_OF_IT:.0%}")
    return 0 if anew <= MOST_SECONDS and share <= MOST_OF_IT else 1


def publish(keys: SealingKeys, place: Path) -> float:
    """Publish, from reading the profile to the folder in its place, and return the seconds it took."""
    for drawn in (draw_questions, build_blank):
        drawn.cache_clear()  # a publisher's program starts anew each time, and has drawn nothing yet
    begun = process_time()
    freeze(load_profile(PROFILE), keys, place / "site", now=TODAY, memory=place / "memory")
    return process_time() - begun


def freeze_empty_pages(folder: Path, count: int) -> float:
    """Freeze so many pages that hold nothing, and return the seconds it took."""
    begun = process_time()
    app = Flask("empty", static_folder=None)
    app.config.update(FREEZER_DESTINATION=str(folder), FREEZER_RELATIVE_URLS=True)

    @app.get("/<int:number>.html")
    def page(number: int) -> str:  # noqa: ARG001  # the page is empty, whichever it is
        return ""

    freezer: Any = Freezer(app)

    def pages() -> Iterator[tuple[str, dict[str, Any]]]:
        yield from (("page", {"number": number}) for number in range(count))

    freezer.register_generator(pages)
    freezer.freeze()
    return process_time() - begun


def some_keys() -> SealingKeys:
    """Return the keys of two officers; the pages show them, and nothing here is sealed."""
    recipients = [Identity.from_seed(bytes([number] * 32)).recipient for number in (1, 2)]
    text = "".join(f"{each}\n" for each in recipients)
    return SealingKeys(
        roster=text,
        recipients=tuple(str(each) for each in recipients),
        fingerprints=tuple(each.fingerprint for each in recipients),
        roster_version=1,
        words=fingerprint_words(bytes(32)),
        valid_until=date(2027, 11, 21),
    )


def _ratio(ours: list[float], others: list[float]) -> float:
    # Turn by turn, because other work on the machine slows both sides of one turn alike.
    return median(one / other for one, other in zip(ours, others, strict=True))


if __name__ == "__main__":
    sys.exit(main())
