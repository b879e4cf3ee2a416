"""How every child begins: it gives up what a reader of files does not need.

Imports nothing of the platform.
"""

import ctypes
import os
import resource
import struct

COSTLY = "costly"

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22  # from <linux/prctl.h>
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
# Machine → (its number in seccomp, the calls socket, execve, execveat), from <linux/audit.h> and <asm/unistd.h>.
FORBIDDEN = {
    "x86_64": (0xC000003E, (41, 59, 322)),
    "aarch64": (0xC00000B7, (198, 221, 281)),
}
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # from <linux/bpf_common.h>
ALLOW, NOT_PERMITTED = 0x7FFF0000, 0x00050001
OTHER_CALL_TABLE = 0x40000000  # the x32 numbers of x86_64


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def limit(seconds: int, megabytes: int, output_megabytes: int) -> None:
    """Little time, little memory beside what it begins with, little to write, no network, no other program.

    Gone when the parent is gone.
    """
    for what, most in (
        (resource.RLIMIT_AS, _held() + (megabytes << 20)),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output_megabytes << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    with_the_parent()
    _shut_the_doors()


def _held() -> int:
    """Bytes of memory that the process has taken, whether it uses them or not."""
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def with_the_parent() -> None:
    """End when the parent ends, however it does."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def _shut_the_doors() -> None:
    """A kernel without seccomp, or another machine, leaves the limits above and this door open."""
    libc = ctypes.CDLL(None, use_errno=True)
    machine = os.uname().machine
    if machine not in FORBIDDEN:
        return
    code = ctypes.create_string_buffer(_filter(*FORBIDDEN[machine]))
    program = Program(len(code) // 8, ctypes.cast(code, ctypes.c_void_p))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _filter(machine: int, calls: tuple[int, ...]) -> bytes:
    """The calls named, and those of any other machine or call table, fail with "not permitted"."""
    refuse = len(calls) + 2  # steps from the first comparison of a call to the refusal
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, refuse + 1, machine),
        (LOAD, 0, 0, 0),
        (AT_LEAST, refuse - 1, 0, OTHER_CALL_TABLE),
        *((EQUAL, refuse - 2 - place, 0, call) for place, call in enumerate(calls)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, NOT_PERMITTED),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
