"""Styles written into the elements, for mail: many clients drop style sheets, and none knows custom properties.

A sheet for mail has simple selectors only (`p`, `.name`, `p.name`, lists of these) and takes colours and fonts from the
custom properties of the theme's page: `color: var(--ink)`. What is different in the dark stays in a style sheet, for
clients that ask for it there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin

_TOKEN = re.compile(r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[{};]|[^{};\"'/]+|.", re.DOTALL)
_DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*(.+?)\s*", re.DOTALL)
_VARIABLE = re.compile(r"var\(\s*--([\w-]+)\s*\)")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?")
_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s+[^\s\"'<>/=]+(?:=\"[^\"]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)=\"([^\"]*)\"")
_DARK = "prefers-color-scheme: dark"

Declarations = tuple[tuple[str, str], ...]  # property, value


@dataclass(frozen=True, slots=True)
class Rule:
    """`media` is the condition that it stands in, or empty."""

    media: str
    selectors: tuple[tuple[str, str], ...]  # tag and class; either may be empty
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written into elements, in order of strength, and what stays a style sheet."""

    inline: tuple[tuple[tuple[str, str], Declarations], ...]
    style: str


@lru_cache(maxsize=64)
def sheet(properties: str, css: str) -> Sheet:
    """Of a sheet for mail, with the custom properties of the theme's styles. ValueError: what is wrong."""
    light, dark = _custom(properties)
    rules = tuple(_rules(css))
    inline = [
        (selector, _resolved(rule.declarations, light))
        for rule in rules
        if not rule.media
        for selector in rule.selectors
    ]
    inline.sort(key=lambda pair: (bool(pair[0][1]), bool(pair[0][0])))  # a class is stronger than a tag
    return Sheet(tuple(inline), "\n".join((*_in_the_dark(rules, light, dark), *_conditional(rules, light, dark))))


def inlined(html: str, styles: Sheet, base: str) -> str:
    """A document with its styles in its elements, and with links that lead somewhere from anywhere.

    The document is what a template made: what people wrote is escaped in it, so each `<` begins a tag.
    """

    def styled(found: re.Match[str]) -> str:
        tag, attributes = found[1], dict(_ATTRIBUTE.findall(found[2]))
        style = _style_of(tag, unescape(attributes.get("class", "")).split(), styles)
        text = found[0]
        if "href" in attributes:
            address = escape(urljoin(base, unescape(attributes["href"])))
            text = text.replace(f'href="{attributes["href"]}"', f'href="{address}"')
        if not style:
            return text
        own = attributes.get("style")
        if own is not None:
            return text.replace(f'style="{own}"', f'style="{style}; {own}"')
        return f'<{tag} style="{style}"{text[len(tag) + 1 :]}'

    head, begin, body = html.partition("<body")
    style = f"<style>\n{styles.style}\n</style>\n</head>"
    return head.replace("</head>", style) + _TAG.sub(styled, begin + body)


def _style_of(tag: str, classes: list[str], styles: Sheet) -> str:
    found: dict[str, str] = {}
    for (of_tag, of_class), declarations in styles.inline:
        if of_tag in {"", tag} and (not of_class or of_class in classes):
            for name, value in declarations:
                found.pop(name, None)  # what comes later stands later: `margin` after `margin-top` is another thing
                found[name] = value
    return escape("; ".join(f"{name}: {value}" for name, value in found.items()).replace('"', "'"), quote=False)


# What stays a style sheet


def _in_the_dark(rules: Iterable[Rule], light: Mapping[str, str], dark: Mapping[str, str]) -> Iterator[str]:
    """The declarations that say something else once properties have their dark values.

    Those that say the same are said again where they are up against such: here, all beats what stands in the elements.
    """
    pairs = [
        (one, _resolved(one.declarations, light), _resolved(one.declarations, dark)) for one in rules if not one.media
    ]
    changed = {now[0] for _, before, after in pairs for was, now in zip(before, after, strict=True) if was != now}
    lines: list[str] = []
    for rule, _, after in pairs:
        if against := tuple(one for one in after if any(_akin(one[0], name) for name in changed)):
            lines.append(f"{_written(rule.selectors)} {{ {_forced(against)} }}")
    if lines:
        yield f"@media ({_DARK}) {{\n" + "\n".join(lines) + "\n}"


def _akin(one: str, other: str) -> bool:
    """Whether the properties are the same, or one is a part of the other: `border` and `border-top-color`."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _conditional(rules: Iterable[Rule], light: Mapping[str, str], dark: Mapping[str, str]) -> Iterator[str]:
    """What the sheet itself asks for under a condition: stronger than what is written into the elements."""
    for rule in rules:
        if rule.media:
            values = dark if _DARK in rule.media else light
            body = f"{_written(rule.selectors)} {{ {_forced(_resolved(rule.declarations, values))} }}"
            yield f"{rule.media} {{ {body} }}"


def _forced(declarations: Declarations) -> str:
    return " ".join(f"{name}: {value} !important;" for name, value in declarations)


def _written(selectors: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{tag}.{name}" if name else tag for tag, name in selectors)


def _resolved(declarations: Declarations, values: Mapping[str, str]) -> Declarations:
    """With values in place of custom properties, and of those that they are made of."""

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ValueError(f"no style of the theme sets --{found[1]}")
        return _VARIABLE.sub(value_of, values[found[1]])

    return tuple((name, _VARIABLE.sub(value_of, value)) for name, value in declarations)


# Reading CSS


def _custom(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The custom properties of the whole page, in the light and in the dark."""
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for media, prelude, body in _blocks(css):
        if prelude == ":root" and "print" not in media:
            found = {name[2:]: value for name, value in _declarations(body) if name.startswith("--")}
            dark |= found
            light |= {} if _DARK in media else found
    return light, dark


def _rules(css: str) -> Iterator[Rule]:
    for media, prelude, body in _blocks(css):
        matches = [_SELECTOR.fullmatch(one.strip()) for one in prelude.split(",")]
        if not all(match and match[0] for match in matches):
            raise ValueError(f"{prelude!r}: only tags, classes, and both together may stand before the brace")
        selectors = tuple((match[1] or "", match[2] or "") for match in matches if match)
        yield Rule(media, selectors, tuple(_declarations(body)))


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for part in body.split(";"):
        if match := _DECLARATION.fullmatch(part):
            yield match[1], match[2]


def _blocks(css: str) -> Iterator[tuple[str, str, str]]:
    """Condition (of all that it stands in), what stands before the brace, and what stands in it."""
    around: list[str] = []
    text = ""
    for piece in _TOKEN.findall(css):
        if piece == "{":
            around.append(" ".join(text.split()))
            text = ""
        elif piece == "}" and around:
            prelude = around.pop()
            if text.strip():
                yield " ".join(around), prelude, text
            text = ""
        elif piece == ";" and not around:
            text = ""  # @import and the like
        elif not piece.startswith("/*"):
            text += piece
