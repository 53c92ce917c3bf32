"""`statusgen status`: what is going on."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from statusgen.cli.facts import Facts, facts
from statusgen.cli.find import left_out
from statusgen.cli.here import Here
from statusgen.cli.lines import head
from statusgen.cli.output import data
from statusgen.cli.site import AT, read_site, seen, warn_of_gaps
from statusgen.model.access import may_see, visible
from statusgen.model.affair import Affair
from statusgen.model.service import EVERYONE, Effect
from statusgen.model.site import Settings, Site
from statusgen.model.status import Status, status_at
from statusgen.publish.views.banner import banner
from statusgen.publish.views.scene import Scene
from statusgen.render.theme import ThemeError, spoken
from statusgen.render.words import Words, words
from statusgen.report.json import document
from statusgen.report.terminal import safe


@click.command()
@AT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, at: datetime | None, as_json: bool) -> int:
    """Say what is going on.

    All is as on the page for everyone. The sentence is the page's own; below it stand the services that are not
    operational, open incidents with the time of the next update, and running maintenances; last what goes on and is
    not for everyone, marked with its audience. That changes neither the sentence nor the states.

    Where the content has errors the exit code is 1: what could not be read is named, and may be what is going on.
    """
    root, reading = read_site(here)
    whole, now = seen(reading.site, here, at)
    site, _ = seen(visible(reading.site, None), here, at)
    found = _facts(site, _words(root, site.settings), now)
    found |= {"restricted": _restricted(whole, now), "left_out": left_out(reading.site)}
    data(document(found) if as_json else "".join(f"{line}\n" for line in _lines(found, site)))
    return warn_of_gaps(reading)


def _words(root: Path, settings: Settings) -> Words:
    """As the page has them; those of the program where the theme is broken, for this must be answered all the same."""
    try:
        return spoken(root, settings.theme, settings.language)
    except ThemeError:
        return words(settings.language)


def _sentence(site: Site, status: Status, words: Words, now: datetime) -> str:
    """The banner of the page, which says nothing of the past or of times to come."""
    scene = Scene(site, now, words, status, {}, {}, works=(), told=(), months={}, stale_after=now)
    return words.message(banner(scene).sentence)


def _facts(site: Site, words: Words, now: datetime) -> dict[str, Any]:
    status = status_at(site, now)
    return {
        "indicator": status.indicator.value,
        "description": _sentence(site, status, words, now),
        "services": [
            {"id": state.service, "status": state.effect.value, "because": list(state.because)}
            for state in status.services.values()
        ],
        "incidents": [facts(incident, site, now) for incident in status.incidents],
        "maintenances": [facts(maintenance, site, now) for maintenance in status.maintenances],
    }


def _restricted(whole: Site, now: datetime) -> list[Facts]:
    """What goes on, and is on no page for everyone."""
    status = status_at(whole, now)
    current: tuple[Affair, ...] = (*status.incidents, *status.maintenances)
    return [facts(one, whole, now) for one in current if not may_see(frozenset(EVERYONE), one.audience)]


def _lines(found: Facts, site: Site) -> Iterator[str]:
    yield safe(found["description"])
    troubled = [state for state in found["services"] if state["status"] != Effect.OPERATIONAL]
    if troubled:
        yield ""
    for state in troubled:
        name = safe(site.services[state["id"]].name)
        yield f"{name} ({state['id']}): {state['status']}, because of {', '.join(state['because'])}"
    for item in (*found["incidents"], *found["maintenances"], *found["restricted"]):
        yield ""
        yield from head(item, site.settings.zone)
