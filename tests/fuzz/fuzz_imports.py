"""What is fuzzed of importers: every file of a source is on the site or named, and what is written is content."""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fuzz_inputs import SCALARS, mutated, nested, prose, scalars, torn
from fuzz_site import NOW
from hypothesis import strategies as st

from statusgen.author.importers import import_history
from statusgen.problems import errors
from statusgen.read.load import load

sys.path.insert(0, str(Path(__file__).parents[1] / "author"))
from import_samples import INCIDENT, NOTICE, SLOW

CONFIG = "params:\n  title: Acme\n  systems:\n    - {name: shop, category: Core}\nbaseURL: https://a.example\n"
PAGE = {"page": {"name": "A", "url": "https://a.example", "time_zone": "Etc/UTC"}, "incidents": [INCIDENT]}
PLANNED = {"scheduled_maintenance": {**INCIDENT, "id": "m1", "scheduled_for": "2026-11-20T10:00:00Z"}}
PARTS = {"components": [{"id": "c1", "name": "Carts", "group_id": "g1"}, {"id": "g1", "name": "Core", "group": True}]}
STUB = {"code": "b2", "name": "Slow", "timestamp": "Nov 20, 10:00 UTC", "message": "Fine.", "impact": "minor"}
MONTHS = {"months": [{"year": 2026, "name": "November", "incidents": [STUB]}]}
TOLD = [{"at": "2026-11-20T10:00:00Z", "status": "resolved", "message": "Fine."}]
GATHERED = {"url": "https://a.example/incidents/c3", "title": "Slow", "updates": TOLD}
FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A - Incident History</title><id>tag:a.example,2005:/history</id>
<link rel="alternate" type="text/html" href="https://a.example"/><updated>2026-11-20T12:00:00Z</updated>
<entry><id>tag:a.example,2005:Incident/1</id><published>2026-11-20T10:00:00Z</published>
<updated>2026-11-20T11:00:00Z</updated><link href="https://a.example/incidents/a1"/><title>Slow</title>
<content type="html">&lt;p&gt;&lt;small&gt;Nov &lt;var data-var='date'&gt;20&lt;/var&gt;,
&lt;var data-var='time'&gt;11:00
&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Fine.&lt;/p&gt;</content></entry></feed>
"""
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "cstate": {"content/issues/x.md": NOTICE.replace("severity:", "section: issue\nseverity:"), "config.yml": CONFIG},
    "stactus": {"incidents/x.yaml": SLOW},
    "statuspage": {
        "x.json": json.dumps(PAGE),
        "y.json": json.dumps(PLANNED),
        "components.json": json.dumps(PARTS),
        "history.json": json.dumps(MONTHS),
        "history.atom": FEED,
        "z.jsonl": f"{json.dumps(GATHERED)}\n",
    },
}
WORDS = ("Fine.", "Slow", "shop", "We", "2026-11-20 10:00:00", "+1h", "true", "a1", "k2x9")
NO_RECORDS = {"config.yml", "components.json"}  # what incidents name is taken from there
Source = tuple[str, Mapping[str, bytes]]


def check_import(source: Source) -> None:
    """Imported twice: every file is told of, the second time nothing changes, and nothing on the site is in error."""
    format_, files = source
    folder = Path(tempfile.mkdtemp(prefix="statusgen-fuzz-"))
    try:
        for path, content in files.items():
            (folder / "source" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "source" / path).write_bytes(content)
        first = import_history(format_, folder / "source", folder / "site", NOW)
        assert {re.split("[#:]", line.path)[0] for line in first.lines} >= files.keys() - NO_RECORDS
        if first.found:
            assert not import_history(format_, folder / "source", folder / "site", NOW).written
            assert errors(load(folder / "site", NOW).problems) == ()
    finally:
        shutil.rmtree(folder)


@st.composite
def sources(draw: st.DrawFn, format_: str) -> Source:
    """Files of the format, one of which is not as it should be."""
    samples = SAMPLES[format_]
    path = draw(st.sampled_from(sorted(samples)))
    texts = st.one_of(mutated([samples[path]]), mutated([samples[path]]), nested(), _replaced(samples[path]))
    utf8 = texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    odd = draw(st.one_of(utf8, utf8, torn([samples[path].encode()])))
    rest = draw(st.sampled_from([(), tuple(samples)]))
    return format_, {**{one: samples[one].encode() for one in rest}, path: odd}


@st.composite
def _replaced(draw: st.DrawFn, text: str) -> str:
    """A well-formed file with odd words in place of its own."""
    try:
        document = json.loads(text)
    except ValueError:
        words = draw(st.sampled_from(WORDS))
        return text.replace(words, draw(st.one_of(scalars(), prose())))
    return json.dumps(draw(_altered(document)))


@st.composite
def _altered(draw: st.DrawFn, value: object) -> object:
    match draw(st.integers(0, 14)):
        case 0:
            return draw(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(SCALARS)))
        case 1:
            return draw(prose())
        case 2:
            return draw(st.sampled_from([[], {}, [[]], [None], {"": None}, [value, value], {"id": value}]))
    if isinstance(value, dict):
        return {key: draw(_altered(one)) for key, one in value.items()}
    return [draw(_altered(one)) for one in value] if isinstance(value, list) else value
