"""Where the site is."""

from pathlib import Path

CONTENT = "content"
SETTINGS = f"{CONTENT}/site.yaml"


def find_root(start: Path) -> Path | None:
    """The folder with content/site.yaml in it: `start` or the nearest one above."""
    places = (start.resolve(), *start.resolve().parents)
    return next((place for place in places if (place / SETTINGS).is_file()), None)
