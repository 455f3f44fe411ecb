"""What a reader downloads before and while sealing, gzipped, beside the limit and beside other form runtimes.

The peers were measured once, their scripts and styles alone: Enketo core 9, Form.io as shipped, ODK Web Forms 0.22.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

KILOBYTE = 1000
LIMIT_BEFORE_SEALING = 60
PEERS = {"Enketo": 289, "Form.io": 432, "ODK Web Forms": 1190}


def main(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    first = [page, *(page.parent / address for address in _first_view(html))]
    sealing = [
        path for path in (page.parent / "static").glob("*.js") if path.resolve() not in {f.resolve() for f in first}
    ]
    before, later = _weight(first), _weight(sealing)
    for path in first:
        print(f"  {path.name:<32} {_weight([path]):7.1f} KB")
    share = before / LIMIT_BEFORE_SEALING
    print(f"before sealing: {before:.1f} KB, {share:.2f} of the limit of {LIMIT_BEFORE_SEALING} KB")
    print(f"loaded to seal: {later:.1f} KB more, {before + later:.1f} KB in all")
    for peer, weight in PEERS.items():
        print(f"  {peer} weighs {weight / before:.1f} times as much as the page before sealing")


def _first_view(html: str) -> list[str]:
    return re.findall(r'<(?:script[^>]*src|link[^>]*rel="(?:stylesheet|modulepreload)"[^>]*href)="([^"]+)"', html)


def _weight(files: list[Path]) -> float:
    return sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files) / KILOBYTE


if __name__ == "__main__":
    published = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output/site/referral.html")
    if not published.exists():
        sys.exit("page_weight: publish a site first, with make demo, or name the form page")
    main(published)
