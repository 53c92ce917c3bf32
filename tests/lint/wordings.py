"""A small site in memory, for tests of what is said about its wording."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from statusgen.lint.finding import Finding
from statusgen.lint.rules import findings
from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.service import Effect, Service
from statusgen.model.site import Lint, Settings, Site
from statusgen.problems import Span

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
FOLDER = "content/incidents/2026-11-21-checkout-errors"


PLAIN = Lint()


def said(text: str = "", minutes: int = 0, phase: Phase | None = Phase.INVESTIGATING, **more: Any) -> Update:
    """An update so many minutes after 13:00; by default nothing is missing from it but the text."""
    name = f"u{minutes:03}"
    fields: dict[str, Any] = {"next_update": timedelta(minutes=30), **more}
    at = NOW.replace(hour=13, minute=0) + timedelta(minutes=minutes)
    return Update(name, at, text, phase, span=Span(f"{FOLDER}/{name}.md", 1), **fields)


def incident(*updates: Update, title: str = "Checkout fails for some customers", **more: Any) -> Incident:
    fields: dict[str, Any] = {"started": NOW.replace(hour=13, minute=0), "effects": {"checkout": Effect.PARTIAL_OUTAGE}}
    span = Span(f"{FOLDER}/incident.yaml", 1)
    return Incident("2026-11-21-checkout-errors", title, updates=updates, span=span, **{**fields, **more})


def site(*incidents: Incident, lint: Lint = PLAIN, services: Sequence[str] = ("Checkout",), **more: Any) -> Site:
    settings = Settings(name="Acme status", lint=lint, **more)
    return Site(settings, {name.lower(): Service(name.lower(), name) for name in services}, tuple(incidents))


def noted(*updates: Update, lint: Lint = PLAIN, **more: Any) -> list[Finding]:
    """What is found in an incident with these updates."""
    return list(findings(site(incident(*updates, **more), lint=lint), NOW))


def codes(found: Sequence[Finding]) -> list[str]:
    return sorted(one.code for one in found)


def words(found: Sequence[Finding], code: str) -> list[str]:
    return [one.words for one in found if one.code == code]
