"""A run: what the content wants told, less what the ledger has, on its way; again for those who are still to be had."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from statusgen.model.keys import Keys
from statusgen.model.site import Site
from statusgen.notify.events.renaming import mark
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Ledger, Outcome, State, Stuck
from statusgen.notify.news import Kind
from statusgen.notify.notification import Past, Routing
from statusgen.notify.routing.route import route
from statusgen.notify.sending.channel import Channel, ChannelDown, Stop, Tray
from statusgen.notify.sending.planning import ELSEWHERE, Job, Plan, forgotten, past, planned, told_elsewhere
from statusgen.notify.sending.titles import Titles, titled

_ROUNDS = 6  # more ways to reach someone than anybody has
_PATIENCE = 10.0  # seconds that a run waits for those who were refused for now; after that the next run sees to them


class TooMany(Exception):
    """More would be told than the site allows in one run; nothing was sent."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"{count:,} deliveries, and at most {limit:,} are allowed in one run")
        self.count = count
        self.limit = limit


@dataclass(slots=True)
class Done:
    """What a run did. `jobs` by key in their order, `outcomes` of this run; `down` says what failed altogether."""

    routing: Routing
    jobs: dict[str, Job] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    later: tuple[Job, ...] = ()
    down: str = ""

    def state(self, job: Job) -> State:
        """How a delivery stands after the run."""
        outcome = self.outcomes.get(job.row.key)
        return outcome.state if outcome else job.row.state


def decided(
    site: Site, ledger: Ledger, channels: frozenset[str], keys: Keys | None, now: datetime
) -> tuple[Routing, Past]:
    """Who is to be told what, by the content and by what the ledger has."""
    current = news(site, now)
    before = past(ledger, current, site, keys)
    return without_removals(route(site, current, before, channels, now), site), before


def without_removals(routing: Routing, site: Site) -> Routing:
    """Where something could not be read, nobody is told that they were taken off: perhaps they were not."""
    if not site.left_out:
        return routing
    kept = tuple(one for one in routing.notifications if one.kind is not Kind.REMOVED)
    return replace(routing, notifications=kept)


Decide = Callable[[Site, Ledger, frozenset[str], Keys | None, datetime], tuple[Routing, Past]]


@dataclass(frozen=True, slots=True)
class Outbox:
    """What every run needs. `clock` says the present moment; `limit` is the most that one run may send.

    `decide` says who is to be told what. One that looks at some news alone gives up nothing that waits: no `forgets`.
    """

    ledger: Ledger
    keys: Keys
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    limit: int
    stop: Stop = field(default_factory=Stop)
    decide: Decide = decided
    forgets: bool = True

    def run(self, site: Site) -> Done:
        """Tells everyone who is to be told. The ledger is begun. Raises TooMany, LeaseLost, Stuck."""
        end = time.monotonic() + _PATIENCE
        routing, plan = self._planned(site)
        done = Done(routing)
        for number in range(_ROUNDS):
            trays = self._deliver(plan, done)
            wait = self._wait(trays, done, number)
            if wait is None or time.monotonic() + wait > end:
                break
            time.sleep(wait)
            done.routing, plan = self._planned(site, doubtful=number == 0)
            if not plan.jobs:
                break
        done.later = plan.later
        self._settle_elsewhere(site, done)
        return done

    def _settle_elsewhere(self, site: Site, done: Done) -> None:
        """At once, and not by the next run: until then somebody may have left the list that they heard it through."""
        waiting = any(one.waits and one.why in ELSEWHERE for one in done.routing.silences)
        sent = any(one.state is State.SENT for one in done.outcomes.values())
        if waiting and sent and not self.stop.asked:
            now = self.clock()
            routing, before = self.decide(site, self.ledger, frozenset(self.channels), self.keys, now)
            self.ledger.plan([*told_elsewhere(planned(routing, before, self.keys, now))], ())

    def _planned(self, site: Site, *, doubtful: bool = True) -> tuple[Routing, Plan]:
        """Decided, and written down. `doubtful`: what may have arrived is tried once more."""
        now = self.clock()
        routing, before = self.decide(site, self.ledger, frozenset(self.channels), self.keys, now)
        plan = planned(routing, before, self.keys, now)
        if not doubtful:
            plan = replace(plan, jobs=tuple(job for job in plan.jobs if job.row.state is not State.UNKNOWN))
        if len(plan.jobs) > self.limit:
            raise TooMany(len(plan.jobs), self.limit)
        gone = forgotten(self.ledger.unsettled(), site, routing, now) if self.forgets else ()
        titles = Titles(site.settings, self.ledger.titles({job.row.thread for job in plan.jobs}))
        plan = replace(plan, jobs=titled(plan.jobs, titles))
        known = [(one.id, mark(one)) for one in routing.news]
        called = [(*place, title) for place, title in titles.new.items()]
        self.ledger.plan([*plan.rows, *gone], known, plan.held, called)
        return routing, plan

    def _deliver(self, plan: Plan, done: Done) -> list[Tray]:
        """Through each channel what is its own. What is left in hand afterwards is recalled."""
        done.jobs |= {job.row.key: job for job in plan.jobs}
        trays = []
        for name, channel in self.channels.items():
            jobs = [job for job in plan.jobs if job.contact.channel == name]
            if jobs and not self.stop.asked:
                trays.append(self._through(channel, jobs, done))
        self.ledger.recall()
        return trays

    def _through(self, channel: Channel, jobs: list[Job], done: Done) -> Tray:
        tray = Tray(self.ledger, self.stop, deque(jobs))
        try:
            channel.deliver(tray)
        except ChannelDown as error:
            done.down = str(error)
        done.outcomes |= tray.outcomes
        if self.ledger.stuck:
            raise Stuck(self.ledger.stuck)
        return tray

    def _wait(self, trays: list[Tray], done: Done, number: int) -> float | None:
        """Seconds until there is more to do; None if that is for the next run."""
        ends = [outcome for tray in trays for outcome in tray.outcomes.values()]
        if self.stop.asked or done.down:
            return None
        if any(one.state is State.DEAD for one in ends) or (number == 0 and any(tray.lost for tray in trays)):
            return 0
        due = [one.due for one in done.outcomes.values() if one.state is State.RETRY and one.due]
        # A moment is a whole second, and the clock says it when it is over.
        return max(0.0, (min(due) - self.clock()).total_seconds() + 1) if due else None
