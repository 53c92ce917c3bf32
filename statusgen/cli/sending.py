"""What sending needs and the environment says: the key and the relay. Every failure says what to do."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from statusgen.cli.codes import LOCKED, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import say
from statusgen.model.keys import Keys, WeakKey, keys_from
from statusgen.notify.ledger.place import owned_by_another, shared_with
from statusgen.notify.ledger.rows import Busy, LeaseLost, Stuck, Unready
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.mail.relay import BadRelay, Relay, relay
from statusgen.notify.sending.channel import Stop
from statusgen.notify.sending.outbox import TooMany

_PATIENCE = 5.0  # seconds for answers that are on the wire when we are told to stop


def keys(here: Here) -> Keys:
    """From STATUSGEN_KEY. Raises WeakKey."""
    return keys_from(here.environ.get("STATUSGEN_KEY"))


def key_if_fit(here: Here) -> Keys | None:
    """The same for what only looks: None where it is missing or too short."""
    try:
        return keys(here)
    except WeakKey:
        return None


def relay_of(here: Here) -> Relay:
    """From STATUSGEN_SMTP_URL. Raises BadRelay."""
    url = here.environ.get("STATUSGEN_SMTP_URL")
    if not url:
        raise BadRelay("STATUSGEN_SMTP_URL is not set: it says where mail goes, such as smtp://relay.example.com:587")
    return relay(url)


def sharing_of(path: Path) -> tuple[str, str]:
    """What there is to say where others than we can change the ledger, and what to do; empty where none can."""
    if owner := owned_by_another(path):
        what = f"{path} or its folder belongs to {owner}, who can change it, and will not be able to use what we write"
        return what, f"run statusgen as {owner}, or give the folder and all in it to whoever runs it"
    group = shared_with(path)
    if not group:
        return "", ""
    what = f"members of the group {group} can change {path}: whoever does decides who is told, and who is told twice"
    return what, f"unless they are to: chmod 600 {path} and chmod 700 {path.parent}"


def warn_of_sharing(path: Path) -> None:
    what, hint = sharing_of(path)
    if what:
        say(f"statusgen: {what}; {hint}")


@contextmanager
def in_exit_codes() -> Iterator[None]:
    """What stops a run as the exit code and the sentence of the command."""
    try:
        yield
    except (Busy, LeaseLost) as error:
        raise Failure(LOCKED, str(error)) from error
    except TooMany as error:
        how = f"look with --dry-run, then allow it with --max {error.count}; nothing was sent"
        raise Failure(WORLD, f"{error}; {how}") from error
    except (Unready, Stuck, WeakKey, BadRelay, Unsendable) as error:
        raise Failure(WORLD, str(error)) from error


class Signals:
    """The first SIGINT or SIGTERM lets what is on the wire end; the second, or some seconds, ends it there."""

    def __init__(self) -> None:
        self.stop = Stop()
        self.number = 0

    @property
    def code(self) -> int:
        """As shells tell of a process that a signal ended."""
        return 128 + self.number

    @contextmanager
    def watched(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._asked)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            for number, handler in before.items():
                signal.signal(number, handler)

    def rest(self) -> None:
        """Nothing is on the wire any more: what is left to write down has all the time it needs."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        if self.stop.asked:
            raise KeyboardInterrupt
        self.number = number
        self.stop.asked = True
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
