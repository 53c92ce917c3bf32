"""How long it takes to decide who is told: python bench/planning.py [SUBSCRIBERS …]

For one update of one incident: seconds and peak memory of reading the subscribers from lines of JSON, of deciding whom
to tell, and of deciding again when all have been told; beside `json.loads` of the same lines in the same run.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Row, State
from statusgen.notify.notification import Past, Routing
from statusgen.notify.routing.route import route
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
EMAIL = frozenset({"email"})
FILES = {
    "content/site.yaml": "name: Bench\nurl: https://status.bench.example/\ntimezone: Europe/Berlin\n"
    "groups: [{id: core, name: Core}]\n",
    "content/incidents/broken/incident.yaml": "title: Broken\nseverity: major\nservices: {s1: major_outage}\n",
    "content/incidents/broken/u1.md": "---\nat: 2026-11-21T14:00:00Z\nphase: investigating\n---\nWe look into it.\n",
} | {f"content/services/s{number}.yaml": f"name: Service {number}\ngroup: core\n" for number in range(50)}
WANTS = (
    [{"services": "all"}],
    [{"services": ["s1", "s2"], "severity": "minor"}],
    [{"services": "group:core", "events": ["opened", "updated", "resolved"]}],
    [{"services": ["s1"]}, {"services": "all", "severity": "critical", "via": "sms"}],
)


@dataclass(frozen=True, slots=True)
class Figures:
    subscribers: int
    told: int
    parse: float
    load: float
    plan: float
    again: float
    peak: float  # MiB


def write(root: Path, subscribers: int) -> None:
    """Everybody wants to hear of the one incident, each in one of four ways."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    choose = random.Random(4).choice
    with (root / "subscribers.jsonl").open("w") as file:
        for number in range(subscribers):
            person = {
                "id": f"p{number}",
                "name": f"Person {number}",
                "contacts": [{"email": f"p{number}@bench.example"}, {"sms": f"+1202{number:07}"}],
                "timezone": choose(["Europe/Berlin", "America/New_York", "Asia/Tokyo"]),
                "language": choose(["en", "de"]),
                "wants": choose(WANTS),
            }
            file.write(json.dumps(person) + "\n")


def measure(root: Path) -> Figures:
    lines = (root / "subscribers.jsonl").read_text().splitlines()
    parse, _ = timed(lambda: [json.loads(line) for line in lines] and None)
    lines.clear()
    took, reading = timed(lambda: load(root, NOW))
    assert not reading.problems
    plan, routing = timed(lambda: decided(reading.site, Past()))
    past = told(routing)
    again, second = timed(lambda: decided(reading.site, past))
    assert not second.notifications
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    people = len(reading.site.people.subscribers)
    return Figures(people, len(routing.notifications), parse, took, plan, again, peak)


def decided(site: Site, past: Past) -> Routing:
    return route(site, news(site, NOW), past, EMAIL, NOW)


def told(routing: Routing) -> Past:
    """As if all had been sent."""
    rows = {
        (one.news.thread, one.subscriber.id): (
            Row(
                f"{number:032x}", one.news.id, one.news.thread, one.subscriber.id, "email", one.kind, "wants",
                State.SENT, NOW,
            ),
        )
        for number, one in enumerate(routing.notifications)
    }  # fmt: skip
    return Past(known=frozenset(one.id for one in routing.news), rows=rows)


def timed(action):
    begin = time.perf_counter()
    found = action()
    return time.perf_counter() - begin, found


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps([getattr(found, name) for found in [measure(Path(sys.argv[2]))] for name in found.__slots__]))
        return
    sizes = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}")
    plans = [table(size) for size in sizes]
    if len(sizes) > 1:
        print(
            f"\ngrowth: {sizes[-1] / sizes[0]:.0f} x the subscribers take {plans[-1] / plans[0]:.1f} x the time to plan"
        )


def table(size: int) -> float:
    """Prints it, from a process of its own, whose memory is that of nothing else; returns the seconds of the plan."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        write(Path(scratch), size)
        command = [sys.executable, __file__, "--measure", scratch]
        found = Figures(*json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    print(f"\n{found.subscribers:,} subscribers, {found.told:,} to tell; peak {found.peak:.0f} MiB")
    rows = {"json.loads alone": found.parse, "load": found.load, "plan": found.plan, "plan once told": found.again}
    for name, took in rows.items():
        print(f"  {name:16} {took:6.2f} s  {took / found.parse:6.1f} x json.loads")
    return found.plan


if __name__ == "__main__":
    main()
