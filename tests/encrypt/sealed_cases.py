"""The cases of ``tests/vectors/sealed``: each a file, the keys it is tried with, and what a reader must say of it.

Nothing of the kit makes these files. What the kit says of them is the test's business.
"""

from __future__ import annotations

import base64
import hashlib
import json
import quopri
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.encrypt import age_by_hand
from tests.encrypt.age_by_hand import File, armour, chunk, chunks, fixed, header, hybrid_stanza

OUR_KEY = "officer 1"
SIX_KEYS = tuple(f"officer {number}" for number in range(1, 7))
PLACES = ("nobody 1", "nobody 2", OUR_KEY, "nobody 3", "nobody 4", "nobody 5")

ONE = File(file_key=fixed("file key 1", 16), nonce=fixed("nonce 1", 16))
OTHER = File(file_key=fixed("file key 2", 16), nonce=fixed("nonce 2", 16))

# What a reader that is not the kit does with the file, and why that may differ.
SAME = "same"
OPENS = "opens"
REFUSES = "refuses"
NOT_TRIED = "not-tried"
POLICY = "the age format allows it; that an office does not take it in is the kit's rule"
LIMIT = "the age format has no such limit; it is the kit's"
LOOKED_FOR = "age-encryption 0.3.1 looks at a passphrase's place only when it has a passphrase to try"
NORMALISER = "undoing what mail does is the kit's; the strict form of the file is the one that other readers take"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One file. ``error`` is the class of refusal, empty when the file opens; every key alone meets the same end."""

    name: str
    shows: str
    file: bytes
    error: str = ""
    keys: tuple[str, ...] = (OUR_KEY,)
    elsewhere: str = SAME
    because: str = ""
    contents: dict[str, Any] = field(default_factory=dict)
    # Written into the vector in place of the file, where it is too long to be stored.
    recipe: tuple[dict[str, Any], ...] = ()


def cases() -> list[Case]:
    """All cases, those that others are described by first."""
    return [*good(), *arrived(), *headers(), *payloads(), *containers()]


# ── files that are right ──────────────────────────────────────────────────────────────────────────────────────────────


def stanzas(file: File = ONE, keys: tuple[str, ...] = PLACES) -> list[bytes]:
    randomness = tuple((key, f"randomness {place} {file.nonce.hex()}") for place, key in enumerate(keys))
    return [hybrid_stanza(made, file.file_key) for made in age_by_hand.encapsulations(randomness)]


def sealed(plaintext: bytes, file: File = ONE, keys: tuple[str, ...] = PLACES) -> bytes:
    return header(stanzas(file, keys), file.file_key) + file.nonce + b"".join(chunks(file, plaintext))


def fingerprint(key: str) -> str:
    (made,) = age_by_hand.encapsulations(((key, "for the public key"),))
    return hashlib.sha256(made.public_key).hexdigest()


def manifest(contents: tuple[bytes, ...] = (), **changes: Any) -> dict[str, Any]:
    names = ("statement.pdf", "empty.txt", "photograph – 1.jpg")
    return {
        "container": 1,
        "submission_id": "00112233445566778899aabbccddeeff",
        "authority": "sandwell",
        "form": {"name": "referral", "version": 3, "digest": "ab" * 32},
        "release": "2026-11-01",
        "roster": {"version": 7, "recipients": [fingerprint(OUR_KEY)]},
        "sealed_at": "2026-11-03T14:30:15Z",
        "answers": {"adult_name": "Jory Example", "children": [{"age": 7}]},
        "attachments": [
            {
                "name": names[place],
                "media_type": "application/octet-stream",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for place, content in enumerate(contents)
        ],
        "attachments_size": sum(map(len, contents)),
    } | changes


def padded(size: int) -> int:
    if size <= 65536:
        return 65536
    exponent = size.bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return (size + mask) & ~mask


def container(
    written: bytes | dict[str, Any],
    contents: tuple[bytes, ...] = (),
    *,
    magic: bytes = b"LRK1\0",
    length: int | None = None,
    padding: bytes | None = None,
) -> bytes:
    if isinstance(written, dict):
        written = json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    size = len(written) if length is None else length
    body = magic + size.to_bytes(4, "big") + written + b"".join(contents)
    return body + (bytes(padded(len(body)) - len(body)) if padding is None else padding)


SMALL = (b"%PDF-1.7 statement", b"", bytes(range(256)))
LARGE = (bytes(place * 7 % 251 for place in range(140_000)),)


def told(written: dict[str, Any], contents: tuple[bytes, ...] = ()) -> dict[str, Any]:
    return {"manifest": written, "attachments": [hashlib.sha256(content).hexdigest() for content in contents]}


def good() -> Iterator[Case]:
    plain, small, large = manifest(), manifest(SMALL), manifest(LARGE)
    text_only = sealed(container(plain))
    text = armour(text_only)

    def case(name: str, shows: str, file: bytes | str, written: dict[str, Any], **more: Any) -> Case:
        content = file.encode() if isinstance(file, str) else file
        return Case(name=f"good-{name}", shows=shows, file=content, contents=told(written), **more)

    yield case("text-only", "A referral without attachments, as the browser saves it.", text, plain)
    yield case("binary", "The same file without armour.", text_only, plain)
    for name, shows, written, contents in (
        ("attachments", "Three attachments, one of them empty.", small, SMALL),
        ("three-chunks", "An attachment that makes the payload longer than two chunks.", large, LARGE),
    ):
        file = sealed(container(written, contents))
        yield Case(name=f"good-{name}", shows=shows, file=file, contents=told(written, contents))
    six = manifest(roster={"version": 7, "recipients": [fingerprint(key) for key in SIX_KEYS]})
    yield case(
        "six-recipients", "Each of six real recipients opens it alone.",
        sealed(container(six), keys=SIX_KEYS), six, keys=SIX_KEYS,
    )  # fmt: skip
    yield case("one-stanza", "Six places are a promise of the writer, not a rule for the reader.",
               remade([stanzas()[2]]), plain)  # fmt: skip
    yield case("32-stanzas", "The most stanzas that are read.", remade(stanzas() + stanzas()[:1] * 26), plain)
    free = json.dumps(dict(reversed(plain.items())), indent=3).encode()
    yield case("free-spelling", "The order of the keys and the white space of the manifest are free.",
               sealed(container(free)), plain)  # fmt: skip
    odd = manifest(answers={"text": "Ré 名 😀\u2028", "most": 2**53 - 1, "half": 0.5, "list": [None, True, {}, []]})
    yield case("odd-answers", "Answers of every kind, in ASCII with pairs of escapes.",
               sealed(container(json.dumps(odd).encode())), odd)  # fmt: skip
    deep: dict[str, Any] = manifest(answers={"deep": nested(30)})
    yield case("depth-32", "The manifest is the first of 32 arrays and objects inside each other.",
               sealed(container(deep)), deep)  # fmt: skip

    mail = {"elsewhere": REFUSES, "because": NORMALISER}
    yield case("crlf", "Line ends of Windows and white space around the text belong to the strict form.",
               "\r\n " + text.replace("\n", "\r\n") + "\r\n", plain)  # fmt: skip
    lines = text.splitlines()
    rewrapped = "\n".join([lines[0], *textwrap.wrap("".join(lines[1:-1]), 76), lines[-1]])
    yield case("quoted", "Quoted in a reply, between a banner and a footer.",
               "CAUTION: this came from outside.\n\n" + textwrap.indent(text, "> ") + "\n-- \nConfidential.\n",
               plain, **mail)  # fmt: skip
    yield case("rewrapped", "Wrapped again at 76 columns.", rewrapped, plain, **mail)
    yield case("utf-16", "Saved as “Unicode” by a Windows program.",
               b"\xff\xfe" + text.encode("utf-16-le"), plain, **mail)  # fmt: skip
    yield case("quoted-printable", "Saved as the raw source of an e-mail.",
               quopri.encodestring(text.replace("\n", "", 1).encode()), plain, **mail)  # fmt: skip
    yield case("one-line", "Pasted on one line between smart quotation marks.",
               "“" + text.strip().replace("\n", " ") + "”", plain, **mail)  # fmt: skip
    yield case("twice", "A reply that quotes the file it also holds: one file, not two.",
               text + "\nwrote:\n" + textwrap.indent(text, "> "), plain, **mail)  # fmt: skip


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


# ── what arrives and is not one whole file ────────────────────────────────────────────────────────────────────────────


def text_only() -> bytes:
    return sealed(container(manifest()))


def arrived() -> Iterator[Case]:
    text = armour(text_only())
    other = armour(sealed(container(manifest(submission_id="ff" * 16)), OTHER))
    for name, shows, file, error in (
        ("empty", "A file of no bytes.", "", "NotSealed"),
        ("letter", "A letter.", "Dear colleague,\n\nplease find attached the referral.\n", "NotSealed"),
        ("other-pem", "Armour of another program.",
         text.replace("AGE ENCRYPTED FILE", "PGP MESSAGE").replace("YWdl", "AAAA"), "NotSealed"),
        ("armour-cut", "The text ends before its END line.", text[: len(text) // 2], "ArmourDamaged"),
        ("armour-no-begin", "The BEGIN line is missing.", text.split("\n", 1)[1], "ArmourDamaged"),
        ("armour-letter", "One character of the text is not base64.",
         text[:50_000] + "*" + text[50_001:], "ArmourDamaged"),
        ("armour-sentence", "A sentence stands inside the text.",
         text[:50_050] + "\n[Part of this message was quarantined.]\n" + text[50_050:], "ArmourDamaged"),
        ("armour-bits", "The last characters hold bits that belong to no byte.",
         stray_bits(text), "ArmourDamaged"),
        ("double-armour", "Armour inside armour.", armour(text.encode()), "ArmourDamaged"),
        ("two-files", "Two different files in one mail.", text + "\n\n" + other, "TwoFiles"),
        ("two-files-one-cut", "A whole file after the beginning of another.", other[:5000] + "\n" + text,
         "ArmourDamaged"),
    ):  # fmt: skip
        yield Case(name=f"bad-{name}", shows=shows, file=file.encode(), error=error)
    yield Case(name="bad-picture", shows="The bytes of a picture.", file=b"\x89PNG\r\n\x1a\n" + fixed("picture", 500),
               error="NotSealed")  # fmt: skip


def stray_bits(text: str) -> str:
    """Change the last character before the signs of padding, so that only bits beyond the last byte differ."""
    end = text.index("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[: end - 1] + alphabet[alphabet.index(text[end - 1]) + 1] + text[end:]


# ── the header ────────────────────────────────────────────────────────────────────────────────────────────────────────


def remade(parts: list[bytes]) -> bytes:
    """The text-only file under a header of other stanzas, whose MAC is right."""
    return header(parts, ONE.file_key) + ONE.nonce + b"".join(chunks(ONE, container(manifest())))


def flipped(content: bytes, place: int, bit: int = 1) -> bytes:
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]


def respelled(content: bytes, place: int) -> bytes:
    """Another base64 character at a place of the header."""
    return content[:place] + (b"A" if content[place : place + 1] != b"A" else b"B") + content[place + 1 :]


def headers() -> Iterator[Case]:
    file = text_only()
    ours = stanzas()
    parts = dict(enumerate(ours))
    start = len(age_by_hand.VERSION) + sum(len(parts[place]) for place in range(2))
    mac = file.index(b"\n--- ") + 5
    size = mac + 44
    argument = b"-> mlkem768x25519 "

    def case(name: str, shows: str, content: bytes, error: str, **more: Any) -> Case:
        return Case(name=f"bad-{name}", shows=shows, file=content, error=error, **more)

    yield case("version", "A later version of the age format.", file.replace(b"v1\n", b"v2\n", 1), "UnknownVersion")
    yield case("version-line", "The first line ends as Windows ends lines.", file.replace(b"v1\n", b"v1\r\n", 1),
               "HeaderDamaged")  # fmt: skip
    yield case("first-byte", "The first letter is changed.", b"b" + file[1:], "NotSealed")
    yield case("header-cut", "The file ends inside the header.", file[: size // 2], "HeaderDamaged")
    yield case("header-only", "The file ends after its header.", file[:size], "HeaderDamaged")
    yield case("nonce-cut", "The file ends inside the payload's nonce.", file[: size + 9], "HeaderDamaged")
    yield case("flipped-type", "A letter of a recipient's type is changed.",
               flipped(file, start + 3), "NotAllowed")  # fmt: skip
    yield case("flipped-encapsulation", "A letter of our recipient's encapsulation is changed.",
               respelled(file, start + len(argument) + 100), "NoMatchingKey")  # fmt: skip
    yield case("flipped-wrapped-key", "A letter of our recipient's wrapped key is changed.",
               respelled(file, start + len(ours[2]) - 20), "NoMatchingKey")  # fmt: skip
    yield case("flipped-other-recipient", "A letter of another recipient is changed, so the MAC no longer fits.",
               respelled(file, len(age_by_hand.VERSION) + 300), "HeaderAltered")  # fmt: skip
    yield case("flipped-mac", "A letter of the MAC is changed.", respelled(file, mac + 10), "HeaderAltered")
    yield case("mac-short", "The MAC is shorter than 32 bytes.", file[: mac + 39] + file[mac + 43 :], "HeaderDamaged")
    yield case("mac-bits", "The MAC's last letter holds bits that belong to no byte.",
               file[: mac + 42] + stray_letter(file[mac + 42]) + file[mac + 43 :], "HeaderDamaged")  # fmt: skip

    tail = file[size:]
    old_mac = file[mac - 5 : size]
    other = stanzas(OTHER)
    for name, shows, places in (
        ("stanzas-moved", "Two recipients have changed places.", [ours[1], ours[0], *ours[2:]]),
        ("stanza-removed", "A recipient is taken away.", ours[1:]),
        ("stanza-added", "A recipient of another file is added.", [*ours, other[0]]),
        ("stanza-spliced", "A recipient is replaced by that of another file.", [other[0], *ours[1:]]),
    ):
        changed = age_by_hand.VERSION + b"".join(places) + old_mac[1:] + tail
        yield case(name, shows, changed, "HeaderAltered")

    yield case("wrong-recipient", "Sealed to others than the keys at hand.", file, "NoMatchingKey", keys=("officer 6",))
    yield case("classical-recipient", "A whole X25519 recipient stands beside the others, under a MAC that is right.",
               remade([*ours, age_by_hand.classical_stanza(ONE.file_key)]), "NotAllowed",
               elsewhere=OPENS, because=POLICY)  # fmt: skip
    passphrase = age_by_hand.passphrase_stanza(ONE.file_key, b"passphrase")
    yield case("passphrase-beside", "A passphrase stands beside the recipients, which age forbids.",
               remade([*ours, passphrase]), "NotAllowed",
               elsewhere=OPENS, because=LOOKED_FOR)  # fmt: skip
    yield case("passphrase-alone", "The file is under a passphrase.", remade([passphrase]), "NotAllowed")
    yield case("unknown-type", "A recipient of an unknown type stands beside the others.",
               remade([*ours, age_by_hand.stanza("grease-x", [b"word"], b"body")]), "NotAllowed",
               elsewhere=OPENS, because=POLICY)  # fmt: skip
    yield case("33-stanzas", "One stanza more than is read.", remade([*ours, *[ours[0]] * 27]), "NotAllowed",
               elsewhere=OPENS, because=LIMIT)  # fmt: skip
    yield case("header-over-64-kib", "The header is longer than 65,536 bytes.", remade([*ours, *[ours[0]] * 40]),
               "TooLarge", elsewhere=OPENS, because=LIMIT)  # fmt: skip
    line = b"-> mlkem768x25519 AAAA\n\n"
    recipe = ({"text": "age-encryption.org/v1\n"}, {"repeat": line.decode(), "times": 10**6}, {"text": "--- AAAA\n"})
    yield case("million-stanzas", "A million stanzas.", age_by_hand.VERSION + line * 10**6 + b"--- AAAA\n", "TooLarge",
               recipe=recipe, elsewhere=NOT_TRIED, because=f"{LIMIT}, and the browser's library reads on for seconds",
               )  # fmt: skip
    recipe = ({"text": "age-encryption.org/v1\n-> mlkem768x25519 "}, {"repeat": "A", "times": 10**7})
    yield case("endless-line", "A first line of ten million letters and no end.",
               age_by_hand.VERSION + argument + b"A" * 10**7, "TooLarge", recipe=recipe)  # fmt: skip

    made = age_by_hand.encapsulations(((OUR_KEY, "for the public key"),))[0].encapsulation
    body = bytes(32)
    for name, shows, bad in (
        ("stanza-two-arguments", "A recipient has two arguments.", ([age_by_hand.unpadded(made), b"x"], body)),
        ("stanza-no-argument", "A recipient has no argument.", ([], body)),
        ("encapsulation-short", "An encapsulation is one byte short.", ([age_by_hand.unpadded(made[1:])], body)),
        ("encapsulation-padded", "An encapsulation is written with a sign of padding.",
         ([base64.b64encode(made)], body)),
        ("wrapped-key-long", "A wrapped key is 33 bytes long.", ([age_by_hand.unpadded(made)], bytes(33))),
        ("low-order", "The X25519 half of an encapsulation would give every key the same secret.",
         ([age_by_hand.unpadded(made[:-32] + bytes(32))], body)),
    ):  # fmt: skip
        yield case(name, shows, remade([*ours[:2], age_by_hand.stanza("mlkem768x25519", *bad), *ours[2:]]),
                   "HeaderDamaged")  # fmt: skip
    yield case("body-one-line", "The body of a recipient has no short last line.",
               remade([*ours, b"-> mlkem768x25519 AAAA\n" + b"A" * 64 + b"\n"]), "HeaderDamaged")  # fmt: skip
    yield case("two-spaces", "Two spaces stand between the words of a recipient.",
               remade([ours[0].replace(b" m", b"  m", 1), *ours[1:]]), "HeaderDamaged")  # fmt: skip
    yield case("no-stanza", "The header names no recipient.", remade([]), "HeaderDamaged")


def stray_letter(letter: int) -> bytes:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    place = alphabet.index(letter)
    return alphabet[place ^ 1 : (place ^ 1) + 1]


# ── the payload ───────────────────────────────────────────────────────────────────────────────────────────────────────


def payloads() -> Iterator[Case]:
    plaintext = container(manifest(LARGE), LARGE)
    head = header(stanzas(), ONE.file_key)
    first, second, last = chunks(ONE, plaintext)
    others = chunks(OTHER, plaintext)

    def case(name: str, shows: str, *pieces: bytes, nonce: bytes = ONE.nonce) -> Case:
        return Case(name=f"bad-{name}", shows=shows, file=head + nonce + b"".join(pieces), error="PayloadDamaged")

    yield case("payload-cut", "The file is cut inside its last chunk.", first, second, last[:-1])
    yield case("payload-cut-at-chunk", "The file is cut between two chunks.", first, second)
    yield case("payload-cut-to-nothing", "Nothing follows the payload's nonce.")
    yield case("payload-cut-to-tag", "Fifteen bytes follow the payload's nonce.", first[:15])
    yield case("extended-by-a-byte", "One byte follows the file.", first, second, last, b"\0")
    yield case("extended-by-a-file", "Another file follows the file.", first, second, last, text_only())
    yield case("flipped-nonce", "A bit of the payload's nonce is changed.", first, second, last,
               nonce=flipped(ONE.nonce, 7))  # fmt: skip
    yield case("flipped-payload", "A bit in the second chunk is changed.", first, flipped(second, 4000), last)
    yield case("flipped-tag", "A bit of the last tag is changed.", first, second, flipped(last, len(last) - 1, 128))
    yield case("chunks-swapped", "Two chunks have changed places.", second, first, last)
    yield case("chunk-missing", "A chunk is missing.", first, last)
    yield case("chunk-twice", "A chunk is there twice.", first, first, second, last)
    yield case("chunk-of-another-file", "A chunk is that of another file.", first, others[1], last)
    yield case("last-too-early", "The second chunk is marked as the last, and another follows.", first,
               chunk(ONE, 1, plaintext[65536:131072], is_last=True), last)  # fmt: skip
    yield case("last-not-marked", "The last chunk is not marked as the last.", first, second,
               chunk(ONE, 2, plaintext[131072:], is_last=False))  # fmt: skip
    yield case("empty-last-chunk", "An empty last chunk follows full ones.",
               *[chunk(ONE, number, plaintext[number * 65536 : (number + 1) * 65536], is_last=False)
                 for number in range(2)], chunk(ONE, 2, b"", is_last=True))  # fmt: skip
    yield case("spliced-files", "The header of one file before the payload of another.",
               *chunks(OTHER, container(manifest())), nonce=OTHER.nonce)  # fmt: skip


# ── the container ─────────────────────────────────────────────────────────────────────────────────────────────────────


def containers() -> Iterator[Case]:
    def case(name: str, shows: str, plaintext: bytes, error: str = "BadContainer") -> Case:
        return Case(name=f"bad-{name}", shows=shows, file=sealed(plaintext), error=error)

    plain, small = manifest(), manifest(SMALL)
    whole = container(plain)
    used = len(whole.rstrip(b"\0"))
    yield case("layout-2", "A container of the next layout.", container(plain, magic=b"LRK2\0"), "UnknownContainer")
    yield case("other-content", "The content is a letter.", b"Dear colleague".ljust(65536, b"\0"), "UnknownContainer")
    yield case("empty-content", "The content is empty.", b"", "UnknownContainer")
    yield case("container-2", "The manifest's version is another integer than 1.", container(manifest(container=2)),
               "UnknownContainer")  # fmt: skip
    yield case("container-true", "The manifest's version is true, which is not 1.", container(manifest(container=True)))
    yield case("container-1.0", "The manifest's version is 1.0, which is not 1.", container(manifest(container=1.0)))
    yield case("preamble-cut", "The content ends before its manifest.", b"LRK1\0\0\0")

    yield case("padding-not-zero", "The last byte of the padding is not zero.", whole[:-1] + b"\1")
    yield case("padding-first-byte", "The first byte of the padding is not zero.", flipped(whole, used))
    yield case("padding-missing", "The content is not padded.", whole[:used])
    yield case("padding-short", "The padding is a byte short.", whole[:-1])
    yield case("padding-long", "The content is padded to twice the length it should have.", whole.ljust(131072, b"\0"))

    written = json.dumps(plain).encode()
    yield case("manifest-length-over-file", "The manifest is said to be longer than the file.",
               container(written, length=65536))  # fmt: skip
    yield case("manifest-length-over-limit", "The manifest is said to be four gigabytes long.",
               container(written, length=2**32 - 1))  # fmt: skip
    yield case("manifest-length-long", "The manifest is said to be a byte longer than it is.",
               container(written, length=len(written) + 1))  # fmt: skip
    yield case("manifest-length-short", "The manifest is said to be a byte shorter than it is.",
               container(written, length=len(written) - 1))  # fmt: skip
    yield case("manifest-length-zero", "The manifest is said to be empty.", container(written, length=0))
    yield case("size-over-file", "An attachment is said to be longer than the file.",
               container(lying(small, 0, 70_000), SMALL))  # fmt: skip
    yield case("size-long", "An attachment is said to be a byte longer than it is.",
               container(lying(small, 2, 257), SMALL))  # fmt: skip
    yield case("size-short", "An attachment is said to be a byte shorter than it is.",
               container(lying(small, 2, 255), SMALL))  # fmt: skip
    yield case("size-negative", "The size of an attachment is negative.", container(lying(small, 1, -1), SMALL))
    yield case("size-over-limit", "An attachment is said to be over 150 MB.",
               container(lying(small, 1, 150_000_001), SMALL))  # fmt: skip
    yield case("sizes-shifted", "One attachment takes a byte from the next; only their hashes tell.",
               container(shifted(small), SMALL))  # fmt: skip
    yield case("sum-wrong", "The sum of the sizes is wrong.",
               container(small | {"attachments_size": small["attachments_size"] + 1}, SMALL))  # fmt: skip
    yield case("attachment-missing", "An attachment of the manifest is not there.", container(small, SMALL[:2]))
    yield case("attachment-unlisted", "An attachment is there that the manifest does not list.",
               container(plain, SMALL))  # fmt: skip
    yield case("hash-mismatch", "The content of an attachment is not that of its hash.",
               container(small, (SMALL[0].replace(b"1.7", b"1.8"), *SMALL[1:])))  # fmt: skip
    yield case("attachments-swapped", "Two attachments have changed places.",
               container(small, (SMALL[2], SMALL[1], SMALL[0])))  # fmt: skip

    yield from manifests(case)


def lying(written: dict[str, Any], place: int, size: int) -> dict[str, Any]:
    """Another size of one attachment, and the sum to match."""
    entries = [dict(entry) for entry in written["attachments"]]
    entries[place]["size"] = size
    return written | {"attachments": entries, "attachments_size": sum(entry["size"] for entry in entries)}


def shifted(written: dict[str, Any]) -> dict[str, Any]:
    entries = [dict(entry) for entry in written["attachments"]]
    entries[0]["size"] -= 1
    entries[1]["size"] += 1
    return written | {"attachments": entries}


def manifests(case: Callable[..., Case]) -> Iterator[Case]:
    def answered(spelling: str) -> bytes:
        text = json.dumps(manifest(answers={"mark": 0}))
        return container(text.replace('"mark": 0', f'"mark": {spelling}').encode())

    for name, shows, spelling in (
        ("duplicate-key", "A key stands twice in the manifest.", '0, "mark": 1'),
        ("duplicate-key-escaped", "A key stands twice, once written with an escape.", '0, "\\u006dark": 1'),
        ("nan", "A number is NaN, which Python's own reader takes.", "NaN"),
        ("infinity", "A number is Infinity, which Python's own reader takes.", "-Infinity"),
        ("number-overflow", "A number is larger than a binary64 can be.", "1e999"),
        ("integer-2-53", "An integer is beyond what a browser holds exactly.", str(2**53)),
        ("depth-33", "An array lies inside 32 others.", "[" * 31 + "]" * 31),
        ("depth-30000", "Thirty thousand arrays lie inside each other.", "[" * 30_000 + "]" * 30_000),
        ("lone-surrogate", "An escape leaves half of a pair.", '"\\ud83d"'),
        ("surrogates-turned", "The halves of a pair stand in the wrong order.", '"\\ude00\\ud83d"'),
        ("leading-zero", "A number has a leading zero.", "01"),
        ("trailing-comma", "A comma stands before the closing bracket.", "[1,]"),
        ("control-in-text", "A text holds a line end that is not escaped.", '"a\nb"'),
    ):  # fmt: skip
        yield case(name, shows, answered(spelling))
    yield case(
        "two-values", "A second value follows the manifest.", container(json.dumps(manifest()).encode() + b" {}")
    )
    yield case("manifest-bom", "A byte order mark stands before the manifest.",
               container(b"\xef\xbb\xbf" + json.dumps(manifest()).encode()))  # fmt: skip
    yield case("manifest-not-utf-8", "The manifest is in Latin-1.",
               container(json.dumps(manifest(authority="Mön"), ensure_ascii=False).encode("latin-1")))  # fmt: skip
    yield case("manifest-surrogate-bytes", "The manifest holds half of a pair as three bytes.",
               container(manifest(authority="\ud83d")))  # fmt: skip
    yield case("manifest-array", "The manifest is an array.", container(b"[1]"))
    missing = manifest()
    del missing["release"]
    yield case("missing-key", "A key of the manifest is missing.", container(missing))
    for name, shows, changes in (
        ("unknown-key", "The manifest has a key that this version does not know.", {"priority": "high"}),
        ("unknown-inner-key", "The form has a key that this version does not know.",
         {"form": {"name": "referral", "version": 3, "digest": "ab" * 32, "title": "x"}}),
        ("digest-capitals", "A digest is in capitals.",
         {"form": {"name": "referral", "version": 3, "digest": "AB" * 32}}),
        ("no-recipients", "The roster names nobody.", {"roster": {"version": 7, "recipients": []}}),
        ("seven-recipients", "The roster names seven keys.",
         {"roster": {"version": 7, "recipients": [f"{number:064x}" for number in range(7)]}}),
        ("recipient-twice", "The roster names one key twice.",
         {"roster": {"version": 7, "recipients": ["cd" * 32] * 2}}),
        ("no-such-day", "The day of sealing does not exist.", {"sealed_at": "2026-02-30T12:00:00Z"}),
        ("other-time-zone", "The time of sealing is not in UTC.", {"sealed_at": "2026-11-03T14:30:15+01:00"}),
        ("answers-list", "The answers are not an object.", {"answers": []}),
        ("long-text", "A text has 201 characters.", {"authority": "x" * 201}),
        ("control-character", "A text holds a control character.", {"release": "2026\u009b1"}),
    ):  # fmt: skip
        yield case(name, shows, container(manifest(**changes)))
    for name, shows, called in (
        ("name-path", "The name of an attachment leads up a folder.", "../../up.pdf"),
        ("name-windows-path", "The name of an attachment is a path of Windows.", "C:\\up.pdf"),
        ("name-dots", "The name of an attachment is the folder above.", ".."),
        ("name-control", "The name of an attachment holds a null character.", "a\0.pdf"),
        ("name-empty", "The name of an attachment is empty.", ""),
        ("name-twice", "Two attachments have one name.", "empty.txt"),
    ):
        small = manifest(SMALL)
        small["attachments"][0]["name"] = called
        yield case(name, shows, container(small, SMALL))
