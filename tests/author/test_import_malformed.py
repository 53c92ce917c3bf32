"""Whatever a file of a source looks like, no importer fails, and every file is on the site or named."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_samples import INCIDENT, NOTICE, SLOW
from importing import NOW

from statusgen.author.importers import IMPORTERS
from statusgen.author.importers.planning import plan
from statusgen.problems import errors
from statusgen.read.load import load

SAMPLES = {
    "cstate": ("content/issues/x.md", NOTICE),
    "stactus": ("incidents/x.yaml", SLOW),
    "statuspage": ("x.json", json.dumps({"page": {"name": "A"}, "incidents": [INCIDENT, INCIDENT]})),
}
SCRAPS = st.sampled_from(
    ["", ":", "\n", "---\n", "- ", "[", "]", "{", "}", '"', "<", "null", "13", "\x00", "\u2028", "é", "* "]
)


@st.composite
def damaged(draw, text):
    """The text with a few pieces cut out and scraps put in their place."""
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        text = text[:start] + draw(SCRAPS) + text[start + length :]
    return text


@pytest.mark.parametrize("format_", SAMPLES)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_on_the_site_or_named(format_, data):
    path, text = SAMPLES[format_]
    history = IMPORTERS[format_].history({path: data.draw(damaged(text))})
    planned = plan(history, format_, {}, NOW)
    places = {line.path.partition("#")[0] for line in planned.lines}
    assert path in places


@pytest.mark.parametrize("format_", SAMPLES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_made_of_a_damaged_file_is_content_without_errors(format_, data, tmp_path_factory):
    path, text = SAMPLES[format_]
    history = IMPORTERS[format_].history({path: data.draw(damaged(text))})
    root = tmp_path_factory.mktemp("site")
    for name, written in plan(history, format_, {}, NOW).files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(written, encoding="utf-8")
    assert errors(load(root, NOW).problems) == ()
