"""Names that turn the direction of text turn only themselves."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.read.direction import closed
from statusgen.read.load import load

RLI, PDI, RLO, LRE, PDF = "\u2067", "\u2069", "\u202e", "\u202a", "\u202c"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Shop", ""),
        (f"{RLI}Shop", PDI),
        (f"{RLO}Shop", PDF),
        (f"{LRE}a{RLI}b", PDI + PDF),
        (f"{RLI}a{RLO}b{PDI}c", ""),  # an isolate closes what was opened in it
        (f"{RLO}a{PDI}b", PDF),
        (f"{RLI}a{PDF}b", PDI),
        (f"{PDI}{PDF}Shop", ""),
    ],
)
def test_what_is_left_open_is_closed_in_order(text, end):
    assert closed(text) == text + end


@given(st.text(alphabet=["a", RLI, PDI, RLO, LRE, PDF], max_size=30))
def test_what_was_closed_needs_no_more(text):
    assert closed(closed(text)) == closed(text)


def test_names_of_sites_and_services_are_closed(tmp_path):
    (tmp_path / "content/services").mkdir(parents=True)
    (tmp_path / "content/site.yaml").write_text(f"name: {RLI}Acme\nurl: https://acme.example/\n", encoding="utf-8")
    (tmp_path / "content/services/shop.yaml").write_text(f"name: {RLO}Shop\n", encoding="utf-8")
    site = load(tmp_path, datetime(2026, 11, 21, tzinfo=UTC)).site
    assert (site.settings.name, site.services["shop"].name) == (f"{RLI}Acme{PDI}", f"{RLO}Shop{PDF}")
