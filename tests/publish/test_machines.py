"""What programs read of how things stand: badges, metrics, manifest, robots and sitemap."""

import json
import re
import struct
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from example_site import DONE, NOW, OPEN, RUNNING, SETTINGS, example_site
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from statusgen.model.people import People, Team
from statusgen.model.service import Effect, Service
from statusgen.model.site import Settings, Site
from statusgen.problems import NOWHERE
from statusgen.publish.metrics import Gauge, metrics
from statusgen.publish.plan import plan
from statusgen.publish.views.badge import badges
from statusgen.publish.views.banner import Look
from statusgen.publish.views.scene import scene

ELSEWHERE = Path("no-such-site")
SVG = "{http://www.w3.org/2000/svg}"
QUIET = example_site(DONE)


def built(site: Site, now: datetime = NOW) -> dict[str, bytes]:
    return {artefact.path: artefact.make() for artefact in plan(site, now, ELSEWHERE)}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return built(example_site())


# --- badges


def shown(svg: bytes) -> tuple[str, list[str]]:
    """What a badge is called, and the texts in it."""
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    return root.get("aria-label", ""), [text.text or "" for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("path", "name", "state"),
    [
        ("badge.svg", "Orchard status", "Partial outage"),
        ("services/shop/badge.svg", "Shop", "Partial outage"),
        ("services/bank/badge.svg", "Bank", "Operational"),
        ("services/printer/badge.svg", "Printer", "Under maintenance"),
        ("services/fax/badge.svg", "Fax", "Retired"),
    ],
)
def test_a_badge_says_name_and_state_as_text_to_everyone(files, path, name, state):
    assert shown(files[path]) == (f"{name}: {state}", [name, state])


@pytest.mark.parametrize(
    ("site", "look"),
    [
        (QUIET, Look.NONE),
        (example_site(RUNNING), Look.MAINTENANCE),
        (example_site(OPEN), Look.MAJOR),
        (replace(QUIET, left_out=(NOWHERE,)), Look.UNKNOWN),
        (example_site(replace(OPEN, drill=True)), Look.NONE),
        (example_site(replace(OPEN, effects={})), Look.MAJOR),
    ],
)
def test_the_badge_of_the_page_is_never_better_than_its_banner(site, look):
    assert next(badges(scene(site, NOW))).look is look


def test_a_badge_loads_nothing_and_links_nowhere(files):
    for path, content in files.items():
        if path.endswith("badge.svg"):
            text = content.decode().replace("http://www.w3.org/2000/svg", "")
            assert not any(
                word in text for word in ("http", "href", "url(", "@import", "<style", "<script", "font-face")
            )


@pytest.mark.parametrize(
    "name",
    ['<script>alert(1)</script> & "quotes"', "支払いサービス", "خدمة الدفع", "A" * 200, "é̂" * 30, "👩‍👩‍👧 family", " "],
)
def test_any_name_makes_a_badge_that_holds_it_whole_in_its_title(name):
    services = {"odd": Service("odd", name)}
    files = built(replace(QUIET, services=services, maintenances=()))
    root = ET.fromstring(files["services/odd/badge.svg"])
    assert root.findtext(f"{SVG}title") == f"{name}: Operational"
    width = int(root.get("width", ""))
    assert 60 < width < 600
    for text in root.iter(f"{SVG}text"):
        half = float(text.get("textLength", "")) / 2
        assert float(text.get("x", "")) - half > 0
        assert float(text.get("x", "")) + half < width
    assert json.loads(files["services/odd/badge.json"])["label"] == name


def test_wider_letters_make_a_wider_badge():
    services = {one: Service(one, one * 10) for one in ("i", "n", "w", "m")}
    files = built(replace(QUIET, services=services, maintenances=()))
    widths = [int(ET.fromstring(files[f"services/{one}/badge.svg"]).get("width", "")) for one in services]
    assert widths == sorted(set(widths))


def test_a_badge_for_shields_says_the_same_as_the_picture(files):
    pictures = [path for path in files if path.endswith("badge.svg")]
    assert len(pictures) == 6
    for path in pictures:
        badge = json.loads(files[path.replace(".svg", ".json")])
        assert badge.keys() == {"schemaVersion", "label", "message", "color"}
        assert badge["schemaVersion"] == 1
        assert [badge["label"], badge["message"]] == shown(files[path])[1]
    assert json.loads(files["badge.json"])["color"] == "orange"
    assert json.loads(files["services/bank/badge.json"])["color"] == "brightgreen"


# --- metrics


Samples = dict[tuple[str, ...], float]


def parsed(text: str) -> dict[str, Samples]:
    """Metric -> values of its labels -> value, as Prometheus's own library reads them. Every metric is a gauge."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge"
        assert family.documentation
        found[family.name] = {tuple(sample.labels.values()): sample.value for sample in family.samples}
    return found


def measured(site: Site, now: datetime = NOW) -> dict[str, Samples]:
    (artefact,) = metrics(scene(site, now))
    return parsed(artefact.make().decode())


def test_metrics_have_every_state_of_every_service_and_exactly_one_holds():
    states = measured(example_site())["statusgen_service_state"]
    assert {service for service, _ in states} == {"shop", "bank", "printer", "phone"}
    assert len(states) == 4 * len(Effect)
    assert {labels for labels, value in states.items() if value} == {
        ("shop", "partial_outage"),
        ("bank", "operational"),
        ("printer", "under_maintenance"),
        ("phone", "operational"),
    }


def test_metrics_tell_how_many_of_what_is_going_on():
    found = measured(example_site())
    assert found["statusgen_incidents_open"] == {("none",): 0, ("minor",): 0, ("major",): 1, ("critical",): 0}
    assert found["statusgen_maintenance_running"] == {(): 1}
    assert found["statusgen_page_state"][("major",)] == 1
    assert sum(found["statusgen_page_state"].values()) == 1
    assert measured(QUIET)["statusgen_incidents_open"][("major",)] == 0


def test_metrics_know_broken_promises():
    assert measured(example_site(OPEN), NOW - timedelta(minutes=12))["statusgen_incidents_overdue"] == {(): 0}
    assert measured(example_site(OPEN), NOW + timedelta(hours=1))["statusgen_incidents_overdue"] == {(): 1}


def test_uptime_is_the_figure_of_the_page_as_a_ratio():
    here = scene(example_site(), NOW)
    found = measured(example_site())["statusgen_service_uptime_ratio"]
    assert {labels[0]: f"{value * 100:.2f}" for labels, value in found.items()} == {
        service: here.uptimes[service] for service in here.status.services
    }


def test_a_site_of_which_nothing_is_known_has_metrics_too():
    found = measured(Site())
    assert found["statusgen_last_change_timestamp_seconds"] == {}
    assert found["statusgen_page_state"][("none",)] == 1


def test_times_in_metrics_are_when_something_was_said_and_when_to_build_again():
    found = measured(example_site(OPEN))
    assert found["statusgen_last_change_timestamp_seconds"] == {(): OPEN.updates[-1].at.timestamp()}
    assert found["statusgen_stale_after_timestamp_seconds"][()] > NOW.timestamp()


def test_metrics_say_what_services_are_called_and_who_looks_after_them():
    services = {"shop": Service("shop", 'The "big"\\new shop', "", "core", "team:sales"), "fax": Service("fax", "Fax")}
    site = Site(SETTINGS, services, people=People({"sales": Team("sales", "Sales")}))
    assert measured(site)["statusgen_service_info"] == {
        ("shop", 'The "big"\\new shop', "core", "sales"): 1,
        ("fax", "Fax", "", ""): 1,
    }


def test_every_metric_is_documented_and_no_other():
    guide = (Path(__file__).parents[2] / "docs/machines.md").read_text("utf-8")
    assert re.findall(r"^\| `(statusgen_\w+)` \|", guide, re.MULTILINE) == list(measured(example_site()))


@given(st.text(max_size=20))
def test_no_label_breaks_the_format(value):
    gauge = Gauge("try", "Help.", (((("one", value), ("two", "x")), "1"),))
    assert parsed(gauge.text()) == {"statusgen_try": {(value, "x"): 1.0}}


# --- the manifest


def test_the_manifest_is_valid_and_its_icons_are_there(files):
    manifest = json.loads(files["site.webmanifest"])
    assert manifest["name"] == SETTINGS.name
    assert manifest["start_url"].removeprefix("./") in files
    assert manifest["display"] in {"fullscreen", "standalone", "minimal-ui", "browser"}
    assert manifest["dir"] in {"ltr", "rtl", "auto"}
    sizes = {}
    for icon in manifest["icons"]:
        content = files[icon["src"]]
        if icon["type"] == "image/png":
            assert content.startswith(b"\x89PNG\r\n\x1a\n")
            assert icon["sizes"] == "{}x{}".format(*struct.unpack(">II", content[16:24]))
            sizes[icon["sizes"], icon.get("purpose", "any")] = icon["src"]
        else:
            assert ET.fromstring(content).tag == f"{SVG}svg"
    assert sizes.keys() == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_a_name_cannot_break_the_manifest():
    name = 'A "quoted" & <b>bold</b> \\ name'
    manifest = json.loads(built(example_site(settings=replace(SETTINGS, name=name)))["site.webmanifest"])
    assert manifest["name"] == name
    assert name in manifest["description"]


# --- what search engines are told

# Written from the rules of https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd
SITEMAP_RULES = etree.XMLSchema(
    etree.fromstring(b"""
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
  <xsd:element name="urlset"><xsd:complexType><xsd:sequence>
    <xsd:element name="url" minOccurs="1" maxOccurs="unbounded"><xsd:complexType><xsd:sequence>
      <xsd:element name="loc"><xsd:simpleType><xsd:restriction base="xsd:anyURI">
        <xsd:minLength value="12"/><xsd:maxLength value="2048"/>
      </xsd:restriction></xsd:simpleType></xsd:element>
      <xsd:element name="lastmod" type="xsd:date" minOccurs="0"/>
    </xsd:sequence></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema>""")
)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def listed(files: dict[str, bytes]) -> list[str]:
    document = etree.fromstring(files["sitemap.xml"])
    SITEMAP_RULES.assertValid(document)
    return [loc.text or "" for loc in document.iter(LOC)]


def test_the_sitemap_lists_every_page_once_by_its_canonical_address(files):
    canonical = {
        content.decode().split('<link rel="canonical" href="')[1].split('"')[0]
        for path, content in files.items()
        if path.endswith(".html") and path != "404.html"
    }
    assert len(canonical) > 15
    assert sorted(listed(files)) == sorted(canonical)


def test_the_sitemap_escapes_addresses_for_the_web_and_for_xml():
    settings = Settings(url="https://status.example/a&b/ü/")
    assert listed(built(Site(settings)))[0] == "https://status.example/a&b/%C3%BC/"


def test_nobody_is_invited_unless_the_settings_say_so(files):
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    pages = [content for path, content in files.items() if path.endswith(".html")]
    assert all(b'<meta name="robots" content="noindex">' in page for page in pages)


def test_with_the_setting_search_engines_may_come_and_find_the_sitemap():
    files = built(example_site(settings=replace(SETTINGS, index=True)))
    assert files["robots.txt"].decode().splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        "Sitemap: https://status.orchard.example/live/sitemap.xml",
    ]
    hidden = [path for path, content in files.items() if b'content="noindex"' in content]
    assert hidden == ["404.html"]


# --- previews of links


def meta(page: bytes) -> dict[str, str]:
    root = etree.fromstring(page, etree.HTMLParser())
    return {one.get("property") or one.get("name") or "": one.get("content") or "" for one in root.iter("meta")}


def test_every_page_says_what_a_link_to_it_shows(files):
    for path, content in files.items():
        if path.endswith(".html"):
            found = meta(content)
            assert found["og:site_name"] == SETTINGS.name
            assert found["og:title"] == etree.fromstring(content, etree.HTMLParser()).findtext(".//title")
            assert found["og:description"] == found["description"] != ""
            assert found["og:url"].startswith(SETTINGS.url)
            assert found["og:type"] in {"website", "article"}


def test_a_link_to_an_incident_shows_its_impact_and_one_to_a_service_its_state(files):
    assert meta(files["incidents/shop-slow/index.html"])["og:description"] == "One order in six waits."
    assert meta(files["incidents/shop-slow/index.html"])["og:type"] == "article"
    assert meta(files["services/shop/index.html"])["og:description"] == "Shop: Partial outage"
    assert meta(files["services/fax/index.html"])["og:description"] == "Retired on 1 October 2026."
    assert meta(files["index.html"])["og:description"] == "One order in six waits."


def test_a_hostile_summary_stays_inside_its_attribute():
    hostile = replace(OPEN, summary='"><script>alert(1)</script>', updates=())
    page = built(example_site(hostile))["incidents/shop-slow/index.html"]
    assert meta(page)["og:description"] == hostile.summary
    assert b"<script>alert" not in page
