"""What pages say once, and what they do not say."""

import re
from dataclasses import replace
from pathlib import Path

from example_site import NOW, OPEN, RESOLVED, SETTINGS, ago, example_site

from statusgen.model.incident import Incident, Phase, Update
from statusgen.model.service import Effect
from statusgen.model.site import Site, Uptime
from statusgen.publish.plan import plan

SLOW = Incident("slow", "Slow", ago(days=2), effects={"phone": Effect.DEGRADED_PERFORMANCE})
OVER = replace(SLOW, updates=(Update("1-over", ago(days=1), "Over.", Phase.RESOLVED),))
FREE = "Degraded performance does not lower the percentage."


def page(site: Site, path: str) -> str:
    [made] = [one.make().decode() for one in plan(site, NOW, Path(__file__).parents[2]) if one.path == path]
    return " ".join(re.sub("<[^>]*>", " ", made.partition("</head>")[2]).split())


def test_an_incident_page_says_what_it_means_and_what_to_do_once():
    update = Update(
        "1-a", ago(minutes=9), "We look.", Phase.IDENTIFIED, impact="Orders wait.", action="Write them down."
    )
    shown = page(example_site(replace(OPEN, updates=(update,))), "incidents/shop-slow/index.html")
    assert (shown.count("Orders wait."), shown.count("Write them down.")) == (1, 1)


def test_what_earlier_updates_said_stays_with_them():
    first = Update("1-a", ago(minutes=9), "We look.", Phase.IDENTIFIED, impact="Orders wait.")
    second = Update("2-b", ago(minutes=8), "We look.", impact="All orders wait.")
    shown = page(example_site(replace(OPEN, updates=(first, second))), "incidents/shop-slow/index.html")
    assert (shown.count("Orders wait."), shown.count("All orders wait.")) == (1, 1)


def test_a_card_without_updates_offers_none():
    assert "All updates" not in page(example_site(replace(OPEN, updates=())), "index.html")
    assert "All updates" in page(example_site(OPEN), "index.html")


def test_bars_of_slow_days_say_that_these_do_not_count_unless_they_do():
    weighed = replace(SETTINGS, uptime=Uptime(weights={Effect.DEGRADED_PERFORMANCE: 0.1}))
    phone = replace(example_site().services["phone"], showcase_uptime=True)
    for path in ("index.html", "services/phone/index.html"):
        site = example_site(OVER)
        site = replace(site, services={**site.services, "phone": phone})
        assert FREE in page(site, path)
        assert FREE not in page(replace(site, settings=weighed), path)
        assert FREE not in page(replace(site, incidents=()), path)


def test_a_history_of_several_years_has_their_names_to_jump_to():
    old = replace(RESOLVED, id="old", started=ago(days=800), updates=())
    shown = page(example_site(OPEN, old), "history/index.html")
    assert re.search("2026 2024 2026 November 2026 .* 2024 September 2024", shown)
    assert "2026 November" not in page(example_site(OPEN), "history/index.html").partition("History ")[0]
