"""`statusgen report`: how well people were kept informed, month by month."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.facts import Facts, moment
from statusgen.cli.find import left_out
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.site import read_site, warn_of_gaps
from statusgen.cli.spans import columns, span
from statusgen.model.responsiveness import Responsiveness, Spread, by_month, in_all
from statusgen.model.site import Site
from statusgen.publish.views.report import percent, report_view
from statusgen.render.theme import ThemeError, load, spoken
from statusgen.report.json import document

_MONTH = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:-\d\d)?", re.ASCII)
_MOST = 600  # months: fifty years are no report any more
_USUAL = 12
_NOTHING = "-"


def _since(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """A month, or the one in which a day lies."""
    found = _MONTH.fullmatch(text or "")
    if text and not (found and text >= "1900"):
        raise click.BadParameter(f"{text!r} is not a month of the form 2026-05")
    return found[1] if found else None


@click.command()
@click.option(
    "--since",
    metavar="MONTH",
    callback=_since,
    help="The first month, for example 2026-05. Default: the last twelve, with the present one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page there, one HTML file with charts, instead of the table.",
)
@click.pass_obj
def command(here: Here, *, since: str | None, as_json: bool, output: Path | None) -> int:
    """Say how well people were kept informed, month by month.

    Promises of a next update kept and broken, time to first update, gaps between updates, time to resolution. An
    incident counts in the month in which it began, on the site's clock, and with all that was said of it; drills do
    not count. p50 and p90 are by nearest rank: half of the times, and nine in ten, were no longer.

    It counts what not everyone may see, too, and so is no part of the site.
    """
    root, reading = read_site(here)
    site, now = reading.site, here.now
    first = _first(since, site, now)
    if output:
        _write(output, _page(root, site, first, now))
        say(f"Wrote {output}.")
    found, whole = by_month(site, first, now), in_all(site, first, now)
    if as_json:
        figures = [{"month": month, **_facts(one)} for month, one in found.items()]
        data(document({"at": moment(now), "months": figures, "all": _facts(whole), "left_out": left_out(site)}))
    elif not output:
        data("".join(_table(found, whole)))
    return warn_of_gaps(reading)


def _first(since: str | None, site: Site, now: datetime) -> str:
    today = now.astimezone(site.settings.zone).date()
    months = today.year * 12 + today.month - 1
    if since is None:
        year, month = divmod(months - _USUAL + 1, 12)
        return f"{year:04}-{month + 1:02}"
    back = months - (int(since[:4]) * 12 + int(since[5:]) - 1)
    if back < 0:
        raise click.UsageError("--since looks back, and that month is yet to come.")
    if back >= _MOST:
        raise click.UsageError(f"--since goes back {back} months, and a report has at most {_MOST}.")
    return since


def _page(root: Path, site: Site, first: str, now: datetime) -> str:
    settings = site.settings
    try:
        words = spoken(root, settings.theme, settings.language)
        theme = load(root, settings.theme, words, settings.zone, settings.look)
        return theme.alone("report.html", page=report_view(site, first, now))
    except ThemeError as error:
        raise Failure(WORLD, f"the theme cannot show it: {error}") from error


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Failure(WORLD, f"{path} cannot be written: {error.strerror or error}") from error


# Text

_HEAD = ("", "incidents", "promises", "kept", "broken", "first update", "", "gaps", "", "resolution", "")
_BELOW = ("", "", "", "", "", "p50", "p90", "p50", "p90", "p50", "p90")


def _table(found: Mapping[str, Responsiveness], whole: Responsiveness) -> Iterator[str]:
    rows = [_row(month, one) for month, one in found.items()]
    return columns([_HEAD, _BELOW, *rows, _row("all", whole)], right=frozenset(range(1, len(_HEAD))))


def _row(name: str, one: Responsiveness) -> tuple[str, ...]:
    if not one.incidents:
        return name, "none", *[_NOTHING] * (len(_HEAD) - 2)
    share = f" ({percent(one.share_kept)}%)" if one.share_kept is not None else ""
    spreads = (one.first_update, one.gaps, one.resolution)
    times = (_span(duration) for spread in spreads for duration in (spread.p50, spread.p90))
    return name, f"{one.incidents:,}", f"{one.made:,}", f"{one.kept:,}{share}", f"{one.broken:,}", *times


def _span(duration: timedelta | None) -> str:
    return _NOTHING if duration is None else span(duration)


# Values


def _facts(one: Responsiveness) -> Facts:
    return {
        "incidents": one.incidents,
        "resolved": one.resolved,
        "promises": {"made": one.made, "kept": one.kept, "broken": one.broken, "share_kept": one.share_kept},
        "first_update": _spread(one.first_update),
        "gaps": _spread(one.gaps),
        "resolution": _spread(one.resolution),
    }


def _spread(spread: Spread) -> Facts:
    return {"count": len(spread.durations), "p50": _seconds(spread.p50), "p90": _seconds(spread.p90)}


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds())
