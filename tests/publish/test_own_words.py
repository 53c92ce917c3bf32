"""A theme's own words are said wherever the site speaks: not on pages only."""

import json
from dataclasses import replace

import pytest
from example_site import AHEAD, DONE, NOW, OPEN, SETTINGS, example_site

from statusgen.publish.plan import plan

WORDS = """
[language]
name = "Esperanto"
plural = "one-other"
[badge]
none = "Ĉio funkcias"
[effect]
operational = "Funkcias"
partial_outage = "Parta paneo"
[phase]
investigating = "Ni serĉas"
[calendar]
name = "{about}: prizorgado"
[entry]
updates = "{about}: ĉiu sciigo"
"""


@pytest.fixture
def esperanto(tmp_path):
    (tmp_path / "themes/ours/words").mkdir(parents=True)
    (tmp_path / "themes/ours/theme.toml").write_text('extends = "default"\n')
    (tmp_path / "themes/ours/words/eo.toml").write_text(WORDS)
    return replace(SETTINGS, theme="ours", language="eo"), tmp_path


def made(settings, root, *things):
    return {one.path: one for one in plan(example_site(*things, settings=settings), NOW, root)}


def test_a_themes_own_words_are_on_badges_in_feeds_calendars_and_the_api(esperanto):
    settings, root = esperanto
    files = made(settings, root, OPEN, AHEAD)
    said = {path: files[path].make().decode() for path in files if "assets/" not in path}
    assert "Printer: Funkcias" in said["services/printer/badge.svg"]
    assert json.loads(said["services/shop/badge.json"])["message"] == "Parta paneo"
    assert ": ĉiu sciigo</title>" in said["updates.atom"]
    assert "<title>Ni serĉas: Orders get stuck</title>" in said["updates.rss"]
    assert f"NAME:{settings.name}: prizorgado" in said["maintenance.ics"]
    quiet = made(settings, root, DONE)
    assert json.loads(quiet["badge.json"].make())["message"] == "Ĉio funkcias"


def test_other_words_are_other_keys(esperanto):
    settings, root = esperanto
    before = made(settings, root)
    (root / "themes/ours/words/eo.toml").write_text(WORDS.replace("Ni serĉas", "Ni esploras"))
    after = made(settings, root)
    changed = [path for path in before if before[path].make() != after[path].make()]
    assert {"updates.atom", "history.rss", "incidents/shop-slow/feed.json"} <= set(changed)
    assert [path for path in changed if before[path].key == after[path].key] == []
