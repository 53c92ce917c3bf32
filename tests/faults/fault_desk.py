#!/usr/bin/env python3
"""Builds in processes of their own, at each of which one system call can fail or kill.

Run as a script it is the process from which all builds are forked: everything is imported already, and texts are
rendered, so a build takes moments. strace takes hold of it before it begins, and counts from there.
"""

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from fault_worlds import NOW

Run = Callable[[Sequence[str]], int]

CALLS = (
    "rename", "renameat", "renameat2", "write", "pwrite64", "fsync", "fdatasync", "syncfs", "unlink", "unlinkat",
    "rmdir", "mkdir", "mkdirat", "link", "linkat", "ftruncate", "chmod", "fchmodat",
)  # fmt: skip
ANYBODY = ctypes.c_ulong(-1)
PR_SET_PTRACER = 0x59616D61
COMMAND = ["--now", NOW, "build", "--all-audiences", "-o", "dist"]
KEY = "a key that is for tests alone, and long enough"


class Ended(NamedTuple):
    """How a build went: its exit code or minus its signal, what it said, and the names of its calls in order."""

    status: int
    said: str
    calls: tuple[str, ...]


class Desk:
    """Use as a context: the process lives as long."""

    def __enter__(self) -> "Desk":
        command = [sys.executable, "-B", __file__]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def build(self, root: Path, *rules: str, how: str = "traced") -> Ended:
        """`build --all-audiences -o dist` of the site at `root`; rules are those of strace.

        How: `traced`, `plain`, or `here`, in the process itself, which from then on knows what is in the files.
        """
        assert self.process.stdin and self.process.stdout
        order = {"root": str(root), "rules": rules, "how": how}
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        status, said, calls = json.loads(self.process.stdout.readline())
        return Ended(status, said, tuple(calls))


# What follows is the process


def serve() -> None:
    os.environ["STATUSGEN_KEY"] = KEY
    sys.path.insert(0, str(Path(__file__).parents[2]))
    build = import_module("statusgen.cli.build")
    build.plan, build.private_pages = remembering(build.plan), remembering(build.private_pages)  # type: ignore[attr-defined]
    run = import_module("statusgen.cli.main").run
    for order in sys.stdin:
        print(json.dumps(_built(run, **json.loads(order))), flush=True)


def remembering(planning: Callable[..., tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
    """The same plan, but a file whose key is known is not rendered again: just what later builds rely on."""
    known: dict[tuple[str, str], bytes] = {}

    def remembered(artefact: Any) -> Any:
        def make() -> bytes:
            place = artefact.path, artefact.key
            if place not in known:
                known[place] = artefact.make()
            return known[place]

        return replace(artefact, make=make)

    return lambda *about, **how: tuple(map(remembered, planning(*about, **how)))


def _built(run: Run, root: str, rules: list[str], how: str) -> tuple[int, str, list[str]]:
    os.chdir(root)
    if how == "here":
        with redirect_stdout(StringIO()) as out, redirect_stderr(out):
            return run(COMMAND), out.getvalue(), []
    log, said = Path("..", "calls.log"), Path("..", "said.txt")
    wait, go = os.pipe()
    child = os.fork()
    if not child:
        os.close(go)
        _child(run, wait, said)
    os.close(wait)
    strace = _hold_of(child, rules, log) if how == "traced" else None
    os.write(go, b"!")
    os.close(go)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if strace:
        strace.communicate()
    lines = log.read_text(errors="replace").splitlines() if strace else []
    return status, said.read_text(), [line.partition("(")[0] for line in lines if "(" in line]


def _child(run: Run, wait: int, said: Path) -> None:
    """Never returns."""
    code = 70
    try:
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.read(wait, 1)
        code = run(COMMAND)
    except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
        os.write(2, f"Traceback: {error!r}".encode())
    finally:
        os._exit(code)


def _hold_of(child: int, rules: list[str], log: Path) -> "subprocess.Popen[str]":
    injected = [option for rule in rules for option in ("-e", f"inject=?{rule}")]
    trace = ",".join(f"?{call}" for call in CALLS)
    command = ["strace", "-o", str(log), "-e", f"trace={trace}", "-e", "signal=none", *injected, "-p", str(child)]
    strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert strace.stderr and "attached" in strace.stderr.readline()
    return strace


if __name__ == "__main__":
    serve()
