"""The process apart: what a stranger's bytes could do in there, tried from inside, and what is left of it out here."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from lado_kit.apart import Answer, Answered, Apart, Failed, Why
from lado_kit.errors import BadContainer

# The function apart is Python's own eval: a test can run there whatever an attacker would run.
EVAL = "builtins:eval"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses every call; docs/attachments.md")
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has none of these limits; docs/attachments.md")


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(EVAL, seconds=20) as apart:
        yield apart


def attempt(apart: Apart, code: str) -> Answer:
    return apart.ask(code.encode())


def test_many_questions_are_answered_by_one_process(apart: Apart) -> None:
    answers = [attempt(apart, f"[{number}, __import__('os').getppid()]") for number in range(50)]

    assert all(isinstance(each, Answered) for each in answers)
    assert [each.value[0] for each in answers if isinstance(each, Answered)] == list(range(50))
    assert len({each.value[1] for each in answers if isinstance(each, Answered)}) == 1


def test_content_in_pieces_and_options_arrive_as_they_are() -> None:
    with Apart(EVAL, seconds=20) as apart:
        assert apart.ask_in_pieces([b"len(", memoryview(b"word)")], size=9, word="ŵ" * 1000) == Answered(value=1000)


def test_content_that_breaks_off_is_the_senders_error_and_the_next_is_answered(apart: Apart) -> None:
    def broken() -> Iterator[bytes]:
        yield b"1 + "
        raise BadContainer("cut short")

    with pytest.raises(BadContainer):
        apart.ask_in_pieces(broken(), size=5)

    assert attempt(apart, "2 + 2") == Answered(value=4)


@linux_only
def test_linux_gives_up_network_resources_and_calls(apart: Apart) -> None:
    assert {"resources", "calls"} <= set(apart.given_up)


@posix_only
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("open({key!r}, 'rb').read().hex()", id="a-key"),
        pytest.param("__import__('os').open({key!r}, 0)", id="a-key-by-the-system"),
        pytest.param("open({new!r}, 'w').write('x')", id="a-new-file"),
        pytest.param("__import__('_socket').socket().connect(('127.0.0.1', {port}))", id="the-network"),
        pytest.param("__import__('os').fork()", id="a-process"),
        pytest.param("__import__('os').posix_spawn({python!r}, [{python!r}, '-c', ''], dict())", id="a-program"),
        pytest.param("len(bytearray(4 << 30))", id="four-gigabytes"),
    ],
)
def test_what_is_tried_inside_fails(apart: Apart, tmp_path: Path, code: str) -> None:
    key = tmp_path / "officer-duty-1.age"
    key.write_bytes(b"canary-key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        tried = code.format(
            key=str(key), new=str(tmp_path / "new.txt"), port=server.getsockname()[1], python=sys.executable
        )
        answer = attempt(apart, tried)
        with pytest.raises(TimeoutError):
            server.accept()

    assert isinstance(answer, Failed), answer
    assert answer.why in (Why.FAULT, Why.MEMORY, Why.STOPPED)
    assert not (tmp_path / "new.txt").exists()
    assert attempt(apart, "6 * 7") == Answered(value=42)


def test_the_same_attempts_succeed_out_here(tmp_path: Path) -> None:
    """Else the test above would show nothing."""
    key = tmp_path / "officer-duty-1.age"
    key.write_bytes(b"canary-key")

    done = subprocess.run(
        [sys.executable, "-I", "-c",
         f"import os, _socket; assert open({str(key)!r}, 'rb').read(); _socket.socket(); os.getppid()"],
        check=False,
    )  # fmt: skip

    assert done.returncode == 0


@posix_only
def test_nothing_of_ours_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LADO_PASSPHRASE_FILE", "canary-passphrase")
    with (tmp_path / "open.txt").open("w") as file, Apart(EVAL, seconds=20) as fresh:
        os.set_inheritable(file.fileno(), True)
        environment = attempt(fresh, "str(dict(__import__('os').environ))")
        read = attempt(fresh, f"__import__('os').write({file.fileno()}, b'x')" if file.fileno() > 3 else "1 / 0")

    assert isinstance(environment, Answered)
    assert "LADO" not in environment.value
    assert isinstance(read, Failed)
    assert (tmp_path / "open.txt").read_text() == ""


def test_an_endless_loop_is_ended() -> None:
    with Apart(EVAL, seconds=0.5) as apart:
        assert attempt(apart, "1") == Answered(value=1)
        assert attempt(apart, "[0 for _ in iter(int, 1)]") == Failed(why=Why.SLOW)
        assert attempt(apart, "2") == Answered(value=2)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("__import__('os')._exit(0)", Why.STOPPED),
        ("__import__('os')._exit(9)", Why.STOPPED),
        ("__import__('ctypes')", Why.STOPPED),  # a value that no JSON can say
        ("1 / 0", Why.FAULT),
        ("'x' * 5_000_000", Why.GARBLED),  # more than is taken from there
        ("b'bytes that nobody asked for'", Why.GARBLED),
    ],
)
def test_an_end_an_error_or_nonsense_is_one_clear_failure(apart: Apart, code: str, why: Why) -> None:
    answer = attempt(apart, code)

    assert isinstance(answer, Failed)
    assert answer.why is why
    assert attempt(apart, "2 + 2") == Answered(value=4)


def test_an_answer_written_by_the_content_itself_is_not_believed(apart: Apart) -> None:
    forged = json.dumps({"token": "0" * 32, "value": "all is well"}).encode()
    frame = struct.pack(">IQ", len(forged), 0) + forged

    answer = attempt(apart, f"__import__('os').write(3, {frame!r})")

    assert isinstance(answer, Failed)
    assert attempt(apart, "2 + 2") == Answered(value=4)


def test_what_one_sender_left_behind_is_gone_for_the_next(apart: Apart) -> None:
    leave, look = "__import__('sys').modules.update(left='behind')", "'left' in __import__('sys').modules"
    attempt(apart, leave)
    assert attempt(apart, look) == Answered(value=True)

    apart.begin_anew()

    assert attempt(apart, look) == Answered(value=False)


@linux_only
def test_frames_forged_for_the_next_sender_do_not_reach_it(apart: Apart) -> None:
    ready = b'{"ready": true}'
    forged = struct.pack(">IQ", len(ready), 0) + ready
    for _ in range(5):
        attempt(apart, f"__import__('os').write(3, {forged!r})")
        apart.begin_anew()
        assert attempt(apart, "'the next sender'") == Answered(value="the next sender")


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@linux_only
def test_no_process_is_left() -> None:
    with Apart(EVAL, seconds=20) as apart:
        pids = attempt(apart, "[__import__('os').getpid(), __import__('os').getppid()]")
    assert isinstance(pids, Answered)
    copy = int(pids.value[0])

    # A process that was told to end takes a moment for it on a busy machine.
    for _ in range(100):
        if not is_running(copy):
            break
        sleep(0.1)
    assert not is_running(copy)


def test_a_process_that_does_not_start_is_told_from_one_that_ended() -> None:
    with Apart("lado_kit.apart.nowhere:nothing", seconds=5) as apart:
        assert apart.ask(b"") == Failed(why=Why.NOT_STARTED)
        assert apart.given_up == ()
