"""docs/content.md is held to what is read: every field is in it, and its examples are a site without problems."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.read.load import load
from statusgen.read.schema import json_schema

GUIDE = (Path(__file__).parents[2] / "docs/content.md").read_text("utf-8")
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
SECTIONS = {
    "site": "Settings",
    "service": "Services",
    "incident": "Incidents",
    "update": "Updates",
    "maintenance": "Maintenance",
    "maintenance-update": "Updates of maintenance",
    "announcement": "Announcements",
    "template": "Templates",
    "team": "Teams",
    "subscriber": "People and lists",
}


def section(title: str) -> str:
    """The part of the guide below this heading, up to the next."""
    found = re.search(rf"^##+ {title}\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def fields_in(text: str) -> set[str]:
    """Names in the first column of the section's last table, which is the one of fields."""
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


def examples() -> dict[str, str]:
    """Path -> text of each example that is a whole file."""
    return dict(re.findall(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("kind", SECTIONS)
def test_the_guide_describes_exactly_the_fields_of_each_kind(kind: str) -> None:
    assert fields_in(section(SECTIONS[kind])) == set(json_schema(kind)["properties"])


def test_the_guide_describes_the_fields_of_wants() -> None:
    wants = json_schema("subscriber")["$defs"]["WantShape"]["properties"]
    assert fields_in(section("Wants")) == set(wants)


def test_the_guide_names_every_field_of_the_settings_that_are_mappings() -> None:
    text = section("Settings")
    for name, shape in json_schema("site")["$defs"].items():
        assert all(re.search(rf"\b{field}\b", text) for field in shape["properties"]), name


def test_the_examples_of_the_guide_are_a_site_without_problems(tmp_path: Path) -> None:
    for path, text in examples().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert len(examples()) == 19
    assert load(tmp_path, NOW).problems == ()


@pytest.mark.parametrize("page", ["README.md", "calendars.md", "content.md", "writing.md"])
def test_links_between_the_guides_lead_somewhere(page: str) -> None:
    folder = Path(__file__).parents[2] / "docs"
    for target, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", (folder / page).read_text("utf-8")):
        text = (folder / (target or page)).read_text("utf-8")
        headings = {
            re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert not anchor or anchor in headings, (target, anchor)
