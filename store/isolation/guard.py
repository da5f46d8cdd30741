"""What keeps a query's process away from the network, from files and from the machine's memory, for good.

The guard is the wall: the engine cannot switch SERVICE off, and a scan of the query's text is only a courtesy. It needs no privileges.
A seccomp filter refuses new sockets and programs, Landlock (where the kernel has it) files outside the snapshot. That is Linux, on x86-64
and aarch64; elsewhere there is no wall, and no query is run. Measured in the project's study of isolation.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_REFUSE, _ALLOW, _KILL = 0x00050000 | 1, 0x7FFF0000, 0x80000000  # EPERM for what is refused
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000
# socket, connect, bind, socketpair, execve, execveat, ptrace, bpf, io_uring_setup: by the kernel's tables (asm/unistd_64.h, asm-generic)
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 53, 59, 322, 101, 321, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 199, 221, 281, 117, 280, 425)),
}
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 0x4 | 0x8  # read a file, list a folder
_HANDLED = 0x1FFF  # every right of Landlock's first version: nothing is executed, written, made or removed
_BENEATH = 1


def follow_parent() -> None:
    """Be killed when the parent dies, whatever it dies of; be the first that the kernel kills when memory is short; leave no core."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent()
    if sys.platform == "linux":
        Path("/proc/self/oom_score_adj").write_text("1000")


def die_with_parent() -> None:
    """Be killed when the thread that started this process ends, whatever it ends of; Linux alone can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def no_network() -> None:
    """Refuse new sockets and programs from here on; what is open stays open. OSError if the system cannot."""
    calls = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None:
        raise OSError(errno.ENOSYS, f"there is no guard for {sys.platform} on {platform.machine()}")
    libc = ctypes.CDLL(None, use_errno=True)
    program = _filter(*calls)
    held = ctypes.create_string_buffer(program)
    description = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, description, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refuses a seccomp filter")


def only_read(folder: Path) -> bool:
    """Let this process open nothing but files below `folder`, for reading; False where the kernel has no Landlock.

    Everything that is imported later would fail: import first.
    """
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    handled = struct.pack("Q", _HANDLED)
    rules = libc.syscall(_LANDLOCK_CREATE, handled, len(handled), 0)
    if rules < 0:
        return False
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = struct.pack("=Qi", _READ, place)
        if libc.syscall(_LANDLOCK_ADD, rules, _BENEATH, allowed, 0) or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            return False
        return not libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
    finally:
        os.close(place)
        os.close(rules)


def limit_memory(beyond: int, mebibytes: int) -> None:
    """Let this process take so much more data memory than `beyond` bytes; an allocation past it fails, which ends the engine."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (beyond + mebibytes * 1024 * 1024, hard))


def data_memory() -> int:
    """The bytes of data memory that this process has mapped; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    # statm: size resident shared text lib data dirty, in pages
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """A classic BPF program over (number, architecture): other architectures' calls kill, those listed fail with EPERM."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    program = [step(_LOAD, 4), step(_EQUAL, architecture, 1, 0), step(_RETURN, _KILL), step(_LOAD, 0)]
    program += [step(_AT_LEAST, _X32, 0, 1), step(_RETURN, _KILL)]
    for number in calls:
        program += [step(_EQUAL, number, 0, 1), step(_RETURN, _REFUSE)]
    return b"".join([*program, step(_RETURN, _ALLOW)])
