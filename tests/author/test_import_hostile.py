"""Sources made to keep an import busy, to break it, or to make it lose something without a word."""

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest
from importing import NOW, Import

from statusgen.author.importers import IMPORTERS, Outcome, import_history, writing
from statusgen.author.importers.planning import plan

KILLED_AFTER = 30  # seconds; some ten times what the traps of one kind need
SIZE = 60_000
TRAPS = (
    " ", "\t", "\u00a0", "\n", " \n", "a\n", "<", "</", "<!--", "<!-- ", "<!", "<?", "<b>", "<p><small>", "<p> <small>",
    "<p><small>x</small><br>", "<p><small>x</small><br><strong>", "<tr><td>", "<td>", "<ul><li>", "<blockquote>",
    "<script>", "<a href='", "{{<", "{{< track ", '{{< track "', "{{%", "`", "```", "[", "[x](", "*a ", "Aug 2, ", "A ",
    "&#", "&#9", "https://", "<mailto:", "- ", "> ", "| ",
)  # fmt: skip
IMPORT_ALL = """
import json, sys
from datetime import UTC, datetime
from statusgen.author.importers import IMPORTERS
from statusgen.author.importers.planning import plan
format_, sources = json.load(sys.stdin)
for files in sources:
    plan(IMPORTERS[format_].history(files), format_, {}, datetime(2026, 11, 21, tzinfo=UTC))
"""
LOST = "\ud800"  # half of a character
BIG = "9" * 5_000  # Python refuses to count so far
AT = "2026-11-20T10:00:00Z"


def updates(body="Fine.", **more):
    return [{"id": "u1", "status": "resolved", "body": body, "display_at": AT} | more]


def incident(**more):
    record = {"id": "a1", "name": "Slow", "impact": "minor", "incident_updates": updates()} | more
    return {"x.json": json.dumps({"incidents": [record]})}


def stub(**more):
    record = {"code": "a1", "timestamp": "Nov 20, 10:00 UTC", "message": "Fine."} | more
    return {"history.json": json.dumps({"months": [{"year": record.pop("year", 2026), "incidents": [record]}]})}


def gathered(message="Fine.", **more):
    record = {"url": "h/a1", "title": "Slow", "updates": [{"at": AT, "status": "resolved", "message": message}]}
    return {"x.jsonl": json.dumps(record | more)}


def feed(content, title="Slow", link="h/a1"):
    texts = [escape(one, quote=True) for one in (title, link, content)]
    entry = "<published>{3}</published><title>{0}</title><link href='{1}'/><content>{2}</content>".format(*texts, AT)
    return {"history.atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"}


def notice(body="Fine.", **more):
    values = {"title": "Slow", "date": "2026-11-20 10:00:00"} | more
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    return {"content/issues/x.md": f"---\n{front}---\n{body}"}


def timeline(description="Fine.", ts="+1h", **more):
    entries = [{"ts": "2026-11-20 09:00:00", "description": "Slow"}, {"ts": ts, "description": description}]
    return {"incidents/x.yaml": json.dumps({"id": "k2", "name": "Slow", "timeline": entries} | more)}


PIECE = "<p><small>Nov 20, 10:00 UTC</small><br><strong>Resolved</strong> - "
PLACES = {
    "API body": ("statuspage", lambda text: incident(incident_updates=updates(text))),
    "API title": ("statuspage", lambda text: incident(name=text)),
    "short history": ("statuspage", lambda text: stub(timestamp=text)),
    "feed": ("statuspage", feed),
    "feed update": ("statuspage", lambda text: feed(PIECE + text, text, f"h/{text}")),
    "cState body": ("cstate", notice),
    "cState track": ("cstate", lambda text: notice(f'*A{text}x {{{{< track "{text}')),
    "stactus": ("stactus", lambda text: timeline(text, name=text)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLACES)
def test_no_text_keeps_an_import_busy(name):
    format_, source = PLACES[name]
    sources = [source(trap * (SIZE // len(trap)) + "x") for trap in TRAPS]
    run = [sys.executable, "-c", IMPORT_ALL]
    subprocess.run(run, input=json.dumps([format_, sources]), text=True, timeout=KILLED_AFTER, check=True)


@pytest.mark.slow
def test_no_number_of_updates_or_components_keeps_an_import_busy():
    components = [{"id": chr(0x4E00 + number), "name": "x"} for number in range(2_000)]

    def history(word, month):
        times = [f"2026-{month}-{1 + n % 28:02}T{n % 24:02}:00:00Z" for n in range(800)]
        said = [{"status": "update", "body": f"{word} {n}", "display_at": at} for n, at in enumerate(times)]
        return incident(incident_updates=said, components=components)

    script = IMPORT_ALL.replace("{}, datetime", "there, datetime").replace("for files", "there = {}\nfor files")
    script = script.replace("    plan(", "    there = plan(").rstrip() + ".files\n"
    sources = [history("Still looking", 9), history("nothing alike at all", 10), history("abcd" * 500, 9)]
    sources += [history("acbd" * 500, 10)]
    run = [sys.executable, "-c", script]
    subprocess.run(run, input=json.dumps(["statuspage", sources]), text=True, timeout=KILLED_AFTER, check=True)


ODD = {
    "half a character in the title": ("statuspage", incident(name=f"Slow {LOST}")),
    "half a character in the body": ("statuspage", incident(incident_updates=updates(f"Slow {LOST}", id=LOST))),
    "half a character in the id": ("statuspage", incident(id=LOST)),
    "half a character in a component": ("statuspage", incident(components=[{"id": LOST, "name": LOST}])),
    "half a character in a line": ("statuspage", gathered(LOST, title=LOST, components=[LOST])),
    "half a character in front matter": (
        "cstate",
        {"content/issues/x.md": json.dumps({"title": LOST, "date": AT, "affected": [LOST]})},
    ),
    "a page of half a character": (
        "statuspage",
        {**incident(), "p.json": json.dumps({"page": {"name": LOST, "url": f"https://{LOST}/", "time_zone": LOST}})},
    ),
    "an endless path for a time zone": (
        "statuspage",
        {**incident(), "p.json": json.dumps({"page": {"name": "A", "time_zone": "a/" * 5_000}})},
    ),
    "a character beyond all": ("statuspage", incident(name=f"&#{BIG};", incident_updates=updates(f"<p>&#{BIG};</p>"))),
    "a separator by reference": ("statuspage", incident(incident_updates=updates("a&#x2028;b <b>&#xfeff;</b>"))),
    "a number beyond all": ("statuspage", {"x.json": incident()["x.json"].replace('"minor"', BIG)}),
    "a year beyond all": ("statuspage", stub(year=10**20)),
    "an endless year": ("statuspage", stub(year=float("inf"))),
    "the first hour": ("statuspage", stub(year=1, timestamp="Jan 1, 00:00 SGT")),
    "the last second": (
        "statuspage",
        incident(scheduled_for="9999-12-31T23:59:59Z", scheduled_until="9999-12-31T23:59:59Z"),
    ),
    "a start a thousand years ago": ("statuspage", incident(started_at="0999-01-01T00:00:00Z")),
    "an update a thousand years ago": ("statuspage", incident(incident_updates=updates(display_at="0999-01-01"))),
    "an hour beyond all": ("stactus", timeline(ts=f"+{BIG[:30]}h")),
    "an hour after the last": ("stactus", timeline(ts="+87600000h")),
    "a feed without addresses": ("statuspage", feed(PIECE, link="")),
    "a deep line": ("statuspage", {"x.jsonl": "[" * 100_000}),
    "a deep document": ("statuspage", {"x.json": "[" * 100_000}),
    "deep front matter": ("cstate", {"content/issues/x.md": '{"title":' + "[" * 950 + "]" * 950 + "}"}),
    "a text too long": ("statuspage", incident(incident_updates=updates("word " * 40_000))),
    "a text too deep": ("cstate", notice("> " * 50 + "deep")),
    "a text too dense": ("stactus", timeline("`a " * 25_000)),
    "marks of a conflict": ("cstate", notice("<<<<<<< HEAD\na\n>>>>>>> b")),
    "a component that is a device": ("stactus", timeline(systems=["con", "AUX"])),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_on_the_site_without_errors_or_named(name, tmp_path):
    format_, files = ODD[name]
    page = Import(tmp_path, format_)
    page.run(files)
    places = {line.path.partition("#")[0].partition(":")[0] for line in page.report.lines}
    assert places >= files.keys() - {"p.json"}


def test_no_word_of_a_text_that_fits_no_page_is_lost_without_a_note(tmp_path):
    page = Import(tmp_path, "statuspage")
    words = [f"word{number}" for number in range(30_000)]
    (found,) = page.run(incident(incident_updates=updates(" ".join(words)))).incidents
    assert found.updates[0].text.split()[1:10_000] == words[: 10_000 - 1]
    assert "the first 99" in page.said(Outcome.NOTE)["x.json#a1"]


def test_lines_may_hold_what_unicode_calls_the_end_of_a_line(tmp_path):
    page = Import(tmp_path, "statuspage")
    page.run({"x.jsonl": gathered("one\u2028two")["x.jsonl"].replace("\\u2028", "\u2028") + "\n\n"})
    assert page.counts() == {Outcome.NEW: 1}


def test_a_part_of_a_feed_that_is_no_update_is_named():
    history = IMPORTERS["statuspage"].history(feed(f"<p><small>by the team</small></p>{PIECE}Fine.</p>"))
    notes = [line.message for line in plan(history, "statuspage", {}, NOW).lines if line.outcome is Outcome.NOTE]
    assert notes == ["an update has no time (`by the team`) and is left out"]


def test_names_that_are_not_utf8_are_two_records(tmp_path):
    page = Import(tmp_path, "cstate")
    folder = os.fsencode(page.source) + b"/content/issues/"
    Path(os.fsdecode(folder)).mkdir(parents=True)
    for name in (b"\xff.md", b"\xfe.md"):
        Path(os.fsdecode(folder + name)).write_text(notice()["content/issues/x.md"])
    assert len(page.run().incidents) == 2
    assert sorted(page.said(Outcome.NEW)) == ["content/issues/\udcfe.md", "content/issues/\udcff.md"]


@pytest.mark.parametrize(
    ("limit", "message"), [("MAX_FILE", "it has 0 MB, and at most"), ("MAX_SOURCE", "import the rest")]
)
def test_a_source_that_is_too_large_is_named_and_not_read(limit, message, tmp_path, monkeypatch):
    page = Import(tmp_path, "statuspage")
    small, large = incident()["x.json"], incident(incident_updates=updates("x" * 2_000))["x.json"]
    page.source.joinpath("a.json").write_text(small)
    page.source.joinpath("b.json").write_text(large)
    monkeypatch.setattr(writing, limit, len(small) + 10)
    page.run()
    assert page.counts() == {Outcome.NEW: 1, Outcome.LEFT_OUT: 1}
    assert message in page.said(Outcome.LEFT_OUT)["b.json"]


def test_a_pipe_is_no_source_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    report = import_history("statuspage", tmp_path / "pipe", tmp_path / "site", NOW)
    assert [(line.path, line.message) for line in report.lines] == [("pipe", "cannot be read: not a regular file")]


def test_links_in_a_source_are_named(tmp_path):
    page = Import(tmp_path, "statuspage")
    page.source.joinpath("link.json").symlink_to("nowhere")
    page.source.joinpath("folder").symlink_to(tmp_path)
    page.run(incident())
    why = "a symbolic link, which is not followed"
    assert page.said(Outcome.LEFT_OUT) == {"folder": why, "link.json": why}


def test_a_file_of_the_site_that_is_no_text_is_not_written_over(tmp_path):
    page = Import(tmp_path, "statuspage")
    page.run(incident())
    (update,) = page.root.glob("content/incidents/*/*.md")
    update.write_bytes(b"\xff")
    import_history("statuspage", page.source, page.root, NOW)
    assert update.read_bytes() == b"\xff"
