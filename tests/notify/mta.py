"""A Postfix of our own: a loopback port, its own configuration, queue and mailboxes, gone at the end. Needs root."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

MAIN = """\
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = {base}/log
maillog_file_prefixes = {base}
alias_maps =
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_delimiter = +
virtual_mailbox_domains = example.org
virtual_mailbox_base = {base}/mail
virtual_mailbox_maps = texthash:{base}/boxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 100
default_transport = error:5.1.1 nobody sends mail from here
{more}
"""
# service, type, private, privileged, chroot, wake-up, most, program
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
"""


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skips without root, or Debian's packages; continuous integration installs those, so there it fails."""
    missing = [program for program in programs if not shutil.which(program)]
    if os.geteuid() != 0:
        return pytest.mark.skip(reason="a Postfix of one's own needs root")
    return pytest.mark.skipif(bool(missing) and not os.environ.get("CI"), reason=f"needs {', '.join(missing)}")


@dataclass(frozen=True)
class Postfix:
    port: int
    base: Path

    def box(self, name: str) -> Path:
        return self.base / "mail" / name

    def letters(self, name: str) -> list[bytes]:
        """What arrived, in no order."""
        return [path.read_bytes() for path in (self.box(name) / "new").glob("*")]

    def arrived(self, name: str, count: int, patience: float = 30) -> list[bytes]:
        """Waits for that many letters."""
        end = time.monotonic() + patience
        while len(found := self.letters(name)) < count:
            if time.monotonic() > end:
                log = (self.base / "log").read_text(encoding="utf-8", errors="replace")
                raise TimeoutError(f"{len(found)} of {count} letters came to {name}\n{log[-3000:]}")
            time.sleep(0.05)
        return found


@contextlib.contextmanager
def postfix(names: tuple[str, ...] = (), *, discard: bool = False) -> Iterator[Postfix]:
    """Running. `names` have mailboxes at example.org; with `discard` all that is for that domain is thrown away."""
    base = Path(tempfile.mkdtemp())  # not below pytest's folder, which only root may enter
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    _configure(base, port, names, discard=discard)
    _command(base, "start")
    try:
        _wait_for(port)
        yield Postfix(port, base)
    finally:
        _command(base, "abort")
        shutil.rmtree(base, ignore_errors=True)


def _configure(base: Path, port: int, names: tuple[str, ...], *, discard: bool) -> None:
    for name in ("etc", "queue", "data", "mail"):
        (base / name).mkdir(parents=True)
    base.chmod(0o755)  # its processes run as other users
    more = "virtual_transport = discard:\nvirtual_mailbox_maps = static:all" if discard else ""
    (base / "etc" / "main.cf").write_text(MAIN.format(base=base, more=more), encoding="utf-8")
    (base / "etc" / "master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
    (base / "boxes").write_text("".join(f"{name}@example.org {name}/\n" for name in names), encoding="utf-8")
    shutil.chown(base / "data", "postfix")
    shutil.chown(base / "mail", 65534, 65534)


def _command(base: Path, word: str) -> None:
    command = ["postfix", "-c", str(base / "etc"), word]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode and word == "start":
        raise RuntimeError(f"Postfix does not start: {done.stderr}")


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise TimeoutError("Postfix does not listen")
