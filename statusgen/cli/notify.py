"""`statusgen notify`: tells people what the ledger lacks."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import click

from statusgen.cli.build import refused
from statusgen.cli.codes import CONTENT, FINE, SOME_FAILED, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.reached import Unreached, unreached
from statusgen.cli.sending import (
    Signals,
    in_exit_codes,
    key_if_fit,
    keys,
    relay_of,
    warn_of_sharing,
)
from statusgen.cli.site import locked, read_site, root_of
from statusgen.cli.store import acquaint, ledger_place, make, marks_of, opened
from statusgen.cli.story import Stage, story
from statusgen.cli.told import answers, facts_of, sentence
from statusgen.model.keys import Keys
from statusgen.model.secret import Secret
from statusgen.model.site import Site
from statusgen.notify.events.renaming import mark
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Unready
from statusgen.notify.mail.letters import CHANNEL, post
from statusgen.notify.notification import Past, Routing
from statusgen.notify.routing.route import route
from statusgen.notify.sending.mailing import Mailing
from statusgen.notify.sending.outbox import Decide, Done, Outbox, decided, without_removals
from statusgen.notify.sending.planning import counted_as_told, planned
from statusgen.notify.writing.press import Press
from statusgen.read.names import PEOPLE
from statusgen.report.json import document

_CHANNELS = frozenset({CHANNEL})
_NO_KEYS = Keys(Secret("nothing is sent"))


@click.group(invoke_without_command=True)
@click.option("--dry-run", "dry", is_flag=True, help="Send nothing, and say who would be told what, and who not.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document about every delivery.")
@click.option(
    "--max",
    "limit",
    metavar="N",
    type=click.IntRange(min=0),
    help="Send no more than this in one run; if it were more, send nothing. Default: `notify: max_deliveries` "
    "in content/site.yaml.",
)
@click.option("--keep-going", is_flag=True, help="Leave out what has errors, say so, and tell of the rest.")
@click.option("--show-addresses", is_flag=True, help="Print addresses, too; without it they appear nowhere.")
@click.pass_context
def command(context: click.Context, /, *, limit: int | None, **how: bool) -> int:
    """Tell people what they asked to hear and have not been told.

    Every run compares the content with the ledger: what an earlier run left undone is done now, and nothing is done
    twice. Where the content has errors nothing is sent and the exit code is 1. The exit code is 5 if someone who is to
    hear of something cannot be reached, now or at all, and 75 if another run is at it.

    Before the first run, `statusgen notify init` makes the ledger, in which all that is there now counts as told.
    STATUSGEN_SMTP_URL, STATUSGEN_KEY and STATUSGEN_LEDGER say what to send with.
    """
    if context.invoked_subcommand:
        return FINE
    here: Here = context.obj
    with in_exit_codes():
        if how["dry"]:
            return _dry(here, limit, **how)
        return _run(here, limit, **how)


@command.command("init")
@click.option(
    "--adopt", is_flag=True, help="Go on with the ledger that is there, after the site moved or the key was lost."
)
@click.pass_obj
def init(here: Here, *, adopt: bool) -> int:
    """Make the ledger, in which all that is there now counts as told."""
    with in_exit_codes():
        root, site = _read(here, keep_going=False)
        place = ledger_place(here, root)
        if adopt:
            return _adopt(here, root, site)
        current = news(site, here.now)
        routing = route(site, current, Past(), _CHANNELS, here.now)
        rows = tuple(counted_as_told(routing, keys(here), here.now))
        try:
            make(here, root, rows, [(one.id, mark(one)) for one in current], marks_of(site, keys(here)))
        except FileExistsError:
            raise Failure(WORLD, f"there is a ledger at {place} already, and it stays as it is") from None
        except OSError as error:
            raise Failure(WORLD, f"the ledger {place} cannot be made: {error.strerror or error}") from error
    say(f"The ledger is {place}. What is there now counts as told; from now on `statusgen notify` tells what is new.")
    return FINE


def _adopt(here: Here, root: Path, site: Site) -> int:
    with closing(opened(here, root)) as ledger:
        ledger.adopt(marks_of(site, keys(here)))
        say(f"From now on {ledger.path} is the ledger of {site.settings.url}, with this STATUSGEN_KEY.")
    return FINE


def _read(here: Here, *, keep_going: bool) -> tuple[Path, Site]:
    root, reading = read_site(here)
    if refused(here, reading, keep_going=keep_going, strict=False):
        raise Failure(CONTENT, "the content has errors, so nobody was told anything (see `statusgen check`)")
    if reading.site.people.locked:
        raise Failure(WORLD, f"{locked(reading.site)}, so nobody was told anything")
    if reading.site.missing:
        raise Failure(WORLD, "what is in a source that is missing would be taken for gone, so nobody was told anything")
    return root, reading.site


class Run(NamedTuple):
    """A run that has ended: what it did, of which site, and whether it was told to stop."""

    done: Done
    site: Site
    signals: Signals


def _run(here: Here, limit: int | None, **how: bool) -> int:
    return _report(tell(here, limit, keep_going=how["keep_going"]), here, **how)


def tell(
    here: Here, limit: int | None = None, decide: Decide = decided, *, keep_going: bool = False, forgets: bool = True
) -> Run:
    """One run, with what the environment says. `decide` and `forgets` are the outbox's."""
    relay, key = relay_of(here), keys(here)
    signals = Signals()
    with closing(opened(here, root_of(here))) as ledger, signals.watched():
        if isinstance(ledger.path, Path):
            warn_of_sharing(ledger.path)
        ledger.begin()
        try:
            # Read only now: a run that waited must not tell what was true before another one told better.
            root, site = _read(here, keep_going=keep_going)
            acquaint(ledger, site, key)
            ledger.heartbeat()
            press, letterhead = Press(root, site.settings, key.blank("link")), post(site.settings, key, here.now)
            mailing = Mailing(site, relay, letterhead, press, here.clock)
            most = site.settings.notify.max_deliveries if limit is None else limit
            box = Outbox(ledger, key, {CHANNEL: mailing}, here.clock, most, signals.stop, decide, forgets)
            return Run(box.run(site), site, signals)
        except KeyboardInterrupt:
            raise Failure(signals.code, "interrupted; the next run goes on where this one stopped") from None
        finally:
            signals.rest()
            ledger.end()


def _report(run: Run, here: Here, **how: bool) -> int:
    lost = unreached(run.done, run.site, here.now)
    if how["as_json"]:
        data(document(facts_of(run.done, lost, addresses=how["show_addresses"])))
    return ended(run, lost, here.now)


def ended(run: Run, lost: Unreached, now: datetime) -> int:
    """Says what was done; the exit code."""
    say(sentence(run.done, lost, run.site, now))
    if refusals := answers(run.done):
        say(refusals)
    if run.done.down:
        raise Failure(WORLD, f"{run.done.down}; whoever was not told is told by the next run")
    if run.signals.stop.asked:
        raise Failure(run.signals.code, "interrupted; the next run goes on where this one stopped")
    return SOME_FAILED if lost else FINE


def _dry(here: Here, limit: int | None, **how: bool) -> int:
    root, site = _read(here, keep_going=how["keep_going"])
    _say_whose_people(here, root, site)
    routing, before = _decided(here, root, site)
    plan = planned(routing, before, key_if_fit(here) or _NO_KEYS, here.now)
    done = Done(routing, {job.row.key: job for job in plan.jobs}, later=plan.later)
    lost = unreached(replace(done, jobs={}), site, here.now)
    if how["as_json"]:
        data(document(facts_of(done, lost, addresses=how["show_addresses"])))
    else:
        data(story(done, Stage(site, before, _CHANNELS, here.now), addresses=how["show_addresses"]))
    say(sentence(done, lost, site, here.now, would=True))
    most = site.settings.notify.max_deliveries if limit is None else limit
    if len(plan.jobs) > most:
        say(f"A run would refuse to send so many at once: at most {most:,} are allowed (--max says otherwise).")
    return FINE


def _say_whose_people(here: Here, root: Path, site: Site) -> None:
    """Where that is no matter of course."""
    own = [name for name in (f"{PEOPLE}.yaml", f"{PEOPLE}.jsonl", f"{PEOPLE}/") if (root / name).exists()]
    if here.subscribers and own:
        say(f"statusgen: the people are those of {here.subscribers} (STATUSGEN_SUBSCRIBERS), not of {own[0]} here.")
    if not site.people.subscribers:
        where = here.subscribers or "the site's own files"
        say(f"statusgen: nobody is in {where}; without subscribers nobody is told anything.")


def _decided(here: Here, root: Path, site: Site) -> tuple[Routing, Past]:
    """As a run would; where there is no ledger, as if nobody had been told anything yet."""
    try:
        with closing(opened(here, root)) as ledger:
            acquaint(ledger, site, key_if_fit(here))
            return decided(site, ledger, _CHANNELS, key_if_fit(here), here.now)
    except Unready as error:
        say(f"statusgen: a run would stop here: {error}. What follows is as if nobody had been told anything yet.")
    current = news(site, here.now)
    return without_removals(route(site, current, Past(), _CHANNELS, here.now), site), Past()
