"""A theme, ready to make pages."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from statusgen import __version__
from statusgen.bundled import bundled
from statusgen.model.site import Appearance
from statusgen.render import inlining
from statusgen.render.look import look_css
from statusgen.render.theme.assets import Asset, assets_of, contained, digest_of
from statusgen.render.theme.compiled import compiled
from statusgen.render.theme.filters import filters, html_words, is_web_link
from statusgen.render.theme.layers import ThemeError, files, layers, text_if_there, text_of
from statusgen.render.theme.sandbox import MAX_STEPS, Sandbox
from statusgen.render.words import Words, amended
from statusgen.render.words import words as words_of

MAIL_STYLE = "style.css"  # in mail/
_PLAIN = Appearance()
# What a template can make Python raise; the compiler of templates, too, where something is nested a hundred times.
_FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, SyntaxError, TypeError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """`digest` stands for all that decides how a view becomes a page: templates, assets, words, program version.

    `mail_styles` are the custom properties that mails may use, and their own style sheet.
    """

    digest: str
    assets: tuple[Asset, ...]
    words: Words
    mail_styles: tuple[str, str]
    _environment: Sandbox = field(repr=False, compare=False)
    _templates: Mapping[str, Path] = field(repr=False, compare=False)

    def page(self, template: str, **views: object) -> str:
        """The HTML that `template` makes of `views`."""
        self._environment.left = MAX_STEPS
        try:
            return self._environment.get_template(template).render(views)
        except TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise ThemeError(f"{where}: {error.message}") from error
        except _FAULTS as error:
            raise ThemeError(f"{self._place(error, template)}: {_explained(error)}") from error

    def alone(self, template: str, **views: object) -> str:
        """The same of a page that is one file: with the stylesheet in its head, and what that names in it."""
        return self.page(template, **views).replace("</head>", f"<style>\n{contained(self.assets)}</style>\n</head>", 1)

    def _place(self, error: BaseException, template: str) -> str:
        """File and line where rendering stopped; where it did not begin, the file."""
        paths = set(map(str, self._templates.values()))
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in paths]
        return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(self._templates.get(template, template))

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
    for layer in reversed(layers(root, name)):
        for path in dict.fromkeys(layer / "words" / f"{tag}.toml" for tag in (base, language)):
            text = text_if_there(path)
            try:
                found = amended(found, language, text) if text is not None else found
            except ValueError as error:
                raise ThemeError(f"{path}: {error}") from error
    return found


def load(root: Path, name: str, words: Words, zone: ZoneInfo, look: Appearance = _PLAIN) -> Theme:
    """The theme `name` of the site at `root`, or else of the program, speaking `words` with times of `zone`.

    The look of the settings ends its stylesheet; the logo is an asset by the name of its file.
    """
    folders = layers(root, name)
    templates = _templates(folders)
    mail = _mail_files(folders)
    assets = assets_of(folders, look)
    texts = [f"{key}\n{text_of(path)}" for key, path in sorted(templates.items())]
    published = {key: asset.path for key, asset in assets.items()}
    return Theme(
        digest=digest_of(__version__, repr(words), repr(sorted(published.items())), *texts),
        assets=tuple(assets[key] for key in sorted(assets)),
        words=words,
        mail_styles=_mail_styles(folders, mail, look),
        _environment=_environment({**mail, **templates}, published, words, zone),
        _templates={**mail, **templates},
    )


def _templates(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Template name -> file. Every one is also known by its theme: `default/layout.html`."""
    found: dict[str, Path] = {}
    for layer in reversed(folders):
        for path in files(layer / "templates"):
            name = path.relative_to(layer / "templates").as_posix()
            found[name] = found[f"{layer.name}/{name}"] = path
    return found


def _mail_files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """The same of mails. A theme that stands alone has those of the program where it has none: mail must go out."""
    found: dict[str, Path] = {}
    for layer in reversed((*folders, bundled("themes") / "default")):
        for path in files(layer / "mail"):
            name = f"mail/{path.relative_to(layer / 'mail').as_posix()}"
            found[name] = found[f"{layer.name}/{name}"] = path
    return found


def _mail_styles(folders: tuple[Path, ...], mail: Mapping[str, Path], look: Appearance) -> tuple[str, str]:
    """Every custom property that the theme has, over those of the default one; and the style sheet of mails."""
    paths = [path for layer in (bundled("themes") / "default", *reversed(folders)) for path in files(layer / "styles")]
    styles = "".join(f"{text_of(path)}\n" for path in paths)
    return styles + look_css(look), text_of(mail[f"mail/{MAIL_STYLE}"])


def _environment(templates: Mapping[str, Path], published: Mapping[str, str], words: Words, zone: ZoneInfo) -> Sandbox:
    environment = Sandbox(
        loader=FunctionLoader(lambda name: _source(templates, name)),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=compiled(digest_of(repr(words)), repr(zone)),
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    environment.filters.update(filters(words, zone))
    environment.tests["web_link"] = is_web_link
    environment.globals.update(
        words=html_words(words),
        pattern=words.pattern,
        has_words=words.entries.__contains__,
        direction=words.direction,
        asset=published.__getitem__,
    )
    return environment


def _source(templates: Mapping[str, Path], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    path = templates.get(name)
    return (text_of(path), str(path), lambda: True) if path else None


def _explained(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply, or includes, extends or calls itself without end"
    if isinstance(error, SyntaxError):  # of Python, in what the template was compiled to
        return f"it is nested too deeply: {error.msg}"
    return f"{type(error).__name__}: {error}"
