"""How well people were kept informed, as charts and tables: a page of its own, which is no part of the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.responsiveness import Responsiveness, Spread, by_month, in_all
from statusgen.model.site import Site

_HEIGHT = 100  # of a chart, in its own units; a month is ten of them wide


@dataclass(frozen=True, slots=True)
class ReportBar:
    """A bar of a chart, in the chart's units. `kind` is kept, broken, p50 or p90; `month` counts from the first."""

    kind: str
    month: int
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A month, or all of them: then `month` is empty. `share` is percent kept of what is known; None if nothing is."""

    month: str
    incidents: int
    made: int
    kept: int
    broken: int
    share: int | None


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """A month, or all of them: then `month` is empty. `p50` and `p90` are minutes by nearest rank; None if there are
    none."""

    month: str
    count: int
    p50: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """`name` is first_update, gaps or resolution: the last part of keys in the catalogue. `most` minutes are the full
    height. `rows` are months, oldest first; `total` is all of them."""

    name: str
    most: int
    bars: tuple[ReportBar, ...]
    rows: tuple[SpreadRow, ...]
    total: SpreadRow


@dataclass(frozen=True, slots=True)
class ReportView:
    """Template `report.html`. `months` run from the first to the last, `at` is the moment of the report.

    `most` promises of one month are the full height of `bars`; `promises` are months, oldest first.
    """

    site_name: str
    language: str
    at: datetime
    months: tuple[str, ...]
    most: int
    bars: tuple[ReportBar, ...]
    promises: tuple[PromiseRow, ...]
    total: PromiseRow
    spreads: tuple[SpreadChart, ...]


def report_view(site: Site, since: str, now: datetime) -> ReportView:
    """From the month `since` to that of `now`; of everything, whoever may see it."""
    found, whole = by_month(site, since, now), in_all(site, since, now)
    most = max(one.kept + one.broken for one in found.values())
    return ReportView(
        site_name=site.settings.name,
        language=site.settings.language,
        at=now,
        months=tuple(found),
        most=most,
        bars=tuple(bar for place, one in enumerate(found.values()) for bar in _stacked(place, one, most)),
        promises=tuple(_promises(month, one) for month, one in found.items()),
        total=_promises("", whole),
        spreads=(
            _chart("first_update", {month: one.first_update for month, one in found.items()}, whole.first_update),
            _chart("gaps", {month: one.gaps for month, one in found.items()}, whole.gaps),
            _chart("resolution", {month: one.resolution for month, one in found.items()}, whole.resolution),
        ),
    )


def _promises(month: str, one: Responsiveness) -> PromiseRow:
    share = None if one.share_kept is None else percent(one.share_kept)
    return PromiseRow(month, one.incidents, one.made, one.kept, one.broken, share)


def percent(share: float) -> int:
    """Whole percent, rounded down: 100 means all of them."""
    return int(share * 100 + 1e-9)


def _chart(name: str, found: Mapping[str, Spread], whole: Spread) -> SpreadChart:
    rows = tuple(_spread(month, one) for month, one in found.items())
    most = max((row.p90 or 0 for row in rows), default=0)
    return SpreadChart(name, most, tuple(_overlaid(rows, most)), rows, _spread("", whole))


def _spread(month: str, one: Spread) -> SpreadRow:
    return SpreadRow(month, len(one.durations), _minutes(one.p50), _minutes(one.p90))


def _minutes(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // timedelta(minutes=1)


def _stacked(place: int, one: Responsiveness, most: int) -> list[ReportBar]:
    """What was broken stands on what was kept."""
    kept, broken = _scaled(one.kept, most), _scaled(one.broken, most)
    bars = ReportBar("kept", place, _HEIGHT - kept, kept), ReportBar("broken", place, _HEIGHT - kept - broken, broken)
    return [bar for bar in bars if bar.height]


def _overlaid(rows: Sequence[SpreadRow], most: int) -> list[ReportBar]:
    """p90 behind, p50 before it: all of the first, and then all of the second."""
    behind = [("p90", place, _scaled(row.p90 or 0, most)) for place, row in enumerate(rows)]
    before = [("p50", place, _scaled(row.p50 or 0, most)) for place, row in enumerate(rows)]
    return [ReportBar(kind, place, _HEIGHT - height, height) for kind, place, height in (*behind, *before) if height]


def _scaled(value: int, most: int) -> int:
    """So that what is there is seen, and two that stack never pass the top by more than they must."""
    return max(value * _HEIGHT // most, 1) if value else 0
