"""Which requirements a page of guidance has to show, and which of them no page says that it covers."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lado_site.forms import FORMS
from lado_site.pages import Page, load_pages
from lado_site.profiles import built_in_profiles, load_profile
from tools.requirements import CONCERNS


def required() -> tuple[str, ...]:
    """Return the requirements that guidance has to show."""
    return tuple(name for name, concerns in CONCERNS.items() if "guidance page" in concerns)


def uncovered(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return those that no page names among its sources."""
    covered = {source for page in pages for source in page.sources}
    return tuple(name for name in required() if name not in covered)


def main() -> int:
    """Print what no page covers; exit 1 when there is any."""
    profile = load_profile(next(iter(built_in_profiles())))
    missing = uncovered(load_pages(profile, also=tuple(FORMS)))
    print(f"{len(required()) - len(missing)} of {len(required())} requirements are covered by a page of guidance")
    for name in missing:
        print(f"not covered: {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
