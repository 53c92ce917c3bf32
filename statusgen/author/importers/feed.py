"""Statuspage's feeds: history.atom, histories gathered from it as JSON lines, and the short history.json.

Times in entries have no year (`Aug 21, 00:37 UTC`), no seconds, and a zone by abbreviation. Entries are newest first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

from statusgen.author.importers.history import (
    MALFORMED,
    MINUTE,
    Affair,
    Outcome,
    ReportLine,
    Said,
    fitting,
    is_planned,
    phase_of,
    severity_of,
    why,
    window_of,
)
from statusgen.author.importers.markup import markdown
from statusgen.author.importers.moments import hours_from_utc, in_year, moment
from statusgen.model.incident import Phase
from statusgen.read.fields import known_zone

_ATOM = "{http://www.w3.org/2005/Atom}"
_BEGIN = re.compile(r"<p>\s*<small>", re.IGNORECASE)  # of each update
_TO_STATUS = re.compile(r"</small>\s*<br\s*/?>\s*<strong>", re.IGNORECASE)
_TO_BODY = re.compile(r"</strong>\s*(?:-\s*)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_TIME = re.compile(r"([A-Z][a-z]{2,8})\s+(\d{1,2}),\s+(\d{1,2}:\d{2})(?:\s*([A-Z]{2,5}))?")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Feed:
    page: Mapping[str, str] = field(default_factory=dict)
    affairs: tuple[Affair, ...] = ()
    lines: tuple[ReportLine, ...] = ()


def zone_name(text: str) -> str:
    """A time zone that the settings accept; empty for what is none."""
    return "UTC" if text == "Etc/UTC" else known_zone(text) or ""


def atom(path: str, text: str) -> Feed:
    """The incidents of a history.atom, and the name and address of the page."""
    try:
        root = _parsed(text)
    except (Xml.ParseError, ValueError) as error:
        return Feed(lines=(ReportLine(path, Outcome.LEFT_OUT, f"this is no feed: {error}"),))
    affairs, lines = [], []
    for position, entry in enumerate(root.iter(f"{_ATOM}entry")):
        place = f"{path}#{_address(entry).rpartition('/')[2] or position}"
        try:
            affairs.append(_affair(place, entry))
        except MALFORMED as error:
            lines.append(ReportLine(place, Outcome.LEFT_OUT, f"no incident can be read from this entry: {why(error)}"))
    if not (affairs or lines):
        lines.append(ReportLine(path, Outcome.LEFT_OUT, "no entry of an Atom feed is in it"))
    return Feed(_page(root), tuple(affairs), tuple(lines))


def _parsed(text: str) -> Xml.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("it declares entities, which feeds have no use for")
    return Xml.fromstring(text)  # noqa: S314  # without entity declarations there is nothing to blow up


def gathered(place: str, record: Mapping[str, Any]) -> Affair:
    """A line of JSON with `url`, `title`, `impact`, `components` and `updates` of `at`, `status` and `message`."""
    notes: list[str] = []
    said = [_gathered(update) for update in record["updates"]]
    if not said:
        raise ValueError("nothing was said about it")
    planned = is_planned(said)
    return Affair(
        place=place,
        source_id=_last_part(str(record["url"])),
        title=str(record.get("title") or ""),
        said=fitting(said, planned=planned, notes=notes),
        window=window_of(said) if planned else None,
        severity=severity_of(str(record.get("impact") or "")),
        components=tuple(map(str, record.get("components") or ())),
        notes=tuple(notes),
    )


def stub(place: str, record: Mapping[str, Any]) -> Affair:
    """An incident of history.json: its last message alone, and the times of its begin and end without a year."""
    times = list(_times(_TAG.sub("", str(record["timestamp"]))))
    if not times:
        raise ValueError(f"`{record['timestamp']}` is no time")
    year = int(record["year"])
    begun = _dated(times[0], datetime(year, 1, 1, tzinfo=UTC) + 183 * _A_DAY)
    ended = _dated(times[-1], begun) if len(times) > 1 else begun
    phase = Phase.RESOLVED if record.get("impact") != "maintenance" else Phase.COMPLETED
    said = (Said(max(ended, begun), markdown(str(record.get("message") or "")), phase),)
    return Affair(
        place=place,
        source_id=str(record["code"]),
        title=str(record.get("name") or ""),
        said=said,
        started=begun,
        window=(begun, max(ended, begun + MINUTE)) if phase is Phase.COMPLETED else None,
        severity=severity_of(str(record.get("impact") or "")),
        notes=("history.json holds the last message alone; import incidents.json for all of them",),
        is_stub=True,
    )


def _gathered(update: Mapping[str, Any]) -> Said:
    at = moment(str(update["at"]))
    if at is None:
        raise ValueError(f"`{update['at']}` is no time")
    return Said(at, markdown(str(update.get("message") or "")), phase_of(str(update.get("status") or "")))


def _page(root: Xml.Element) -> dict[str, str]:
    title = (root.findtext(f"{_ATOM}title") or "").removesuffix(" - Incident History")
    links = {link.get("rel"): link.get("href") or "" for link in root.findall(f"{_ATOM}link")}
    return {"name": title, "url": links.get("alternate") or ""}


def _address(entry: Xml.Element) -> str:
    link = entry.find(f"{_ATOM}link")
    address = (link.get("href") if link is not None else "") or entry.findtext(f"{_ATOM}id") or ""
    return address.rstrip("/")


def _last_part(address: str) -> str:
    part = address.rstrip("/").rpartition("/")[2]
    if not part:
        raise ValueError("it has no address")
    return part


def _affair(place: str, entry: Xml.Element) -> Affair:
    published = moment(entry.findtext(f"{_ATOM}published") or entry.findtext(f"{_ATOM}updated") or "")
    if published is None:
        raise ValueError("it has no time of publication")
    notes: list[str] = []
    pieces = _BEGIN.split(entry.findtext(f"{_ATOM}content") or "")[1:]
    newest_first = _said(pieces, published, notes)
    if not newest_first:
        raise ValueError("there are no updates in its text")
    said = newest_first[::-1]
    planned = is_planned(said)
    return Affair(
        place=place,
        source_id=_last_part(_address(entry)),
        title=entry.findtext(f"{_ATOM}title") or "",
        said=fitting(said, planned=planned, notes=notes),
        window=window_of(said) if planned else None,
        notes=tuple(notes),
    )


def _said(pieces: Sequence[str], published: datetime, notes: list[str]) -> list[Said]:
    """Newest first, as they stand. The newest is near the publication, each other the latest before that above it."""
    said: list[Said] = []
    for piece in pieces:
        written, status, body = _parts(piece)
        time = next(_times(_text(written)), None)
        if time is None:
            notes.append(f"an update has no time (`{_text(written)[:40]}`) and is left out")
            continue
        if time.zone and hours_from_utc(time.zone) is None:
            notes.append(f"the time zone {time.zone} is unknown; its times were read as UTC")
        at = _before(time, said[-1].at) if said else _dated(time, published)
        said.append(Said(at, markdown(body.rstrip().removesuffix("</p>").strip()), phase_of(_text(status))))
    return said


def _parts(piece: str) -> tuple[str, str, str]:
    """Time, status and body. Where the form breaks off, the rest is what it has come to."""
    time, *rest = _TO_STATUS.split(piece, maxsplit=1)
    status, *body = _TO_BODY.split("".join(rest), maxsplit=1)
    return (time, status, "".join(body)) if body else (time, "", status)


def _text(html: str) -> str:
    return " ".join(_TAG.sub("", html).split())


@dataclass(frozen=True, slots=True)
class _Time:
    month: str
    day: int
    clock: str
    zone: str

    def candidates(self, year: int) -> Iterator[datetime]:
        """This time in that year and those around it, UTC."""
        for one in range(year - 1, year + 2):
            if at := in_year(one, self.month, self.day, self.clock):
                yield at - timedelta(hours=hours_from_utc(self.zone or "UTC") or 0)


def _times(text: str) -> Iterator[_Time]:
    """Every `Aug 21, 00:37` in it; a zone named once, at the end, is that of all."""
    found = list(_TIME.finditer(text))
    last = re.search(r"\b([A-Z]{2,5})\s*$", text)
    for one in found:
        yield _Time(one[1], int(one[2]), one[3], one[4] or (last[1] if last else ""))


def _dated(time: _Time, near: datetime) -> datetime:
    """The moment nearest to `near` that is written so."""
    return min(_existing(time, near), key=lambda at: abs(at - near))


def _before(time: _Time, limit: datetime) -> datetime:
    """The last moment before `limit` that is written so; a day of grace for pages that are out of order."""
    return max(at for at in _existing(time, limit) if at <= limit + _A_DAY)


def _existing(time: _Time, near: datetime) -> Iterable[datetime]:
    found = [at for year in (near.year, near.year - 3) for at in time.candidates(year)]
    if not found:
        raise ValueError(f"{time.month} {time.day} is no day")
    return found
