"""The one door to Markdown: what GitHub shows for a text is what the page shows, and nothing in it can do harm."""

from statusgen.render.markup.page import html, scrolling
from statusgen.render.markup.words import plain

__all__ = ["html", "plain", "scrolling"]
