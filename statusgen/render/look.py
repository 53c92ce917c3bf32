"""The look that the settings ask for, as custom properties that every theme may use."""

from collections.abc import Iterator

from statusgen.model.site import Appearance, Density
from statusgen.render.colours import ink_on, parsed, readable, written

# What text of the accent's colour must stand out from: themes keep their grounds at least this light, or this dark.
LIGHT_GROUND, DARK_GROUND = "#f0f0ec", "#24282d"

FONTS = {
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
    "serif": 'ui-serif, "Iowan Old Style", Charter, Georgia, "Noto Serif", "Times New Roman", serif',
    "mono": 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace',
}
_GENERIC = {"system-ui", "sans-serif", "serif", "monospace", "ui-sans-serif", "ui-serif", "ui-monospace", "ui-rounded"}
_DENSITIES = {Density.COMPACT: "0.6"}


def look_css(look: Appearance) -> str:
    """Rules to come after all others; nothing where the settings leave everything to the theme."""
    return "".join(_rules(look))


def _rules(look: Appearance) -> Iterator[str]:
    if look.font:
        yield f":root {{ --text: {_stack(look.font)}; }}\n"
    if look.density in _DENSITIES:
        yield f":root {{ --density: {_DENSITIES[look.density]}; }}\n"
    if look.accent:
        accent, link = parsed(look.accent), readable(parsed(look.accent), parsed(LIGHT_GROUND))
        dark = written(readable(accent, parsed(DARK_GROUND)))
        fill = f"--accent: {look.accent}; --on-accent: {written(ink_on(accent))};"
        # not for print: there ink is what the theme says
        yield f"@media screen {{ :root {{ {fill} --link: {written(link)}; --focus: {written(link)}; }} }}\n"
        yield f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --link: {dark}; --focus: {dark}; }} }}\n"


def _stack(font: str) -> str:
    """Names in quotes, so that none is taken for a word of CSS; the last resort is one that every browser has."""
    if font in FONTS:
        return FONTS[font]
    names = font.split(", ")
    last = [] if names[-1].lower() in _GENERIC else ["sans-serif"]
    return ", ".join([name.lower() if name.lower() in _GENERIC else f'"{name}"' for name in names] + last)
