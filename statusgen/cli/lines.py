"""Facts as lines for people on a terminal. All text from content is made safe here."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.cli.facts import Facts
from statusgen.report.terminal import safe, width


def local(moment: str | None, zone: ZoneInfo) -> str:
    """A moment of the facts on the site's clock, which is named; nothing for none."""
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if moment else ""


def table(items: Sequence[Facts], zone: ZoneInfo) -> str:
    """A line each: when, what, how it stands, id, title. Columns are as wide as they have to be."""
    rows = [_row(item, zone) for item in items]
    widths = [max(width(row[column]) for row in rows) for column in range(4)] if rows else []
    return "".join(f"{_padded(row, widths)}\n" for row in rows)


def head(item: Facts, zone: ZoneInfo) -> Iterator[str]:
    """What it is and how it stands, in two lines."""
    yield _title(item)
    stands = [item["kind"], item["id"], item.get("severity", ""), state(item), *_times(item, zone)]
    yield "  " + ", ".join(filter(None, stands))


def services(item: Facts) -> Iterator[str]:
    """What happens to services; announcements only name them."""
    named = item["services"]
    for service in named:
        yield f"  {service}: {named[service]}" if isinstance(named, dict) else f"  {service}"


def quoted(text: str) -> Iterator[str]:
    """Lines that people wrote, marked as such: no log takes them for a command, no reader for ours."""
    return (f"  | {safe(line)}".rstrip() for line in text.strip().splitlines())


def updates(item: Facts, zone: ZoneInfo) -> Iterator[str]:
    """Each update below a line that says when, which phase, and who."""
    for update in item.get("updates", ()):
        corrected = f"corrected {local(update['corrected_at'], zone)}" if update["corrected_at"] else ""
        said = [local(update["at"], zone), update["phase"], update["by"], corrected, restricted(update).strip()]
        yield ""
        yield "  ".join(filter(None, said))
        yield from quoted(update["text"])
        yield from (f"  {name}: {safe(update[name])}" for name in ("impact", "action") if update[name])


def state(item: Facts) -> str:
    """How it stands, in a word."""
    if item["kind"] == "announcement":
        return "current" if item["current"] else "past"
    return str(item["phase"] or ("open" if item["open"] else ""))


def _title(item: Facts) -> str:
    return ("[drill] " if item.get("drill") else "") + restricted(item) + safe(item["title"])


def restricted(item: Facts) -> str:
    """A mark for what is not for everyone: who may read it."""
    return "" if "everyone" in item["audience"] else f"[only {', '.join(item['audience'])}] "


def _row(item: Facts, zone: ZoneInfo) -> tuple[str, ...]:
    began = item.get("started") or item.get("starts") or item.get("at")
    return local(began, zone), item["kind"], state(item), item["id"], _title(item)


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (columns - width(cell)) for cell, columns in zip(row, widths, strict=False)]
    return "  ".join([*padded, row[-1]])


def _times(item: Facts, zone: ZoneInfo) -> Iterator[str]:
    for name, words in _TIMES.items():
        if item.get(name):
            yield f"{words} {local(item[name], zone)}"
    if item.get("overdue"):
        yield "OVERDUE"


_TIMES = {
    "started": "since",
    "starts": "from",
    "at": "from",
    "ended": "until",
    "ends": "until",
    "until": "until",
    "next_update": "next update by",
}
