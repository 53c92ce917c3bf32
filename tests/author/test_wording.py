"""Wording from templates: which one fits, and what fills it in."""

from datetime import UTC, datetime

import pytest

from statusgen.author.draft import Refused
from statusgen.author.wording import Wording, known_values, template_for, template_named, wording_of
from statusgen.model.incident import Phase
from statusgen.model.service import Service
from statusgen.model.site import Site, Template

META = {
    "any": {},
    "begin": {"phase": "investigating"},
    "cart": {"service": "cart"},
    "cart-begin": {"service": "cart", "phase": "investigating", "kind": "update"},
    "down": {"kind": "incident", "service": "mail", "title": "No mail", "severity": "critical"},
}
SITE = Site(
    services={"checkout": Service("checkout", "Checkout", aliases=("cart",)), "mail": Service("mail", "Staff mail")},
    templates={name: Template(name, f"{name} {{{{what}}}}", meta) for name, meta in META.items()},
)


@pytest.mark.parametrize(
    ("kind", "phase", "services", "fits"),
    [
        ("update", Phase.INVESTIGATING, ["checkout"], "cart-begin"),
        ("update", Phase.RESOLVED, ["checkout"], "cart"),
        ("update", Phase.INVESTIGATING, ["mail"], "begin"),
        ("update", Phase.RESOLVED, [], "any"),
        ("update", None, ["mail"], "any"),
        ("incident", Phase.INVESTIGATING, ["mail", "checkout"], "down"),
        ("incident", Phase.INVESTIGATING, ["checkout"], None),
        ("correction", None, ["checkout"], None),
    ],
)
def test_the_service_goes_before_the_phase_and_that_before_any(kind, phase, services, fits):
    found = template_for(SITE, kind, phase, services)
    assert (found.id if found else None) == fits


def test_an_unknown_template_names_those_that_there_are():
    with pytest.raises(Refused, match="there is any, begin, cart, cart-begin, down"):
        template_named(SITE, "calm")


def test_placeholders_are_filled_in_whatever_their_spaces_and_capitals():
    wording = Wording("{{What}} and {{ what\n}} fail, {{who}}.", "{{what}}", "x", severity="major")
    filled = wording.filled({"WHAT": r"a\1 {{who}}"})
    assert filled == Wording(r"a\1 {{who}} and a\1 {{who}} fail, {{who}}.", r"a\1 {{who}}", "x", severity="major")
    assert filled.open == ("who",)


def test_what_is_known_of_an_incident_need_not_be_asked():
    site = Site(services=SITE.services)
    began, at = datetime(2026, 11, 21, 13, 3, tzinfo=UTC), datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
    assert known_values(site, ["mail", "checkout"], "Down", began, at) == {
        "title": "Down",
        "services": "Staff mail, Checkout",
        "service": "Staff mail, Checkout",
        "time": "13:03 UTC",
        "date": "2026-11-21",
        "how long": "1 h 17 min",
    }
    assert "how long" not in known_values(site, [], "", at, at)


def test_a_template_brings_its_service_and_its_severity():
    found = wording_of(SITE.templates["down"])
    assert (found.title, found.severity, found.services) == ("No mail", "critical", ("mail",))
