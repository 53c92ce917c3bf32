"""What this program is, as a digest: a page made by another one may differ, whatever the version number says."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import statusgen
from statusgen.publish.artefact import digest

# What decides how text becomes bytes, besides our own code.
_MAKERS = ("feedgen", "jinja2", "lxml", "markdown", "nh3", "pymdown-extensions", "tzdata")


@cache
def program() -> str:
    """Differs wherever our source or a library that renders differs."""
    package = Path(statusgen.__file__).parent
    sources = sorted(path for room in ("model", "publish", "render") for path in (package / room).rglob("*.*"))
    texts = (path.read_bytes() for path in sources if path.suffix in (".py", ".toml"))
    return digest(*map(_version, _MAKERS), *texts)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # a bundle without metadata; our own source still tells
        return ""
