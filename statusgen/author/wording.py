"""Wording that was prepared in `content/templates/`: which fits best, and what is filled in for its placeholders."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.author.draft import Refused
from statusgen.author.moments import duration
from statusgen.model.incident import Phase
from statusgen.model.site import Site, Template
from statusgen.read.placeholders import PLACEHOLDER, open_in


@dataclass(frozen=True, slots=True)
class Wording:
    """What a template says, with or without what is still open. Empty fields say nothing.

    `services` is the one that it is for, if it is for one.
    """

    text: str = ""
    title: str = ""
    impact: str = ""
    action: str = ""
    severity: str = ""
    services: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """Names of what is still to be filled in, each once."""
        return tuple(dict.fromkeys(name for text in (self.title, self.text, self.impact, self.action)
                                   for name in open_in(text)))  # fmt: skip

    def filled(self, values: Mapping[str, str]) -> "Wording":
        """With values by the names of placeholders, whatever the case of their letters; others stay open."""
        known = {_name(name): value for name, value in values.items()}

        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda found: known.get(_name(found["open"]), found[0]), text)

        title, impact, action = map(fill, (self.title, self.impact, self.action))
        return replace(self, text=fill(self.text), title=title, impact=impact, action=action)


def template_for(site: Site, kind: str, phase: Phase | None, services: Collection[str]) -> Template | None:
    """The one that fits best: of one of the services before that of the phase before any of the kind."""
    names = {alias: one.id for one in site.services.values() for alias in (one.id, *one.aliases)}
    ranked = []
    for template in site.templates.values():
        meta = template.meta
        service, stated = meta.get("service"), meta.get("phase")
        fits = meta.get("kind", "update") == kind and (not stated or (phase is not None and stated == phase.value))
        if fits and (service is None or names.get(service, service) in services):
            ranked.append((service is None, stated is None, template.id, template))
    return min(ranked, key=lambda one: one[:3])[3] if ranked else None


def template_named(site: Site, name: str) -> Template:
    """Raises Refused that names all there are."""
    if name in site.templates:
        return site.templates[name]
    known = ", ".join(sorted(site.templates)) or "none"
    raise Refused(f"there is no template `{name}` in content/templates/: there is {known}")


def wording_of(template: Template) -> Wording:
    meta = template.meta
    said = {name: meta.get(name, "") for name in ("title", "impact", "action", "severity")}
    return Wording(template.text.strip(), **said, services=tuple(filter(None, [meta.get("service")])))


def known_values(site: Site, services: Collection[str], title: str, began: datetime, at: datetime) -> dict[str, str]:
    """What need not be asked: `title`, `services`, `service`, `time` and `date` of the beginning, and `how long`."""
    names = ", ".join(site.services[one].name for one in services if one in site.services)
    local = began.astimezone(site.settings.zone)
    values = {
        "title": title,
        "services": names,
        "service": names,
        "time": f"{local:%H:%M %Z}",
        "date": f"{local:%Y-%m-%d}",
        "how long": _spaced(duration(at - began)) if at > began else "",
    }
    return {name: value for name, value in values.items() if value}


def _spaced(text: str) -> str:
    """`1h17m` as people write it."""
    return text.replace("d", " d ").replace("h", " h ").replace("m", " min").strip()


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()
