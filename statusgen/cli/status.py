"""`statusgen status`: what is going on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from statusgen.cli.facts import Facts, facts
from statusgen.cli.here import Here
from statusgen.cli.lines import head
from statusgen.cli.output import data
from statusgen.cli.site import AT, read_site, seen, warn_of_gaps
from statusgen.model.service import Effect
from statusgen.model.site import Site
from statusgen.model.status import Status, status_at
from statusgen.publish.views.banner import banner
from statusgen.publish.views.scene import Scene
from statusgen.render.words import words
from statusgen.report.json import document
from statusgen.report.terminal import safe


@click.command()
@AT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, at: datetime | None, as_json: bool) -> int:
    """Say what is going on.

    The sentence is the page's own; below it stand the services that are not operational, open incidents with the
    time of the next update, and running maintenances.
    """
    _, reading = read_site(here)
    site, now = seen(reading.site, here, at)
    found = _facts(site, status_at(site, now), now)
    data(document(found) if as_json else "".join(f"{line}\n" for line in _lines(found, site)))
    return warn_of_gaps(reading)


def _facts(site: Site, status: Status, now: datetime) -> dict[str, Any]:
    scene = Scene(site, now, status, days={}, uptimes={})  # the banner says nothing of the past
    return {
        "indicator": status.indicator.value,
        "description": words(site.settings.language).message(banner(scene).sentence),
        "services": [
            {"id": state.service, "status": state.effect.value, "because": list(state.because)}
            for state in status.services.values()
        ],
        "incidents": [facts(incident, site, now) for incident in status.incidents],
        "maintenances": [facts(maintenance, site, now) for maintenance in status.maintenances],
    }


def _lines(found: Facts, site: Site) -> Iterator[str]:
    yield safe(found["description"])
    troubled = [state for state in found["services"] if state["status"] != Effect.OPERATIONAL]
    if troubled:
        yield ""
    for state in troubled:
        name = safe(site.services[state["id"]].name)
        yield f"{name} ({state['id']}): {state['status']}, because of {', '.join(state['because'])}"
    for item in (*found["incidents"], *found["maintenances"]):
        yield ""
        yield from head(item, site.settings.zone)
