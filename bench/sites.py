"""Generated sites for measuring: the same for the same numbers, on any machine."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
EFFECTS = ("degraded_performance", "partial_outage", "major_outage")
PHASES = ("investigating", "identified", "monitoring", "resolved")
PROSE = (
    "we see payments fail for some customers in the north and look into the cause with the team that owns the queue "
    "orders already placed are safe and nobody needs to do anything until we write again"
)
WORDS = PROSE.split()


def write_site(root: Path, incidents: int, services: int = 50, updates: int = 4) -> None:
    """A site at `root` with so many incidents, of so many updates each, spread over three years."""
    chance = random.Random(7)
    _write(root / "content/site.yaml", "name: Bench\nurl: https://status.bench.example/\n")
    for number in range(services):
        _write(root / f"content/services/service-{number:02}.yaml", f"name: Service {number}\n")
    for number in range(incidents):
        _write_incident(root, chance, number, services, updates)


def write_update(root: Path, incident: int, minute: int) -> None:
    """One more update of an incident: what a responder adds."""
    folder = next((root / "content/incidents").glob(f"*-{incident:05}"))
    at = NOW - timedelta(minutes=minute)
    _write(folder / f"{at:%Y%m%dT%H%MZ}-note.md", f"---\nat: {at:%Y-%m-%dT%H:%M:%SZ}\n---\nOne more word.\n")


def _write_incident(root: Path, chance: random.Random, number: int, services: int, updates: int) -> None:
    start = NOW - timedelta(minutes=60 + chance.randrange(3 * 365 * 24 * 60))
    folder = root / f"content/incidents/{start:%Y-%m-%d}-{number:05}"
    effect, service = chance.choice(EFFECTS), chance.randrange(services)
    lines = f"title: {_prose(chance, 6)}\nsummary: {_prose(chance, 20)}\nservices: {{service-{service:02}: {effect}}}\n"
    _write(folder / "incident.yaml", lines)
    for step in range(updates):
        at = start + timedelta(minutes=12 * step)
        phase = PHASES[min(step, 2)] if step < updates - 1 else "resolved"
        text = f"---\nphase: {phase}\nat: {at:%Y-%m-%dT%H:%M:%SZ}\n---\n{_prose(chance, 40)}. **{_prose(chance, 5)}**\n"
        _write(folder / f"{at:%Y%m%dT%H%MZ}-{phase}.md", text)


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
