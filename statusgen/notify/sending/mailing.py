"""The channel of mail: deliveries become letters, rendered once for all who get the same, and go to the relay."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.model.site import Site
from statusgen.notify.ledger.rows import Outcome, State
from statusgen.notify.mail.letters import Addressee, Cohort, Post, cohort
from statusgen.notify.mail.parcel import Parcel, Unsendable
from statusgen.notify.mail.relay import Relay
from statusgen.notify.mail.session import RelayDown
from statusgen.notify.mail.smtp import deliver
from statusgen.notify.notification import Notification
from statusgen.notify.sending.channel import ChannelDown, Tray
from statusgen.notify.sending.planning import Job
from statusgen.notify.writing.messages import cohort_key, facts, message
from statusgen.notify.writing.press import Press

_COHORTS = 500  # kept at once; most runs have fewer, and each is some 30 kB


@dataclass(frozen=True, slots=True)
class Mailing:
    """Mail through one relay."""

    site: Site
    relay: Relay
    post: Post
    press: Press
    clock: Callable[[], datetime]

    def deliver(self, tray: Tray) -> None:
        try:
            deliver(self.relay, _Letters(self.site, self.post, self.press, tray), tray, self.clock)
        except RelayDown as error:
            raise ChannelDown(str(error)) from error


@dataclass(slots=True)
class _Letters:
    """What the connections take their letters from; none is made before one is free for it."""

    site: Site
    post: Post
    press: Press
    tray: Tray
    cohorts: dict[Hashable, Cohort] = field(default_factory=dict)

    def take(self, _count: int) -> list[Parcel]:
        """One at a time: what was not taken need not be sent when the run is to stop. None once the tray is empty."""
        while jobs := self.tray.take(1):
            try:
                return [self._parcel(jobs[0])]
            except Unsendable as error:
                self.tray.write(settled=[Outcome(jobs[0].row.key, State.DEAD, str(error))])
        return []

    def _parcel(self, job: Job) -> Parcel:
        row = job.row
        to = Addressee(
            row.event,
            row.thread,
            job.notification.subscriber,
            job.contact.address.reveal(),
            duplicate=row.duplicate,
            attempts=row.attempts,
            key=row.key,
        )
        return self._cohort(job.notification).parcel(to)

    def _cohort(self, notification: Notification) -> Cohort:
        key = cohort_key(notification, self.site)
        found = self.cohorts.get(key)
        if found is None:
            if len(self.cohorts) >= _COHORTS:
                self.cohorts.clear()
            now = self.post.now
            said = message(notification, self.site, now, self.press)
            found = self.cohorts[key] = cohort(said, facts(notification, self.site, now), self.post)
        return found
