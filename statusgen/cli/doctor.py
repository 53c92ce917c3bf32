"""`statusgen doctor`: whether everything that sending needs is set up. Sends nothing and changes nothing."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from statusgen.cli.codes import CONTENT, FINE, WORLD
from statusgen.cli.here import Here
from statusgen.cli.output import data
from statusgen.cli.privacy import exposure
from statusgen.cli.sending import key_if_fit, keys, relay_of, sharing_of
from statusgen.cli.site import locked, read_site
from statusgen.cli.store import acquaint, opened
from statusgen.model.keys import WeakKey
from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.git import GitLedger
from statusgen.notify.ledger.rows import Busy, State, Stuck, Unready
from statusgen.notify.mail.letters import post
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.mail.probe import probe
from statusgen.notify.mail.relay import BadRelay
from statusgen.notify.mail.session import RelayDown
from statusgen.problems import errors
from statusgen.read.load import Reading
from statusgen.report.json import document
from statusgen.report.terminal import safe


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, warning, content (somebody's setting is wrong) or world (something is not there)."""

    about: str
    level: str
    what: str
    hint: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, as_json: bool) -> int:
    """Look at whether everything that sending needs is set up.

    Greets the relay and logs in there, but sends nothing, and changes nothing. The exit code is 1 if a setting is
    wrong, and 3 if something cannot be reached or is not there.
    """
    root, reading = read_site(here)
    found = [*_findings(here, root, reading)]
    data(document({"findings": [asdict(one) for one in found]}) if as_json else "".join(map(_line, found)))
    levels = {one.level for one in found}
    return WORLD if "world" in levels else CONTENT if "content" in levels else FINE


def _line(finding: Finding) -> str:
    mark = {"ok": "ok     ", "warning": "look   "}.get(finding.level, "WRONG  ")
    hint = f"\n         {safe(finding.hint)}" if finding.hint else ""
    return f"{mark}  {finding.about}: {safe(finding.what)}{hint}\n"


def _findings(here: Here, root: Path, reading: Reading) -> Iterator[Finding]:
    yield _content(reading)
    yield from _sources(reading.site)
    yield _people(here, reading.site)
    yield from _published(here, root)
    yield _key(here)
    yield from _sender(here, reading.site)
    yield _relay(here)
    yield from _ledger(here, root, reading.site)


def _content(reading: Reading) -> Finding:
    count = len(errors(reading.problems))
    if count:
        what = f"{count:,} {'error' if count == 1 else 'errors'}; nothing is sent while there are any"
        return Finding("content", "content", what, "statusgen check")
    return Finding("content", "ok", "no errors")


def _sources(site: Site) -> Iterator[Finding]:
    for one in site.missing:
        yield Finding("sources", "world", f"{one.path} is not there, or cannot be read", "nothing is sent without it")


def _people(here: Here, site: Site) -> Finding:
    where = here.environ.get("STATUSGEN_SUBSCRIBERS")
    if where and not Path(where).exists():
        hint = "STATUSGEN_SUBSCRIBERS names the file or folder with people and teams"
        return Finding("people", "world", f"there is nothing at {where}", hint)
    if site.people.locked:
        return Finding("people", "world", locked(site), "docs/encrypted.md says how the key is given")
    count = len(site.people.subscribers)
    place = where or "the site's own files"
    if not count:
        return Finding("people", "warning", f"nobody is in {place}", "without subscribers nobody is told anything")
    mailable = sum(
        any(contact.channel == "email" for contact in one.contacts) for one in site.people.subscribers.values()
    )
    return Finding("people", "ok", f"{count:,} in {place}, {mailable:,} of them with mail")


def _published(here: Here, root: Path) -> Iterator[Finding]:
    what, hint = exposure(here, root)
    if what:
        yield Finding("privacy", "warning", what, hint)


def _key(here: Here) -> Finding:
    try:
        keys(here)
    except WeakKey as error:
        what, _, hint = str(error).partition("; ")
        return Finding("key", "content", what, hint)
    return Finding("key", "ok", "STATUSGEN_KEY is set and long enough")


def _sender(here: Here, site: Site) -> Iterator[Finding]:
    settings = site.settings
    try:
        domain = post(settings, keys(here), here.now).domain
    except WeakKey:
        return
    except Unsendable as error:
        yield Finding("sender", "content", str(error), "`mail: {from: Acme status <status@acme.example>}`")
        return
    host = urlsplit(settings.url).hostname or ""
    if domain.split(".")[-2:] != host.split(".")[-2:]:
        what = f"mail comes from {domain}, and the page is at {host}"
        yield Finding("sender", "warning", what, "people trust mail more if the two belong together")
    else:
        yield Finding("sender", "ok", f"mail comes from {domain}")


def _relay(here: Here) -> Finding:
    try:
        return Finding("relay", "ok", probe(relay_of(here)))
    except BadRelay as error:
        return Finding("relay", "content", str(error), "docs/notify.md has examples")
    except RelayDown as error:
        return Finding("relay", "world", str(error), "ask whoever looks after the relay, or see STATUSGEN_SMTP_URL")


def _ledger(here: Here, root: Path, site: Site) -> Iterator[Finding]:
    try:
        with closing(opened(here, root)) as ledger:
            acquaint(ledger, site, key_if_fit(here), only_looks=True)
            path, known, waiting = ledger.path, ledger.known(), [*ledger.unsettled()]
            refusal = ledger.refusal() if isinstance(ledger, GitLedger) else ""
    except Unready as error:
        yield Finding("ledger", "world", *str(error).split(". ", 1))
        return
    except (Stuck, Busy) as error:
        yield Finding("ledger", "world", str(error))
        return
    if isinstance(path, Path):
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            yield Finding("ledger", "world", f"{path} or its folder cannot be written by this user", "mind the owner")
            return
        if shared := sharing_of(path)[0]:
            yield Finding("ledger", "warning", shared, sharing_of(path)[1])
    if refusal:
        yield Finding("ledger", "world", *refusal.split("; ", 1))
        return
    yield Finding("ledger", "ok", f"{path} knows of {len(known):,} pieces of news")
    fresh = [one for one in news(site, here.now) if one.id not in known]
    if fresh:
        what = f"{len(fresh):,} pieces of news are newer than it"
        yield Finding("ledger", "warning", what, "statusgen notify --dry-run says who would be told")
    stuck = [row for row in waiting if row.state in {State.RETRY, State.UNKNOWN}]
    if stuck:
        yield Finding("ledger", "warning", f"{len(stuck):,} deliveries are tried again", "statusgen deliveries")
