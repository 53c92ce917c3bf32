"""Where the site is."""

import os
from pathlib import Path

CONTENT = "content"
SETTINGS = f"{CONTENT}/site.yaml"


def find_root(start: Path) -> Path | None:
    """The folder with content/site.yaml in it: `start` or the nearest one above."""
    places = (start.resolve(), *start.resolve().parents)
    return next((place for place in places if _is_site(place)), None)


def _is_site(place: Path) -> bool:
    """Also where nobody may look into content/: then reading it says so."""
    try:
        return (place / SETTINGS).is_file()
    except OSError:
        return os.path.isdir(place / CONTENT)  # noqa: PTH112 - False where nobody may look
