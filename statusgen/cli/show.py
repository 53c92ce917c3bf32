"""`statusgen show`: one incident, maintenance or announcement with all that was said."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from statusgen.cli.facts import Facts, details
from statusgen.cli.find import refuse_broken, thing_named
from statusgen.cli.here import Here
from statusgen.cli.lines import head, quoted, services, updates
from statusgen.cli.output import data
from statusgen.cli.site import AT, as_shown, read_site, seen, warn_of_gaps
from statusgen.report.json import document


@click.command()
@click.argument("identifier", metavar="ID")
@AT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, identifier: str, at: datetime | None, as_json: bool) -> int:
    """Show one incident, maintenance or announcement.

    The first lines say what everyone sees. Updates that only an audience may read are shown, too, and marked with it.
    Where its files have errors, these are shown in its place, and the exit code is 1.
    """
    _, reading = read_site(here)
    site, now = seen(reading.site, here, at)
    refuse_broken(here, reading, identifier, now)
    found = details(thing_named(as_shown(site), identifier, now), site, now)
    zone = site.settings.zone
    data(document(found) if as_json else "".join(f"{line}\n" for line in _lines(found, zone)))
    return warn_of_gaps(reading)


def _lines(item: Facts, zone: ZoneInfo) -> Iterator[str]:
    yield from head(item, zone)
    yield from services(item)
    yield from quoted(item.get("summary") or item.get("text", ""))
    yield from updates(item, zone)
