"""Colours that can be read: contrast as WCAG 2.2 defines it (relative luminance, success criterion 1.4.3)."""

from collections.abc import Iterator

Colour = tuple[int, int, int]  # red, green, blue, 0 to 255

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
READABLE = 4.5  # to 1: level AA for text of any size


def parsed(text: str) -> Colour:
    """Of `#rrggbb`."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def written(colour: Colour) -> str:
    return "#" + bytes(colour).hex()


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def readable(colour: Colour, ground: Colour) -> Colour:
    """The colour itself if text of it can be read on the ground, else with as little black or white as it needs."""
    return next(mixed for mixed in _mixtures(colour, ink_on(ground)) if contrast(mixed, ground) >= READABLE)


def ink_on(ground: Colour) -> Colour:
    """Black or white, whichever stands out more: at least 4.58 to 1 on any ground."""
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, ground))


def _mixtures(colour: Colour, ink: Colour) -> Iterator[Colour]:
    """From the colour to the ink in a hundred steps."""
    for percent in range(101):
        red, green, blue = ((c * (100 - percent) + i * percent) // 100 for c, i in zip(colour, ink, strict=True))
        yield red, green, blue
