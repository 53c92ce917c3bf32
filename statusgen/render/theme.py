"""Themes: templates, styles and assets, where a site's files shadow those of the theme it extends. The door to jinja2.

A theme is a folder of `themes/`, the site's own or the program's:

    theme.toml       `extends = "default"`, or nothing for a theme that stands alone
    templates/*.html shadow by name; `{% extends "default/layout.html" %}` reaches what is shadowed
    styles/*.css     joined in order of name into one stylesheet: add a file, or shadow one
    words/*.toml     one a language: what the interface says otherwise than statusgen/render/catalogue has it
    assets/*         published with a digest of their content in their names; styles refer to them by url(name)
    mail/*.html      templates of mails, as `mail/….html`; mail/style.css is written into their elements
"""

import re
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from markupsafe import Markup, escape

from statusgen import __version__
from statusgen.bundled import bundled
from statusgen.model.languages import language_of
from statusgen.model.site import Appearance
from statusgen.render import inlining, markup
from statusgen.render.look import look_css
from statusgen.render.words import Words, amended, direction
from statusgen.render.words import words as words_of

STYLESHEET = "style.css"
MAIL_STYLE = "style.css"  # in mail/
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_URL = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")
_WEB_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


_PLAIN = Appearance()


class ThemeError(Exception):
    """A theme cannot be found or does not work; the message says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Asset:
    """`path` is where it is published, relative to the site."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Theme:
    """`digest` stands for all that decides how a view becomes a page: templates, assets, words, program version.

    `mail_styles` are the custom properties that mails may use, and their own style sheet.
    """

    digest: str
    assets: tuple[Asset, ...]
    words: Words
    mail_styles: tuple[str, str]
    _environment: Environment = field(repr=False, compare=False)

    def page(self, template: str, **views: object) -> str:
        """The HTML that `template` makes of `views`."""
        try:
            return self._environment.get_template(template).render(views)
        except TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise ThemeError(f"{where}: {error.message}") from error
        except (TemplateError, TypeError, KeyError, ValueError) as error:
            raise ThemeError(f"{_place(error) or template}: {type(error).__name__}: {error}") from error

    def mail(self, template: str, base: str, **views: object) -> str:
        """The same of a mail: with its styles in its elements, and links that are relative to `base` made absolute."""
        try:
            styles = inlining.sheet(*self.mail_styles)
        except ValueError as error:
            raise ThemeError(f"mail/{MAIL_STYLE}: {error}") from error
        return inlining.inlined(self.page(template, **views), styles, base)


def spoken(root: Path, name: str, language: str) -> Words:
    """The words of a language, as the theme `name` and those it extends have them; without any, English ones."""
    known = words_of(language)
    base = language.split("-", maxsplit=1)[0]
    found = replace(known, language=language, name=known.name if known.language == base else language)
    for layer in reversed(_layers(root, name)):
        for path in dict.fromkeys(layer / "words" / f"{tag}.toml" for tag in (base, language)):
            if path.is_file():
                try:
                    found = amended(found, language, path.read_text(encoding="utf-8"))
                except ValueError as error:
                    raise ThemeError(f"{path}: {error}") from error
    return found


def load(root: Path, name: str, words: Words, zone: ZoneInfo, look: Appearance = _PLAIN) -> Theme:
    """The theme `name` of the site at `root`, or else of the program, speaking `words` with times of `zone`.

    The look of the settings ends its stylesheet; the logo is an asset by the name of its file.
    """
    layers = _layers(root, name)
    templates = _templates(layers)
    mail = _mail_files(layers)
    assets = _assets(layers, look)
    texts = [f"{key}\n{path.read_text(encoding='utf-8')}" for key, path in sorted(templates.items())]
    published = {key: asset.path for key, asset in assets.items()}
    return Theme(
        digest=_digest(__version__, repr(words), repr(sorted(published.items())), *texts),
        assets=tuple(assets[key] for key in sorted(assets)),
        words=words,
        mail_styles=_mail_styles(layers, mail, look),
        _environment=_environment({**mail, **templates}, published, words, zone),
    )


def _layers(root: Path, name: str) -> tuple[Path, ...]:
    """The folders of a theme and of those it extends, nearest first."""
    layers: list[Path] = []
    wanted: str | None = name
    while wanted is not None:
        folder = _folder(root, wanted, layers)
        layers.append(folder)
        wanted = _extended(folder / "theme.toml")
    return tuple(layers)


def _folder(root: Path, name: str, seen: list[Path]) -> Path:
    """A site's theme `default` may extend the program's `default`: a folder that was seen is passed over."""
    places = [root / "themes" / name, bundled("themes") / name] if _NAME.fullmatch(name) else []
    for place in places:
        if any(part.is_symlink() for part in (place, place.parent, *place.glob("*")) if place.is_relative_to(root)):
            raise ThemeError(f"{place}: a symbolic link stands here; put the files themselves here")
        if place.is_dir() and not any(place.samefile(other) for other in seen):
            return place
    if any(place in seen for place in places):
        raise ThemeError(f"themes/{name}/theme.toml: the theme extends itself; extend `default`, or nothing")
    raise ThemeError(f"There is no theme {name!r}: make the folder themes/{name}/, or set `theme: default`")


def _extended(path: Path) -> str | None:
    if not path.is_file():
        raise ThemeError(f'{path}: missing; a theme needs this file, with the line: extends = "default"')
    try:
        extended = tomllib.loads(path.read_text(encoding="utf-8")).get("extends")
    except ValueError as error:
        raise ThemeError(f"{path}: {error}") from error
    if extended is None or isinstance(extended, str):
        return extended
    raise ThemeError(f"{path}: `extends` is the name of one theme, in quotes")


def _templates(layers: tuple[Path, ...]) -> dict[str, Path]:
    """Template name -> file. Every one is also known by its theme: `default/layout.html`."""
    found: dict[str, Path] = {}
    for layer in reversed(layers):
        for path in _files(layer / "templates"):
            name = path.relative_to(layer / "templates").as_posix()
            found[name] = found[f"{layer.name}/{name}"] = path
    return found


def _mail_files(layers: tuple[Path, ...]) -> dict[str, Path]:
    """The same of mails. A theme that stands alone has those of the program where it has none: mail must go out."""
    found: dict[str, Path] = {}
    for layer in reversed((*layers, bundled("themes") / "default")):
        for path in _files(layer / "mail"):
            name = f"mail/{path.relative_to(layer / 'mail').as_posix()}"
            found[name] = found[f"{layer.name}/{name}"] = path
    return found


def _mail_styles(layers: tuple[Path, ...], mail: Mapping[str, Path], look: Appearance) -> tuple[str, str]:
    """Every custom property that the theme has, over those of the default one; and the style sheet of mails."""
    paths = [path for layer in (bundled("themes") / "default", *reversed(layers)) for path in _files(layer / "styles")]
    styles = "".join(f"{path.read_text(encoding='utf-8')}\n" for path in paths)
    return styles + look_css(look), mail[f"mail/{MAIL_STYLE}"].read_text(encoding="utf-8")


def _assets(layers: tuple[Path, ...], look: Appearance) -> dict[str, Asset]:
    """Name in the theme -> what is published; the joined stylesheet is among them."""
    files: dict[str, Path] = {}
    styles: dict[str, Path] = {}
    for layer in reversed(layers):
        files |= {path.relative_to(layer / "assets").as_posix(): path for path in _files(layer / "assets")}
        styles |= {path.name: path for path in _files(layer / "styles")}
    assets = {name: _asset(name, path.read_bytes()) for name, path in files.items()}
    if look.logo:
        assets[look.logo.name] = _asset(look.logo.name, look.logo.content)
    joined = "".join(f"{styles[name].read_text(encoding='utf-8').strip()}\n" for name in sorted(styles))
    joined += look_css(look)
    assets[STYLESHEET] = _asset(STYLESHEET, _with_digests(joined, assets).encode())
    return assets


def _files(folder: Path) -> Iterator[Path]:
    """The files of a theme. A link could publish any file of the machine, so none is followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ThemeError(f"{path}: a symbolic link; put the file itself here")
        if path.is_file() and not path.name.startswith("."):
            yield path


def _asset(name: str, content: bytes) -> Asset:
    path = PurePosixPath("assets", name)
    return Asset(str(path.with_name(f"{path.stem}.{_digest(content)[:10]}{path.suffix}")), content)


def _with_digests(css: str, assets: Mapping[str, Asset]) -> str:
    """The stylesheet lies in assets/ itself, so it names its neighbours without a folder."""

    def target(match: re.Match[str]) -> str:
        asset = assets.get(match[1])
        return f'url("{asset.path.removeprefix("assets/")}")' if asset else match[0]

    return _URL.sub(target, css)


def _digest(*parts: str | bytes) -> str:
    running = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        running.update(len(data).to_bytes(8, "big") + data)
    return running.hexdigest()


class _Escaping(Environment):
    """Templates that cannot switch escaping off, whoever wrote them."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
            raise TemplateSyntaxError("`autoescape` is always on", node.lineno, name, filename)
        return tree


def _environment(
    templates: Mapping[str, Path], published: Mapping[str, str], words: Words, zone: ZoneInfo
) -> Environment:
    environment = _Escaping(
        loader=FunctionLoader(lambda name: _source(templates, name)),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    del environment.filters["safe"]
    environment.filters.update(_filters(words, zone))
    environment.tests["web_link"] = is_web_link
    environment.globals.update(
        words=_html_words(words),
        pattern=words.pattern,
        has_words=words.entries.__contains__,
        direction=words.direction,
        asset=published.__getitem__,
    )
    return environment


def _source(templates: Mapping[str, Path], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    path = templates.get(name)
    return (path.read_text(encoding="utf-8"), str(path), lambda: True) if path else None


def is_web_link(href: str) -> bool:
    """Whether a page may link there: http, https or mailto, and nothing hidden in it."""
    return _WEB_LINK.fullmatch(href) is not None


def _html_words(words: Words) -> Callable[..., Markup]:
    """`words.say` for templates: values are escaped, unless they are HTML already, such as a <time>."""

    def say(key: str, count: int | None = None, **values: object) -> Markup:
        return escape(words.pattern(key, count)).format(count=count, **values)

    return say


def _filters(words: Words, zone: ZoneInfo) -> dict[str, Callable[..., object]]:
    def moment(at: datetime, today: date | None = None) -> Markup:
        return _time(at, words.moment(at, zone, today), bare=_local(at) == today)

    def period(start: datetime, end: datetime | None, today: date | None = None) -> Markup:
        """From 14:58 to 16:10 of a day; the end names its day only where it is another one."""
        if end is None:
            return moment(start, today)
        same_day = _local(start) == _local(end)
        named = start.astimezone(zone).tzname() != end.astimezone(zone).tzname() or not same_day
        told = words.moment(start, zone, today, named=named)
        first = _time(start, told, bare=_local(start) == today, zoneless=not named)
        last = moment(end, _local(start) if same_day else today)
        return escape(words.pattern("time.span_clock" if same_day else "time.span")).format(start=first, end=last)

    def day(value: date, *, year: bool = True) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words.day(value, year=year))

    def _local(at: datetime) -> date:
        return at.astimezone(zone).date()

    return {
        "markdown": lambda text: Markup(markup.html(str(text))),  # noqa: S704 - markup.html is what makes it safe
        "message": words.message,
        "series": words.series,
        "number": words.number,
        "lang": lambda text: _language(text, words.direction),
        "month": words.month,
        "minutes": words.minutes,
        "days": words.days,
        "moment": moment,
        "period": period,
        "day": day,
    }


def _language(text: str, around: str) -> Markup:
    """For the element around a text in another language than the page: ` lang="en"`, and how it is written if not
    in the direction `around`."""
    language = language_of(text)
    if not language:
        return Markup()
    if direction(language) == around:
        return Markup(' lang="{}"').format(language)
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _time(at: datetime, text: str, *, bare: bool, zoneless: bool = False) -> Markup:
    """`bare` tells the script which localises times that the day is not named, `zoneless` that the next time names the
    zone of both."""
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    bare_hint = Markup(" data-bare") if bare else ""
    zone_hint = Markup(" data-zoneless") if zoneless else ""
    return Markup('<time datetime="{}"{}{}>{}</time>').format(moment, bare_hint, zone_hint, text)


def _place(error: BaseException) -> str:
    """Template and line where rendering stopped."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/templates/" in frame.filename]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
