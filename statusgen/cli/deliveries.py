"""`statusgen deliveries`: what the ledger has."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

import click

from statusgen.cli.codes import FINE
from statusgen.cli.commands import nearest
from statusgen.cli.facts import moment
from statusgen.cli.find import things
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.sending import in_exit_codes, key_if_fit
from statusgen.cli.site import read_site
from statusgen.cli.store import acquaint, opened
from statusgen.notify.ledger.rows import Row, State
from statusgen.report.json import document
from statusgen.report.terminal import safe, width


@click.command()
@click.argument("incident", required=False, metavar="[INCIDENT]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(here: Here, *, incident: str | None, as_json: bool) -> int:
    """List what was sent to whom, and what was not, oldest first.

    INCIDENT is the id of an incident, a maintenance or an announcement; without one it is everything that the ledger
    has. No addresses are in it.
    """
    root, reading = read_site(here)
    with in_exit_codes(), closing(opened(here, root)) as ledger:
        acquaint(ledger, reading.site, key_if_fit(here), only_looks=True)
        every = list(ledger.export())
    rows = [row for row in every if incident is None or _affair(row) == incident]
    if incident is not None and not rows:
        _must_be_known(incident, {*map(_affair, every), *(one.id for one in things(reading.site, here.now))})
    if as_json:
        data(document({"deliveries": [facts(row) for row in rows]}))
    else:
        data("".join(_lines(rows, reading.site.settings.zone)))
        say(_counted(rows) if rows else f"The ledger has nothing{' of ' + safe(incident) if incident else ''}.")
    return FINE


def _affair(row: Row) -> str:
    """The id of what it is about."""
    return row.thread.partition("/")[2].partition("/")[0]


def _must_be_known(affair: str, known: set[str]) -> None:
    if affair not in known:
        raise click.UsageError(f"There is nothing with the id {affair!r}.{nearest(affair, known)}")


def _lines(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[str]:
    shown = [
        (f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}", row.state.value, row.subscriber, row.channel, row.event)
        for row in rows
    ]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row, cells in zip(rows, shown, strict=True):
        padded = (safe(cell) + " " * (columns - width(cell)) for cell, columns in zip(cells, widths, strict=True))
        yield "  ".join([*padded, _remark(row)]).rstrip() + "\n"


def _remark(row: Row) -> str:
    """Why it was sent or not, what the other side said, and whatever else is not as always."""
    again = f"again at {moment(row.due)}" if row.due else ""
    doubt = "may have arrived before" if row.duplicate else ""
    return safe("; ".join(filter(None, (row.reason.replace("_", " "), row.detail, again, doubt))))


def _counted(rows: Iterable[Row]) -> str:
    counts = Counter(row.state for row in rows)
    return ", ".join(f"{counts[state]:,} {state.value}" for state in State if counts[state]) + "."


def facts(row: Row) -> dict[str, Any]:
    """A delivery, as docs/commands.md describes it."""
    return {
        "event": row.event,
        "kind": row.kind,
        "thread": row.thread,
        "subscriber": row.subscriber,
        "channel": row.channel,
        "reason": row.reason,
        "state": row.state.value,
        "at": moment(row.at),
        "detail": row.detail,
        "attempts": row.attempts,
        "due": moment(row.due),
        "duplicate": row.duplicate,
    }
