"""Where the files that come with the program are: inside the package of a wheel, or beside it in a source checkout."""

from pathlib import Path

# The words of the interface, one file a language.
CATALOGUES = Path(__file__).resolve().with_name("render") / "catalogue"

# Name -> its place from the top of a source checkout. The example *is* the checkout: content/ and subscribers.yaml.
_IN_CHECKOUT = {"themes": "themes", "example": "."}


def bundled(name: str) -> Path:
    """The folder of `themes`, or of the `example` site (its content/ and subscribers.yaml)."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else (package.parent / _IN_CHECKOUT[name]).resolve()
