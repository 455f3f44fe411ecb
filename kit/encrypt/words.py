"""A fingerprint as six English words, the same on the page, the form, the key card and in the kit."""

from __future__ import annotations

from functools import cache

from . import primitives

COUNT = 6
BITS_PER_WORD = 11

# The browser reads the same file (site/browser/words.js); this is the published list, one word a line.
_LIST_SHA256 = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"


def fingerprint_words(sha256_digest: bytes) -> tuple[str, ...]:
    """Return the BIP 39 words of the first 66 bits."""
    bits = COUNT * BITS_PER_WORD
    number = int.from_bytes(sha256_digest, "big") >> 8 * len(sha256_digest) - bits
    words = english_words()
    return tuple(words[number >> BITS_PER_WORD * place & 2047] for place in reversed(range(COUNT)))


@cache
def english_words() -> tuple[str, ...]:
    """Return the 2,048 English words of BIP 39."""
    # Here and not above: only the commands that show a fingerprint pay for loading the list.
    import json
    from importlib.resources import files

    words: list[str] = json.loads(files("lado_site").joinpath("words.json").read_bytes())
    content = "".join(f"{word}\n" for word in words).encode("ascii")
    if primitives.sha256(content).hex() != _LIST_SHA256:
        raise RuntimeError("the installed word list is not the list of BIP 39")
    return tuple(words)
