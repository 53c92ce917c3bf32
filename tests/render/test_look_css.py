"""The look of the settings as CSS, and colours that can be read whatever is asked for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.site import Appearance, Density
from statusgen.render.colours import BLACK, READABLE, WHITE, contrast, ink_on, parsed, readable, written
from statusgen.render.look import DARK_GROUND, FONTS, LIGHT_GROUND, look_css

colours = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#0b5fff", "#ffffff", 5.13), ("#abcdef", "#abcdef", 1)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert (
        contrast(parsed(one), parsed(other)) == contrast(parsed(other), parsed(one)) == pytest.approx(ratio, abs=0.01)
    )


@given(colours)
def test_a_colour_is_read_as_it_is_written(colour):
    assert parsed(written(colour)) == colour


@given(colours, colours)
def test_a_readable_colour_is_readable_and_no_further_from_the_wish_than_it_must(colour, ground):
    found = readable(colour, ground)
    assert contrast(found, ground) >= READABLE
    assert (found == colour) is (contrast(colour, ground) >= READABLE)


@given(colours)
def test_black_or_white_can_be_read_on_everything(ground):
    assert contrast(ink_on(ground), ground) >= READABLE
    assert ink_on(ground) in (BLACK, WHITE)


def properties(css: str) -> list[tuple[str, str]]:
    return re.findall(r"(--[a-z-]+): ([^;]+);", css)


@given(colours)
def test_every_accent_gives_links_that_can_be_read_in_both_schemes(accent):
    fill, ink, light, focus, dark, dark_focus = [parsed(value) for _, value in accent_properties(written(accent))]
    assert (fill, focus, dark_focus) == (accent, light, dark)
    assert contrast(fill, ink) >= READABLE
    assert contrast(light, parsed(LIGHT_GROUND)) >= READABLE
    assert contrast(dark, parsed(DARK_GROUND)) >= READABLE


def accent_properties(accent: str) -> list[tuple[str, str]]:
    found = properties(look_css(Appearance(accent=accent)))
    assert [name for name, _ in found] == ["--accent", "--on-accent", "--link", "--focus", "--link", "--focus"]
    return found


def test_settings_that_ask_for_nothing_write_nothing():
    assert look_css(Appearance()) == ""


def test_density_and_fonts_are_properties():
    assert properties(look_css(Appearance(density=Density.COMPACT, font="serif"))) == [
        ("--text", FONTS["serif"]),
        ("--density", "0.6"),
    ]


@pytest.mark.parametrize(
    ("font", "stack"),
    [
        ("Inter", '"Inter", sans-serif'),
        ("Inter, Segoe UI, Serif", '"Inter", "Segoe UI", serif'),
        ("inherit", '"inherit", sans-serif'),
    ],
)
def test_names_of_fonts_are_in_quotes_and_end_in_one_that_everybody_has(font, stack):
    assert properties(look_css(Appearance(font=font))) == [("--text", stack)]
