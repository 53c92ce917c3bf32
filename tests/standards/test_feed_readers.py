"""Feeds in front of strict schemas and of readers in two languages: valid, alike, and true to what was written."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from examined import NOW, TOP
from feed_rules import json_faults
from lxml import etree

from statusgen.model.access import visible
from statusgen.model.incident import Incident, Update
from statusgen.model.service import Effect, Service
from statusgen.model.site import Settings, Site
from statusgen.publish.feeds import feed_artefacts
from statusgen.publish.views.scene import scene
from statusgen.read.load import load

HERE = Path(__file__).parent
SCHEMAS = {kind: etree.RelaxNG(file=HERE / "schemas" / f"{kind}.rng") for kind in ("atom", "rss")}
AT = datetime.fromisoformat(NOW)


@dataclass(frozen=True, order=True)
class Heard:
    """An entry as a reader hands it on."""

    id: str
    link: str
    title: str
    html: str
    at: datetime | None


def feeds(site: Path, kind: str) -> list[Path]:
    return sorted(path for path in site.rglob(f"*.{kind}") if kind != "json" or path.name == "feed.json")


@pytest.mark.parametrize("site", ["example", "history"])
@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_feed_is_valid_to_the_letter(site, kind, request):
    found = feeds(request.getfixturevalue(site), kind)
    assert found
    for path in found:
        SCHEMAS[kind].assertValid(etree.parse(path))


@pytest.mark.parametrize("site", ["example", "history"])
def test_every_json_feed_keeps_the_rules(site, request):
    for path in feeds(request.getfixturevalue(site), "json"):
        assert json_faults(path.read_bytes()) == [], path


BREAKS = {
    "atom": [
        ("<id>", "<id/><id>"),
        ("<entry>", "<entry><odd/>"),
        ("T14:", " 14:"),
        ("href=", "ref="),
        ('type="html"', 'type="xhtml"'),
        ("<name>", "<nom/><name>"),
        ("<updated>", "<updated>yesterday "),
    ],
    "rss": [
        ("<item>", "<item><odd/>"),
        ("2.0", "0.92"),
        ("<pubDate>", "<pubDate>on "),
        ("<guid ", "<guid x='1' "),
        ("<link>https:", "<link>"),
        ("<title>", "<title/><title>"),
    ],
}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schemas_refuse_what_is_not_valid(kind, example):
    sound = (example / f"updates.{kind}").read_text(encoding="utf-8")
    for part, other in BREAKS[kind]:
        broken = sound.replace(part, other, 1)
        assert broken != sound
        assert not SCHEMAS[kind].validate(etree.fromstring(broken.encode())), part


# --- readers


def by_feedparser(path: Path) -> list[Heard]:
    """Python's, told to change nothing."""
    read = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo, path
    return [
        Heard(one.id, one.link, one.title, one.content[0].value if "content" in one else one.description, _time(one))
        for one in read.entries
    ]


def _time(entry: feedparser.FeedParserDict) -> datetime | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime(*moment[:6], tzinfo=UTC) if moment else None


def by_rss_parser(tool: Callable[[str], Path], paths: list[Path]) -> dict[Path, list[Heard]]:
    """JavaScript's."""
    command = ["node", str(HERE / "read_feeds.mjs"), str(tool("rss-parser")), *map(str, paths)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {
        Path(name): [Heard(**{**one, "at": _moment(one.get("at"))}) for one in feed["entries"]]
        for name, feed in answer.items()
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def by_json(path: Path) -> list[Heard]:
    return [
        Heard(one["id"], one["url"], one["title"], one["content_html"], _moment(one.get("date_published")))
        for one in json.loads(path.read_bytes())["items"]
    ]


def spaced(heard: list[Heard]) -> list[Heard]:
    """Readers trim what they hand on."""
    return [replace(one, html=one.html.strip(), title=" ".join(one.title.split())) for one in heard]


@pytest.mark.parametrize("site", ["example", "history"])
@pytest.mark.parametrize("kind", SCHEMAS)
def test_readers_in_two_languages_hear_the_same(site, kind, request, tool):
    paths = feeds(request.getfixturevalue(site), kind)
    for path, heard in by_rss_parser(tool, paths).items():
        assert spaced(heard) == spaced(by_feedparser(path)), path


@pytest.mark.parametrize("site", ["example", "history"])
def test_every_format_tells_the_same(site, request):
    for path in feeds(request.getfixturevalue(site), "json"):
        atom, rss = (spaced(by_feedparser(path.with_name(f"updates.{kind}"))) for kind in SCHEMAS)
        assert atom == rss == spaced(by_json(path)), path


def test_the_example_is_told_as_it_was_written(example):
    site = visible(load(TOP, AT).site, None)
    things = [one for one in (*site.incidents, *site.maintenances) if not one.drill]
    history = by_feedparser(example / "history.atom")
    assert sorted(one.title for one in history) == sorted(one.title for one in things)
    said = [(one.at, f"{thing.id}/{one.id}") for thing in things for one in thing.updates if not one.corrects]
    said += [(one.at, f"announcements/{one.id}") for one in site.announcements]
    newest = sorted((one for one in said if one[0] <= AT), reverse=True)[: site.settings.history.feed_entries]
    heard = by_feedparser(example / "updates.rss")
    assert ["/".join(one.id.split("/")[-2:]) for one in heard] == [name for _, name in newest]
    assert [one.at for one in heard] == [at for at, _ in newest]


# --- what must survive

ODD = {
    "emoji": "Orders \U0001f525\U0001f6d2 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "right to left": "\u200fהתשלום נכשל\u200f \u202bالدفع\u202c \u2067\u2066x\u2069\u2069",  # noqa: RUF001 (Hebrew and Arabic)
    "marks": "Zu\u0308rich Zürich e\u0301 \u00ad \u2028 \ufeff",
    "beyond": "\U0010fffd \ue000 \U0001d518",
    "markup": "a < b & c > d \"quoted\" 'too' &amp; &lt;p&gt; ]]> <!-- -->",
    "raw HTML": "<script>alert(1)</script><b onclick=alert(1)>bold</b><iframe src=x></iframe> after",
    "control characters": "a\x00b\x01c\x08d\x0be\x0cf\x1bg\x7fh\x85i\x9fj\ufffek\uffffl",
    "25 kB": "Long words, again and again. " * 890,
    "lines": "One.\r\nTwo.\rThree.\n\n\n\nFour.\tFive.",
}
UNFIT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feeds of a site in which every text is odd, one incident for each way."""
    top = tmp_path_factory.mktemp("odd")
    for artefact in feed_artefacts(scene(Site(Settings(name=ODD["right to left"]), *odd_things()), AT)):
        file = top / artefact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artefact.make())
    return top


def odd_things() -> tuple[dict[str, Service], tuple[Incident, ...]]:
    services = {f"s{number}": Service(f"s{number}", text[:99]) for number, text in enumerate(ODD.values())}
    incidents = (
        Incident(
            f"i{number}",
            text[:200],
            AT - timedelta(hours=2),
            summary=text,
            effects={f"s{number}": Effect.MAJOR_OUTAGE},
            updates=(Update("one", AT - timedelta(hours=1), text, impact=text, action=text),),
        )
        for number, text in enumerate(ODD.values())
    )
    return services, tuple(incidents)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_odd_texts_leave_every_feed_valid_and_every_reader_agreeing(odd, kind, tool):
    paths = feeds(odd, kind)
    for path, heard in by_rss_parser(tool, paths).items():
        SCHEMAS[kind].assertValid(etree.parse(path))
        assert spaced(heard) == spaced(by_feedparser(path)), path


def test_odd_texts_leave_json_feeds_valid(odd):
    assert [fault for path in feeds(odd, "json") for fault in json_faults(path.read_bytes())] == []


@pytest.mark.parametrize("name", ["history.atom", "history.rss"])
def test_odd_titles_arrive_as_they_were_written(odd, name):
    heard = {one.id.rpartition("/i")[2]: " ".join(one.title.split()) for one in by_feedparser(odd / name)}
    wanted = {str(n): " ".join(text[:200].translate(UNFIT).split()) for n, text in enumerate(ODD.values())}
    assert heard == wanted


def test_a_long_update_arrives_whole_and_raw_html_does_not(odd):
    html = {one.id.rpartition("/i")[2]: one.html for one in by_feedparser(odd / "updates.atom")}
    by_name = {name: html[f"{number}/one"] for number, name in enumerate(ODD)}
    assert by_name["25 kB"].count("again and again") == 3 * 890  # text, impact, action
    assert "<script" not in by_name["raw HTML"]
    assert "<iframe" not in by_name["raw HTML"]
    assert "<b" not in by_name["raw HTML"]
