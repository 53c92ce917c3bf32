"""`statusgen` in processes of its own that start at once, and that can be killed at any statement of the ledger."""

import multiprocessing
import os
import signal
import sqlite3
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

from statusgen.cli import main
from statusgen.notify.ledger import sqlite

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["runs", "statusgen.cli.notify", "statusgen.cli.build", "statusgen.notify.sending.mailing"]
)


def start(arguments: list[str], environ: dict[str, str], folder: Path, kill_at: str = "") -> BaseProcess:
    """`folder` gets `pid` and `said`. `kill_at` is TEXT:N: SIGKILL right before the Nth statement with TEXT in it."""
    folder.mkdir(exist_ok=True)
    process = _FORKS.Process(target=_work, args=(arguments, environ, folder, kill_at))
    process.start()
    return process


def ended(process: BaseProcess, patience: float = 60) -> int:
    """The exit code, negative for a signal."""
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError("the run did not end")
    return process.exitcode


def _work(arguments: list[str], environ: dict[str, str], folder: Path, kill_at: str) -> None:
    os.environ.clear()
    os.environ.update(environ)
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(said, 1)
    os.dup2(said, 2)
    (folder / "pid").write_text(str(os.getpid()), encoding="ascii")
    if kill_at:
        _watch(kill_at)
    main(arguments)


def _watch(kill_at: str) -> None:
    text, _, number = kill_at.rpartition(":")
    seen: Counter[str] = Counter()
    connect = sqlite._connect

    def traced(path: Path) -> sqlite3.Connection:
        db = connect(path)
        db.set_trace_callback(look)
        return db

    def look(statement: str) -> None:
        if text in statement:
            seen[text] += 1
            if seen[text] == int(number):
                os.kill(os.getpid(), signal.SIGKILL)

    sqlite._connect = traced
