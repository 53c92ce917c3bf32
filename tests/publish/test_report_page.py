"""The page of the report: one file that needs nothing else, and says in words what its charts show."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from example_site import NOW, OPEN, SETTINGS, ago, example_site

from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.service import Effect
from statusgen.publish.views.report import report_view
from statusgen.render.theme import load
from statusgen.render.words import words

TOP = Path(__file__).parents[2]
OLD = Incident(
    "old",
    "Old",
    ago(days=31),
    effects={"shop": Effect.PARTIAL_OUTAGE},
    updates=(
        Update("1", ago(days=31) + timedelta(minutes=4), "We look.", Phase.INVESTIGATING),
        Update("2", ago(days=31) + timedelta(minutes=24), "Found.", Phase.IDENTIFIED),
        Update("3", ago(days=31) + timedelta(minutes=94), "Over.", Phase.RESOLVED),
    ),
)
SITE = example_site(OLD, replace(OPEN, drill=True))
SITE = replace(SITE, settings=replace(SITE.settings, promise=timedelta(minutes=30)))


def made(site=SITE, since="2026-09", language="en", theme="default") -> str:
    settings = replace(site.settings, language=language)
    theme = load(TOP, theme, words(language), settings.zone, settings.look)
    return theme.alone("report.html", page=report_view(replace(site, settings=settings), since, NOW))


def text(page: str) -> str:
    return " ".join(re.sub("<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL).split())


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_the_page_needs_nothing_but_itself(theme):
    page = made(theme=theme)
    assert "<style>" in page
    assert "<script" not in page
    assert not re.findall(r"(?:href|src)=", page)
    assert not re.findall(r"url\((?!&#34;#|\"#|#|\"?data:)", page)


def test_every_chart_has_a_title_a_description_and_a_table_below():
    page = made()
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        tree = ElementTree.fromstring(chart)
        names = tree.attrib["aria-labelledby"].split()
        assert [child.attrib["id"] for child in tree[:2]] == names
        assert all(child.text for child in tree[:2])
    assert page.count("<table>") == 4


def test_the_charts_say_what_the_tables_say():
    said = text(made())
    assert "2 promises: 1 kept, 1 broken." in said
    assert "p50 20 min, p90 1 h 10 min, of 2." in said
    assert "September 2026 No incidents" in said
    assert "October 2026 1 2 1 1 50%" in said


def test_promises_for_which_there_is_time_are_said_too():
    new = replace(OLD, id="new", started=ago(hours=1), updates=(replace(OLD.updates[0], at=ago(minutes=10)),))
    assert "3 promises: 1 kept, 1 broken. 1 is not due yet." in text(made(replace(SITE, incidents=(OLD, new))))


def test_a_chart_of_nothing_but_moments_is_no_empty_box():
    at_once = replace(OLD, updates=(replace(OLD.updates[0], at=OLD.started),))
    page = made(replace(SITE, incidents=(at_once,)))
    assert "p50 0 min, p90 0 min, of 1." in text(page)
    assert 'aria-labelledby="first_update-title' not in page


def test_thousands_are_parted_as_the_language_does_it():
    many = tuple(replace(OLD, id=f"old-{number}") for number in range(1200))
    site = replace(SITE, incidents=many)
    assert "2,400 promises: 1,200 kept, 1,200 broken." in text(made(site))
    assert "2.400 Zusagen: 1.200 gehalten" in text(made(site, language="de"))


def test_bars_stand_on_the_ground_and_none_is_higher_than_the_chart():
    view = report_view(SITE, "2026-09", NOW)
    for bar in (*view.bars, *(bar for chart in view.spreads for bar in chart.bars)):
        assert bar.height > 0
        assert bar.top >= 0
        assert bar.top + bar.height <= 100
    assert [(bar.kind, bar.month, bar.top, bar.height) for bar in view.bars] == [
        ("kept", 1, 50, 50),
        ("broken", 1, 0, 50),
    ]


def test_a_year_without_incidents_has_no_charts_and_says_so():
    page = made(replace(SITE, incidents=()))
    assert "<svg" not in page
    assert "0 promises: 0 kept, 0 broken." in text(page)


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_it_speaks_the_language_of_the_site(language):
    page = made(language=language)
    assert f'<html lang="{language}"' in page
    assert words(language).say("report.title") in page.replace("&#39;", "'")


def test_what_people_wrote_is_escaped():
    site = replace(SITE, settings=replace(SETTINGS, name="<b>Acme</b>"))
    assert "<b>Acme" not in made(site)


def test_pictures_that_styles_name_are_in_the_page_and_no_style_can_end_its_element(tmp_path):
    ours = tmp_path / "themes" / "ours"
    for folder in ("assets", "styles"):
        (ours / folder).mkdir(parents=True)
    (ours / "theme.toml").write_text('extends = "default"\n', encoding="utf-8")
    (ours / "assets" / "dot.svg").write_text("<svg/>", encoding="utf-8")
    (ours / "styles" / "90-ours.css").write_text('p { background: url("dot.svg") } /* </style> */', encoding="utf-8")
    theme = load(tmp_path, "ours", words("en"), SETTINGS.zone)
    page = theme.alone("report.html", page=report_view(SITE, "2026-09", NOW))
    assert 'url("data:image/svg+xml;base64,PHN2Zy8+")' in page
    assert page.count("</style>") == 1
