"""`statusgen next-change`: when to build again though nobody changes a file."""

import click

from statusgen.cli.facts import moment
from statusgen.cli.here import Here
from statusgen.cli.output import data
from statusgen.cli.readers import known
from statusgen.cli.site import read_site, warn_of_gaps
from statusgen.publish.freshness import next_change
from statusgen.publish.gates import gates, site_for
from statusgen.report.json import document


@click.command()
@click.option(
    "--audience", metavar="ID", help="Of the site of this audience alone; `everyone`: of the one for everyone."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, audience: str | None, as_json: bool) -> int:
    """Print when the site will next differ by time alone.

    Where audiences have sites of their own it is the first of all that do. A planned time is reached, a promise is
    broken, an announcement ends, or it is midnight in the site's zone: build again then. What runs on at every moment
    is no such change: the time of the build, and the figures of uptime.
    """
    _, reading = read_site(here)
    settings = reading.site.settings
    whose = [known(settings, audience)] if audience else [gate.audience for gate in gates(settings)]
    at = moment(min(next_change(site_for(reading.site, one), here.now) for one in whose))
    data(document({"next_change": at}) if as_json else f"{at}\n")
    return warn_of_gaps(reading)
