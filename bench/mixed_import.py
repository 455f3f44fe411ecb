"""How fast and in how much memory a mixed folder is imported: text, binary, mail, zip, repeats and what is not ours.

Run it with ``python -m bench.mixed_import [ITEMS [MANY]]``. The speed is told in new submissions a second, beside the
floor of ``bench.import_speed`` over the same submissions; and in sealed files a second, beside ``gpg --decrypt`` and
``age -d`` started for each file, which only decrypt, and cannot tell that a file came before; all in turns. The memory
is the most that a process of its own had, and the most of those in which it has files read: with 1,000 items and with
MANY, of which 250 are new, and with one file of 100 MB of attachments, as binary and as text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from time import perf_counter

from lado_kit.encrypt import age, armour
from lado_kit.encrypt.envelope import Attachment, Draft, seal
from lado_kit.encrypt.manifest import FormReference
from lado_kit.encrypt.recipients import Identity
from lado_kit.intake import Imported, import_paths
from lado_kit.store import create_store
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.questions import Files
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile

from .import_speed import KEY, NOW, SEED, Rows, rows_of, seal_files, take_floor
from .sealed_files import debian_age, gpg, told

ITEMS, MANY, FEW = 5000, 20_000, 1000
ROUNDS = 3
REACH, TIMES_FASTER = 0.5, 3
GROWTH, PEAK_MB = 1.1, 150
LARGE = 100_000_000
ELSEWHERE = 40

Plan = tuple[str, ...]
MIXED: Plan = ("text", "text", "text", "binary", "binary", "mail", "zip", "repeat", "repeat", "junk")
NEW = 250


def main() -> int:
    """Measure, print, and return 1 when a limit is missed."""
    counts = [int(each) for each in sys.argv[1:] if each.isdigit()]
    items, many = [*counts, ITEMS, MANY][0], [*counts[1:], MANY][0]
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        reached = [*speed(place, items), *memory(place, many)]
    return 0 if all(reached) else 1


# ── speed ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def speed(place: Path, items: int) -> list[bool]:
    """Import a mixed folder, decrypt as many files with other programs, and do the floor of it all, in turns."""
    kinds = Counter(MIXED[number % len(MIXED)] for number in range(items))
    sealed = items - kinds["junk"]
    new = sealed - kinds["repeat"]
    texts = seal_files(place / "sealed", new)
    mix(place / "incoming", texts, items, MIXED)
    rows = import_once(place / "first.db", place / "incoming", new)[1]
    others = elsewhere(place, texts)
    floor: list[float] = []
    ours: list[float] = []
    by_file: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in others}
    for turn in range(ROUNDS):
        floor.append(take_floor(place / f"floor-{turn}.db", texts, rows) / new)
        seconds = import_once(place / f"import-{turn}.db", place / "incoming", new)[0]
        ours.append(seconds / new)
        by_file.append(seconds / sealed)
        for name, decrypt in others.items():
            theirs[name].append(timed(decrypt) / ELSEWHERE)
    print(f"{items} items, {sealed} of them sealed files, {new} of these new submissions; {ROUNDS} turns, medians")
    for name, times in (("floor, new", floor), ("import, new", ours), ("import, files", by_file), *theirs.items()):
        print(f"{name:40}{1 / median(times):8.0f} a second   {', '.join(f'{1 / each:.0f}' for each in times)}")
    return [
        told("the import reaches of the floor", in_turns(floor, ours), REACH, unit="%"),
        *(
            told(
                f"the import is faster than {name}, which only decrypts",
                in_turns(times, by_file),
                TIMES_FASTER,
                unit="x",
            )
            for name, times in theirs.items()
        ),
    ]


def in_turns(those: Sequence[float], ours: Sequence[float]) -> float:
    """Return how many times as long they take, turn by turn: other work on the machine slows both of one turn."""
    return median(one / other for one, other in zip(those, ours, strict=True))


def timed(run: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = perf_counter()
    run()
    return perf_counter() - begun


def mix(folder: Path, texts: list[Path], items: int, kinds: Plan) -> None:
    """Fill a folder with these sealed files in the forms in which they arrive, repeats of them, and other things."""
    folder.mkdir()
    left = iter(texts)
    seen: list[Path] = []
    for number in range(items):
        kind = kinds[number % len(kinds)]
        path = folder / f"{number:06}"
        if kind == "junk":
            path.write_bytes(b"%PDF-1.7\n" + os.urandom(20_000) if number % 2 else b"Dear office, thank you.\n" * 200)
        elif kind == "repeat":
            os.link(seen[number // 2 % len(seen)], path)
        else:
            text = next(left)
            write(path, text, kind)
            seen.append(path)


def write(path: Path, text: Path, kind: str) -> None:
    """Write a sealed file in one of its forms."""
    raw = text.read_bytes()
    match kind:
        case "text":
            os.link(text, path)
        case "binary":
            path.write_bytes(armour.to_binary(raw))
        case "mail":
            mail = EmailMessage()
            mail["From"], mail["Date"], mail["Subject"] = (
                "a@example.org",
                "Mon, 4 Jan 2027 14:05:00 +0000",
                "Fwd: referral",
            )
            mail.set_content("Please see below.")
            mail.add_attachment(raw, maintype="text", subtype="plain", filename="referral.txt")
            path.write_bytes(mail.as_bytes())
        case "zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr("referral.txt", raw)


def import_once(store_file: Path, folder: Path, new: int) -> tuple[float, Rows]:
    """Import a folder into a new store, and return the seconds it took and the rows it wrote."""
    form = form_for("referral", load_profile("sandwell"))
    with create_store(store_file, KEY) as store:
        begun = perf_counter()
        books = import_paths(
            [str(folder)],
            store=store,
            authority=form.authority,
            identities=[Identity.from_seed(SEED)],
            definition_for=lambda _digest: form,
            actor="bench",
            now=NOW,
        )
        seconds = perf_counter() - begun
        assert books.count(Imported) == new, "the import did not take everything in"
        with store.reading() as connection:
            return seconds, rows_of(connection)


def elsewhere(place: Path, texts: list[Path]) -> dict[str, Callable[[], object]]:
    """Return how other programs decrypt files of the same content, one program a file."""
    identity = Identity.from_seed(SEED)
    plaintexts = [bytes(age.decrypt(armour.to_binary(each.read_bytes()), [identity])) for each in texts[:ELSEWHERE]]
    assert len(plaintexts) == ELSEWHERE, "there are too few files to compare"
    found: dict[str, Callable[[], object]] = {}
    if shutil.which("gpg"):
        (place / "gpg").mkdir()
        gpg(place / "gpg", plaintexts)
        command = ("gpg", "--homedir", str(place / "gpg" / "home"), "--batch", "--quiet", "--decrypt")
        paths = sorted((place / "gpg").glob("*.asc"))
        found["gpg --decrypt"] = lambda: [
            subprocess.run((*command, str(path)), capture_output=True, check=True) for path in paths
        ]
    if shutil.which("age"):
        (place / "age").mkdir()
        found["age -d"] = debian_age(place / "age", plaintexts)
    return found


# ── memory ────────────────────────────────────────────────────────────────────────────────────────────────────────────

IMPORT = """
import os
import sys
from pathlib import Path
from bench.import_speed import KEY, NOW, SEED
from lado_kit.encrypt.recipients import Identity
from lado_kit.intake import import_paths
from lado_kit.store import create_store
from lado_site.forms import form_for
from lado_site.profiles import load_profile
form = form_for("referral", load_profile("sandwell"))
with create_store(Path(sys.argv[1]), KEY) as store:
    books = import_paths(
        [sys.argv[2]], store=store, authority="sandwell", identities=[Identity.from_seed(SEED)],
        definition_for=lambda _digest: form, actor="bench", now=NOW,
    )
assert not [item for item in books.items if item.result == "quarantined"]


def most(status):
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def below(parent):
    for path in Path("/proc").glob("[0-9]*/status"):
        status = path.read_text()
        if int(status.split("PPid:")[1].split()[0]) == parent:
            yield status
            yield from below(int(path.parent.name))


print(most(Path("/proc/self/status").read_text()), max(map(most, below(os.getpid()))))
"""


def memory(place: Path, many: int) -> list[bool]:
    """Import few items, many, and one that is large, each in a process of its own."""
    if not Path("/proc/self/status").exists():
        print("memory is measured on Linux only")
        return []
    texts = seal_files(place / "small", NEW)
    peaks = []
    for count in (FEW, many):
        mix(place / f"small-{count}", texts, count, light(count))
        peaks.append(peak(place / f"small-{count}.db", place / f"small-{count}"))
        print(f"{f'memory with {count:,} items':58}{peaks[-1][0]:6.0f} MB   and apart {peaks[-1][1]:.0f} MB")
    large = [peak(place / f"{path.name}.db", path) for path in seal_large(place)]
    most, apart = (max(each[place] for each in large) for place in (0, 1))
    grown = max(after / before for before, after in zip(*peaks, strict=True))
    print(f"{f'memory grows from {FEW:,} to {many:,} items':58}{grown - 1:8.0%}   limit {GROWTH - 1:.0%}")
    print(
        f"{'memory with 100 MB of attachments, binary or text':58}{most:6.0f} MB   and apart {apart:.0f} MB"
        f"   limit {PEAK_MB} MB in all"
    )
    return [grown <= GROWTH, most + apart <= PEAK_MB]


def light(count: int) -> Plan:
    """Plan a folder with as many new submissions as any other: what grows with the store is not what is asked here."""
    return ("text", *("repeat", "junk") * count)[: count // NEW]


def peak(store_file: Path, path: Path) -> tuple[float, float]:
    """Return the most memory in MB that importing took: in the process itself, and in the one apart."""
    command = (sys.executable, "-c", IMPORT, str(store_file), str(path))
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    own, apart = map(float, done.stdout.split())
    return own, apart


def seal_large(place: Path) -> tuple[Path, Path]:
    """Seal a referral with 100 MB of attachments, as binary and as text."""
    profile = load_profile("sandwell")
    form = form_for("referral", profile)
    question = next(each for step in form.steps for each in step.questions if isinstance(each, Files))
    names = [f"film-{number}.mp4" for number in range(4)]
    draft = Draft(
        authority=profile.name,
        form=FormReference(name=form.name, version=form.version, digest=digest(compile_form(form))),
        release="bench",
        roster_version=1,
        answers={**sample_answers(form, profile, 3), question.name: names},
        attachments=tuple(
            Attachment(name=name, media_type="video/mp4", content=os.urandom(LARGE // len(names))) for name in names
        ),
    )
    envelope = seal(draft, recipients=[Identity.from_seed(SEED).recipient], sealed_at=NOW)
    binary, text = place / "large.age", place / "large.txt"
    binary.write_bytes(envelope.binary)
    text.write_bytes(envelope.armoured())
    return binary, text


if __name__ == "__main__":
    sys.exit(main())
