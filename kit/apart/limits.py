"""What a process gives up for good before it takes what a stranger has written. What a system lacks is left out."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from contextlib import suppress

MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 900
"""For the whole life of a process: one that nobody waits for any more ends by itself."""

# <linux/sched.h>, <linux/prctl.h>, <linux/seccomp.h>, <linux/filter.h>
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_AT_NUMBER, _AT_MACHINE = 0, 4
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refused with EPERM

# What is left: to read and write what is open, to use memory, to see the time, to end. (x86-64, 64-bit ARM)
_CALLS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def give_up_everything() -> list[str]:
    """Give up all that the system lets a process give up, and say what: "network", "resources", "calls"."""
    given_up = []
    if sys.platform == "linux" and _leave_network():
        given_up.append("network")
    if _limit_resources():
        given_up.append("resources")
    if sys.platform == "linux" and _refuse_calls():
        given_up.append("calls")
    return given_up


def _limit_resources() -> bool:
    try:
        import resource
    except ImportError:  # Windows
        return False
    limits = {"CORE": 0, "FSIZE": 0, "NPROC": 0, "CPU": PROCESSOR_SECONDS, "DATA": MEMORY, "AS": MEMORY, "NOFILE": 0}
    for name, most in limits.items():
        # Where a system has no such limit, or holds it in another way, the others still stand.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    return True


def _leave_network() -> bool:
    """Go into a network of its own, which has no way out. Some systems allow that to nobody but root."""
    return bool(ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) == 0)


def _refuse_calls() -> bool:
    """Have the kernel refuse every call but those in the table: no file, socket, process or program any more."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or os.name != "posix":
        return False
    steps = _filter(*machine)
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    system = ctypes.CDLL(None)
    return bool(
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        and system.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0
    )


def _filter(machine: int, column: int) -> list[_Step]:
    numbers = [numbers[column] for numbers in _CALLS.values()]
    return [
        _Step(_LOAD, 0, 0, _AT_MACHINE),
        _Step(_JUMP_IF_EQUAL, 1, 0, machine),
        _Step(_RETURN, 0, 0, _KILL),
        _Step(_LOAD, 0, 0, _AT_NUMBER),
        *(_Step(_JUMP_IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        _Step(_RETURN, 0, 0, _REFUSE),
        _Step(_RETURN, 0, 0, _ALLOW),
    ]
