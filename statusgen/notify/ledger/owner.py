"""Which process holds a lease, and whether it is plainly gone."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

_GONE = {"Z", "X"}  # a zombie does nothing more (proc(5))


@dataclass(frozen=True, slots=True)
class Owner:
    """`place` is where the `pid` means something; `started` is in ticks since boot; `token` is random."""

    place: str
    pid: int
    started: int
    token: str


def ourselves() -> Owner:
    """This process."""
    pid = os.getpid()
    return Owner(_place(), pid, _start(pid) or 0, secrets.token_hex(16))


def is_gone(owner: Owner) -> bool:
    """Whether that process certainly runs no more. False wherever we cannot know: then its lease must run out."""
    if not owner.started or owner.place != _place():
        return False
    return _start(owner.pid) != owner.started


def _place() -> str:
    """Host, boot and PID namespace: containers may share a host's name, but then no process of each other."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:  # not Linux
        return socket.gethostname()
    return f"{socket.gethostname()} {boot} {namespace}"


def _start(pid: int) -> int | None:
    """When that process began, in ticks since boot; None if there is none at work. Pids are used again, starts not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in _GONE else int(fields[19])  # fields 3 and 22 of proc(5)
