"""Who would be told of what is being written, by the decisions that `notify --dry-run` shows in full."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from statusgen.cli.here import Here
from statusgen.cli.reached import unreached
from statusgen.cli.sending import key_if_fit
from statusgen.cli.site import locked
from statusgen.cli.store import acquaint, opened
from statusgen.cli.told import sentence
from statusgen.model.keys import Keys
from statusgen.model.secret import Secret
from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Busy, Stuck, Unready
from statusgen.notify.mail.letters import CHANNEL
from statusgen.notify.notification import Past
from statusgen.notify.sending.foretelling import foretold as telling
from statusgen.notify.sending.foretelling import only
from statusgen.notify.sending.outbox import Done
from statusgen.notify.sending.planning import past, planned
from statusgen.report.terminal import safe

_CHANNELS = frozenset({CHANNEL})
_NO_KEYS = Keys(Secret("nothing is sent"))
_WHY = "(`statusgen notify --dry-run` says why)"
_NAMED = 5  # people; of more there is a number


def foretold(here: Here, root: Path, before: Site, after: Site, about: str) -> Iterator[str]:
    """What the next run would tell because of what changed between the two sites; nothing where nothing can be told.

    `about` is the id of an incident, a maintenance or an announcement; of the sites only that is looked at.
    """
    old, new = only(before, {about}), only(after, {about})
    if not (new.incidents or new.maintenances or new.announcements):
        return
    if new.people.locked:
        yield f"Whom it tells is not known here: {locked(new)}."
        return
    said = [update.at for incident in new.incidents for update in incident.updates]
    said += [update.at for work in new.maintenances for update in work.updates]
    said += [announcement.at for announcement in new.announcements]
    now = max([here.now, *said])
    known = _past(here, root, new)
    fresh = telling(old, new, known, _CHANNELS, now)
    plan = planned(fresh, known, key_if_fit(here) or _NO_KEYS, now)
    done = Done(fresh, {job.row.key: job for job in plan.jobs}, later=plan.later)
    names = sorted({job.notification.subscriber.name for job in plan.jobs}, key=str.casefold)
    said_so = sentence(done, unreached(replace(done, jobs={}), new, now), new, now, would=True)
    if names:
        yield said_so
        yield f"  {_named(names)} {_WHY}"
    else:
        yield f"{said_so.removesuffix('.')} {_WHY}."


def _named(names: list[str]) -> str:
    """Some of them, so that a mistake in whom it reaches is seen."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(map(safe, names[:_NAMED]))}{more}"


def _past(here: Here, root: Path, site: Site) -> Past:
    """What earlier runs did; nothing where there is no ledger that can be read."""
    try:
        with closing(opened(here, root)) as ledger:
            acquaint(ledger, site, key_if_fit(here))
            return past(ledger, news(site, here.now), site, key_if_fit(here))
    except (Unready, Busy, Stuck):
        return Past()
